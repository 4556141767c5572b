package nn_test

// Convolution and pooling again, in float64 and as simply as
// can be, to compare with.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
)

// pixels is a batch of images, row-major: [n, h, w, c].
type pixels struct {
	n, h, w, c int
	v          []float64
}

func makePixels(n, h, w, c int) pixels { return pixels{n, h, w, c, make([]float64, n*h*w*c)} }

func (p pixels) at(n, y, x, c int) *float64 { return &p.v[((n*p.h+y)*p.w+x)*p.c+c] }

func (p pixels) inside(y, x int) bool { return 0 <= y && y < p.h && 0 <= x && x < p.w }

// geometry is a window as the formulas of the docs have it.
type geometry struct {
	size, stride, dilation, groups int
	pad                            string // "valid", "same", "zeros", "constant", "reflect"
	cells                          int
	value                          float64
}

// grow surrounds images; where says which cells are the image's own.
func (g geometry) grow(p pixels) (grown pixels, own func(y, x int) bool) {
	top, bottom, left, right := g.cells, g.cells, g.cells, g.cells
	if g.pad == "same" {
		top, bottom = g.same(p.h)
		left, right = g.same(p.w)
	}
	q := makePixels(p.n, p.h+top+bottom, p.w+left+right, p.c)
	mirror := func(i, n int) int {
		if i < 0 {
			return -i
		}
		if i >= n {
			return 2*(n-1) - i
		}
		return i
	}
	for n := range q.n {
		for y := range q.h {
			for x := range q.w {
				for c := range q.c {
					from, to := 0.0, q.at(n, y, x, c)
					switch {
					case p.inside(y-top, x-left):
						from = *p.at(n, y-top, x-left, c)
					case g.pad == "constant":
						from = g.value
					case g.pad == "reflect":
						from = *p.at(n, mirror(y-top, p.h), mirror(x-left, p.w), c)
					}
					*to = from
				}
			}
		}
	}
	return q, func(y, x int) bool { return p.inside(y-top, x-left) }
}

// same is TensorFlow's rule: output ceil(n/stride), the odd cell at the end.
func (g geometry) same(n int) (before, after int) {
	out := int(math.Ceil(float64(n) / float64(g.stride)))
	total := max(0, (out-1)*g.stride+(g.size-1)*g.dilation+1-n)
	return total / 2, total - total/2
}

// each walks over all windows: sees is called for each cell of each.
func (g geometry) each(p pixels, sees func(n, oy, ox, y, x, i, j int)) (h, w int) {
	reach := (g.size-1)*g.dilation + 1
	h, w = (p.h-reach)/g.stride+1, (p.w-reach)/g.stride+1
	for n := range p.n {
		for oy := range h {
			for ox := range w {
				for i := range g.size {
					for j := range g.size {
						sees(n, oy, ox, oy*g.stride+i*g.dilation, ox*g.stride+j*g.dilation, i, j)
					}
				}
			}
		}
	}
	return h, w
}

// convolve is a convolution with a kernel [size, size, c/groups, filters].
func (g geometry) convolve(p pixels, kernel, bias []float32, filters int) pixels {
	q, _ := g.grow(p)
	h, w := g.each(q, func(_, _, _, _, _, _, _ int) {})
	out := makePixels(p.n, h, w, filters)
	for i := range out.v {
		out.v[i] = float64(bias[i%filters])
	}
	in, per := p.c/g.groups, filters/g.groups
	g.each(q, func(n, oy, ox, y, x, i, j int) {
		for f := range filters {
			for c := range in {
				k := kernel[((i*g.size+j)*in+c)*filters+f]
				*out.at(n, oy, ox, f) += *q.at(n, y, x, f/per*in+c) * float64(k)
			}
		}
	})
	return out
}

// pool is a max- or mean-pool.
func (g geometry) pool(p pixels, largest bool) pixels {
	q, own := g.grow(p)
	h, w := g.each(q, func(_, _, _, _, _, _, _ int) {})
	out, counts := makePixels(p.n, h, w, p.c), makePixels(p.n, h, w, p.c)
	for i := range out.v {
		if largest {
			out.v[i] = math.Inf(-1)
		}
	}
	g.each(q, func(n, oy, ox, y, x, _, _ int) {
		if g.pad == "same" && !own(y, x) {
			return
		}
		for c := range p.c {
			v, to := *q.at(n, y, x, c), out.at(n, oy, ox, c)
			*counts.at(n, oy, ox, c)++
			if largest {
				*to = math.Max(*to, v)
			} else {
				*to += v
			}
		}
	})
	for i := range out.v {
		if !largest {
			out.v[i] /= counts.v[i]
		}
	}
	return out
}

