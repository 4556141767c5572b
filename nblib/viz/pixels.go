package viz

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
)

// pixels is one image: values of shape [height, width, channels], 1 channel (grey) or 3 (red, green, blue).
type pixels struct {
	height, width, channels int
	values                  []float32
}

// asPixels takes an example of a data set as an image.
func asPixels(shape []int, values []float32) (pixels, error) {
	switch {
	case len(shape) == 2:
		return pixels{shape[0], shape[1], 1, values}, nil
	case len(shape) == 3 && (shape[2] == 1 || shape[2] == 3):
		return pixels{shape[0], shape[1], shape[2], values}, nil
	}
	return pixels{}, fmt.Errorf("expected images [height width 1] or [height width 3], got examples of shape %v; viz.Scatter and viz.Histogram draw other data", shape)
}

// scale is the range of values that is drawn from black to white.
type scale struct{ low, high float32 }

// scaleOf chooses the range for a group of images: 0 to 1 or 0 to 255 where the values fit, else from the smallest
// value to the largest.
func scaleOf(group []pixels) scale {
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, p := range group {
		for _, v := range p.values {
			low, high = min(low, v), max(high, v)
		}
	}
	switch {
	case low >= 0 && high <= 1:
		return scale{0, 1}
	case low >= 0 && high > 2 && high <= 255:
		return scale{0, 255}
	case !(high > low):
		return scale{low, low + 1}
	}
	return scale{low, high}
}

// byteOf is a value on the scale, as a shade.
func (s scale) byteOf(v float32) uint8 {
	f := (v - s.low) / (s.high - s.low)
	if !(f > 0) { // NaN is black
		return 0
	}
	return uint8(min(f, 1)*255 + 0.5)
}

// largestImage is the largest side of an image in a page, in pixels; larger ones are averaged down.
const largestImage = 112

// image draws the pixels.
func (p pixels) image(s scale) image.Image {
	step := (max(p.height, p.width) + largestImage - 1) / largestImage
	h, w := max(p.height/step, 1), max(p.width/step, 1)
	grey, rgb := image.NewGray(image.Rect(0, 0, w, h)), image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			var shade [3]uint8
			for c := range p.channels {
				shade[c] = s.byteOf(p.mean(y*step, x*step, step, c))
			}
			if p.channels == 1 {
				grey.SetGray(x, y, color.Gray{Y: shade[0]})
			} else {
				rgb.SetRGBA(x, y, color.RGBA{shade[0], shade[1], shade[2], 255})
			}
		}
	}
	if p.channels == 1 {
		return grey
	}
	return rgb
}

// mean is the average of a square of one channel.
func (p pixels) mean(y, x, step, c int) float32 {
	var sum float32
	n := 0
	for i := y; i < min(y+step, p.height); i++ {
		for j := x; j < min(x+step, p.width); j++ {
			sum += p.values[(i*p.width+j)*p.channels+c]
			n++
		}
	}
	return sum / float32(n)
}

// dataURI is the image as the address of itself: PNG where it is small, JPEG where it is a photo.
func dataURI(img image.Image) string {
	if _, photo := img.(*image.RGBA); photo && img.Bounds().Dx()*img.Bounds().Dy() > 64*64 {
		var b bytes.Buffer
		_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 82}) // a buffer takes everything
		return "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
	}
	return pngURI(img)
}

// pngURI is the image as the address of itself, without loss.
func pngURI(img image.Image) string {
	var b bytes.Buffer
	_ = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img)
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}
