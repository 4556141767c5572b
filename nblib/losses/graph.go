package losses

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
)

// epsilon keeps logarithms of probabilities finite (keras.config.epsilon()).
const epsilon = 1e-7

// PerExample is the loss of each example, float32 [batch], class weights applied. It builds graph nodes, whose gradient
// with respect to outputs is the loss's.
//
// outputs are float32 [batch, width]. labels are int32 [batch] for integer labels, else float32 [batch, width]; a loss
// other than [SparseCategoricalCrossEntropy] takes int32 [batch] too where the network has a single output.
//
// It panics, as graph code does, on [Auto] (see [Loss.For]) and on shapes that do not fit; [Loss.Check] finds both first.
func (l Loss) PerExample(labels, outputs *graph.Node) *graph.Node {
	var loss *graph.Node
	switch l.kind {
	case sparse:
		loss = l.crossEntropy(oneHot(labels, outputs), outputs)
	case categorical:
		loss = l.crossEntropy(labels, outputs)
	case binary:
		loss = perExampleMean(l.binaryCrossEntropy(floats(labels, outputs), outputs))
	case mse:
		loss = perExampleMean(graph.Square(graph.Sub(outputs, floats(labels, outputs))))
	case mae:
		loss = perExampleMean(abs(graph.Sub(outputs, floats(labels, outputs))))
	case huber:
		loss = perExampleMean(huberError(graph.Sub(outputs, floats(labels, outputs)), l.delta))
	default:
		panic(fmt.Errorf("losses: Auto: expected a loss chosen by For(labels, outputs) before the graph is built"))
	}
	if w := l.classWeights(); w != nil {
		loss = graph.Mul(loss, weightOf(labels, w))
	}
	return loss
}

// crossEntropy is -Σ y·log(p) for y and outputs [batch, classes].
func (l Loss) crossEntropy(y, outputs *graph.Node) *graph.Node {
	mustMatch(l, y, outputs)
	if l.smoothing != 0 {
		y = graph.AddScalar(graph.MulScalar(y, 1-l.smoothing), l.smoothing/float64(y.Shape().Dim(-1)))
	}
	return graph.Neg(graph.ReduceSum(graph.Mul(y, l.logProbabilities(outputs)), -1))
}

func (l Loss) logProbabilities(outputs *graph.Node) *graph.Node {
	if l.probabilities {
		sum := graph.ReduceAndKeep(outputs, graph.ReduceSum, -1)
		return graph.Log(clip(graph.Div(outputs, sum)))
	}
	// The largest logit is taken off first: the exponentials cannot overflow, and the gradient is softmax(x) - y.
	x := graph.Sub(outputs, graph.StopGradient(graph.ReduceAndKeep(outputs, graph.ReduceMax, -1)))
	return graph.Sub(x, graph.Log(graph.ReduceAndKeep(graph.Exp(x), graph.ReduceSum, -1)))
}

// binaryCrossEntropy is -y·log(p) - (1-y)·log(1-p) of every output.
func (l Loss) binaryCrossEntropy(y, x *graph.Node) *graph.Node {
	mustMatch(l, y, x)
	if l.smoothing != 0 {
		y = graph.AddScalar(graph.MulScalar(y, 1-l.smoothing), l.smoothing/2)
	}
	if l.probabilities {
		p := clip(x)
		return graph.Neg(graph.Add(graph.Mul(y, graph.Log(p)),
			graph.Mul(graph.OneMinus(y), graph.Log(graph.OneMinus(p)))))
	}
	// softplus(x) - x·y, with softplus(x) = max(x, 0) + log(1 + exp(-|x|)), so that nothing overflows. At x = 0, where max
	// and |x| have kinks, the two one-sided gradients that the graph package takes add up to the true one, ½.
	softplus := graph.Add(graph.MaxScalar(x, 0), graph.Log1p(graph.Exp(graph.Neg(graph.Abs(x)))))
	return graph.Sub(softplus, graph.Mul(x, y))
}

func huberError(e *graph.Node, delta float64) *graph.Node {
	size := abs(e)
	return graph.Where(graph.LessOrEqual(size, graph.Scalar(e.Graph(), e.DType(), delta)),
		graph.MulScalar(graph.Square(e), 0.5),
		graph.AddScalar(graph.MulScalar(size, delta), -0.5*delta*delta))
}

// abs is |e| with gradient 0 at 0, as Keras has it; the graph package's own takes 1 there.
func abs(e *graph.Node) *graph.Node { return graph.Mul(e, graph.StopGradient(graph.Sign(e))) }

func clip(p *graph.Node) *graph.Node { return graph.ClipScalar(p, epsilon, 1-epsilon) }

// perExampleMean is the mean over all axes but the batch's.
func perExampleMean(x *graph.Node) *graph.Node {
	for x.Rank() > 1 {
		x = graph.ReduceMean(x, -1)
	}
	return x
}

// oneHot turns integer labels [batch] into rows as wide as the outputs.
func oneHot(labels, outputs *graph.Node) *graph.Node {
	return graph.OneHot(labels, outputs.Shape().Dim(-1), outputs.DType())
}

// floats turns integer labels [batch] into float32 [batch, 1] where the network has one output; others stay as they are.
func floats(labels, outputs *graph.Node) *graph.Node {
	if !labels.DType().IsInt() {
		return labels
	}
	return graph.Reshape(graph.ConvertDType(labels, outputs.DType()), labels.Shape().Dim(0), 1)
}

// weightOf is the class weight of each example, [batch].
func weightOf(labels *graph.Node, weights []float64) *graph.Node {
	class := labels
	switch {
	case labels.DType().IsInt():
	case labels.Shape().Dim(-1) > 1:
		class = graph.ArgMax(labels, -1, dtypes.Int32)
	default:
		class = graph.ConvertDType(graph.Round(graph.Reshape(labels, -1)), dtypes.Int32)
	}
	extra := make([]float32, len(weights)) // beyond 1, which every class has
	for i, w := range weights {
		extra[i] = float32(w - 1)
	}
	rows := graph.OneHot(class, len(weights), dtypes.Float32)
	table := graph.ExpandLeftToRank(graph.Const(labels.Graph(), extra), 2)
	return graph.OnePlus(graph.ReduceSum(graph.Mul(rows, table), -1))
}

func mustMatch(l Loss, y, outputs *graph.Node) {
	if !y.Shape().EqualDimensions(outputs.Shape()) {
		panic(fmt.Errorf("losses: %s: expected labels of shape %v like the outputs, got %v; labels that are class numbers go to losses.SparseCategoricalCrossEntropy",
			l.word(), outputs.Shape().Dimensions, y.Shape().Dimensions))
	}
}
