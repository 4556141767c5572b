package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cell is a notebook's cell, as far as the tests look at it.
type cell struct {
	ID     string   `json:"id"`
	Type   string   `json:"cell_type"`
	Source []string `json:"source"`
}

// cells reads a notebook of the course: its language and file name.
func cells(t *testing.T, lang, name string) []cell {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "notebooks", lang, name))
	if err != nil {
		t.Fatal(err)
	}
	var notebook struct{ Cells []cell }
	if err := json.Unmarshal(text, &notebook); err != nil {
		t.Fatalf("%s/%s: %v", lang, name, err)
	}
	return notebook.Cells
}

// chapters are the file names of the English chapters; the gallery beside them is none.
func chapters(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, "notebooks/en/[0-9][0-9]_*.ipynb"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no notebooks in notebooks/en (%v)", err)
	}
	for i := range paths {
		paths[i] = filepath.Base(paths[i])
	}
	return paths
}

// TestTwins expects of every English notebook a Korean one with the same cells in the same order, code letter by letter.
func TestTwins(t *testing.T) {
	for _, name := range chapters(t) {
		en, ko := cells(t, "en", name), cells(t, "ko", name)
		if len(en) != len(ko) {
			t.Errorf("%s: %d cells in English, %d in Korean", name, len(en), len(ko))
			continue
		}
		for i := range en {
			if en[i].ID != ko[i].ID || en[i].Type != ko[i].Type {
				t.Errorf("%s: cell %d is %s %q in English, %s %q in Korean", name, i+1, en[i].Type, en[i].ID, ko[i].Type, ko[i].ID)
			} else if en[i].Type == "code" && !slices.Equal(en[i].Source, ko[i].Source) {
				t.Errorf("%s: the code of cell %q differs between the languages; write the same in both", name, en[i].ID)
			} else if en[i].Type == "markdown" && slices.Equal(en[i].Source, ko[i].Source) {
				t.Errorf("%s: the text of cell %q is not translated", name, en[i].ID)
			}
		}
	}
}

// TestCellsAreShort expects no cell of more than 25 lines.
func TestCellsAreShort(t *testing.T) {
	for _, name := range chapters(t) {
		for _, c := range cells(t, "en", name) {
			if c.Type == "code" && len(c.Source) > 25 {
				t.Errorf("%s: cell %q has %d lines; 25 are enough", name, c.ID, len(c.Source))
			}
		}
	}
}

// TestChaptersEndWithSomethingToTry expects a last code cell for the reader, after a text with "Now you" tasks, and
// a prediction to make in each chapter but the first.
func TestChaptersEndWithSomethingToTry(t *testing.T) {
	for _, name := range chapters(t) {
		all := cells(t, "en", name)
		text := ""
		for _, c := range all {
			if c.Type == "markdown" {
				text += strings.Join(c.Source, "") + "\n"
			}
		}
		if last := all[len(all)-1]; last.Type != "code" || last.ID != "yours" || !strings.Contains(text, "## Now you") {
			t.Errorf(`%s: expected "## Now you" and a last cell "yours" for the reader`, name)
		}
		if !strings.HasPrefix(name, "00") && !strings.Contains(text, "**Predict first.**") {
			t.Errorf(`%s: nothing to predict; write "**Predict first.**" before an experiment`, name)
		}
	}
}
