package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const gallery = "notebooks/en/gallery.ipynb"

// galleryRan is the folder in which the gallery has run once, with its runs and its page; "" if it has not.
var galleryRan struct {
	once   sync.Once
	folder string
}

// exportGallery runs the gallery once through the real kernel and returns the folder of its notebook, runs and page.
func exportGallery(t *testing.T) (folder string) {
	t.Helper()
	long(t)
	needEnv(t)
	galleryRan.once.Do(func() {
		folder, err := os.MkdirTemp("", "nnbook-e2e-")
		if err != nil {
			t.Fatal(err)
		}
		exportNotebook(t, copyTo(t, gallery, folder), filepath.Join(folder, "page.html"))
		galleryRan.folder = folder
	})
	if galleryRan.folder == "" {
		t.Fatal("the gallery did not run, see the test before")
	}
	return galleryRan.folder
}

// kinds are the beginnings of the descriptions of all charts in the gallery.
var kinds = []string{"20 of ", "Augmentation", "Bars: the share", "Values of", "Spiral train", "A diagram of 6 layers",
	"A diagram of a network whose shapes do not fit", "The loss of ", "The learning rate of", "Training: gallery-digits",
	"Training: gallery-overfit", "The training and validation losses of one network", "The training and validation curves of",
	"Boundary, epoch by epoch", "Boundary: gallery-spiral", "Weights of", "Unit norms before and after", "Gradients of", "Two charts",
	"One unit", "Forward and back", "Loss surface: gallery-line", "Loss surface: gallery-spiral", "Residuals", "Confusion", "Top losses",
	"Predictions", "ROC", "Calibration", "Convolution: 6 × 6", "Convolution: 7 × 7", "Convolution 0.Conv2D", "Filters",
	"Feature maps", "Grad-CAM", "Bars of the parameters", "Bars for", "Embeddings", "Draw one", "Legs"}

// live is a JavaScript expression: what the charts of the page are, by their stages.
const live = `[...document.querySelectorAll('.nnbook')].map(r => [...r.children].map(c => c.nnbook).find(Boolean)).filter(Boolean)`

// allDrawn waits until every chart of the gallery is alive, and tells which kind is not there.
func (p *tab) allDrawn(t *testing.T) {
	t.Helper()
	p.eventually(t, time.Minute, "every chart is alive", fmt.Sprintf(`(l => l.length >= %d && l.every(c => c.stage.isConnected &&
		(c.chart ? c.stage.querySelector('canvas') : c.stage.querySelector('svg, canvas'))))(%s)`, len(kinds), live))
	alts, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]string](live+`.map(c => c.spec.alt)`))
	if err != nil {
		t.Fatalf("browser: %v", err)
	}
	for _, kind := range kinds {
		if !strings.Contains("\n"+strings.Join(alts, "\n"), "\n"+kind) {
			t.Errorf("no chart says that it is %q", kind)
		}
	}
	for _, alt := range alts {
		if len(alt) < 20 {
			t.Errorf("the description %q does not say what is seen", alt)
		}
	}
	if n := p.number(t, live+`.filter(`+empty+`).length`); n > 0 {
		t.Errorf("%d charts are empty", n)
	}
}

// TestGalleryPage opens every kind of chart in the exported page, which has its forty charts within a page's 3 MB.
func TestGalleryPage(t *testing.T) {
	page := filepath.Join(exportGallery(t), "page.html")
	p := openPage(t, page, nil)
	p.allDrawn(t)
	p.quiet(t)
	p.unfold(t)
	p.shot(t, "gallery")
	readPage(t, page)
}

func TestGalleryPageNarrow(t *testing.T) {
	page := filepath.Join(exportGallery(t), "page.html")
	p := openPage(t, page, func(p *tab) { p.do(t, chromedp.EmulateViewport(600, 1000)) })
	p.allDrawn(t)
	if wide := p.number(t, `document.documentElement.scrollWidth`); wide > 600 {
		t.Errorf("the page is %d pixels wide in a window of 600", wide)
	}
	p.quiet(t)
}

// TestGalleryInLab opens the gallery in JupyterLab; its networks have been trained, so that its cells only draw.
func TestGalleryInLab(t *testing.T) {
	p := openLab(t, filepath.Join(exportGallery(t), "gallery.ipynb"))
	p.unfold(t)
	p.do(t, chromedp.EmulateViewport(1200, 30000))
	p.runAll(t)
	p.allDrawn(t)
	p.shot(t, "gallery-lab")
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.errors) > 0 {
		t.Errorf("errors in JupyterLab: %.800q", p.errors)
	}
}
