package memory

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	file, pipe := filepath.Join(dir, "file"), filepath.Join(dir, "pipe")
	if err := os.WriteFile(file, []byte("12345"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	if b, err := readFile(file, 5); err != nil || string(b) != "12345" {
		t.Errorf("got %q, %v", b, err)
	}
	for _, c := range []struct{ path, want string }{
		{file, "the file has 5 bytes, more than the 4 bytes that are free in memory"},
		{pipe, "no plain file, but a pipe or a device"},
		{os.DevNull, "no plain file"},
		{dir, "is a directory"},
		{filepath.Join(dir, "none"), "open " + filepath.Join(dir, "none") + ": no such file or directory"},
	} {
		if _, err := readFile(c.path, 4); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.path, err, c.want)
		}
	}
	_, err := readFile(filepath.Join(dir, "none"), 4)
	if !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(pipe); err == nil {
		t.Error("a pipe was opened")
	}
	f, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}
