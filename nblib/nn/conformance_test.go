package nn_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/graph"
)

// layerCase is a layer under test and an input for it.
type layerCase struct {
	layer nn.Layer
	in    []int
}

// The layers under test. A new layer, or a new option, joins by one line here;
// TestEveryWordIsTested finds what is missing.
var layerCases = []layerCase{
	{nn.Dense(4), []int{3}},
	{nn.Dense(4, nn.ReLU, nn.HeNormal, nn.L2(0.01), nn.MaxNorm(3), nn.NoBias), []int{5}},
	{nn.Dense(2, nn.Tanh, nn.L1(0.01), nn.NonNeg, nn.BiasInitializer(nn.Ones), nn.BiasRegularizer(nn.L1L2(0.1, 0.2)),
		nn.BiasConstraint(nn.Clip(-1, 1)), nn.ActivityRegularizer(nn.L2(0.3))), []int{4}},
	{nn.Dense(3, nn.Constant(0.1), nn.UnitNorm), []int{2}},
	{nn.Dense(3, nn.Normal(0, 0.5), nn.MinMaxNorm(0.5, 1.5, 0.9)), []int{2}},
	{nn.Dense(3, nn.Uniform(-0.5, 0.5)), []int{2}},
	{nn.Sequential(nn.Dense(2, nn.Zeros), nn.Dense(2, nn.Ones), nn.Dense(2, nn.GlorotUniform), nn.Dense(2, nn.GlorotNormal),
		nn.Dense(2, nn.HeUniform), nn.Dense(2, nn.LecunNormal)), []int{2}},

	{nn.Conv2D(3, 3), []int{6, 5, 2}},
	{nn.Conv2D(2, 1), []int{4, 3, 3}},
	{nn.Conv2D(2, 1, nn.Stride(2)), []int{5, 4, 2}},
	{nn.Conv2D(3, 3, nn.Same, nn.Sigmoid), []int{5, 4, 2}},
	{nn.Conv2D(3, 3, nn.Same, nn.Stride(2)), []int{7, 6, 2}},
	{nn.Conv2D(2, 2, nn.Same), []int{4, 5, 1}},
	{nn.Conv2D(2, 4, nn.Stride(2)), []int{9, 8, 2}},
	{nn.Conv2D(2, 2, nn.Dilation(3), nn.PadZeros(1)), []int{5, 6, 1}},
	{nn.Conv2D(2, 2, nn.Dilation(2)), []int{5, 6, 1}},
	{nn.Conv2D(2, 3, nn.PadZeros(4)), []int{3, 2, 1}},
	{nn.Conv2D(2, 1, nn.PadZeros(1)), []int{3, 2, 1}},
	{nn.Conv2D(2, 3, nn.Valid, nn.Stride(3)), []int{8, 7, 1}},
	{nn.Conv2D(2, 3, nn.Dilation(2)), []int{7, 8, 2}},
	{nn.Conv2D(2, 3, nn.Dilation(2), nn.Stride(2), nn.Same), []int{9, 8, 1}},
	{nn.Conv2D(4, 3, nn.Groups(2)), []int{5, 5, 4}},
	{nn.Conv2D(6, 2, nn.Groups(3), nn.Same, nn.Stride(2)), []int{5, 6, 3}},
	{nn.Conv2D(2, 3, nn.PadZeros(2)), []int{4, 3, 2}},
	{nn.Conv2D(2, 3, nn.PadConstant(1, 0.5), nn.NoBias), []int{4, 3, 2}},
	{nn.Conv2D(2, 3, nn.PadReflect(2), nn.Stride(2)), []int{4, 5, 2}},
	{nn.Conv2D(4, 3, nn.PadReflect(1), nn.Groups(2)), []int{4, 5, 2}},
	{nn.DepthwiseConv2D(3), []int{6, 5, 3}},
	{nn.DepthwiseConv2D(3, nn.Same, nn.Stride(2), nn.SiLU), []int{6, 5, 2}},
	{nn.DepthwiseConv2D(3, nn.Dilation(2), nn.MaxNorm(2)), []int{6, 7, 2}},
	{nn.DepthwiseConv2D(1), []int{3, 3, 2}},

	{nn.MaxPool2D(2), []int{5, 4, 2}},
	{nn.MaxPool2D(3, nn.Stride(2), nn.Same), []int{6, 5, 2}},
	{nn.MaxPool2D(3, nn.Stride(1), nn.PadZeros(1)), []int{4, 5, 1}},
	{nn.MaxPool2D(2, nn.PadConstant(1, -0.1)), []int{4, 5, 1}},
	{nn.MaxPool2D(2, nn.PadReflect(1)), []int{4, 6, 1}},
	{nn.MaxPool2D(2, nn.Stride(3)), []int{8, 7, 1}},
	{nn.AvgPool2D(2), []int{5, 4, 2}},
	{nn.AvgPool2D(2, nn.Same), []int{5, 7, 2}},
	{nn.AvgPool2D(3, nn.Stride(2), nn.Same), []int{6, 5, 2}},
	{nn.AvgPool2D(3, nn.Stride(1), nn.PadZeros(1)), []int{4, 5, 1}},
	{nn.GlobalMaxPool2D(), []int{3, 4, 2}},
	{nn.GlobalAvgPool2D(), []int{3, 4, 2}},

	{nn.Flatten(), []int{2, 3, 2}},
	{nn.Reshape(6, 2), []int{2, 3, 2}},
	{nn.Reshape(2, -1, 1), []int{12}},
	{nn.Pad(nn.PadZeros(2)), []int{3, 2, 2}},
	{nn.Pad(nn.PadConstant(1, -2)), []int{3, 2, 2}},
	{nn.Pad(nn.PadReflect(2)), []int{3, 4, 2}},
	{nn.Rescaling(2, -1), []int{3}},
	{nn.Normalize([]float64{0.5, -1}, []float64{2, 0.5}), []int{3, 3, 2}},

	{nn.Dropout(0.3), []int{20}},
	{nn.Dropout(0), []int{3}},
	{nn.SpatialDropout2D(0.5), []int{3, 2, 8}},
	{nn.GaussianNoise(0.2), []int{20}},

	{nn.BatchNorm(), []int{3}},
	{nn.BatchNorm(nn.Epsilon(0.01), nn.Momentum(0.5)), []int{4, 3, 2}},
	{nn.LayerNorm(), []int{5}},
	{nn.LayerNorm(nn.Epsilon(0.1)), []int{3, 2, 4}},

	{nn.Linear, []int{4}},
	{nn.Step, []int{4}},
	{nn.Sigmoid, []int{4}},
	{nn.Tanh, []int{4}},
	{nn.ReLU, []int{4}},
	{nn.ReLU6, []int{4}},
	{nn.LeakyReLU(0.1), []int{4}},
	{nn.ELU(0.7), []int{4}},
	{nn.SELU, []int{4}},
	{nn.GELU, []int{4}},
	{nn.SiLU, []int{4}},
	{nn.Softplus, []int{4}},
	{nn.Softmax, []int{2, 4}},

	{nn.Perceptron(nn.Sigmoid), []int{3}},
	{nn.Perceptron(nn.Step), []int{3}},

	{nn.Sequential(), []int{3}},
	{nn.Sequential(nn.Dense(3), nn.Sequential(nn.Tanh, nn.Dense(2))), []int{2}},
	{nn.Residual(nn.Conv2D(2, 3, nn.Same, nn.Tanh)), []int{4, 4, 2}},
	{nn.Residual(nn.Conv2D(3, 3, nn.Stride(2), nn.Same), nn.BatchNorm(), nn.Shortcut(nn.Conv2D(3, 1, nn.Stride(2)))), []int{5, 4, 2}},
	{nn.Parallel(nn.Concat, nn.Conv2D(2, 1), nn.Sequential(nn.Conv2D(1, 3, nn.Same), nn.SELU), nn.Linear), []int{4, 3, 2}},
	{nn.Parallel(nn.Add, nn.Dense(2), nn.Dense(2, nn.Tanh), nn.Linear), []int{2}},
	{nn.Parallel(nn.Multiply, nn.Linear, nn.Sequential(nn.GlobalAvgPool2D(), nn.Dense(2, nn.Sigmoid), nn.Reshape(1, 1, 2))), []int{3, 4, 2}},
	{nn.Named("stem", nn.Dense(2)), []int{3}},
	{nn.Frozen(nn.Sequential(nn.Dense(3), nn.BatchNorm(), nn.Dropout(0.5))), []int{2}},
	{nn.Frozen(nn.Sequential(nn.Dense(3), nn.Dense(2)), nn.Unfrozen(1)), []int{2}},
	{nn.RateFactor(0.1, nn.Dense(2)), []int{3}},
	{nn.Frozen(nn.Sequential(nn.Dense(2), nn.Dense(2)), nn.Unfrozen(2), nn.BlockRates(0.5)), []int{3}},
	{nn.MLP{Hidden: []int{4, 3}, Out: 2, Activation: nn.Tanh, Dropout: 0.2}, []int{2, 2}},
	{nn.MLP{Hidden: []int{4}, Out: 2, BatchNorm: true}, []int{3}},
	{nn.Sequential(nn.MLP{Hidden: []int{4}, Out: 2}, nn.Softmax), []int{3}},
	{nn.Residual(nn.CNN{Filters: []int{2}, Out: 3}, nn.Reshape(1, 1, 3), nn.Shortcut(nn.GlobalAvgPool2D(), nn.Dense(3), nn.Reshape(1, 1, 3))), []int{4, 4, 1}},
	{nn.CNN{Filters: []int{2, 3}, Dense: []int{4}, Out: 2}, []int{8, 8, 1}},
	{nn.CNN{Filters: []int{2}, Kernel: 5, Out: 2, Activation: nn.Sigmoid, Dropout: 0.5, BatchNorm: true}, []int{6, 6, 1}},
	{nn.Func("halves", "v1", func(x *graph.Node) *graph.Node {
		return graph.MulScalar(graph.Concatenate([]*graph.Node{x, x}, -1), 0.5)
	}), []int{3}},
}

