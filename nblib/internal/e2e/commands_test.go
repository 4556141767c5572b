package e2e

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// oneSentence checks that a command failed, with one line that has the words in it and no stack trace.
func oneSentence(t *testing.T, got result, words ...string) {
	t.Helper()
	if got.code == 0 {
		t.Errorf("expected an exit code other than 0; it printed:\n%s%s", got.stdout, got.stderr)
	}
	text := got.stdout + got.stderr
	if strings.Contains(text, "Traceback") || strings.Contains(text, "goroutine ") {
		t.Errorf("a stack trace:\n%s", text)
	}
	for line := range strings.Lines(text) {
		found := true
		for _, word := range words {
			found = found && strings.Contains(line, word)
		}
		if found {
			return
		}
	}
	t.Errorf("no line with %q in:\n%s", words, text)
}

func TestSecondSetupNeedsNoNetwork(t *testing.T) {
	needEnv(t)
	dead := "http://127.0.0.1:9"
	got := command(t, []string{"HTTP_PROXY=" + dead, "HTTPS_PROXY=" + dead, "https_proxy=" + dead,
		"PIP_INDEX_URL=" + dead, "NPM_CONFIG_REGISTRY=" + dead}, "make", "env")
	if got.code != 0 || strings.Contains(got.stdout, "Python") {
		t.Errorf("make env, run again, did not skip what was done:\n%s%s", got.stdout, got.stderr)
	}
}

func TestCellsNeedNoNetwork(t *testing.T) {
	python := needEnv(t)
	dead := "http://127.0.0.1:9"
	got := command(t, []string{"HTTPS_PROXY=" + dead, "https_proxy=" + dead},
		python, "docker/notebook.py", "run", "nblib/internal/e2e/testdata/offline.ipynb", filepath.Join(t.TempDir(), "out.ipynb"))
	if got.code != 0 || !strings.Contains(got.stdout, "drawn without a network") {
		t.Errorf("a cell that imports go-echarts, without a network: %s%s", got.stdout, got.stderr)
	}
}

