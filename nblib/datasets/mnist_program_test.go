package datasets

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A program that was compiled in another folder, and even one that does not know where its sources were, finds the files.
func TestMNISTFromAProgramOfItsOwn(t *testing.T) {
	if testing.Short() {
		t.Skip("compiling a program takes some seconds")
	}
	dir := t.TempDir()
	source, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
	if err := os.WriteFile(source, []byte(`package main

import (
	"fmt"

	"nnbook/nblib/datasets"
)

func main() {
	b, err := datasets.MNIST().Test.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.Len, b.Labels[0])
}
`), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-trimpath", "-o", program, source).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	run := exec.Command(program)
	run.Dir = dir
	out, err := run.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "10000 7" {
		t.Errorf("got %s (%v)", out, err)
	}
}
