package nn

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/internal/engine/enginetest"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// A convolution and its pool in phases give the values and slopes of patches,
// pooled after them, also where cells tie: the numbers are whole and small.
func TestPhasesEqualPatches(t *testing.T) {
	type size struct{ kernel, stride, dilation, pool, high, wide, channels int }
	e, err := engine.New("go") // nowhere else are there phases
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []size{
		{3, 1, 1, 1, 7, 6, 2}, {3, 1, 1, 2, 13, 13, 3}, {3, 1, 1, 2, 9, 12, 1}, {2, 1, 1, 3, 11, 10, 2}, {3, 2, 1, 1, 8, 9, 2},
		{3, 2, 1, 2, 14, 11, 2}, {2, 3, 1, 2, 14, 17, 2}, {2, 1, 3, 2, 10, 9, 2}, {1, 2, 1, 1, 7, 7, 2}, {5, 1, 1, 2, 6, 6, 1},
	} {
		t.Run(fmt.Sprint(s), func(t *testing.T) {
			w := window{size: s.kernel, stride: s.stride, dilation: s.dilation, groups: 1}
			if err := w.fit([]int{s.high, s.wide, s.channels}); err != nil {
				t.Fatal(err)
			}
			p := phases{window: w, pool: s.pool, outs: [2]int{w.outs[0] / s.pool, w.outs[1] / s.pool}, bias: true}
			const batch, filters = 3, 4
			rng := rand.New(rand.NewPCG(1, 2))
			out := enginetest.Call(t, e, func(in []*graph.Node) []*graph.Node {
				first := channelsLast(p.apply(graph.TransposeAllAxes(in[0], 3, 0, 1, 2), in[1]))
				second := patchesAndPool(w, s.pool, in[0], in[1])
				all := []*graph.Node{first, second}
				for _, y := range []*graph.Node{first, second} {
					all = append(all, graph.Gradient(graph.ReduceAllSum(graph.Mul(y, in[2])), in[0], in[1])...)
				}
				return all
			}, whole(rng, batch, s.high, s.wide, s.channels), whole(rng, s.kernel*s.kernel*s.channels+1, filters), whole(rng, batch, p.outs[0], p.outs[1], filters))
			for i, pair := range [][2]int{{0, 1}, {2, 4}, {3, 5}} {
				if fmt.Sprint(out[pair[0]]) != fmt.Sprint(out[pair[1]]) {
					t.Errorf("result %d differs: %v, patches give %v", i, out[pair[0]], out[pair[1]])
				}
			}
		})
	}
}

func patchesAndPool(w window, n int, x, weights *graph.Node) *graph.Node {
	d := weights.Shape().Dimensions
	kernel := graph.Reshape(graph.Slice(weights, graph.AxisRange(0, d[0]-1)), w.size, w.size, x.Shape().Dimensions[3], d[1])
	y := graph.Add(w.patches(x, kernel), graph.Reshape(graph.Slice(weights, graph.AxisRange(d[0]-1)), 1, 1, 1, d[1]))
	if n == 1 {
		return y
	}
	pool := window{size: n, stride: n, dilation: 1, groups: 1}
	if err := pool.fit([]int{w.outs[0], w.outs[1], d[1]}); err != nil {
		panic(err)
	}
	return pool.largest(pool.blocks(y))
}

// A product's slopes are those of the plain one, whichever matrix is transposed.
func TestProductEqualsDot(t *testing.T) {
	for _, s := range [][3]int{{2, 30, 3}, {40, 3, 2}, {5, 1, 6}, {1, 1, 1}} {
		enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
			rng := rand.New(rand.NewPCG(1, 2))
			out := enginetest.Call(t, e, func(in []*graph.Node) (all []*graph.Node) {
				for _, y := range []*graph.Node{product(in[0], in[1]), graph.Dot(in[0], in[1]).Product()} {
					all = append(append(all, y), graph.Gradient(graph.ReduceAllSum(graph.Mul(y, in[2])), in[0], in[1])...)
				}
				return all
			}, whole(rng, s[0], s[1]), whole(rng, s[1], s[2]), whole(rng, s[0], s[2]))
			for i := range 3 {
				if fmt.Sprint(out[i]) != fmt.Sprint(out[i+3]) {
					t.Errorf("%v: result %d is %v, want %v", s, i, out[i], out[i+3])
				}
			}
		})
	}
}

// whole makes whole numbers from -2 to 2, of which float32 sums are exact.
func whole(rng *rand.Rand, dims ...int) *tensors.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	values := make([]float32, n)
	for i := range values {
		values[i] = float32(rng.IntN(5) - 2)
	}
	return tensors.FromFlatDataAndDimensions(values, dims...)
}