func (g geometry) padding() nn.Padding {
	switch g.pad {
	case "same":
		return nn.Same
	case "zeros":
		return nn.PadZeros(g.cells)
	case "constant":
		return nn.PadConstant(g.cells, g.value)
	case "reflect":
		return nn.PadReflect(g.cells)
	}
	return nn.Valid
}

// geometries are windows of all kinds, drawn with a seed.
func geometries(rng *rand.Rand, n int) (all []geometry) {
	for len(all) < n {
		g := geometry{size: 1 + rng.IntN(5), stride: 1 + rng.IntN(3), dilation: 1 + rng.IntN(3), groups: 1 + rng.IntN(3),
			pad: []string{"valid", "same", "zeros", "constant", "reflect"}[rng.IntN(5)], value: 0.7}
		if g.pad != "valid" && g.pad != "same" {
			g.cells = 1 + rng.IntN(3)
		}
		all = append(all, g)
	}
	return all
}

func TestConvolutionAgainstNaive(t *testing.T) {
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		rng := rand.New(rand.NewPCG(1, 1))
		done := 0
		for _, g := range geometries(rng, 40) {
			depthwise := rng.IntN(4) == 0
			p := randomPixels(rng, g.groups)
			filters := g.groups * (1 + rng.IntN(2))
			l := nn.Conv2D(filters, g.size, nn.Stride(g.stride), nn.Dilation(g.dilation), nn.Groups(g.groups), g.padding())
			if depthwise {
				l = nn.DepthwiseConv2D(g.size, nn.Stride(g.stride), nn.Dilation(g.dilation), g.padding())
				g.groups, filters = p.c, p.c
			}
			n, err := nn.Build(l, []int{p.h, p.w, p.c})
			if err != nil {
				continue // the window is larger than the image
			}
			done++
			weights := jiggled(rng, n.Init(2))
			want := g.convolve(p, weights[0].Data, weights[1].Data, filters)
			compare(t, e, n, p, weights, want)
		}
		if done < 20 {
			t.Errorf("only %d geometries fit", done)
		}
	})
}

func TestPoolsAgainstNaive(t *testing.T) {
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		rng := rand.New(rand.NewPCG(2, 2))
		done := 0
		for _, g := range geometries(rng, 40) {
			g.dilation, g.groups = 1, 1
			largest := rng.IntN(2) == 0
			l := nn.AvgPool2D(g.size, nn.Stride(g.stride), g.padding())
			if largest {
				l = nn.MaxPool2D(g.size, nn.Stride(g.stride), g.padding())
			}
			p := randomPixels(rng, 1)
			n, err := nn.Build(l, []int{p.h, p.w, p.c})
			if err != nil {
				continue
			}
			done++
			compare(t, e, n, p, nil, g.pool(p, largest))
		}
		if done < 25 {
			t.Errorf("only %d geometries fit", done)
		}
	})
}

func randomPixels(rng *rand.Rand, groups int) pixels {
	p := makePixels(2, 4+rng.IntN(6), 4+rng.IntN(6), groups*(1+rng.IntN(3)))
	for i := range p.v {
		p.v[i] = float64(float32(2*rng.Float64() - 1))
	}
	return p
}

func compare(t *testing.T, e *engine.Engine, n *nn.Network, p pixels, weights []nn.Tensor, want pixels) {
	t.Helper()
	got := compile(t, e, n, use{}).call(p.n, narrow(p.v), nil, weights)
	if fmt.Sprint(got.shape) != fmt.Sprint([]int{want.n, want.h, want.w, want.c}) {
		t.Errorf("%v of %v: shape %v, want %v", n.Layer(), n.Input(), got.shape, []int{want.n, want.h, want.w, want.c})
		return
	}
	if d := distance(got.y, narrow(want.v)); d > 1e-6 {
		t.Errorf("%v of %v: differs by %g", n.Layer(), n.Input(), d)
	}
}

func narrow(v []float64) []float32 {
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x)
	}
	return out
}
