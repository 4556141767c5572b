package nn_test

import (
	"math/rand/v2"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// BenchmarkCNN times training steps of the convolutional network of the first
// lessons, batch 128, plain SGD, on each backend: see the metric images/s.
func BenchmarkCNN(b *testing.B) {
	net := nn.Sequential(
		nn.Conv2D(32, 3, nn.ReLU), nn.MaxPool2D(2),
		nn.Conv2D(64, 3, nn.ReLU), nn.MaxPool2D(2),
		nn.Flatten(), nn.Dense(10),
	)
	for _, e := range backends(b) {
		b.Run(e.Label, func(b *testing.B) { benchmarkStep(b, e, net, []int{28, 28, 1}, 128) })
	}
}

func benchmarkStep(b *testing.B, e *engine.Engine, l nn.Layer, in []int, batch int) {
	n, err := nn.Build(l, in)
	if err != nil {
		b.Fatal(err)
	}
	step, err := e.Func("step", func(in []*graph.Node) []*graph.Node {
		weights := in[1:]
		out := n.Apply(&nn.Call{Training: true, Weights: weights}, in[0])
		picked := graph.Squeeze(graph.Slice(out, graph.AxisRange(), graph.AxisElem(3)), -1)
		loss := graph.ReduceAllMean(graph.Sub(graph.Log(graph.ReduceSum(graph.Exp(out), -1)), picked))
		for i, g := range graph.Gradient(loss, weights...) {
			weights[i] = graph.Sub(weights[i], graph.MulScalar(g, 0.01))
		}
		return weights
	})
	if err != nil {
		b.Fatal(err)
	}
	defer step.Close()
	rng := rand.New(rand.NewPCG(1, 2))
	x := make([]float32, batch*in[0]*in[1]*in[2])
	for i := range x {
		if k := i / in[1] % in[0]; k > 5 && k < 20 { // a border of zeros, as digits have
			x[i] = rng.Float32()
		}
	}
	args := []*tensors.Tensor{tensors.FromFlatDataAndDimensions(x, append([]int{batch}, in...)...)}
	for _, w := range n.Init(1) {
		args = append(args, tensors.FromFlatDataAndDimensions(w.Data, w.Shape...))
	}
	for b.Loop() {
		out, err := step.Call(args...)
		if err != nil {
			b.Fatal(err)
		}
		args = append(args[:1:1], out...)
	}
	b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "images/s")
}
