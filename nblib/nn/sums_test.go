package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/internal/engine/enginetest"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// some gives values around 3, so that what is lost in sums of large numbers shows.
func some(seed uint64, dims ...int) *tensors.Tensor {
	n := size(dims)
	rng := rand.New(rand.NewPCG(3, seed))
	values := make([]float32, n)
	for i := range values {
		values[i] = 3 + float32(rng.NormFloat64())
	}
	return tensors.FromFlatDataAndDimensions(values, dims...)
}

// equal compares two results, each value by the largest of its tensor.
func equal(t *testing.T, what string, got, want []float32, bound float64) {
	t.Helper()
	most := 0.0
	for _, v := range want {
		most = math.Max(most, math.Abs(float64(v)))
	}
	if len(got) != len(want) || most == 0 {
		t.Fatalf("%s: %d values for %d, the largest of which is %g", what, len(got), len(want), most)
	}
	for i := range want {
		if d := math.Abs(float64(got[i] - want[i])); !(d <= bound*most) {
			t.Fatalf("%s: value %d is %g, the plain form gives %g", what, i, got[i], want[i])
		}
	}
}

func TestChannelSumEqualsPlainSum(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		for _, dims := range [][]int{{1, 3}, {64, 5}, {67, 1}, {130, 4}, {3, 131, 2}, {16, 28, 28, 6}, {7, 7, 7, 9}} {
			out := enginetest.Call(t, e, func(in []*graph.Node) []*graph.Node {
				return []*graph.Node{channelSum(in[0]), graph.ReduceSum(in[0], axesBut(in[0], -1)...)}
			}, some(1, dims...))
			equal(t, fmt.Sprint(e.Label, dims), out[0], out[1], 1e-5)
		}
	})
}

// The written slopes equal those of the chain rule through the plain form: by
// the input, the scale and the shift.
func TestBatchNormSlopesEqualChainRule(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		for _, dims := range [][]int{{40, 3}, {8, 9, 7, 5}} {
			channels := dims[len(dims)-1]
			s := scaling{gamma: 0, beta: 1, epsilon: 1e-3}
			out := enginetest.Call(t, e, func(in []*graph.Node) (all []*graph.Node) {
				x, up := in[0], in[1]
				c := &Call{Weights: in[2:]}
				m, v := batchMoments(graph.StopGradient(x))
				written := s.batch(c, x, m, v)
				m, v = moments(x, axesBut(x, -1))
				plain := s.apply(c, x, m, v)
				for _, y := range []*graph.Node{written, plain} {
					loss := graph.ReduceAllSum(graph.Mul(y, graph.Square(up)))
					all = append(append(all, y), graph.Gradient(loss, x, in[2], in[3])...)
				}
				return all
			}, some(1, dims...), some(2, dims...), some(3, channels), some(4, channels))
			for i, what := range []string{"values", "slope by the input", "slope by gamma", "slope by beta"} {
				equal(t, fmt.Sprint(e.Label, dims, " ", what), out[i], out[4+i], 1e-4)
			}
		}
	})
}

// Also what reads the result twice, so that its slope is a sum.
func TestBiasSlopeEqualsChainRule(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		for _, dims := range [][]int{{6, 5, 7, 4}, {1, 4}, {96, 4}, {2 * 101, 4}, {mostBatchRows + 4, 4}} {
			out := enginetest.Call(t, e, func(in []*graph.Node) (all []*graph.Node) {
				for _, y := range []*graph.Node{addBias(in[0], in[1]), graph.Add(in[0], graph.ExpandLeftToRank(in[1], len(dims)))} {
					loss := graph.Add(graph.ReduceAllSum(graph.Square(y)), graph.ReduceAllSum(graph.Sin(y)))
					all = append(all, graph.Gradient(loss, in[0], in[1])...)
				}
				return all
			}, some(1, dims...), some(2, 4))
			equal(t, fmt.Sprint(dims, " slope by the input"), out[0], out[2], 1e-6)
			equal(t, fmt.Sprint(dims, " slope by the bias"), out[1], out[3], 1e-5)
		}
	})
}

func TestDepthwiseSlopeEqualsChainRule(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		if e.IsGo() {
			t.Skip("the Go backend takes the chain rule")
		}
		for _, l := range []conv{
			{Kernel: 3, Padding: Same}, {Kernel: 5}, {Kernel: 5, Padding: Same}, {Kernel: 4, Dilation: ptr(2), Padding: Same}, {Kernel: 3, Padding: Same, Stride: ptr(2)},
			{Kernel: 2, Stride: ptr(3)}, {Kernel: 3, Dilation: ptr(2)}, {Kernel: 3, Stride: ptr(2), Dilation: ptr(2), Padding: Same},
		} {
			l.Filters, l.Depthwise = 1, true
			const channels = 6
			w, err := l.window([]int{11, 9, channels})
			if err != nil {
				t.Fatal(err)
			}
			out := enginetest.Call(t, e, func(in []*graph.Node) (all []*graph.Node) {
				padded := w.padding.apply(in[0], w.sides, 0)
				for _, y := range []*graph.Node{w.convolve(in[0], in[1], true), w.shifted(padded, in[1])} {
					all = append(append(all, y), graph.Gradient(graph.ReduceAllSum(graph.Square(y)), in[0], in[1])...)
				}
				return all
			}, some(1, 3, 11, 9, channels), some(2, l.Kernel, l.Kernel, channels, 1))
			for i, what := range []string{"values", "slope by the image", "slope by the kernel"} {
				equal(t, fmt.Sprint(l, " ", what), out[i], out[3+i], 1e-5)
			}
		}
	})
}

func TestSurroundEqualsConcatenation(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		if e.IsGo() {
			t.Skip("the Go backend concatenates")
		}
		for _, sides := range [][2][2]int{{{1, 1}, {1, 1}}, {{0, 1}, {2, 0}}, {{0, 0}, {3, 4}}} {
			out := enginetest.Call(t, e, func(in []*graph.Node) (all []*graph.Node) {
				x := in[0]
				for _, y := range []*graph.Node{surround(x, sides, -2), padAxis(padAxis(x, 1, sides[0], -2), 2, sides[1], -2)} {
					all = append(append(all, y), graph.Gradient(graph.ReduceAllSum(graph.Sin(graph.Mul(y, y))), x)...)
				}
				return all
			}, some(1, 2, 5, 6, 3))
			equal(t, fmt.Sprint("values ", sides), out[0], out[2], 0)
			equal(t, fmt.Sprint("slope ", sides), out[1], out[3], 1e-6)
		}
	})
}

// axesBut lists all axes of x but one.
func axesBut(x *graph.Node, but int) (axes []int) {
	but = (but + x.Rank()) % x.Rank()
	for i := range x.Rank() {
		if i != but {
			axes = append(axes, i)
		}
	}
	return axes
}
