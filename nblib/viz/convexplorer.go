package viz

import (
	_ "embed"
	"fmt"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

//go:embed assets/convexplorer.js
var convExplorerScript string

const (
	explorerSide    = 64 // the largest image, in cells on a side
	explorerFilters = 8  // how many filters a page carries
)

// ConvExplorer shows how the first convolution of a run makes its output of one image of a part: pick an output pixel,
// by a click or by the sliders, and see the patch that it sees, the kernel, their products and the sum, beside what the
// layer gives after its activation. It carries the first 8 filters; images may have at most 64 x 64 pixels.
func ConvExplorer(run *trainer.Run, part *datasets.Part, example int) *Chart {
	s, err := lookAt("ConvExplorer", run, part, example, question{layers: true})
	if err != nil {
		return failed(err)
	}
	if s.pixels.height > explorerSide || s.pixels.width > explorerSide {
		return failed(fmt.Errorf("viz: ConvExplorer: %s: expected images of at most %d x %d, got %d x %d; shrink them with the data set's words", s.info.Name, explorerSide, explorerSide, s.pixels.height, s.pixels.width))
	}
	net := run.Model.Network()
	for i, l := range net.Layers() {
		if l.Kind != "Conv2D" {
			continue
		}
		if i > 0 && fmt.Sprint(l.In) != fmt.Sprint(net.Input()) {
			break
		}
		kernel, ok := run.Model.Weight(l.Path + ".kernel")
		if !ok {
			break
		}
		bias, _ := run.Model.Weight(l.Path + ".bias")
		for _, v := range s.inside.layers {
			if v.path == l.Path {
				return explorer(s, l.Path+": "+boxText(l), l.Text, kernel.Shape, kernel.Data, bias.Data, v)
			}
		}
	}
	return sentence("Convolution", "this network does not begin with a convolution; one that begins with nn.Conv2D can be explored")
}

func explorer(s *specimen, name, code string, shape []int, kernel, bias []float32, out values) *Chart {
	filters := min(shape[3], explorerFilters)
	rows := windowOf(code, s.pixels.height, shape[0], 1, out.shape[0])
	cols := windowOf(code, s.pixels.width, shape[1], 1, out.shape[1])
	if len(bias) == 0 {
		bias = make([]float32, shape[3])
	}
	first := func(v []float32) []any { // of each shape[3] values the first filters
		var kept []any
		for i, x := range v {
			if i%shape[3] < filters {
				kept = append(kept, num(float64(x)))
			}
		}
		return kept
	}
	var image []any
	for _, v := range s.pixels.values {
		image = append(image, num(float64(v)))
	}
	title := "Convolution " + name
	sub := "example: " + s.answer
	d := &drawing{width: stillWidth, height: 300}
	d.heading(title)
	d.text(8, 38, "start", 12, dim, sub+"; alive, it explains each output pixel")
	d.picture(s.pixels.image(scaleOf([]pixels{s.pixels})), 8, 56, 224)
	for f := range min(filters, 4) {
		m := channel(out.out, out.shape, f)
		low, high := rangeOf(m.values)
		x := 250 + float64(f)*126
		d.picture(kernelImage(kernel, shape, f, largestMagnitude(kernel)), x, 56, 60)
		d.picture(m.image(scale{min(low, 0), max(high, min(low, 0)+1e-6)}), x, 140, 116)
		d.text(x, 132, "start", 11, dim, fmt.Sprintf("filter %d", f))
	}
	t := table{head: []string{"filter", "bias", "smallest output", "largest output"}}
	for f := range filters {
		low, high := rangeOf(channel(out.out, out.shape, f).values)
		t.add(f, float64(bias[f]), float64(low), float64(high))
	}
	return &Chart{title: title, sub: sub, table: t, svg: d.String(), widget: convExplorerScript,
		alt: fmt.Sprintf("%s, %s: the image, the kernels of %d filters and what they make of it", title, sub, filters),
		data: map[string]any{"title": title, "image": image, "in": s.info.Shape, "size": shape[:2], "kernel": first(kernel), "bias": first(bias), "filters": filters,
			"out": out.shape[:2], "outputs": first(out.out), "stride": []int{rows.stride, cols.stride}, "dilation": rows.dilation, "before": []int{rows.before, cols.before}}}
}