func (c layerCase) String() string { return fmt.Sprintf("%v of %v", c.layer, c.in) }

// TestLayers runs every layer on every backend: its shapes, a batch of one,
// training and after, and its slopes against differences.
func TestLayers(t *testing.T) {
	for i, c := range layerCases {
		t.Run(fmt.Sprintf("%d", i), func(t *testing.T) {
			eachBackend(t, func(t *testing.T, e *engine.Engine) {
				defer func() {
					if t.Failed() {
						t.Log(c)
					}
				}()
				conforms(t, e, c)
			})
		})
	}
}

func conforms(t *testing.T, e *engine.Engine, c layerCase) {
	n := build(t, c.layer, c.in...)
	rng := rand.New(rand.NewPCG(3, 4))
	weights := jiggled(rng, n.Init(5))
	const batch = 3
	x := spread(rng, batch*product(c.in))

	calm := compile(t, e, n, use{slopes: true})
	after := calm.call(batch, x, nil, weights)
	checkShape(t, n, batch, after)
	checkSlopes(t, calm, batch, x, weights)
	if again := calm.call(batch, x, nil, weights); !slices.Equal(after.y, again.y) {
		t.Error("twice the same input does not give twice the same output")
	}
	checkBatchOfOne(t, calm, x, weights, after)

	differs := n.Random() || len(n.Moves()) > learning(n)
	training := compile(t, e, n, use{training: true, slopes: differs, seed: 6})
	during := training.call(batch, x, nil, weights)
	checkShape(t, n, batch, during)
	if differs {
		checkSlopes(t, training, batch, x, weights) // the random numbers stay as they are: same seed
	}
	if len(during.averages) != len(n.Moves())-learning(n) {
		t.Errorf("%d averages move, want %d", len(during.averages), len(n.Moves())-learning(n))
	}
	if same := distance(during.y, after.y) < 1e-5; same == differs && !nn.Equal(c.layer, nn.Dropout(0)) {
		t.Errorf("training gives the same output as inference: %v, want %v", same, !differs)
	}
}

