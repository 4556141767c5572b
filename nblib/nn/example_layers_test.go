package nn_test

import (
	"fmt"

	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/graph"
)

func ExampleSequential() {
	show(nn.Sequential(nn.Flatten(), nn.Dense(128, nn.ReLU), nn.Dense(10)), 28, 28, 1)
	// Output: nn.Sequential(nn.Flatten(), nn.Dense(128, nn.ReLU), nn.Dense(10)): [28 28 1] -> [10], 101770 weights
}

func ExampleDense() {
	show(nn.Dense(128, nn.ReLU, nn.L2(1e-4), nn.MaxNorm(3)), 784)
	fmt.Println(compute(nn.Dense(1, nn.Ones, nn.BiasInitializer(nn.Constant(0.5))), []int{3}, 1, 2, 3))
	// Output:
	// nn.Dense(128, nn.ReLU, nn.L2(0.0001), nn.MaxNorm(3)): [784] -> [128], 100480 weights
	// [6.5]
}

func ExampleConv2D() {
	show(nn.Conv2D(32, 3), 28, 28, 1)
	show(nn.Conv2D(32, 3, nn.Same, nn.Stride(2), nn.ReLU), 28, 28, 1)
	show(nn.Conv2D(8, 3, nn.Groups(4), nn.Dilation(2), nn.PadReflect(2)), 28, 28, 4)
	// Output:
	// nn.Conv2D(32, 3): [28 28 1] -> [26 26 32], 320 weights
	// nn.Conv2D(32, 3, nn.Stride(2), nn.Same, nn.ReLU): [28 28 1] -> [14 14 32], 320 weights
	// nn.Conv2D(8, 3, nn.PadReflect(2), nn.Dilation(2), nn.Groups(4)): [28 28 4] -> [28 28 8], 80 weights
}

// A depthwise convolution, then one of 1x1, is what MobileNet is made of: far
// fewer weights than a convolution of 3x3.
func ExampleDepthwiseConv2D() {
	show(nn.Sequential(nn.DepthwiseConv2D(3, nn.Same), nn.Conv2D(64, 1)), 28, 28, 32)
	show(nn.Conv2D(64, 3, nn.Same), 28, 28, 32)
	// Output:
	// nn.Sequential(nn.DepthwiseConv2D(3, nn.Same), nn.Conv2D(64, 1)): [28 28 32] -> [28 28 64], 2432 weights
	// nn.Conv2D(64, 3, nn.Same): [28 28 32] -> [28 28 64], 18496 weights
}

func ExampleMaxPool2D() {
	show(nn.MaxPool2D(2), 28, 28, 32)
	show(nn.MaxPool2D(3, nn.Stride(2), nn.Same), 28, 28, 32)
	fmt.Println(compute(nn.MaxPool2D(2), []int{2, 2, 1}, 1, 2, 3, 4))
	// Output:
	// nn.MaxPool2D(2): [28 28 32] -> [14 14 32], 0 weights
	// nn.MaxPool2D(3, nn.Stride(2), nn.Same): [28 28 32] -> [14 14 32], 0 weights
	// [4]
}

func ExampleAvgPool2D() {
	fmt.Println(compute(nn.AvgPool2D(2), []int{2, 2, 1}, 1, 2, 3, 4))
	// Output: [2.5]
}

func ExampleGlobalMaxPool2D() {
	fmt.Println(compute(nn.GlobalMaxPool2D(), []int{1, 2, 2}, 1, 2, 3, 4))
	// Output: [3 4]
}

func ExampleGlobalAvgPool2D() {
	fmt.Println(compute(nn.GlobalAvgPool2D(), []int{1, 2, 2}, 1, 2, 3, 4))
	// Output: [2 3]
}

func ExampleFlatten() {
	show(nn.Flatten(), 7, 7, 64)
	// Output: nn.Flatten(): [7 7 64] -> [3136], 0 weights
}

func ExampleReshape() {
	show(nn.Reshape(28, 28, 1), 784)
	show(nn.Reshape(-1, 2), 6)
	// Output:
	// nn.Reshape(28, 28, 1): [784] -> [28 28 1], 0 weights
	// nn.Reshape(-1, 2): [6] -> [3 2], 0 weights
}

