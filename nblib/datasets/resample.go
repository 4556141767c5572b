package datasets

import (
	"math"
	"sync"
)

// raster is an image of bytes, height×width×channels, last axis fastest.
type raster struct {
	height, width, channels int
	pix                     []uint8
}

// frame is a part of an image, from top and left up to but without bottom and right.
type frame struct{ top, left, bottom, right int }

// taps are the weights with which the pixels from..from+len(weights)-1 of a line make one pixel of another.
type taps struct {
	from    int
	weights []int32 // sum is 1<<tapBits
}

// tapBits is the number of binary places of a weight, as in Pillow.
const tapBits = 32 - 8 - 2

// lines is an image that is looked at line by line; a line is valid until the next.
type lines struct {
	height, width, channels int
	line                    func(y int) []uint8
}

// lines looks at a raster.
func (im *raster) lines() lines {
	stride := im.width * im.channels
	return lines{im.height, im.width, im.channels, func(y int) []uint8 { return im.pix[y*stride : (y+1)*stride] }}
}

// resample scales the image to height×width pixels with a bicubic filter (a = -0.5, widened when scaling down, so that
// nothing is skipped), and returns the part of that inside the frame. It does in integers what Pillow's
// Image.resize(BICUBIC) does, bit for bit, because the published results of pretrained networks rest on that.
func (im lines) resample(height, width int, f frame) *raster {
	columns, rows := bicubicTaps(im.width, width)[f.left:f.right], bicubicTaps(im.height, height)[f.top:f.bottom]
	// Only the rows that the second pass will use are made by the first.
	top, bottom := im.height, 0
	for _, t := range rows {
		top, bottom = min(top, t.from), max(bottom, t.from+len(t.weights))
	}
	stride := len(columns) * im.channels
	wide := borrow((bottom - top) * stride)
	defer giveBack(wide)
	for y := top; y < bottom; y++ {
		out := (*wide)[(y-top)*stride : (y-top+1)*stride]
		if im.channels == 3 {
			acrossColor(im.line(y), out, columns)
		} else {
			acrossGrey(im.line(y), out, columns)
		}
	}
	done := &raster{len(rows), len(columns), im.channels, make([]uint8, len(rows)*stride)}
	sums := make([]int32, stride)
	for y, t := range rows {
		down((*wide)[(t.from-top)*stride:], done.pix[y*stride:(y+1)*stride], t.weights, sums)
	}
	return done
}

// paper is memory for images on their way.
var paper sync.Pool

func borrow(n int) *[]uint8 {
	if p, ok := paper.Get().(*[]uint8); ok && cap(*p) >= n {
		*p = (*p)[:n]
		return p
	}
	p := make([]uint8, n)
	return &p
}

func giveBack(p *[]uint8) { paper.Put(p) }

// acrossColor makes a line of colour pixels from another.
func acrossColor(line, out []uint8, columns []taps) {
	for x, t := range columns {
		from := line[t.from*3 : (t.from+len(t.weights))*3]
		r, g, b := int32(1<<(tapBits-1)), int32(1<<(tapBits-1)), int32(1<<(tapBits-1))
		for k, i := 0, 0; k < len(t.weights) && i+2 < len(from); k, i = k+1, i+3 {
			w := t.weights[k]
			r += int32(from[i]) * w
			g += int32(from[i+1]) * w
			b += int32(from[i+2]) * w
		}
		o := out[x*3 : x*3+3 : x*3+3]
		o[0], o[1], o[2] = byteOf(r), byteOf(g), byteOf(b)
	}
}

// acrossGrey makes a line of grey pixels from another.
func acrossGrey(line, out []uint8, columns []taps) {
	for x, t := range columns {
		from := line[t.from : t.from+len(t.weights)]
		sum := int32(1 << (tapBits - 1))
		for k, w := range t.weights {
			sum += int32(from[k]) * w
		}
		out[x] = byteOf(sum)
	}
}

// down makes one line from the lines below one another in from. Two at a time halve the walks over the sums.
func down(from, out []uint8, weights, sums []int32) {
	for i := range sums {
		sums[i] = 1 << (tapBits - 1)
	}
	n, k := len(sums), 0
	for ; k+1 < len(weights); k += 2 {
		v, w, one, two := weights[k], weights[k+1], from[k*n:(k+1)*n], from[(k+1)*n:(k+2)*n]
		two = two[:len(one)]
		sums := sums[:len(one)]
		for i, u := range one {
			sums[i] += int32(u)*v + int32(two[i])*w
		}
	}
	if k < len(weights) {
		for i, u := range from[k*n : (k+1)*n] {
			sums[i] += int32(u) * weights[k]
		}
	}
	for i, s := range sums {
		out[i] = byteOf(s)
	}
}

// byteOf rounds a sum to a byte.
func byteOf(sum int32) uint8 { return uint8(min(max(sum>>tapBits, 0), 255)) }

// bicubicTaps are the weights that scale a line of in pixels to out pixels.
func bicubicTaps(in, out int) []taps {
	all := make([]taps, out)
	if in == out {
		for i := range all {
			all[i] = taps{i, []int32{1 << tapBits}}
		}
		return all
	}
	scale := float64(in) / float64(out)
	stretch := max(scale, 1)
	support := 2 * stretch
	for i := range all {
		center := (float64(i) + 0.5) * scale
		from, to := max(0, int(center-support+0.5)), min(in, int(center+support+0.5))
		exact, sum := make([]float64, to-from), 0.0
		for k := range exact {
			exact[k] = bicubic((float64(from+k) - center + 0.5) / stretch)
			sum += exact[k]
		}
		all[i] = taps{from, make([]int32, to-from)}
		for k, w := range exact {
			all[i].weights[k] = int32(math.Round(w / sum * (1 << tapBits)))
		}
	}
	return all
}

// bicubic is the kernel of Keys 1981 with a = -0.5.
func bicubic(x float64) float64 {
	const a = -0.5
	switch x = math.Abs(x); {
	case x < 1:
		return ((a+2)*x-(a+3))*x*x + 1
	case x < 2:
		return (((x-5)*x+8)*x - 4) * a
	}
	return 0
}
