package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// largestPage is how many bytes a page of the course may have.
const largestPage = 3_000_000

// readPage opens an exported page as its reader does, from disk and without a network: every chart comes alive and is
// drawn, every slider changes its picture, nothing is wider than a narrow window, also in the dark, and nothing fails.
func readPage(t *testing.T, path string) {
	t.Helper()
	about, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if about.Size() > largestPage {
		t.Errorf("%s has %d bytes; a page has at most %d", path, about.Size(), largestPage)
	}
	p := openPage(t, path, nil)
	p.alive(t)
	p.slidersMove(t)
	call(t, p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	p.do(t, chromedp.EmulateViewport(600, 1000))
	p.alive(t)
	if wide := p.number(t, `document.documentElement.scrollWidth`); wide > 600 {
		t.Errorf("%s is %d pixels wide in a window of 600", path, wide)
	}
	p.quiet(t)
	t.Logf("%s: %d bytes, %d charts, %d sliders", filepath.Base(path), about.Size(), p.number(t, charts), p.number(t, sliders+`.length`))
}

// empty is a JavaScript function: whether a chart has nothing drawn. The square to draw on waits for the reader.
const empty = `(c => !c.spec.alt.startsWith('Draw one') && (e => ![...e.querySelectorAll('canvas')].some(c => c.width && c.height &&
	c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 === 3 && v > 0)) &&
	![...e.querySelectorAll('svg')].some(s => s.getBBox().width > 0))(c.stage))`

// alive waits until every chart of the page has come alive and is drawn, and every picture has loaded.
func (p *tab) alive(t *testing.T) {
	t.Helper()
	p.eventually(t, time.Minute, "every chart is alive and drawn",
		`(l => l.length === document.querySelectorAll('.nnbook > script[type="application/json"]').length && !l.some(`+empty+`))(`+live+`)`)
	if n := p.number(t, `document.querySelectorAll('[data-nnbook-picture]').length`); n > 0 {
		t.Errorf("%d charts are still pictures", n)
	}
	if n := p.number(t, `[...document.images].filter(i => !i.complete || !i.naturalWidth).length`); n > 0 {
		t.Errorf("%d pictures have not loaded", n)
	}
}

// sliders is a JavaScript expression: the sliders of the page's charts.
const sliders = `[...document.querySelectorAll('.nnbook input[type=range]')]`

// slidersMove moves every slider by keys, and looks whether the picture beside it changes.
func (p *tab) slidersMove(t *testing.T) {
	t.Helper()
	p.number(t, `window.seen = slider => {
		const chart = slider.closest('.nnbook');
		return [...chart.querySelectorAll('svg')].map(s => s.outerHTML).concat([...chart.querySelectorAll('canvas')].map(c => c.toDataURL())).join();
	}, 0`)
	for i := range p.number(t, sliders+`.length`) {
		name, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](fmt.Sprintf(`(s => {
			s.focus();
			window.before = seen(window.slider = s);
			return s.ariaLabel + ' of ' + s.closest('.nnbook').querySelector('script').textContent.slice(0, 80);
		})(%s[%d])`, sliders, i)))
		if err != nil {
			t.Fatalf("browser: %v", err)
		}
		if !p.keysChange(t) {
			t.Errorf("the slider %q changes nothing", name)
		}
	}
}

// keysChange tells whether keys on the slider that has the focus change the picture; the first or the last step may
// look like the one before.
func (p *tab) keysChange(t *testing.T) bool {
	t.Helper()
	for _, key := range []string{kb.ArrowRight, kb.Home, kb.End} {
		p.press(t, key, false)
		for range 30 {
			if p.number(t, `Number(seen(slider) !== before)`) == 1 {
				return true
			}
			time.Sleep(30 * time.Millisecond)
		}
	}
	return false
}
