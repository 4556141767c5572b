package e2e

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

// played is one chart on a page, to be clicked.
type played struct {
	*tab
	t  *testing.T
	at string // a JavaScript expression: what its script works with
}

func (p *tab) play(t *testing.T, kind string) played {
	return played{p, t, fmt.Sprintf(`%s.find(c => c.spec.alt.startsWith(%q))`, live, kind)}
}

// value is a JavaScript expression about the chart c, as a number.
func (c played) value(expression string) float64 {
	c.t.Helper()
	v, err := chromedp.Run(c.ctx, chromedp.Evaluate[float64](fmt.Sprintf(`(c => Number(%s))(%s)`, expression, c.at)))
	if err != nil {
		c.t.Fatalf("browser: %s: %v", expression, err)
	}
	return v
}

// text is what the chart says beside its controls.
func (c played) text() string {
	c.t.Helper()
	v, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](fmt.Sprintf(`[...(%s).stage.querySelectorAll('[aria-live]')].map(e => e.textContent).join('\n')`, c.at)))
	if err != nil {
		c.t.Fatalf("browser: %v", err)
	}
	return v
}

// click clicks an element of the chart, at shares of its width and height.
func (c played) click(element string, u, v float64) {
	c.t.Helper()
	find := fmt.Sprintf(`(c => %s)(%s)`, element, c.at)
	c.do(c.t, chromedp.EmulateViewport(1200, 1000))
	place, err := chromedp.Run(c.ctx, chromedp.Evaluate[[]float64](fmt.Sprintf(
		`(e => { e.scrollIntoView({block: 'center', behavior: 'instant'}); const b = e.getBoundingClientRect(); return [b.x + %g * b.width, b.y + %g * b.height]; })(%s)`, u, v, find)))
	if err != nil {
		c.t.Fatalf("browser: %s: %v", element, err)
	}
	c.do(c.t, chromedp.MouseClickXY(place[0], place[1]))
}

// slide focuses the slider of that name, as the Tab key does, and presses a key on it.
func (c played) slide(name, key string) {
	c.t.Helper()
	c.value(fmt.Sprintf(`c.stage.querySelector('input[aria-label=%q]').focus() || 0`, name))
	c.press(c.t, key, false)
	time.Sleep(50 * time.Millisecond)
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: the page says %v, Go computes %v", what, got, want)
	}
}

