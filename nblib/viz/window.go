package viz

import (
	"fmt"
	"regexp"
	"strconv"

	"nnbook/nblib/nn"
)

// window is how a kernel walks over one side of an image.
type window struct {
	size, kernel, stride, dilation int
	before                         int // cells of padding before the first
	out                            int // positions
}

var (
	strideText   = regexp.MustCompile(`Stride\((\d+)\)`)
	dilationText = regexp.MustCompile(`Dilation\((\d+)\)`)
	padText      = regexp.MustCompile(`Pad(?:Zeros|Constant|Reflect)\((\d+)`)
	sameText     = regexp.MustCompile(`\bSame\b`)
)

// windowOf reads the words of a layer's code; out is the number of positions that the layer has on that side.
func windowOf(code string, size, kernel, stride, out int) window {
	w := window{size: size, kernel: kernel, stride: stride, dilation: 1, out: out}
	number := func(r *regexp.Regexp, to *int) {
		if m := r.FindStringSubmatch(code); m != nil {
			*to, _ = strconv.Atoi(m[1])
		}
	}
	number(strideText, &w.stride)
	number(dilationText, &w.dilation)
	number(padText, &w.before)
	if sameText.MatchString(code) { // as in TensorFlow: the odd cell goes behind
		w.before = max((out-1)*w.stride+w.dilation*(kernel-1)+1-size, 0) / 2
	}
	return w
}

// windowFor is the window of a convolution over one side of a square image.
func windowFor(size, kernel, stride int, padding nn.Padding) (window, error) {
	net, err := nn.Build(nn.Conv2D(1, kernel, nn.Stride(stride), padding), []int{size, size, 1})
	if err != nil {
		return window{}, err
	}
	return windowOf(padding.String()+" "+fmt.Sprintf("Stride(%d)", stride), size, kernel, stride, net.Output()[0]), nil
}

// cells are the cells that position p sees, those of the padding as -1 or size and beyond.
func (w window) cells(p int) []int {
	out := make([]int, w.kernel)
	for i := range out {
		out[i] = p*w.stride + i*w.dilation - w.before
	}
	return out
}

// uses counts how often each cell of one side is seen.
func (w window) uses() []int {
	n := make([]int, w.size)
	for p := range w.out {
		for _, c := range w.cells(p) {
			if c >= 0 && c < w.size {
				n[c]++
			}
		}
	}
	return n
}

// after is how many cells of padding the last position reaches.
func (w window) after() int {
	cells := w.cells(w.out - 1)
	return max(cells[len(cells)-1]-w.size+1, 0)
}