func learning(n *nn.Network) (count int) {
	for _, w := range n.Weights() {
		if w.Trainable {
			count++
		}
	}
	return count
}

// spread gives n different numbers, evenly apart and away from 0, in random
// order: no ties, and no number at a corner of an activation.
func spread(rng *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i, k := range rng.Perm(n) {
		x[i] = (float32(k) - float32(n)/2 + 0.3) * 4 / float32(n)
	}
	return x
}

func checkShape(t *testing.T, n *nn.Network, batch int, r result) {
	t.Helper()
	if want := append([]int{batch}, n.Output()...); !slices.Equal(r.shape, want) {
		t.Errorf("output has shape %v, inferred %v", r.shape, want)
	}
	for _, y := range r.y {
		if math.IsNaN(float64(y)) || math.IsInf(float64(y), 0) {
			t.Fatalf("output has a %v", y)
		}
	}
}

// checkBatchOfOne compares each example alone with the same in a batch.
func checkBatchOfOne(t *testing.T, m machine, x []float32, weights []nn.Tensor, whole result) {
	t.Helper()
	in, out := product(m.n.Input()), product(m.n.Output())
	for i := range len(x) / in {
		alone := m.call(1, x[i*in:(i+1)*in], nil, weights)
		checkShape(t, m.n, 1, alone)
		if d := distance(alone.y, whole.y[i*out:(i+1)*out]); d > 1e-5 {
			t.Errorf("example %d alone differs from the same in a batch by %g", i, d)
		}
	}
}

// distance is the largest difference over the largest magnitude.
func distance(a, b []float32) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	var most, scale float64
	for i := range a {
		d := math.Abs(float64(a[i]) - float64(b[i]))
		if !(d <= most) {
			most = d
		}
		scale = max(scale, math.Abs(float64(b[i])))
	}
	if most == 0 {
		return 0
	}
	return most / scale
}
