//go:build linux && cgo

package pages

import (
	"os/exec"
	"path/filepath"
	"testing"
)

func TestBlocks(t *testing.T) {
	program := filepath.Join(t.TempDir(), "check")
	if out, err := exec.Command("cc", "-O2", "-Wall", "-Werror", "-fno-builtin", "-pthread", "-o", program, "testdata/check.c").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := exec.Command(program).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
