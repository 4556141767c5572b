package shown

import (
	"go/doc/comment"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// program is the whole program in a package comment.
func program(text string) (source string, has bool) {
	for _, block := range new(comment.Parser).Parse(text).Content {
		if code, ok := block.(*comment.Code); ok && strings.HasPrefix(code.Text, "package main\n") {
			return code.Text, true
		}
	}
	return "", false
}

// The programs of the package comments compile as they stand, and are as gofmt writes them.
func TestProgramsOfPackageComments(t *testing.T) {
	if testing.Short() {
		t.Skip("compiling the programs takes some seconds")
	}
	for _, folder := range packages {
		p, _ := read(t, folder)
		source, _ := program(p.Doc)
		if formatted, err := format.Source([]byte(source)); err != nil || string(formatted) != source {
			t.Errorf("package %s: its program is not as gofmt writes it (%v):\n%s", p.Name, err, source)
		}
		file := filepath.Join(t.TempDir(), p.Name+".go")
		if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("go", "vet", file).CombinedOutput(); err != nil {
			t.Errorf("package %s: its program does not compile: %v\n%s", p.Name, err, out)
		}
	}
}
