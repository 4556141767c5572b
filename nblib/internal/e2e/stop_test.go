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

// A finished notebook runs again without training: its runs are kept, and its charts are all there.
func TestQuickstartAgain(t *testing.T) {
	needEnv(t)
	notebook := notebookCopy(t, quickstart)
	var charts [2]int
	for i := range charts {
		start := time.Now()
		r := runNotebook(t, notebook)
		charts[i] = r.charts()
		if loaded := strings.Contains(r.printed(), "loaded, not trained"); loaded != (i == 1) {
			t.Errorf("run %d says that it loaded what it learned: %v", i+1, loaded)
		}
		t.Logf("run %d takes %s", i+1, time.Since(start).Round(100*time.Millisecond))
	}
	if charts[0] < 7 || charts[1] != charts[0] {
		t.Errorf("charts of the first and of the second run: expected as many, 7 or more, got %v", charts)
	}
}
