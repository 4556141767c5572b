package nn

import (
	"nnbook/nblib/internal/engine"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
)

// product is x·w, of [n, in] and [in, out]. Of a slope by w the Go backend would
// transpose both operands and the result, and its transposition costs more than
// the product: there, the smallest of the three is transposed.
func product(x, w *graph.Node) *graph.Node {
	dot := func(in []*graph.Node) *graph.Node { return graph.Dot(in[0], in[1]).Product() }
	if !engine.IsGo(x.Graph().Backend()) {
		return dot([]*graph.Node{x, w})
	}
	return withSlopes([]*graph.Node{x, w}, dot, func(in []*graph.Node, up *graph.Node) []*graph.Node {
		return []*graph.Node{rowsDot(up, in[1]), slopeByWeights(in[0], up)}
	})
}

// slopeByWeights is xᵀ·up.
func slopeByWeights(x, up *graph.Node) *graph.Node {
	n, in, out := x.Shape().Dimensions[0], x.Shape().Dimensions[1], up.Shape().Dimensions[1]
	if n*in <= n*out+in*out {
		return graph.Dot(graph.Transpose(x, 0, 1), up).Product()
	}
	return graph.Transpose(graph.Dot(graph.Transpose(up, 0, 1), x).Product(), 0, 1)
}

// rowsDot is a·bᵀ.
func rowsDot(a, b *graph.Node) *graph.Node {
	return graph.DotGeneral(a, []int{1}, nil, b, []int{1}, nil)
}

// only is x where the condition holds and 0 elsewhere, by a product: the Go
// backend's Where has a branch for each number, which the processor guesses wrong.
func only(x, condition *graph.Node) *graph.Node {
	return graph.Mul(x, graph.ConvertDType(graph.Bitcast(condition, dtypes.Uint8), x.DType()))
}
