package viz

import (
	_ "embed"
	"fmt"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

//go:embed assets/draw.js
var drawScript string

// drawWeights is how many weights a page carries, as half-precision numbers of two bytes.
const drawWeights = 300_000

// Draw is a canvas to draw a digit on (or whatever the run tells apart), with the run's answer and its probabilities as
// one draws. The page's own script computes the network, so that it answers in JupyterLab and in an exported page
// alike; it checks itself against the network's answer to one example. What is drawn, white on black, is moved and
// scaled as MNIST's digits were: 20 of 28 pixels high, its centre of mass in the middle. The input must be images
// [height, width, 1] of 0 to 1; the network may have up to 300,000 weights, in Dense, Conv2D, pooling, BatchNorm,
// Dropout and activations one after the other.
func Draw(run *trainer.Run) *Chart {
	const title = "Draw one"
	if noRun(run) {
		return failed(errNoRun("Draw"))
	}
	in := run.Model.Input()
	if len(in) != 3 || in[2] != 1 || run.Data.Target.Kind == datasets.Values {
		return failed(fmt.Errorf("viz: Draw: expected a run that tells classes of images [height width 1] apart, got one on examples of shape %v with %s targets; train one on datasets.MNIST()", in, run.Data.Target.Kind))
	}
	net := run.Model.Network()
	if n := net.Summary().Params; n > drawWeights {
		return sentence(title, "this network has %s weights, and a page carries at most %s; a smaller one can be asked", count(n), count(drawWeights))
	}
	steps, what := scriptOf(net, run.Model.Weights())
	if what != "" {
		return sentence(title, "the page's script does not know %s; a network of Dense, Conv2D, pooling, BatchNorm and activations can be asked", what)
	}
	probe := probeImage(volume(in))
	seen, err := look(run.Model, probe, 1, question{})
	if err != nil {
		return failed(err)
	}
	j := &judged{info: run.Data, said: run.Read(seen.outputs)}
	j.classes = j.names()
	var expected []any
	for _, p := range j.chances(0) {
		expected = append(expected, num(p))
	}
	heading := title
	if run.Name != "" {
		heading += ": ask " + run.Name
	}
	return drawChart(heading, in, j.classes, steps, expected, j.said.Logits())
}

// probeImage is a pattern that both Go and the page's script make, to compare what they compute.
func probeImage(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(i*7919%256) / 255
	}
	return x
}

func drawChart(title string, in []int, classes []string, steps []map[string]any, expected []any, logits bool) *Chart {
	const side = 224.0
	d := &drawing{width: stillWidth, height: side + 48}
	d.heading(title)
	d.add(`<rect x="8" y="34" width="%g" height="%g" rx="4" fill="#000"/>`, side, side)
	d.add(`<text x="%g" y="%g" text-anchor="middle" font-size="12" fill="#bbb">Where scripts run,</text>`, 8+side/2, 34+side/2-8)
	d.add(`<text x="%g" y="%g" text-anchor="middle" font-size="12" fill="#bbb">this is a canvas to draw on.</text>`, 8+side/2, 34+side/2+10)
	t := table{head: []string{"class"}}
	for k, name := range classes[:min(len(classes), 10)] {
		y := 48 + side/10*float64(k)
		d.text(260, y+4, "start", 12, dark, shorten(name, 24))
		d.add(`<rect x="420" y="%.5g" width="300" height="12" fill="none" %s/>`, y-6, paint("stroke", hair))
	}
	for _, name := range classes {
		t.add(name)
	}
	return &Chart{title: title, svg: d.String(), table: t, widget: drawScript,
		alt: fmt.Sprintf("%s: a black square to draw on, and beside it the probabilities of %d classes", title, len(classes)),
		data: map[string]any{"title": title, "height": in[0], "width": in[1], "classes": classes, "steps": steps, "expected": expected,
			"logits": logits}}
}
