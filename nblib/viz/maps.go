package viz

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

// FeatureMaps shows what each layer of a convolutional network makes of one example of a part: a row for each layer
// that gives images, with its first channels, white where the layer answers strongly. A map that is black all over
// says "dead": its unit answers 0 to this image everywhere, as a ReLU does that lies on its flat side.
func FeatureMaps(run *trainer.Run, part *datasets.Part, example int) *Chart {
	s, err := lookAt("FeatureMaps", run, part, example, question{layers: true})
	if err != nil {
		return failed(err)
	}
	const columns = 8
	rows := []mapRow{{name: "input " + shapeText(s.info.Shape), images: []image.Image{s.pixels.image(scaleOf([]pixels{s.pixels}))}, notes: []string{s.answer}}}
	for _, l := range s.inside.layers {
		if len(l.shape) != 3 || len(rows) > 12 || l.path == "" {
			continue
		}
		r := mapRow{name: s.named(l.path) + ", " + shapeText(l.shape)}
		for c := range min(l.shape[2], columns) {
			m := channel(l.out, l.shape, c)
			low, high := rangeOf(m.values)
			note := fmt.Sprintf("%d", c)
			if low == 0 && high == 0 {
				note += " dead"
			}
			r.images, r.notes = append(r.images, m.image(scale{min(low, 0), max(high, min(low, 0)+1e-6)})), append(r.notes, note)
		}
		rows = append(rows, r)
	}
	if len(rows) == 1 {
		return sentence("Feature maps", "no layer of this network gives images; a network with nn.Conv2D has feature maps")
	}
	return mapChart("Feature maps: "+s.info.Name, fmt.Sprintf("example %d, %s", example, s.answer), rows)
}

// mapRow is a row of images with a name.
type mapRow struct {
	name   string
	images []image.Image
	notes  []string
}

func mapChart(title, sub string, rows []mapRow) *Chart {
	const side, gap, top = 84.0, 8.0, 46.0
	d := &drawing{width: stillWidth, height: top + float64(len(rows))*(side+44)}
	d.heading(title)
	d.text(8, 38, "start", 12, dim, sub)
	t := table{head: []string{"layer", "channels shown", "notes"}}
	var names []string
	for i, r := range rows {
		y := top + float64(i)*(side+44) + 16
		d.text(8, y, "start", 12, dark, shorten(r.name, 90))
		for k, img := range r.images {
			x := 8 + float64(k)*(side+gap)
			d.picture(img, x, y+6, side)
			d.text(x+side/2, y+side+18, "middle", 10.5, dim, r.notes[k])
		}
		t.add(r.name, len(r.images), fmt.Sprint(r.notes))
		names = append(names, r.name)
	}
	return &Chart{title: title, sub: sub, table: t, svg: d.String(), data: map[string]any{"rows": names},
		alt: fmt.Sprintf("%s, %s: rows of small grey images for %v", title, sub, names)}
}

// channel cuts one channel out of the first example of [n, height, width, channels].
func channel(v []float32, shape []int, c int) pixels {
	p := pixels{height: shape[0], width: shape[1], channels: 1, values: make([]float32, shape[0]*shape[1])}
	for i := range p.values {
		p.values[i] = v[i*shape[2]+c]
	}
	return p
}

func rangeOf(values []float32) (low, high float32) {
	low, high = float32(math.Inf(1)), float32(math.Inf(-1))
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

// Filters shows the kernels of the first convolution of a run: what each filter looks for. Of grey images, blue weights
// want dark and orange weights want bright; of colour images the kernel is a small colour image; of deeper layers (name
// their place, as in "2.Conv2D") it is the mean over the input channels.
func Filters(run *trainer.Run, layer ...string) *Chart {
	if noRun(run) {
		return failed(errNoRun("Filters"))
	}
	for _, w := range run.Model.Weights() {
		if len(w.Shape) != 4 || len(layer) > 0 && w.Name != layer[0]+".kernel" {
			continue
		}
		var tiles []tile
		high := largestMagnitude(w.Data)
		for f := range min(w.Shape[3], 64) {
			tiles = append(tiles, tile{image: kernelImage(w.Data, w.Shape, f, high), caption: []string{fmt.Sprint(f)}})
		}
		title := fmt.Sprintf("Filters of %s: %d of %d x %d", w.Name, w.Shape[3], w.Shape[0], w.Shape[1])
		return tilesChart(title, fmt.Sprintf("%d small squares; blue is negative, orange positive, up to %.3g", len(tiles), high), tiles, 8)
	}
	return sentence("Filters", "this network has no convolution%s; a network with nn.Conv2D has filters", named(layer))
}

func named(layer []string) string {
	if len(layer) == 0 {
		return ""
	}
	return fmt.Sprintf(" %q", layer[0])
}

func largestMagnitude(v []float32) (high float32) {
	for _, x := range v {
		high = max(high, float32(math.Abs(float64(x))))
	}
	return high
}

// kernelImage draws filter f of a kernel [height, width, in, out].
func kernelImage(v []float32, shape []int, f int, high float32) image.Image {
	h, w, in, n := shape[0], shape[1], shape[2], shape[3]
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			at := func(c int) float64 { return float64(v[((y*w+x)*in+c)*n+f] / max(high, 1e-12)) }
			if in == 3 {
				shade := func(c int) uint8 { return uint8(127.5 + 127.5*at(c)) }
				img.SetRGBA(x, y, color.RGBA{shade(0), shade(1), shade(2), 255})
				continue
			}
			mean := 0.0
			for c := range in {
				mean += at(c) / float64(in)
			}
			img.SetRGBA(x, y, diverging(mean))
		}
	}
	return img
}

// diverging is a colour from blue (-1) over white (0) to orange (1).
func diverging(v float64) color.RGBA {
	to := color.RGBA{213, 94, 0, 255}
	if v < 0 {
		to = color.RGBA{0, 114, 178, 255}
	}
	a := min(math.Abs(v), 1)
	mix := func(c uint8) uint8 { return uint8(255 - a*(255-float64(c))) }
	return color.RGBA{mix(to.R), mix(to.G), mix(to.B), 255}
}