func TestPortInUse(t *testing.T) {
	python := needEnv(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	oneSentence(t, command(t, nil, python, "docker/lab.py", quickstart, fmt.Sprint(port), "no"),
		fmt.Sprintf("port %d cannot be used", port), "make lab PORT=")
	oneSentence(t, command(t, nil, python, "docker/lab.py", quickstart, "many", "no"), "PORT=many", "1 to 65535")
}

func TestMissingNotebook(t *testing.T) {
	python := needEnv(t)
	for _, args := range [][]string{{"docker/lab.py", "none.ipynb"}, {"docker/notebook.py", "run", "none.ipynb", "out.ipynb"}} {
		oneSentence(t, command(t, nil, python, args...), "none.ipynb: no such notebook", "NB=")
	}
	bad := filepath.Join(t.TempDir(), "bad.ipynb")
	if err := os.WriteFile(bad, []byte("not JSON"), 0o644); err != nil {
		t.Fatal(err)
	}
	oneSentence(t, command(t, nil, python, "docker/notebook.py", "run", bad, "out.ipynb"), "not a notebook")
}

// TestFailingCell looks for the cell's own words in what `make run` says, once, and in the notebook that it writes.
func TestFailingCell(t *testing.T) {
	python := needEnv(t)
	for _, c := range []struct{ name, source, want string }{
		{"without %%", `fmt.Println(\"hi\")`, "expected declaration, found fmt"},
		{"does not compile", `%%\nx := 1`, "declared and not used: x"},
		{"fails", `%%\nfmt.Fprintln(os.Stderr, \"nn: expected this, got that\")\nos.Exit(1)`, "expected this, got that"},
		{"says nothing", `%%\nos.Exit(3)`, "exit status 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			notebook, out := filepath.Join(folder, "cell.ipynb"), filepath.Join(folder, "out.ipynb")
			text := fmt.Sprintf(`{"cells": [{"cell_type": "code", "execution_count": null, "id": "a", "metadata": {}, "outputs": [], "source": "%%%%\nfmt.Println(1)"},
				{"cell_type": "code", "execution_count": null, "id": "b", "metadata": {}, "outputs": [], "source": "%s"}],
				"metadata": {}, "nbformat": 4, "nbformat_minor": 5}`, c.source)
			if err := os.WriteFile(notebook, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			got := command(t, nil, python, "docker/notebook.py", "run", notebook, out)
			oneSentence(t, got, c.want)
			oneSentence(t, result{stderr: got.stderr, code: got.code}, "cell 2 failed", "is in "+out)
			said := got.stdout + got.stderr
			if strings.Count(said, c.want) != 1 || strings.Contains(said, "failed to run") || strings.Contains(said, "exit status 1") {
				t.Errorf("expected the error once, and no more, got:\n%s", said)
			}
			if written, err := os.ReadFile(out); err != nil || !strings.Contains(string(written), `"output_type": "error"`) {
				t.Errorf("the error is not in what is written (%v):\n%s", err, written)
			}
			got = command(t, nil, python, "docker/notebook.py", "export", notebook, filepath.Join(folder, "page.html"))
			oneSentence(t, got, "cell 2 failed", "page.html is not written")
		})
	}
}

// TestLargePage expects `make export` to say so where a page has more than 3 MB.
func TestLargePage(t *testing.T) {
	python, folder := needEnv(t), t.TempDir()
	notebook, page := filepath.Join(folder, "large.ipynb"), filepath.Join(folder, "large.html")
	if err := os.WriteFile(notebook, notebookOf(t, "%%\nfmt.Println(strings.Repeat(\"long \", 620_000))"), 0o644); err != nil {
		t.Fatal(err)
	}
	got := command(t, nil, python, "docker/notebook.py", "export", notebook, page)
	if got.code != 0 || !strings.Contains(got.stderr, page+" has more than 3 MB") {
		t.Errorf("a page of 3.1 MB: exit code %d, %s", got.code, got.stderr)
	}
}

func TestDoctor(t *testing.T) {
	needEnv(t)
	if got := command(t, nil, "make", "doctor"); got.code != 0 || !strings.Contains(got.stdout, "All is well.") {
		t.Errorf("doctor finds something wrong:\n%s%s", got.stdout, got.stderr)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "pjrt_c_api_cpu_plugin.so"), []byte("not a library"), 0o644); err != nil {
		t.Fatal(err)
	}
	oneSentence(t, command(t, []string{"PJRT_PLUGIN_LIBRARY_PATH=" + folder}, "make", "doctor"), "XLA plugin", "does not load", "fix:")
}

// fakePython makes an interpreter that says it is a Python without some module, and returns its path.
func fakePython(t *testing.T, without string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "python3")
	script := "#!/bin/sh\nprogram=$1; shift\nexec python3 -c 'import runpy, sys; sys.modules[\"" + without + "\"] = None; " +
		"sys.path.insert(0, \"docker\"); runpy.run_path(sys.argv[1], run_name=\"__main__\")' \"$program\" \"$@\"\n"
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPrerequisites(t *testing.T) {
	needEnv(t)
	oneSentence(t, command(t, nil, "make", "env", "PYTHON="+fakePython(t, "venv")), "venv module is missing", "apt install python3-venv")
	oneSentence(t, command(t, nil, "make", "env", "PYTHON=no-such-python"), "Python is missing", "install")

	// A machine whose folder of programs has all that the Makefile uses, but no Go.
	folder := t.TempDir()
	for _, name := range []string{"sh", "bash", "make", "env", "python3"} {
		path := command(t, nil, "sh", "-c", "command -v "+name)
		if name == "python3" {
			path = command(t, nil, "python3", "-c", "import sys; print(sys.executable)")
		}
		if err := os.Symlink(strings.TrimSpace(path.stdout), filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	oneSentence(t, command(t, []string{"PATH=" + folder}, "make", "env"), "Go is missing", "install Go")
	oneSentence(t, command(t, []string{"GOTOOLCHAIN=go1.2.3", "GOPROXY=off"}, "make", "env"), "Go 1.26.5 or later is needed")
}