func ExamplePad() {
	fmt.Println(compute(nn.Pad(nn.PadZeros(1)), []int{1, 1, 1}, 5))
	fmt.Println(compute(nn.Pad(nn.PadConstant(1, 9)), []int{1, 1, 1}, 5))
	fmt.Println(compute(nn.Pad(nn.PadReflect(1)), []int{2, 2, 1}, 1, 2, 3, 4))
	// Output:
	// [0 0 0 0 5 0 0 0 0]
	// [9 9 9 9 5 9 9 9 9]
	// [4 3 4 3 2 1 2 1 4 3 4 3 2 1 2 1]
}

// In training it drops; when the network is used, it does nothing.
func ExampleDropout() {
	fmt.Println(compute(nn.Dropout(0.5), []int{3}, 1, 2, 3))
	_, err := nn.Build(nn.Dropout(1), []int{3})
	fmt.Println(err)
	// Output:
	// [1 2 3]
	// nn: layer 0 Dropout(1): needs a rate of at least 0 and below 1, got 1; use the fraction to drop, as in nn.Dropout(0.5)
}

func ExampleSpatialDropout2D() {
	show(nn.SpatialDropout2D(0.2), 28, 28, 32)
	// Output: nn.SpatialDropout2D(0.2): [28 28 32] -> [28 28 32], 0 weights
}

func ExampleGaussianNoise() {
	show(nn.GaussianNoise(0.1), 784)
	// Output: nn.GaussianNoise(0.1): [784] -> [784], 0 weights
}

// Two weights a channel learn, two are averages that training keeps.
func ExampleBatchNorm() {
	show(nn.BatchNorm(nn.Momentum(0.9), nn.Epsilon(1e-5)), 28, 28, 32)
	// Output: nn.BatchNorm(nn.Epsilon(1e-05), nn.Momentum(0.9)): [28 28 32] -> [28 28 32], 128 weights
}

func ExampleLayerNorm() {
	y := compute(nn.LayerNorm(), []int{2}, 3, 5)
	fmt.Printf("%.2f\n", y)
	// Output: [-1.00 1.00]
}

// With a step it learns by the perceptron rule, with a sigmoid by gradient.
func ExamplePerceptron() {
	show(nn.Perceptron(nn.Step), 2)
	show(nn.Perceptron(nn.Sigmoid), 2)
	// Output:
	// nn.Perceptron(nn.Step): [2] -> [1], 3 weights
	// nn.Perceptron(nn.Sigmoid): [2] -> [1], 3 weights
}

func ExampleResidual() {
	show(nn.Residual(nn.Conv2D(16, 3, nn.Same, nn.ReLU), nn.Conv2D(16, 3, nn.Same)), 8, 8, 16)
	// Output: nn.Residual(nn.Conv2D(16, 3, nn.Same, nn.ReLU), nn.Conv2D(16, 3, nn.Same)): [8 8 16] -> [8 8 16], 4640 weights
}

// Where a block changes the shape, its shortcut has to as well.
func ExampleShortcut() {
	show(nn.Residual(
		nn.Conv2D(32, 3, nn.Same, nn.Stride(2)),
		nn.Shortcut(nn.Conv2D(32, 1, nn.Stride(2))),
	), 8, 8, 16)
	// Output: nn.Residual(nn.Conv2D(32, 3, nn.Stride(2), nn.Same), nn.Shortcut(nn.Conv2D(32, 1, nn.Stride(2)))): [8 8 16] -> [4 4 32], 5184 weights
}

// An Inception block: three views of the same image, side by side.
func ExampleParallel() {
	show(nn.Parallel(nn.Concat,
		nn.Conv2D(8, 1, nn.ReLU),
		nn.Sequential(nn.Conv2D(4, 1, nn.ReLU), nn.Conv2D(8, 3, nn.Same, nn.ReLU)),
		nn.Sequential(nn.MaxPool2D(3, nn.Stride(1), nn.Same), nn.Conv2D(8, 1)),
	), 28, 28, 16)
	// Output: nn.Parallel(nn.Concat, nn.Conv2D(8, 1, nn.ReLU), nn.Sequential(nn.Conv2D(4, 1, nn.ReLU), nn.Conv2D(8, 3, nn.Same, nn.ReLU)), nn.Sequential(nn.MaxPool2D(3, nn.Stride(1), nn.Same), nn.Conv2D(8, 1))): [28 28 16] -> [28 28 24], 636 weights
}

