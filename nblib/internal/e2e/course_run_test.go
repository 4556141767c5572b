package e2e

import (
	"path/filepath"
	"testing"
)

// onGo are the chapters that are run on the Go backend too.
var onGo = map[string]bool{"01_perceptron.ipynb": true, "03_layers.ipynb": true, "06_backpropagation.ipynb": true}

// TestCourse makes a site of every chapter in both languages, as `make site` does of all: through the real kernel, the
// Korean notebook beside its English twin, whose runs it finds. It reads every page and follows its links. It takes
// minutes. The gallery's page is read by TestGalleryPage.
func TestCourse(t *testing.T) {
	long(t)
	python := needEnv(t)
	for _, name := range chapters(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			notebooks, site := t.TempDir(), t.TempDir()
			for _, lang := range []string{"en", "ko"} {
				copyTo(t, filepath.Join("notebooks", lang, name), filepath.Join(notebooks, lang))
			}
			if got := command(t, nil, python, "docker/notebook.py", "site", notebooks, site); got.code != 0 {
				t.Fatalf("%s%s", got.stdout, got.stderr)
			}
			pages, err := filepath.Glob(filepath.Join(site, "*/*.html"))
			if err != nil || len(pages) != 2 {
				t.Fatalf("expected a page in each language, got %q", pages)
			}
			for _, page := range pages {
				linksOf(t, site, filepath.Join(filepath.Base(filepath.Dir(page)), filepath.Base(page)))
				readPage(t, page)
			}
			if onGo[name] {
				runNotebook(t, notebookCopy(t, filepath.Join("notebooks/en", name)), "GOMLX_BACKEND=go")
			}
		})
	}
}
