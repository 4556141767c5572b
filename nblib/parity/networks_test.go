package parity

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/losses"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// network is what is trained, on what, by which rule.
type network struct {
	layers    nn.Layer
	loss      losses.Loss
	optimizer optim.Optimizer
}

var sparse = losses.SparseCategoricalCrossEntropy

var networkWords = map[string]network{
	"MLP/SGD": {nn.Sequential(nn.Dense(32, nn.ReLU), nn.Dense(16, nn.ReLU), nn.Dense(5)), sparse, optim.SGD(0.1)},
	"MLP/Adam_L2_MaxNorm": {nn.Sequential(
		nn.Dense(32, nn.Tanh, nn.L2(0.01), nn.MaxNorm(1)), nn.Dense(16, nn.ReLU, nn.L2(0.01), nn.MaxNorm(1)), nn.Dense(5),
	), sparse, optim.Adam(1e-3)},
	"MLP/AdamW_cosine_smoothing": {nn.Sequential(nn.Dense(32, nn.GELU), nn.Dense(16, nn.SiLU), nn.Dense(5)),
		losses.CategoricalCrossEntropy.LabelSmoothing(0.1), optim.AdamW(optim.Cosine(0.01, optim.Steps(50)), optim.WeightDecay(0.05))},
	"MLP/SGD_class_weight_clip": {nn.Sequential(nn.Dense(24, nn.SELU), nn.LayerNorm(), nn.Dense(5)),
		sparse.ClassWeights(0.5, 2, 1, 3, 0.25),
		optim.SGD(0.1, optim.Momentum(0.9), optim.GlobalClipNorm(1), optim.WeightDecay(1e-3))},
	"MLP/RMSprop_binary_probabilities": {nn.Sequential(nn.Dense(16, nn.ELU(1)), nn.Dense(8, nn.Softplus), nn.Dense(1, nn.Sigmoid)),
		losses.BinaryCrossEntropy.FromProbabilities().LabelSmoothing(0.1), optim.RMSprop(2e-3, optim.Momentum(0.5))},
	"MLP/Adagrad_Huber": {nn.Sequential(nn.Dense(24, nn.Sigmoid, nn.ActivityRegularizer(nn.L1(1e-4))), nn.Dense(2)),
		losses.Huber(1), optim.Adagrad(0.05)},
	"CNN/SGD_momentum": {nn.Sequential(
		nn.Conv2D(6, 3, nn.Same, nn.ReLU), nn.MaxPool2D(2), nn.Conv2D(8, 3, nn.ReLU), nn.AvgPool2D(2), nn.Flatten(), nn.Dense(4),
	), sparse, optim.SGD(0.02, optim.Momentum(0.9))},
	"CNN/BatchNorm_Adam": {nn.Sequential(
		nn.Conv2D(6, 3, nn.Same, nn.NoBias), nn.BatchNorm(), nn.ReLU, nn.MaxPool2D(2),
		nn.Conv2D(8, 3, nn.Same, nn.NoBias), nn.BatchNorm(), nn.ReLU, nn.Flatten(), nn.Dense(4),
	), sparse, optim.Adam(2e-3)},
	"CNN/residual_nesterov": {nn.Sequential(
		nn.Conv2D(6, 3, nn.Same, nn.ReLU),
		nn.Residual(nn.Conv2D(6, 3, nn.Same, nn.ReLU), nn.Conv2D(6, 3, nn.Same)), nn.ReLU,
		nn.Residual(nn.Conv2D(8, 3, nn.Same, nn.Stride(2), nn.ReLU), nn.Conv2D(8, 3, nn.Same),
			nn.Shortcut(nn.Conv2D(8, 1, nn.Same, nn.Stride(2)))),
		nn.ReLU, nn.AvgPool2D(2), nn.Flatten(), nn.Dense(4),
	), sparse, optim.SGD(0.002, optim.Momentum(0.9), optim.Nesterov)},
	"CNN/separable_AdamW": {nn.Sequential(
		nn.DepthwiseConv2D(3, nn.Same), nn.Conv2D(12, 1, nn.SiLU),
		nn.DepthwiseConv2D(3, nn.Same, nn.Stride(2)), nn.Conv2D(16, 1, nn.SiLU),
		nn.GlobalMaxPool2D(), nn.Dense(4),
	), sparse, optim.AdamW(2e-3, optim.WeightDecay(0.01), optim.ClipNorm(1))},
	"CNN/inception_Adam": {nn.Sequential(
		nn.Parallel(nn.Concat,
			nn.Conv2D(3, 1, nn.ReLU),
			nn.Sequential(nn.Conv2D(3, 1, nn.ReLU), nn.Conv2D(4, 3, nn.Same, nn.ReLU)),
			nn.Sequential(nn.MaxPool2D(3, nn.Stride(1), nn.Same), nn.Conv2D(2, 1, nn.ReLU))),
		nn.MaxPool2D(3, nn.Stride(2), nn.Same), nn.Flatten(), nn.Dense(4),
	), sparse, optim.Adam(2e-3)},
}

// TestNetworks trains whole networks for 50 steps from Keras's weights on
// Keras's batches; the losses, and the trained network's outputs, must agree.
func TestNetworks(t *testing.T) {
	forEach(t, "networks", networkWords, func(t *testing.T, c *testCase, n network) {
		var config struct {
			Batch int `json:"batch"`
			Steps int `json:"steps"`
		}
		if err := json.Unmarshal(c.Config, &config); err != nil {
			t.Fatal(err)
		}
		net, err := nn.Build(n.layers, c.shape("x")[1:])
		if err != nil {
			t.Fatal(err)
		}
		sameWeights(t, c, net.Weights())
		var start [][]float32
		for i := range net.Weights() {
			start = append(start, c.floats(fmt.Sprint("w", i)))
		}
		onBackends(t, func(b backend) {
			s := newStepper(t, b, net, n.loss, n.optimizer, start)
			defer s.close()
			var curve []float32
			for i := range config.Steps {
				from := i * config.Batch % c.shape("x")[0]
				curve = append(curve, s.step(t, batch(c, "x", from, config.Batch, config.Batch), batch(c, "y", from, config.Batch, config.Batch)))
			}
			compareWhole(t, "networks", c, b, "losses", curve, c.floats("losses"))
			compareWhole(t, "networks", c, b, "outputs after training", s.outputs(t, batch(c, "x", 0, config.Batch, config.Batch)), c.floats("outputs"))
		})
	})
}

// compareWhole gives each network a row of its own in the report.
func compareWhole(t *testing.T, group string, c *testCase, b backend, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %s: expected %d numbers, got %d", b.name, what, len(want), len(got))
	}
	enter(t, group, c.Name, c, b.name, what, relativeError(got, want), curveBound)
}

// outputs are the network's outputs in inference mode, with the weights as they are now.
func (s *stepper) outputs(t *testing.T, x *tensors.Tensor) []float32 {
	t.Helper()
	in := []*tensors.Tensor{x}
	for i, spec := range s.net.Weights() {
		in = append(in, tensors.FromFlatDataAndDimensions(s.weights[i], spec.Shape...))
	}
	return s.b.compute(t, func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{s.net.Apply(&nn.Call{Weights: in[1:]}, in[0])}
	}, in...)[0]
}
