package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ran is a notebook that has run, as far as the tests look at it.
type ran struct {
	Cells []struct {
		Outputs []struct {
			Text []string            `json:"text"`
			Data map[string][]string `json:"data"`
		} `json:"outputs"`
	} `json:"cells"`
}

// runNotebook runs a notebook through the real kernel, as `make run` does, with changes to its environment
// ("NAME=value"), and reads it back. No cell may fail.
func runNotebook(t *testing.T, notebook string, env ...string) (r ran) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.ipynb")
	if got := command(t, env, needEnv(t), "docker/notebook.py", "run", notebook, out); got.code != 0 {
		t.Fatalf("%s does not run %v:\n%s%s", notebook, env, got.stdout, got.stderr)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// exportNotebook runs a notebook and writes it as a page, as `make export` does. It returns what was printed.
func exportNotebook(t *testing.T, notebook, page string) (printed string) {
	t.Helper()
	got := command(t, nil, needEnv(t), "docker/notebook.py", "export", notebook, page)
	if got.code != 0 {
		t.Fatalf("%s does not run:\n%s%s", notebook, got.stdout, got.stderr)
	}
	return got.stdout
}

// printed is what the cells would have printed in a terminal: text, and charts as text.
func (r ran) printed() (text string) {
	for _, c := range r.Cells {
		for _, o := range c.Outputs {
			text += strings.Join(o.Text, "") + strings.Join(o.Data["text/plain"], "")
		}
	}
	return text
}

// charts is how many charts the cells showed.
func (r ran) charts() (n int) {
	for _, c := range r.Cells {
		for _, o := range c.Outputs {
			n += strings.Count(strings.Join(o.Data["text/html"], ""), `<div class="nnbook" data-nnbook="`)
		}
	}
	return n
}
