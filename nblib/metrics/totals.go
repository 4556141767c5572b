package metrics

import "github.com/gomlx/gomlx/core/graph"

// add adds x to the running sums in state. The sums are kept in two float32 each, the second being what rounding took too
// much (Kahan's summation), so that neither long epochs nor large values blur them; plain float32 stops counting at 2^24.
func add(state []*graph.Node, x *graph.Node) []*graph.Node {
	sum, excess := state[0], state[1]
	x = graph.Sub(x, excess)
	next := graph.Add(sum, x)
	return []*graph.Node{next, graph.Sub(graph.Sub(next, sum), x)}
}

// total is the sums that add kept.
func total(state [][]float32) []float64 {
	t := make([]float64, len(state[0]))
	for i := range t {
		t[i] = float64(state[0][i]) - float64(state[1][i])
	}
	return t
}

// score is the metric from its totals.
func (a accumulator) score(t []float64) float64 {
	if !a.countsClasses() {
		return t[0] / t[1]
	}
	n := a.width
	if a.class != 0 {
		c := a.picked()
		return a.ratio(t[c], t[n+c], t[2*n+c])
	}
	mean := 0.0
	for c := range n {
		mean += a.ratio(t[c], t[n+c], t[2*n+c]) / float64(n)
	}
	return mean
}

// ratio is precision, recall or F1 from how many were found rightly, said to be of the class, and of it.
func (m Metric) ratio(right, said, truth float64) float64 {
	over := (said + truth) / 2
	switch m.kind {
	case precision:
		over = said
	case recall:
		over = truth
	}
	if over == 0 {
		return 0
	}
	return right / over
}
