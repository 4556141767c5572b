package e2e

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestStopAndGoOn presses Stop while a cell trains; in a new kernel a cell loads the run, and the next goes on with it.
func TestStopAndGoOn(t *testing.T) {
	python := needEnv(t)
	script, err := filepath.Abs("testdata/stop.py")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, script)
	cmd.Dir = t.TempDir() // runs are kept here
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, complaint.String())
	}
	var said struct {
		Stopped string
		Loaded  string
		WentOn  string `json:"went_on"`
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	stopped := epochsSaid(t, said.Stopped)
	if stopped < 3 || stopped > 900 || !strings.Contains(said.Stopped, "you stopped it") {
		t.Errorf("after Stop the cell says:\n%s", said.Stopped)
	}
	if !strings.Contains(said.Loaded, "epochs: "+strconv.Itoa(stopped)+" interrupted: true weights: 4") {
		t.Errorf("the next cell, in a new kernel, says:\n%s", said.Loaded)
	}
	if epochsSaid(t, said.WentOn) != stopped+5 || !strings.Contains(said.WentOn, "goes on from epoch "+strconv.Itoa(stopped+1)+",") &&
		!strings.Contains(said.WentOn, "goes on from epoch "+strconv.Itoa(stopped)+",") {
		t.Errorf("the cell after it says:\n%s", said.WentOn)
	}
}

func epochsSaid(t *testing.T, text string) int {
	t.Helper()
	found := regexp.MustCompile(`epochs: (\d+)`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no epochs in:\n%s", text)
	}
	n, _ := strconv.Atoi(found[1])
	return n
}

// A finished notebook runs again in a few seconds: its runs are kept. The bound is that of an otherwise idle machine.
func TestQuickstartAgain(t *testing.T) {
	python := needEnv(t)
	notebook := notebookCopy(t, quickstart)
	var took time.Duration
	for range 2 {
		start := time.Now()
		got := command(t, nil, python, "docker/notebook.py", "run", notebook, filepath.Join(t.TempDir(), "out.ipynb"))
		if got.code != 0 {
			t.Fatalf("the quickstart does not run:\n%s%s", got.stdout, got.stderr)
		}
		took = time.Since(start)
	}
	t.Logf("the second time it takes %s", took.Round(100*time.Millisecond))
}
