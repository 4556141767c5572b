package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const quickstart = "notebooks/en/00_quickstart.ipynb"

var exported struct {
	once   sync.Once
	page   string
	output string
}

// exportQuickstart runs the quickstart once through the real kernel, as `make export` does, and returns the page.
func exportQuickstart(t *testing.T) (page, output string) {
	t.Helper()
	needEnv(t)
	exported.once.Do(func() {
		notebook := notebookCopy(t, quickstart)
		folder, err := os.MkdirTemp("", "nnbook-e2e-")
		if err != nil {
			t.Fatal(err)
		}
		page := filepath.Join(folder, "page.html")
		exported.page, exported.output = page, exportNotebook(t, notebook, page)
	})
	if exported.page == "" {
		t.Fatal("the quickstart did not run, see the test before")
	}
	return exported.page, exported.output
}

func TestMain(m *testing.M) {
	code := m.Run()
	if galleryRan.folder != "" {
		_ = os.RemoveAll(galleryRan.folder)
	}
	if exported.page != "" {
		_ = os.RemoveAll(filepath.Dir(exported.page))
	}
	os.Exit(code)
}

// TestQuickstartLearns reads the test accuracy from what the quickstart prints.
func TestQuickstartLearns(t *testing.T) {
	_, output := exportQuickstart(t)
	if accuracy := testAccuracy(output); accuracy < 0.975 {
		t.Errorf("test accuracy: expected at least 0.975, got %g in:\n%s", accuracy, output)
	}
}

// testAccuracy finds the first accuracy in a line about the test set, as a share or in percent; -1 if there is none.
func testAccuracy(output string) float64 {
	for line := range strings.Lines(output) {
		if !strings.Contains(line, "test") {
			continue
		}
		if m := regexp.MustCompile(`accuracy\D*([\d.]+)( ?%)?`).FindStringSubmatch(line); m != nil {
			value, err := strconv.ParseFloat(strings.Trim(m[1], "."), 64)
			if err != nil {
				return -1
			}
			if m[2] != "" {
				value /= 100
			}
			return value
		}
	}
	return -1
}

// openPage opens an exported page from disk, with the network blocked.
func openPage(t *testing.T, path string, before func(p *tab)) *tab {
	t.Helper()
	p := openTab(t)
	call(t, p, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{
		{URLPattern: "http://*:*/*", Block: true}, {URLPattern: "https://*:*/*", Block: true}}})
	if before != nil {
		before(p)
	}
	p.do(t, chromedp.Navigate("file://"+path))
	return p
}

// charts is a JavaScript expression: how many charts the page should have.
const charts = `document.querySelectorAll('.nnbook').length`

func TestPage(t *testing.T) {
	page, _ := exportQuickstart(t)
	p := openPage(t, page, nil)
	p.eventually(t, 20*time.Second, "charts are drawn", drawn+" >= 3")
	if n := p.number(t, charts); n < 6 {
		t.Errorf("expected at least 6 charts on the page, got %d", n)
	}
	p.shot(t, "page")
	readPage(t, page)
}

func TestPageNarrow(t *testing.T) {
	page, _ := exportQuickstart(t)
	p := openPage(t, page, func(p *tab) { p.do(t, chromedp.EmulateViewport(600, 1000)) })
	p.eventually(t, 20*time.Second, "charts are drawn", drawn+" >= 3")
	if wide := p.number(t, `document.documentElement.scrollWidth`); wide > 600 {
		t.Errorf("the page is %d pixels wide in a window of 600", wide)
	}
	p.shot(t, "page-narrow")
}

// TestPageWithDefine opens the page where a script loader waits for modules, as nbconvert's own pages have one.
func TestPageWithDefine(t *testing.T) {
	file, _ := exportQuickstart(t)
	p := openPage(t, file, func(p *tab) {
		call(t, p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: "window.defined = 0; window.define = function () { window.defined++; }; window.define.amd = {};"})
	})
	p.eventually(t, 20*time.Second, "charts are drawn", drawn+" >= 3")
	if n := p.number(t, "window.defined"); n != 0 {
		t.Errorf("a library on the page called define %d times", n)
	}
	p.quiet(t)
}

func TestPageWithoutScripts(t *testing.T) {
	file, _ := exportQuickstart(t)
	p := openPage(t, file, func(p *tab) {
		call(t, p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	})
	if n := p.number(t, `document.querySelectorAll('canvas').length`); n != 0 {
		t.Errorf("scripts ran: %d canvases", n)
	}
	if seen, want := p.number(t, pictures), p.number(t, charts); seen < want || want < 6 {
		t.Errorf("expected a picture for each of at least 6 charts, got %d pictures and %d charts", seen, want)
	}
	p.quiet(t)
	p.shot(t, "page-without-scripts")
}

// TestLabRunsQuickstart runs the quickstart in JupyterLab as its reader does.
func TestLabRunsQuickstart(t *testing.T) {
	p := openLab(t, notebookCopy(t, quickstart))
	p.unfold(t)
	p.runAll(t)
	p.eventually(t, 20*time.Second, "charts are drawn", drawn+" >= 3")
	if n := p.number(t, `document.querySelectorAll('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]').length`); n > 0 {
		t.Errorf("%d cells failed", n)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.errors) > 0 {
		t.Errorf("errors in JupyterLab: %.800q", p.errors)
	}
}
