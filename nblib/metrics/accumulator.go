package metrics

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"

	"nnbook/nblib/losses"
)

// Accumulator adds a metric up over the batches of an epoch, inside the graph.
type Accumulator interface {
	// Sizes are the lengths of the state's float32 vectors. All are zeros at the start of an epoch.
	Sizes() []int
	// Update builds the graph from the state and one batch to the next state. labels are int32 [batch] for integer labels,
	// else float32 [batch, width]; outputs are float32 [batch, width]; weights are float32 [batch], 0 for an example that
	// only fills up a batch. It has no side effects, so it can stand inside a loop.
	Update(state []*graph.Node, labels, outputs, weights *graph.Node) []*graph.Node
	// Result is the metric over all that was added; NaN if that was nothing.
	Result(state [][]float32) float64
}

// Accumulator is the metric's form for training, for labels of the given kind and a network with width outputs, which are
// logits or probabilities. The weights that Keras gives the metrics of compile(metrics=...) are 1 for every real example,
// whatever the loss does.
//
// The error is that of [Metric.Check], or says that the metric needs all outputs ([Metric.NeedsOutputs]).
func (m Metric) Accumulator(labels losses.Labels, width int, fromLogits bool) (Accumulator, error) {
	if err := m.Check(labels, width); err != nil {
		return nil, err
	}
	if m.NeedsOutputs() {
		return nil, m.errorf("it ranks all examples, so it cannot be added up batch by batch; use FromOutputs")
	}
	t := task{labels, width, threshold(fromLogits)}
	if m.kind == r2 {
		return r2Accumulator{t}, nil
	}
	return accumulator{m, t}, nil
}

// task is what a metric has to know of labels and outputs.
type task struct {
	labels losses.Labels
	width  int
	above  float64 // a binary output above this says yes
}

func threshold(fromLogits bool) float64 {
	if fromLogits {
		return 0
	}
	return 0.5
}

// binary says whether each output is a yes or no of its own.
func (t task) binary() bool { return t.labels == losses.Binary || t.width == 1 }

// accumulator keeps totals over the epoch: how often, how much, of how many.
type accumulator struct {
	Metric
	task
}

// totals is the number of totals.
func (a accumulator) totals() int {
	if a.countsClasses() {
		return 3 * a.width
	}
	return 2
}

func (a accumulator) Sizes() []int { return []int{a.totals(), a.totals()} }

func (a accumulator) Update(state []*graph.Node, labels, outputs, weights *graph.Node) []*graph.Node {
	return add(state, a.batch(labels, outputs, weights))
}

func (a accumulator) Result(state [][]float32) float64 { return a.score(total(state)) }

// batch is the totals of one batch, [totals].
func (a accumulator) batch(labels, outputs, weights *graph.Node) *graph.Node {
	if a.countsClasses() {
		return a.classCounts(labels, outputs, weights)
	}
	var x *graph.Node
	switch a.kind {
	case accuracy:
		x = a.hits(labels, outputs)
	case topK:
		x = a.topHits(labels, outputs, a.k)
	case mae:
		x = perExample(graph.Abs(graph.Sub(outputs, a.columns(labels))))
	case mse:
		x = perExample(graph.Square(graph.Sub(outputs, a.columns(labels))))
	}
	return concat(sum(graph.Mul(x, weights)), sum(weights))
}

// hits is 1 where the class is right, [batch].
func (t task) hits(labels, outputs *graph.Node) *graph.Node {
	if t.binary() {
		said := graph.GreaterThan(outputs, graph.Scalar(outputs.Graph(), outputs.DType(), t.above))
		return perExample(number(graph.Equal(number(said), t.columns(labels))))
	}
	return number(graph.Equal(graph.ArgMax(outputs, -1, dtypes.Int32), t.rightClass(labels)))
}

// topHits is 1 where fewer than k outputs are larger than that of the right class, [batch]. A comparison with NaN fails,
// so NaN counts as larger and is never among the first.
func (t task) topHits(labels, outputs *graph.Node, k int) *graph.Node {
	right := graph.OneHot(t.rightClass(labels), t.width, outputs.DType())
	score := graph.ReduceAndKeep(graph.Mul(right, outputs), graph.ReduceSum, -1)
	larger := number(graph.LogicalNot(graph.LessOrEqual(outputs, score)))
	rank := graph.ReduceSum(larger, -1)
	return number(graph.LessThan(rank, graph.Scalar(rank.Graph(), rank.DType(), k)))
}

// classCounts is, one after the other for each class, how many are found rightly, said to be of it, and of it: [3·width].
func (t task) classCounts(labels, outputs, weights *graph.Node) *graph.Node {
	var said, truth *graph.Node
	if t.binary() {
		truth = t.columns(labels)
		said = number(graph.GreaterThan(outputs, graph.Scalar(outputs.Graph(), outputs.DType(), t.above)))
	} else {
		said = graph.OneHot(graph.ArgMax(outputs, -1, dtypes.Int32), t.width, outputs.DType())
		truth = graph.OneHot(t.rightClass(labels), t.width, outputs.DType())
	}
	w := graph.InsertAxes(weights, -1)
	return concat(
		graph.ReduceSum(graph.Mul(w, graph.Mul(said, truth)), 0),
		graph.ReduceSum(graph.Mul(w, said), 0),
		graph.ReduceSum(graph.Mul(w, truth), 0))
}

// rightClass is the number of the right class, int32 [batch].
func (t task) rightClass(labels *graph.Node) *graph.Node {
	if labels.DType().IsInt() {
		return labels
	}
	return graph.ArgMax(labels, -1, dtypes.Int32)
}

// columns is the labels as float32 [batch, width]; integer labels, of one output only, become one column.
func (t task) columns(labels *graph.Node) *graph.Node {
	if labels.DType().IsInt() {
		return graph.InsertAxes(number(labels), -1)
	}
	return labels
}

// perExample is the mean of each row, [batch].
func perExample(x *graph.Node) *graph.Node { return graph.ReduceMean(x, -1) }

func number(x *graph.Node) *graph.Node { return graph.ConvertDType(x, dtypes.Float32) }

func sum(x *graph.Node) *graph.Node { return graph.Reshape(graph.ReduceAllSum(x), 1) }

func concat(xs ...*graph.Node) *graph.Node { return graph.Concatenate(xs, 0) }