// Multiply weighs channels by what the whole image says, as
// squeeze-and-excitation does; Add sums.
func ExampleMerge() {
	show(nn.Parallel(nn.Multiply, nn.Linear,
		nn.Sequential(nn.GlobalAvgPool2D(), nn.Dense(16, nn.Sigmoid), nn.Reshape(1, 1, 16))), 8, 8, 16)
	fmt.Println(compute(nn.Parallel(nn.Add, nn.Linear, nn.Linear), []int{2}, 1, 2))
	// Output:
	// nn.Parallel(nn.Multiply, nn.Linear, nn.Sequential(nn.GlobalAvgPool2D(), nn.Dense(16, nn.Sigmoid), nn.Reshape(1, 1, 16))): [8 8 16] -> [8 8 16], 272 weights
	// [2 4]
}

func ExampleFunc() {
	square := nn.Func("square", "v1", func(x *graph.Node) *graph.Node { return graph.Square(x) })
	fmt.Println(compute(square, []int{3}, 1, 2, 3))
	// Output: [1 4 9]
}

func ExampleGraphFunc() {
	var mean nn.GraphFunc = func(x *graph.Node) *graph.Node { return graph.ReduceAndKeep(x, graph.ReduceMean, -1) }
	fmt.Println(compute(nn.Func("mean", "v1", mean), []int{4}, 1, 2, 3, 4))
	// Output: [2.5]
}

// The name is what the layer's weights and pictures are found by.
func ExampleNamed() {
	n, _ := nn.Build(nn.Sequential(nn.Named("stem", nn.Conv2D(8, 3)), nn.Flatten(), nn.Dense(2)), []int{5, 5, 1})
	for _, w := range n.Weights() {
		fmt.Println(w.Name, w.Shape)
	}
	// Output:
	// stem.kernel [3 3 1 8]
	// stem.bias [8]
	// 2.Dense.kernel [72 2]
	// 2.Dense.bias [2]
}

// The head learns at the full rate, the body at a tenth of it.
func ExampleRateFactor() {
	n, _ := nn.Build(nn.Sequential(nn.RateFactor(0.1, nn.Dense(8, nn.ReLU)), nn.Dense(2)), []int{4})
	for _, w := range n.Weights() {
		fmt.Println(w.Name, w.Rate)
	}
	// Output:
	// 0.RateFactor.0.Dense.kernel 0.1
	// 0.RateFactor.0.Dense.bias 0.1
	// 1.Dense.kernel 1
	// 1.Dense.bias 1
}

func ExampleFrozen() {
	body := nn.Sequential(nn.Dense(8, nn.ReLU), nn.Dense(4, nn.ReLU))
	for _, net := range []nn.Layer{nn.Frozen(body), nn.Frozen(body, nn.Unfrozen(1))} {
		s, _ := nn.Summarize(nn.Sequential(net, nn.Dense(2)), 3)
		fmt.Println(s.Trainable, "of", s.Params, "learn")
	}
	// Output:
	// 10 of 78 learn
	// 46 of 78 learn
}

func ExampleMLP() {
	show(nn.MLP{Hidden: []int{256, 128}, Out: 10, Dropout: 0.2}, 28, 28, 1)
	fmt.Println(nn.Format(nn.MLP{Hidden: []int{8}, Out: 2, BatchNorm: true}))
	// Output:
	// nn.Sequential(nn.Flatten(), nn.Dense(256, nn.ReLU), nn.Dropout(0.2), nn.Dense(128, nn.ReLU), nn.Dropout(0.2), nn.Dense(10)): [28 28 1] -> [10], 235146 weights
	// nn.Sequential(nn.Flatten(), nn.Dense(8, nn.NoBias), nn.BatchNorm(), nn.ReLU, nn.Dense(2))
}

func ExampleCNN() {
	fmt.Println(nn.Format(nn.CNN{Filters: []int{32, 64}, Dense: []int{128}, Out: 10}))
	// Output: nn.Sequential(nn.Conv2D(32, 3, nn.Same, nn.ReLU), nn.MaxPool2D(2), nn.Conv2D(64, 3, nn.Same, nn.ReLU), nn.MaxPool2D(2), nn.Flatten(), nn.Dense(128, nn.ReLU), nn.Dense(10))
}
