package e2e

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestOwnData runs the cells of docs/own-data.md through the real kernel, in a folder outside the checkout, and compares
// the scores with those that the page shows.
func TestOwnData(t *testing.T) {
	needEnv(t)
	page, err := os.ReadFile(filepath.Join(root, "docs/own-data.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```(go|text)\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(blocks) != 5 {
		t.Fatalf("expected the imports, and two cells with what each prints, got %d blocks", len(blocks))
	}
	imports := blocks[0][2]
	for _, c := range []struct{ name, data, score, cell, said string }{
		{"photos", "../shared/data/hymenoptera", `val: .*accuracy ([\d.]+) %`, blocks[1][2], blocks[2][2]},
		{"table", "docs/bikes.csv", `test: .*r2_score ([\d.]+)`, blocks[3][2], blocks[4][2]},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "photos" {
				long(t)
			}
			data := filepath.Join(root, c.data)
			if _, err := os.Stat(data); err != nil {
				t.Skipf("not tested: %s is not there", c.data)
			}
			if lines := strings.Count(strings.TrimSpace(c.cell), "\n"); lines > 12 {
				t.Errorf("the page promises a dozen lines, got %d", lines)
			}
			folder := t.TempDir()
			if err := os.Symlink(data, filepath.Join(folder, filepath.Base(data))); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(folder, "own.ipynb")
			if err := os.WriteFile(path, notebookOf(t, imports, c.cell), 0o644); err != nil {
				t.Fatal(err)
			}
			want, have := scoreIn(t, c.score, c.said), scoreIn(t, c.score, runNotebook(t, path).printed())
			if math.Abs(have-want) > 0.03*want {
				t.Errorf("the page shows %g, and the cell comes to %g", want, have)
			}
		})
	}
}

// scoreIn finds a score by its pattern.
func scoreIn(t *testing.T, pattern, text string) float64 {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no %q in:\n%s", pattern, text)
	}
	score, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return score
}

// notebookOf makes a notebook of code cells.
func notebookOf(t *testing.T, cells ...string) []byte {
	t.Helper()
	type code struct {
		Type     string   `json:"cell_type"`
		Metadata struct{} `json:"metadata"`
		Count    *int     `json:"execution_count"`
		Outputs  []string `json:"outputs"`
		Source   string   `json:"source"`
	}
	list := make([]code, len(cells))
	for i, source := range cells {
		list[i] = code{Type: "code", Outputs: []string{}, Source: source}
	}
	text, err := json.Marshal(map[string]any{"cells": list, "metadata": map[string]any{"kernelspec": map[string]string{
		"name": "nnbook", "display_name": "Go (nnbook)", "language": "go"}}, "nbformat": 4, "nbformat_minor": 4})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
