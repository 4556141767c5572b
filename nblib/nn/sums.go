package nn

import (
	"fmt"

	"nnbook/nblib/internal/engine"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// channelSum sums x [..., channels] over all axes but the last: [channels].
//
// XLA's CPU compiler takes such a sum one channel after the other, each from
// end to end of x. A sum of slices it takes along the channels, in the
// processor's vectors; so there the rows are folded first.
func channelSum(x *graph.Node) *graph.Node {
	d := x.Shape().Dimensions
	channels := d[len(d)-1]
	x = graph.Reshape(x, x.Shape().Size()/channels, channels)
	if onOneCPU(x.Graph()) {
		x = fold(x, fewRows)
	}
	return graph.ReduceSum(x, 0)
}

// onOneCPU tells whether XLA computes the graph on one device of the CPU. Where
// devices share the batch, forms that cut it up send its pieces to and fro.
func onOneCPU(g *graph.Graph) bool {
	return g.NumDevices() < 2 && engine.IsXLAOnCPU(g.Backend())
}

// batchSum is channelSum for an x [batch, units] that other products read too:
// it is in memory then, and a sum of all its rows is one pass over them.
func batchSum(x *graph.Node) *graph.Node {
	if x.Shape().Dimensions[0] > mostBatchRows || !onOneCPU(x.Graph()) {
		return channelSum(x)
	}
	return graph.ReduceSum(fold(x, 1), 0)
}

// fewRows are so few that folding them further gains nothing. More rows than
// mostBatchRows are too many for one pass.
const fewRows, mostBatchRows = 64, 4096

// fold adds rows of x [rows, channels] to others until there are few.
func fold(x *graph.Node, few int) *graph.Node {
	for x.Shape().Dimensions[0] > few {
		rows := x.Shape().Dimensions[0]
		parts := largestDivisor(rows, 16)
		if parts == 1 {
			return x
		}
		x = graph.Reshape(x, parts, rows/parts, x.Shape().Dimensions[1])
		var sum *graph.Node
		for i := range parts {
			part := graph.Squeeze(graph.Slice(x, graph.AxisElem(i)), 0)
			if sum == nil {
				sum = part
			} else {
				sum = graph.Add(sum, part)
			}
		}
		x = sum
	}
	return x
}

// largestDivisor is the largest divisor of n up to most.
func largestDivisor(n, most int) int {
	for most > 1 && n%most != 0 {
		most--
	}
	return most
}

// loopSums gives n sums, each of the given shape: of what terms makes of
// inputs in turn 0, 1, ... turns-1. XLA's CPU compiler makes each turn's terms of
// few values that lie in the cache, in the processor's vectors.
//
// terms builds the graph of a loop, which must not share scalars with the graph
// outside: it makes constants with graph.Const only.
func loopSums(turns, n int, shape []int, inputs []*graph.Node, terms func(turn *graph.Node, inputs []*graph.Node) []*graph.Node) []*graph.Node {
	g := inputs[0].Graph()
	state := append([]*graph.Node{graph.Const(g, int32(0))}, inputs...)
	first := len(state)
	for range n {
		state = append(state, graph.Zeros(g, shapes.Make(dtypes.Float32, shape...)))
	}
	parameters := func(g *graph.Graph) []*graph.Node {
		nodes := make([]*graph.Node, len(state))
		for i, s := range state {
			nodes[i] = graph.Parameter(g, fmt.Sprintf("state%d", i), s.Shape())
		}
		return nodes
	}
	more := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
		return []*graph.Node{graph.LessThan(parameters(g)[0], graph.Const(g, int32(turns)))}
	})
	body := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
		s := parameters(g)
		next := append([]*graph.Node{graph.Add(s[0], graph.Const(g, int32(1)))}, s[1:first]...)
		for i, term := range terms(s[0], s[1:first]) {
			next = append(next, graph.Add(s[first+i], term))
		}
		return next
	})
	return graph.While(more, body, state...)[first:]
}
