package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSite makes a site of two chapters in two languages and follows every link of every page.
func TestSite(t *testing.T) {
	python := needEnv(t)
	source, out := t.TempDir(), t.TempDir()
	for _, lang := range []string{"en", "ko"} {
		for _, name := range []string{"00_first", "01_second"} {
			text := fmt.Sprintf(`{"cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# %s %s\n\n## One & two\n\n## Three"}],
				"metadata": {}, "nbformat": 4, "nbformat_minor": 5}`, lang, name)
			path := filepath.Join(source, lang, name+".ipynb")
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := command(t, nil, python, "docker/notebook.py", "site", source, out); got.code != 0 {
		t.Fatalf("%s%s", got.stdout, got.stderr)
	}
	pages := map[string][]string{"index.html": {"en/00_first.html", "en/01_second.html", "ko/00_first.html", "ko/01_second.html"}}
	pages["en/00_first.html"] = []string{"../index.html", "01_second.html", "../ko/00_first.html", "#one-two", "#three"}
	pages["ko/01_second.html"] = []string{"../index.html", "00_first.html", "../en/01_second.html", "#one-two", "#three"}
	for page, wanted := range pages {
		links := linksOf(t, out, page)
		for _, link := range wanted {
			if !strings.Contains(links, `"`+link+`"`) {
				t.Errorf("%s: no link to %s", page, link)
			}
		}
	}
}

// linksOf is all links of a page, each in quotes, after seeing that each leads somewhere.
func linksOf(t *testing.T, folder, page string) (links string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, page))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`<a [^>]*href=("[^"]+")`).FindAllStringSubmatch(string(text), -1) {
		links += m[1] + " "
		target := strings.Trim(m[1], `"`)
		if id, found := strings.CutPrefix(target, "#"); found {
			if !strings.Contains(string(text), `id="`+id+`"`) {
				t.Errorf("%s: no place %s", page, target)
			}
		} else if strings.HasPrefix(target, "https://") {
			continue
		} else if _, err := os.Stat(filepath.Join(folder, filepath.Dir(page), target)); err != nil {
			t.Errorf("%s: %v", page, err)
		}
	}
	return links
}
