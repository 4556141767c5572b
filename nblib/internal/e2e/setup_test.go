package e2e

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// root is the checkout that the tests look at.
var root = func() string {
	dir, err := filepath.Abs("../../..")
	if err != nil {
		panic(err)
	}
	return dir
}()

// missing skips the test, or fails it where nothing may be missing.
func missing(t *testing.T, sentence string) {
	t.Helper()
	if os.Getenv("NNBOOK_E2E") == "required" {
		t.Fatal(sentence)
	}
	t.Skip(sentence)
}

// needEnv returns the environment's Python.
func needEnv(t *testing.T) string {
	t.Helper()
	python := filepath.Join(root, ".env/bin/python")
	if _, err := os.Stat(filepath.Join(root, ".env/share/jupyter/kernels/nnbook/kernel.json")); err != nil {
		missing(t, "the environment is not set up; run: make env")
	}
	return python
}

// long leaves a test that takes a minute or more to where there is time for it.
func long(t *testing.T) {
	t.Helper()
	if os.Getenv("NNBOOK_LONG") != "1" {
		t.Skip("takes a minute or more; run with NNBOOK_LONG=1")
	}
}

// result is what a command printed and how it ended.
type result struct {
	stdout, stderr string
	code           int
}

// command runs a program in the checkout, with changes to its environment ("NAME=value").
func command(t *testing.T, env []string, name string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 10 * time.Second // a kernel that outlives it holds its output open
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// notebookCopy copies a notebook into a folder of its own, where no earlier run's results lie.
func notebookCopy(t *testing.T, name string) string {
	t.Helper()
	return copyTo(t, name, t.TempDir())
}

// copyTo copies a file of the checkout into a folder, which is made if need be.
func copyTo(t *testing.T, name, folder string) (path string) {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(folder, filepath.Base(name))
	if err := os.WriteFile(path, source, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
