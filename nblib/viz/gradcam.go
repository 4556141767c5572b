package viz

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

// GradCAM shows where in an image a convolutional network finds the class that it says: the image, the Grad-CAM map
// over it (the last layer of images, its channels weighted by how much they raise the class; Selvaraju et al. 2017),
// and the saliency map (how much each pixel changes the score; Simonyan et al. 2014).
func GradCAM(run *trainer.Run, part *datasets.Part, example int) *Chart {
	s, err := lookAt("GradCAM", run, part, example, question{})
	if err != nil {
		return failed(err)
	}
	s, err = lookAt("GradCAM", run, part, example, question{layers: true, score: classScore(min(s.said, run.Read(s.inside.outputs).Width-1))})
	if err != nil {
		return failed(err)
	}
	var last *values
	for i, l := range s.inside.layers {
		if len(l.shape) == 3 && l.shape[0]*l.shape[1] > 1 {
			last = &s.inside.layers[i]
		}
	}
	if last == nil {
		return sentence("Grad-CAM", "no layer of this network gives images; a network with nn.Conv2D has maps")
	}
	over, name := cam(last), "Grad-CAM"
	if _, high := rangeOf(over.values); high == 0 {
		name = "Grad-CAM: nothing" // all that the layer sees speaks against the class
	}
	seen := s.pixels.image(scaleOf([]pixels{s.pixels}))
	tiles := []tile{
		{image: seen, caption: []string{"image"}},
		{image: overlay(s.pixels, over), caption: []string{name}},
		{image: saliency(s.pixels, s.inside.input), caption: []string{"saliency"}},
	}
	return tilesChart("Grad-CAM: "+s.answer, fmt.Sprintf("the image, the same with the places in orange that speak for the class by %s, and the pixels that matter most in white", s.named(last.path)), tiles, 4)
}

// cam is the Grad-CAM map of a layer, from 0 to 1.
func cam(l *values) pixels {
	h, w, n := l.shape[0], l.shape[1], l.shape[2]
	out := pixels{height: h, width: w, channels: 1, values: make([]float32, h*w)}
	for c := range n {
		var weight float32
		for i := range h * w {
			weight += l.gradient[i*n+c] / float32(h*w)
		}
		for i := range h * w {
			out.values[i] += weight * l.out[i*n+c]
		}
	}
	_, high := rangeOf(out.values)
	for i, v := range out.values {
		out.values[i] = max(v, 0) / max(high, 1e-12)
	}
	return out
}

// overlay lays a map over an image, in orange.
func overlay(p, over pixels) image.Image {
	under := p.image(scaleOf([]pixels{p}))
	b := under.Bounds()
	img := image.NewRGBA(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			a := float64(over.at((float64(y)+0.5)/float64(b.Dy()), (float64(x)+0.5)/float64(b.Dx()))) * 0.75
			r, g, bl, _ := under.At(x, y).RGBA()
			mix := func(v uint32, to float64) uint8 { return uint8((1-a)*float64(v>>8) + a*to) }
			img.SetRGBA(x, y, color.RGBA{mix(r, 230), mix(g, 120), mix(bl, 0), 255})
		}
	}
	return img
}

// at is the value at a place, both from 0 to 1, between the cells by straight lines.
func (p pixels) at(v, u float64) float32 {
	y, x := v*float64(p.height)-0.5, u*float64(p.width)-0.5
	y0, x0 := math.Floor(y), math.Floor(x)
	get := func(i, j float64) float64 {
		r, c := min(max(int(i), 0), p.height-1), min(max(int(j), 0), p.width-1)
		return float64(p.values[r*p.width+c])
	}
	fy, fx := y-y0, x-x0
	return float32((1-fy)*((1-fx)*get(y0, x0)+fx*get(y0, x0+1)) + fy*((1-fx)*get(y0+1, x0)+fx*get(y0+1, x0+1)))
}

// saliency draws the largest magnitude of the gradient over the channels of each pixel.
func saliency(p pixels, gradient []float32) image.Image {
	out := pixels{height: p.height, width: p.width, channels: 1, values: make([]float32, p.height*p.width)}
	for i := range out.values {
		for c := range p.channels {
			out.values[i] = max(out.values[i], float32(math.Abs(float64(gradient[i*p.channels+c]))))
		}
	}
	_, high := rangeOf(out.values)
	return out.image(scale{0, max(high, 1e-12)})
}