// galleryRun loads a run of the gallery.
func galleryRun(t *testing.T, name string) *trainer.Run {
	t.Helper()
	t.Chdir(exportGallery(t))
	run, err := trainer.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestExplorers drives the sliders and explorers of the gallery's page by clicks and keys, and compares their numbers
// with those that Go computes from the kept runs.
func TestExplorers(t *testing.T) {
	folder := exportGallery(t)
	p := openPage(t, filepath.Join(folder, "page.html"), nil)
	p.allDrawn(t)
	t.Run("timeline", func(t *testing.T) { exploreTimeline(t, p) })
	t.Run("surface", func(t *testing.T) { exploreSurface(t, p) })
	t.Run("weights", func(t *testing.T) { exploreWeights(t, p) })
	t.Run("neuron", func(t *testing.T) { exploreNeuron(t, p) })
	t.Run("backprop", func(t *testing.T) { exploreBackprop(t, p) })
	t.Run("convolution", func(t *testing.T) { exploreConvolution(t, p) })
	t.Run("walk", func(t *testing.T) { exploreWalk(t, p) })
	t.Run("draw", func(t *testing.T) { exploreDraw(t, p) })
	p.quiet(t)
}

func exploreTimeline(t *testing.T, p *tab) {
	run, data := galleryRun(t, "gallery-spiral"), datasets.Spiral(300).Train
	moments := must(run.Records())(t)
	right := func(m trainer.Moment) (n float64) {
		r := *run
		r.Model = must(m.Model())(t)
		said := must(trainer.Predict(&r, data))(t).Classes()
		for i, label := range must(data.Load())(t).Labels {
			if said[i] == int(label) {
				n++
			}
		}
		return n
	}
	c := p.play(t, "Boundary, epoch by epoch")
	near(t, "right at the end", c.value("c.right"), right(moments[len(moments)-1]), 0)
	c.click(`c.svg.querySelector('[data-frame="0"]')`, 0.5, 0.5)
	near(t, "right before training", c.value("c.right"), right(moments[0]), 0)
	c.slide("epoch", kb.ArrowRight)
	near(t, "right after epoch 1", c.value("c.right"), right(moments[1]), 0)
	if c.value(`c.svg.querySelector('[data-field]').getAttribute('href') === c.data.frames[1].image`) != 1 {
		t.Error("the slider does not change the picture")
	}
}

func exploreSurface(t *testing.T, p *tab) {
	run, data := galleryRun(t, "gallery-line"), must(datasets.Linear(64).Train.Load())(t)
	moments := must(run.Records())(t)
	loss := func(m trainer.Moment) (sum float64) {
		w, b := float64(m.Weights[0].Values[0]), float64(m.Weights[1].Values[0])
		for i := range data.Len {
			d := w*float64(data.X.At(i)[0]) + b - float64(data.Values[i])
			sum += d * d / float64(data.Len)
		}
		return sum
	}
	c := p.play(t, "Loss surface: gallery-line")
	near(t, "the loss at the end", c.value("c.loss"), loss(moments[len(moments)-1]), 1e-3)
	c.slide("epoch", kb.Home)
	near(t, "the loss before training", c.value("c.loss"), loss(moments[0]), 1e-3)
	c.slide("epoch", kb.ArrowRight)
	near(t, "the loss after epoch 1", c.value("c.loss"), loss(moments[1]), 1e-3)
}

func exploreWeights(t *testing.T, p *tab) {
	run := galleryRun(t, "gallery-spiral")
	first := must(run.Records())(t)[0].Weights[0]
	c := p.play(t, "Weights of")
	end := c.value("Math.max(...c.shown[0])")
	c.slide("epoch", kb.Home)
	if !strings.Contains(c.text(), "before training") {
		t.Errorf("at the first epoch it says %q", c.text())
	}
	near(t, "all shares together", c.value("c.shown[0].slice(1).reduce((a, b) => a + b)"), 100, 0.5)
	if c.value("Math.max(...c.shown[0])") == end {
		t.Error("the histogram does not change")
	}
	// The histogram's bins go over all epochs: the first one's values lie between its own smallest and largest.
	inside := c.value(fmt.Sprintf(`c.shown[0].slice(1).filter((v, i) => v > 0 && (c.spec.option.series[5].data[i + 1][0] < %g || c.spec.option.series[5].data[i][0] > %g)).length`, first.Min, first.Max))
	near(t, "bins outside of the values", inside, 0, 0)
}

func exploreNeuron(t *testing.T, p *tab) {
	c := p.play(t, "One unit")
	near(t, "the unit at (1, 1)", c.value("c.output"), nn.Tanh.At(1-0.5+0.5), 1e-3)
	c.slide("weight w₁", kb.ArrowRight)
	near(t, "the unit with w₁ = 1.1", c.value("c.output"), nn.Tanh.At(1.1-0.5+0.5), 1e-3)
	c.slide("bias b", kb.Home)
	near(t, "the unit with b = -4", c.value("c.output"), nn.Tanh.At(1.1-0.5-4), 1e-3)
}

func exploreBackprop(t *testing.T, p *tab) {
	c := p.play(t, "Forward and back")
	c.slide("step", kb.Home)
	x := must(datasets.Spiral(300).Train.Examples(0))(t).X.At(0)
	if said := c.text(); !strings.HasPrefix(said, "forward: input 2") {
		t.Errorf("the first step says %q", said)
	}
	for i, v := range x {
		near(t, "the input", c.value(fmt.Sprintf("c.data.steps[0].values[%d]", i)), float64(v), 1e-6)
	}
	c.slide("step", kb.End)
	if said := c.text(); !strings.HasPrefix(said, "backward: input 2") {
		t.Errorf("the last step says %q", said)
	}
}

func exploreConvolution(t *testing.T, p *tab) {
	run := galleryRun(t, "gallery-digits")
	x := must(datasets.MNIST().Take(2000).Test.Examples(1))(t).X.At(0)
	kernel, _ := run.Model.Weight("0.Conv2D.kernel")
	bias, _ := run.Model.Weight("0.Conv2D.bias")
	const size, filters, side = 5, 8, 24
	sum := func(row, col, f int) float64 {
		s := float64(bias.Data[f])
		for i := range size {
			for j := range size {
				s += float64(x[(row+i)*28+col+j]) * float64(kernel.Data[(i*size+j)*filters+f])
			}
		}
		return s
	}
	c := p.play(t, "Convolution 0.Conv2D")
	for _, at := range [][2]int{{3, 5}, {12, 10}, {20, 23}} {
		c.click(`c.stage.querySelectorAll('canvas')[1].nextElementSibling`, (float64(at[1])+0.5)/side, (float64(at[0])+0.5)/side)
		near(t, fmt.Sprintf("the sum at %v", at), c.value("c.sum"), sum(at[0], at[1], 0), 1e-3)
		near(t, fmt.Sprintf("the output at %v", at), c.value("c.output"), max(sum(at[0], at[1], 0), 0), 1e-3)
	}
	c.slide("column", kb.ArrowLeft)
	near(t, "the sum one column to the left", c.value("c.sum"), sum(20, 22, 0), 1e-3)
}

func exploreWalk(t *testing.T, p *tab) {
	c := p.play(t, "Convolution: 7 × 7")
	c.click(`c.svg.querySelector('[data-out="1,2"]')`, 0.5, 0.5)
	if said := c.text(); !strings.Contains(said, "output row 1, column 2 sees input rows 2 to 4, columns 4 to 6") {
		t.Errorf("with a stride of 2, output (1, 2) says %q", said)
	}
	const play, step = `c.stage.querySelector('button')`, `c.stage.querySelector('input').value`
	c.click(play, 0.5, 0.5)
	for began := time.Now(); c.value(step) == 5; time.Sleep(50 * time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatal("play does not leave step 5")
		}
	}
	c.click(play, 0.5, 0.5) // it stops now
	at := c.value(step)
	time.Sleep(time.Second)
	if now := c.value(step); now != at {
		t.Errorf("stopped at step %g, it went on to %g", at, now)
	}
}

func exploreDraw(t *testing.T, p *tab) {
	run, part := galleryRun(t, "gallery-digits"), datasets.MNIST().Take(2000).Test
	said := must(trainer.Predict(run, part))(t)
	c := p.play(t, "Draw one")
	for i := range 5 {
		image := must(json.Marshal(must(part.Examples(i))(t).X.At(0)))(t)
		want := said.Probabilities(i)[said.Class(i)]
		near(t, fmt.Sprintf("the probability of digit %d", i), c.value(fmt.Sprintf("c.predict(%s)[%d]", image, said.Class(i))), want, 0.01)
	}
	c.click(`c.stage.querySelector('canvas')`, 0.5, 0.3)
	for range 12 { // with the keyboard: a line from there downwards
		c.press(t, kb.ArrowDown, true)
	}
	p.eventually(t, 5*time.Second, "a line drawn by keys is a one", c.at+`.said === '1'`)
	p.shot(t, "draw")
	c.click(`c.stage.querySelector('button')`, 0.5, 0.5)
	if text := c.text(); !strings.HasPrefix(text, "draw with") {
		t.Errorf("after clearing it says %q", text)
	}
}
