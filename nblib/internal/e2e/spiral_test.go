package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSpiralCell runs the cell that trains four activations on a spiral, in the real kernel.
func TestSpiralCell(t *testing.T) {
	python := needEnv(t)
	notebook, out := notebookCopy(t, "nblib/internal/e2e/testdata/spiral.ipynb"), filepath.Join(t.TempDir(), "out.ipynb")
	if got := command(t, nil, python, "docker/notebook.py", "run", notebook, out); got.code != 0 {
		t.Fatalf("the cell fails:\n%s%s", got.stdout, got.stderr)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var executed struct {
		Cells []struct {
			Outputs []struct {
				Text []string            `json:"text"`
				Data map[string][]string `json:"data"`
			} `json:"outputs"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(text, &executed); err != nil {
		t.Fatal(err)
	}
	printed, charts := "", 0
	for _, c := range executed.Cells {
		for _, o := range c.Outputs {
			printed += strings.Join(o.Text, "")
			charts += strings.Count(strings.Join(o.Data["text/html"], ""), `<div class="nnbook" data-nnbook="`)
		}
	}
	for _, a := range []string{"nn.Sigmoid", "nn.Tanh", "nn.ReLU", "nn.LeakyReLU(0.1)"} {
		if !strings.Contains(printed, fmt.Sprint(a, " 50 loss ")) {
			t.Errorf("%s does not say that it has 50 epochs, and its scores:\n%s", a, printed)
		}
	}
	if charts != 5 {
		t.Errorf("expected 4 boundaries and the activations, got %d charts", charts)
	}
}
