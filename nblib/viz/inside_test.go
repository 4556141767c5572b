package viz

import (
	"fmt"
	"math"
	"testing"

	"nnbook/nblib/datasets"
)

func TestInside(t *testing.T) {
	digits := datasets.MNIST().Take(200)
	for name, c := range map[string]*Chart{
		"boundary":    Boundary(trained().points, datasets.Spiral(300)),
		"filters":     Filters(trained().digits),
		"featuremaps": FeatureMaps(trained().digits, digits.Test, 3),
		"gradcam":     GradCAM(trained().digits, digits.Test, 3),
	} {
		t.Run(name, func(t *testing.T) { wanted(t, "run-"+name, c) })
	}
}

func TestInsideOfTheWrongNetwork(t *testing.T) {
	digits := datasets.MNIST().Take(20)
	if Boundary(trained().digits, digits).Err() == nil {
		t.Error("images have no boundary")
	}
	if Boundary(trained().digits, datasets.Spiral(30)).Err() == nil {
		t.Error("a network for images has no boundary")
	}
	if c := Filters(trained().points); c.note == "" {
		t.Error("an MLP has no filters")
	}
	if FeatureMaps(trained().digits, digits.Test, 1e6).Err() == nil {
		t.Error("there is no such example")
	}
}

// TestGradients compares the gradient of the network's own graph with differences of its outputs.
func TestGradients(t *testing.T) {
	m := trained().points.Model
	x := []float32{0.3, -0.2}
	seen, err := look(m, x, 1, question{layers: true, score: classScore(1)})
	if err != nil {
		t.Fatal(err)
	}
	last := seen.layers[len(seen.layers)-1]
	if fmt.Sprint(last.gradient) != "[0 1 0]" || fmt.Sprint(last.out) != fmt.Sprint(seen.outputs) {
		t.Errorf("the last layer %s gives %v with gradient %v, want %v and [0 1 0]", last.path, last.out, last.gradient, seen.outputs)
	}
	for i := range x {
		const h = 1e-2
		at := func(d float32) float64 {
			y := []float32{x[0], x[1]}
			y[i] += d
			s, err := look(m, y, 1, question{})
			if err != nil {
				t.Fatal(err)
			}
			return float64(s.outputs[1])
		}
		want := (at(h) - at(-h)) / (2 * h)
		if math.Abs(want-float64(seen.input[i])) > 0.02*math.Max(1, math.Abs(want)) {
			t.Errorf("gradient of input %d: %v, differences say %v", i, seen.input[i], want)
		}
	}
}

func TestCam(t *testing.T) {
	// Two channels: the first speaks for the class (gradient 1) and lights up the first cell, the second against it.
	l := &values{shape: []int{1, 2, 2}, out: []float32{4, 0, 0, 5}, gradient: []float32{1, -1, 1, -1}}
	if got := cam(l).values; got[0] != 1 || got[1] != 0 {
		t.Errorf("Grad-CAM of the cells is %v, want 1 and 0", got)
	}
}

func TestBetweenCells(t *testing.T) {
	p := pixels{1, 2, 1, []float32{0, 1}}
	if got := p.at(0.5, 0.5); got != 0.5 {
		t.Errorf("halfway between 0 and 1 is %v", got)
	}
}
