package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// kernel is a folder as GoNB makes one: a module with the kernel's number, and in it the cell.
type kernel struct{ folder, name, cache, tool string }

func newKernel(t *testing.T, number, cache, tool string) kernel {
	t.Helper()
	k := kernel{name: "gonb_" + number, cache: cache, tool: tool}
	k.folder = filepath.Join(filepath.Dir(tool), k.name) // kernels share the folder for what is temporary
	write(t, filepath.Join(k.folder, "go.mod"), "module "+k.name+"\n\ngo 1.26\n")
	return k
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// run builds a cell as the kernel does, runs it, and gives what both said.
func (k kernel) run(t *testing.T, cell string) string {
	t.Helper()
	write(t, filepath.Join(k.folder, "main.go"), cell)
	program := filepath.Join(k.folder, k.name)
	build := exec.Command("go", "build", "-o", program)
	build.Dir = k.folder
	build.Env = append(os.Environ(), "XDG_CACHE_HOME="+k.cache, "GOWORK=off", "GOCACHE="+goCache(t),
		"GOFLAGS='-ldflags=-s -w -linkmode=internal' \"-toolexec='"+k.tool+"'\"")
	if said, err := build.CombinedOutput(); err != nil {
		return string(said) + err.Error()
	}
	said, _ := exec.Command(program).CombinedOutput()
	return string(said)
}

func goCache(t *testing.T) string {
	t.Helper()
	folder, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(folder))
}

func buildTool(t *testing.T) string {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "a folder", "linkcache")
	if said, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("%s", said)
	}
	return tool
}

func kept(t *testing.T, cache string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(cache, "nnbook", "cells", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

const hello = "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello from a cell\"); panic(\"stop\") }\n"

// The kept program is changed, so that what runs afterwards tells where it came from.
func TestSameCellAgain(t *testing.T) {
	tool, cache := buildTool(t), t.TempDir()
	first := newKernel(t, "0123abcd", cache, tool)
	first.run(t, strings.Replace(hello, "hello", "warm", 1)) // its packages may be compiled just now
	for _, f := range kept(t, cache) {
		os.Remove(f)
	}
	if said := first.run(t, hello); !strings.Contains(said, "hello from a cell") {
		t.Fatalf("first kernel: expected the cell's line, got %q", said)
	}
	files := kept(t, cache)
	if len(files) != 1 {
		t.Fatalf("kept: expected 1 program, got %v", files)
	}
	program, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(program, []byte("gonb_0123abcd")) {
		t.Error("the kept program names its kernel")
	}
	write(t, files[0], strings.ReplaceAll(string(program), "hello from a cell", "HELLO FROM A CELL"))

	second := newKernel(t, "4567cdef", cache, tool)
	said := second.run(t, hello)
	if !strings.Contains(said, "HELLO FROM A CELL") {
		t.Errorf("second kernel: expected the kept program, got %q", said)
	}
	if want := filepath.Join(second.folder, "main.go:5"); !strings.Contains(said, want) {
		t.Errorf("stack trace: expected the second kernel's %s, got %q", want, said)
	}
	id, err := exec.Command("go", "tool", "buildid", filepath.Join(second.folder, second.name)).Output()
	if err != nil || bytes.Contains(id, []byte("~")) {
		t.Errorf("build ID: %s, %v", id, err)
	}
	if said := second.run(t, strings.Replace(hello, "hello", "another", 1)); !strings.Contains(said, "another from a cell") {
		t.Errorf("another cell: got %q", said)
	}
	if n := len(kept(t, cache)); n != 2 {
		t.Errorf("kept: expected 2 programs, got %d", n)
	}
}

func TestCellThatDoesNotBuild(t *testing.T) {
	tool, cache := buildTool(t), t.TempDir()
	k := newKernel(t, "0123abcd", cache, tool)
	if said := k.run(t, "package main\n\nfunc main() { nothing() }\n"); !strings.Contains(said, "undefined: nothing") {
		t.Errorf("expected the compiler's error, got %q", said)
	}
	if said := k.run(t, "package main\n\nfunc missing()\n\nfunc main() { missing() }\n"); !strings.Contains(said, "missing") {
		t.Errorf("expected an error about the function without a body, got %q", said)
	}
}

func TestStoreThatCannotBeWritten(t *testing.T) {
	tool := buildTool(t)
	cache := filepath.Join(t.TempDir(), "file")
	write(t, cache, "not a folder")
	if said := newKernel(t, "0123abcd", cache, tool).run(t, hello); !strings.Contains(said, "hello from a cell") {
		t.Errorf("expected the cell to run, got %q", said)
	}
}

func TestPrune(t *testing.T) {
	s := store{folder: t.TempDir(), limit: 25}
	for i, name := range []string{"old", "used", "new"} {
		path := filepath.Join(s.folder, name)
		write(t, path, "ten bytes.")
		at := time.Now().Add(time.Duration(i-3) * time.Hour)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	s.prune()
	left, _ := filepath.Glob(filepath.Join(s.folder, "*"))
	if len(left) != 2 || filepath.Base(left[0]) != "new" || filepath.Base(left[1]) != "used" {
		t.Errorf("expected the two that were used last, got %v", left)
	}
}
