package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// onGo are the chapters that are run on the Go backend too.
var onGo = map[string]bool{"01_perceptron.ipynb": true, "03_layers.ipynb": true, "06_backpropagation.ipynb": true}

// TestCourse runs every notebook through the real kernel, the Korean one beside its English twin, whose runs it finds.
// It takes minutes.
func TestCourse(t *testing.T) {
	long(t)
	needEnv(t)
	for _, name := range chapters(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			runChapter(t, folder, "en", name)
			runChapter(t, folder, "ko", name)
			if onGo[name] {
				runChapter(t, t.TempDir(), "en", name, "GOMLX_BACKEND=go")
			}
		})
	}
}

// runChapter runs a copy of a chapter in a folder and looks for cells that failed.
func runChapter(t *testing.T, folder, lang, name string, env ...string) {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, "notebooks", lang, name))
	if err != nil {
		t.Fatal(err)
	}
	path, out := filepath.Join(folder, lang+"_"+name), filepath.Join(folder, "out.ipynb")
	if err := os.WriteFile(path, source, 0o644); err != nil {
		t.Fatal(err)
	}
	got := command(t, env, filepath.Join(root, ".env/bin/python"), "docker/notebook.py", "run", path, out)
	if got.code != 0 {
		t.Fatalf("%s/%s %v:\n%s%s", lang, name, env, got.stdout, got.stderr)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var notebook struct {
		Cells []struct {
			ID      string
			Outputs []struct {
				Type string `json:"output_type"`
				Name string
			}
		}
	}
	if err := json.Unmarshal(text, &notebook); err != nil {
		t.Fatal(err)
	}
	for _, c := range notebook.Cells {
		for _, output := range c.Outputs {
			if output.Type == "error" {
				t.Errorf("%s/%s: cell %q failed", lang, name, c.ID)
			}
		}
	}
}
