package viz

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"nnbook/nblib/datasets"
)

func TestInside(t *testing.T) {
	digits := datasets.MNIST().Take(200)
	for name, c := range map[string]*Chart{
		"boundary":    Boundary(trained(t).points, datasets.Spiral(300)),
		"filters":     Filters(trained(t).digits),
		"featuremaps": FeatureMaps(trained(t).digits, digits.Test, 3),
		"gradcam":     GradCAM(trained(t).digits, digits.Test, 3),
	} {
		t.Run(name, func(t *testing.T) { wanted(t, "run-"+name, c) })
	}
}

func TestInsideOfTheWrongNetwork(t *testing.T) {
	digits := datasets.MNIST().Take(20)
	if Boundary(trained(t).digits, digits).Err() == nil {
		t.Error("images have no boundary")
	}
	if Boundary(trained(t).digits, datasets.Spiral(30)).Err() == nil {
		t.Error("a network for images has no boundary")
	}
	if c := Filters(trained(t).points); c.note == "" {
		t.Error("an MLP has no filters")
	}
	if FeatureMaps(trained(t).digits, digits.Test, 1e6).Err() == nil {
		t.Error("there is no such example")
	}
}

// TestGradients compares the gradient of the network's own graph with differences of its outputs.
func TestGradients(t *testing.T) {
	m := trained(t).points.Model
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

// TestConvExplorer computes the sum of products of every output pixel from what the page carries, as the page's script
// does, and compares it with what the network gives.
func TestConvExplorer(t *testing.T) {
	c := ConvExplorer(trained(t).digits, datasets.MNIST().Take(200).Test, 3)
	wanted(t, "run-convexplorer", c)
	d := c.data.(map[string]any)
	at := func(name string, i int) float64 {
		v, err := d[name].([]any)[i].(json.Number).Float64()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	in, size, out := d["in"].([]int), d["size"].([]int), d["out"].([]int)
	stride, before, filters := d["stride"].([]int), d["before"].([]int), d["filters"].(int)
	if fmt.Sprint(stride) != "[2 2]" {
		t.Fatalf("stride %v, want 2", stride)
	}
	for o := range out[0] * out[1] {
		row, col := o/out[1], o%out[1]
		for f := range filters {
			sum := at("bias", f)
			for i := range size[0] {
				for j := range size[1] {
					y, x := row*stride[0]+i-before[0], col*stride[1]+j-before[1]
					if y >= 0 && x >= 0 && y < in[0] && x < in[1] {
						sum += at("image", y*in[1]+x) * at("kernel", (i*size[1]+j)*filters+f)
					}
				}
			}
			if got := at("outputs", o*filters+f); math.Abs(got-max(sum, 0)) > 1e-3 { // the layer ends in a ReLU
				t.Fatalf("output %d of filter %d: the products sum to %v, the layer gives %v", o, f, sum, got)
			}
		}
	}
}
