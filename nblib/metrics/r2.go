package metrics

import "github.com/gomlx/gomlx/core/graph"

// r2Accumulator keeps sums of the labels' distances from the mean of the first batch, and of their squares: taken from 0
// instead, the two would be large and nearly equal for labels such as years, and their difference would be rounding.
type r2Accumulator struct{ task }

func (a r2Accumulator) totals() int { return 1 + 3*a.width }

func (a r2Accumulator) Sizes() []int { return []int{a.totals(), a.totals(), a.width} }

func (a r2Accumulator) Update(state []*graph.Node, labels, outputs, weights *graph.Node) []*graph.Node {
	y := a.columns(labels)
	w := graph.InsertAxes(weights, -1)
	count := sum(weights)

	none := graph.IsZero(graph.Slice(state[0], graph.AxisElem(0)))
	mean := graph.Div(graph.ReduceSum(graph.Mul(w, y), 0), graph.MaxScalar(count, 1e-30))
	center := graph.Where(graph.BroadcastToDims(none, a.width), mean, state[2])

	d := graph.Sub(y, graph.ExpandLeftToRank(center, 2))
	next := add(state[:2], concat(count,
		graph.ReduceSum(graph.Mul(w, d), 0),
		graph.ReduceSum(graph.Mul(w, graph.Square(d)), 0),
		graph.ReduceSum(graph.Mul(w, graph.Square(graph.Sub(y, outputs))), 0)))
	return append(next, center)
}

func (a r2Accumulator) Result(state [][]float32) float64 {
	t := total(state[:2])
	n, mean := t[0], 0.0
	for i := range a.width {
		d, squares, missed := t[1+i], t[1+a.width+i], t[1+2*a.width+i]
		mean += explained(missed, squares-d*d/n) / float64(a.width)
	}
	return mean
}

// explained is 1 - missed/varied, with scikit-learn's values where nothing varies.
func explained(missed, varied float64) float64 {
	switch {
	case varied != 0:
		return 1 - missed/varied
	case missed == 0:
		return 1
	}
	return 0
}
