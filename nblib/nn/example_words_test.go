package nn_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// The activations as plain functions, with their slopes.
func ExampleActivation() {
	for _, a := range []nn.Activation{
		nn.Linear, nn.Step, nn.Sigmoid, nn.Tanh, nn.ReLU, nn.ReLU6, nn.LeakyReLU(0.1), nn.ELU(1), nn.SELU, nn.GELU, nn.SiLU, nn.Softplus,
	} {
		fmt.Printf("%-17v f(-1) = %6.3f  f(1) = %6.3f  f'(1) = %6.3f\n", a, a.At(-1), a.At(1), a.Derivative(1))
	}
	// Output:
	// nn.Linear         f(-1) = -1.000  f(1) =  1.000  f'(1) =  1.000
	// nn.Step           f(-1) =  0.000  f(1) =  1.000  f'(1) =  0.000
	// nn.Sigmoid        f(-1) =  0.269  f(1) =  0.731  f'(1) =  0.197
	// nn.Tanh           f(-1) = -0.762  f(1) =  0.762  f'(1) =  0.420
	// nn.ReLU           f(-1) =  0.000  f(1) =  1.000  f'(1) =  1.000
	// nn.ReLU6          f(-1) =  0.000  f(1) =  1.000  f'(1) =  1.000
	// nn.LeakyReLU(0.1) f(-1) = -0.100  f(1) =  1.000  f'(1) =  1.000
	// nn.ELU(1)         f(-1) = -0.632  f(1) =  1.000  f'(1) =  1.000
	// nn.SELU           f(-1) = -1.111  f(1) =  1.051  f'(1) =  1.051
	// nn.GELU           f(-1) = -0.159  f(1) =  0.841  f'(1) =  1.083
	// nn.SiLU           f(-1) = -0.269  f(1) =  0.731  f'(1) =  0.928
	// nn.Softplus       f(-1) =  0.313  f(1) =  1.313  f'(1) =  0.731
}

// Softmax makes probabilities of scores.
func ExampleActivation_softmax() {
	fmt.Printf("%.3f\n", compute(nn.Softmax, []int{3}, 1, 2, 3))
	// Output: [0.090 0.245 0.665]
}

func ExampleActivation_At() {
	fmt.Println(nn.ReLU.At(-2), nn.ReLU.At(2))
	// Output: 0 2
}

func ExampleActivation_Derivative() {
	fmt.Println(nn.Tanh.Derivative(0), nn.Sigmoid.Derivative(0))
	// Output: 1 0.25
}

// In JSON, words are their Go code.
func ExampleActivation_MarshalText() {
	text, _ := json.Marshal([]any{nn.LeakyReLU(0.1), nn.HeNormal, nn.L2(1e-4), nn.MaxNorm(3), nn.Same})
	fmt.Println(string(text))
	var a nn.Activation
	fmt.Println(a.UnmarshalText([]byte("LeakyReLU(0.1)")), a == nn.LeakyReLU(0.1))
	// Output:
	// ["LeakyReLU(0.1)","HeNormal","L2(0.0001)","MaxNorm(3)","Same"]
	// <nil> true
}

// Where weights begin: for a ReLU, the wider the input, the smaller.
func ExampleInitializer() {
	for _, i := range []nn.Initializer{
		nn.Zeros, nn.Ones, nn.Constant(0.1), nn.Normal(0, 0.05), nn.Uniform(-0.05, 0.05),
		nn.GlorotUniform, nn.GlorotNormal, nn.HeUniform, nn.HeNormal, nn.LecunNormal,
	} {
		x := i.Values(rand.New(rand.NewPCG(1, 2)), 10000, 100, 50)
		var squares float64
		for _, v := range x {
			squares += float64(v) * float64(v)
		}
		fmt.Printf("%-24v mean square %.4f\n", i, squares/float64(len(x)))
	}
	// Output:
	// nn.Zeros                 mean square 0.0000
	// nn.Ones                  mean square 1.0000
	// nn.Constant(0.1)         mean square 0.0100
	// nn.Normal(0, 0.05)       mean square 0.0025
	// nn.Uniform(-0.05, 0.05)  mean square 0.0008
	// nn.GlorotUniform         mean square 0.0134
	// nn.GlorotNormal          mean square 0.0135
	// nn.HeUniform             mean square 0.0201
	// nn.HeNormal              mean square 0.0202
	// nn.LecunNormal           mean square 0.0101
}

func ExampleInitializer_Values() {
	fmt.Println(nn.Constant(0.5).Values(nil, 3, 10, 10))
	// Output: [0.5 0.5 0.5]
}

// What regularizers add to the loss for the weights 1 and -2.
func ExampleRegularizer() {
	w := tensors.FromValue([]float32{1, -2})
	for _, r := range []nn.Regularizer{nn.L1(0.1), nn.L2(0.1), nn.L1L2(0.1, 0.1)} {
		fmt.Println(r, onGo(func(in []*graph.Node) *graph.Node { return r.Penalty(in[0]) }, w))
	}
	// Output:
	// nn.L1(0.1) [0.3]
	// nn.L2(0.1) [0.5]
	// nn.L1L2(0.1, 0.1) [0.8]
}

func ExampleRegularizer_Penalty() {
	w := tensors.FromValue([]float32{3, 4})
	fmt.Println(onGo(func(in []*graph.Node) *graph.Node { return nn.L2(1).Penalty(in[0]) }, w))
	// Output: [25]
}

// What constraints make, after a step, of the weights 3 and -4 of one unit.
func ExampleConstraint() {
	w := tensors.FromValue([][]float32{{3}, {-4}})
	for _, k := range []nn.Constraint{nn.MaxNorm(1), nn.UnitNorm, nn.NonNeg, nn.MinMaxNorm(6, 8, 1), nn.Clip(-1, 1)} {
		fmt.Printf("%-22v %.1f\n", k, onGo(func(in []*graph.Node) *graph.Node { return k.Apply(in[0], 0) }, w))
	}
	// Output:
	// nn.MaxNorm(1)          [0.6 -0.8]
	// nn.UnitNorm            [0.6 -0.8]
	// nn.NonNeg              [3.0 0.0]
	// nn.MinMaxNorm(6, 8, 1) [3.6 -4.8]
	// nn.Clip(-1, 1)         [1.0 -1.0]
}

// The norm is taken over the axes that lead to one unit: 0 for a Dense kernel
// [in, out].
func ExampleConstraint_Apply() {
	w := tensors.FromValue([][]float32{{3, 0}, {4, 2}})
	fmt.Println(onGo(func(in []*graph.Node) *graph.Node { return nn.MaxNorm(1).Apply(in[0], 0) }, w))
	// Output: [0.6 0 0.8 1]
}

func ExampleStride() {
	show(nn.Conv2D(8, 3, nn.Stride(2)), 9, 9, 1)
	// Output: nn.Conv2D(8, 3, nn.Stride(2)): [9 9 1] -> [4 4 8], 80 weights
}

// The cells of the window lie two apart, so that it spans 5x5.
func ExampleDilation() {
	show(nn.Conv2D(8, 3, nn.Dilation(2)), 9, 9, 1)
	// Output: nn.Conv2D(8, 3, nn.Dilation(2)): [9 9 1] -> [5 5 8], 80 weights
}

func ExampleGroups() {
	show(nn.Conv2D(8, 3), 9, 9, 4)
	show(nn.Conv2D(8, 3, nn.Groups(4)), 9, 9, 4)
	// Output:
	// nn.Conv2D(8, 3): [9 9 4] -> [7 7 8], 296 weights
	// nn.Conv2D(8, 3, nn.Groups(4)): [9 9 4] -> [7 7 8], 80 weights
}

func ExamplePadding() {
	for _, p := range []nn.Padding{nn.Valid, nn.Same, nn.PadZeros(2), nn.PadConstant(1, 0.5), nn.PadReflect(1)} {
		n, _ := nn.Build(nn.Conv2D(1, 3, p), []int{8, 8, 1})
		fmt.Println(p, n.Output())
	}
	// Output:
	// nn.Valid [6 6 1]
	// nn.Same [8 8 1]
	// nn.PadZeros(2) [10 10 1]
	// nn.PadConstant(1, 0.5) [8 8 1]
	// nn.PadReflect(1) [8 8 1]
}

func ExampleEpsilon() {
	fmt.Println(nn.LayerNorm(nn.Epsilon(1e-6)))
	// Output: nn.LayerNorm(nn.Epsilon(1e-06))
}

// How much of BatchNorm's averages stays in each step.
func ExampleMomentum() {
	fmt.Println(nn.BatchNorm(nn.Momentum(0.9)))
	// Output: nn.BatchNorm(nn.Momentum(0.9))
}

func ExampleUnfrozen() {
	fmt.Println(nn.Frozen(nn.Sequential(nn.Dense(8), nn.Dense(4)), nn.Unfrozen(1)))
	// Output: nn.Frozen(nn.Sequential(nn.Dense(8), nn.Dense(4)), nn.Unfrozen(1))
}

func ExampleBlockRates() {
	net := nn.Sequential(nn.Frozen(nn.Sequential(nn.Dense(8), nn.Dense(4)), nn.Unfrozen(2), nn.BlockRates(0.5)), nn.Dense(1))
	n, err := nn.Build(net, []int{3})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range n.Weights() {
		fmt.Println(w.Name, w.Rate)
	}
	// Output:
	// 0.Frozen.0.Dense.kernel 0.25
	// 0.Frozen.0.Dense.bias 0.25
	// 0.Frozen.1.Dense.kernel 0.5
	// 0.Frozen.1.Dense.bias 0.5
	// 1.Dense.kernel 1
	// 1.Dense.bias 1
}

// Words about the bias and the output carry their place in their name.
func ExampleWeightOption() {
	fmt.Println(nn.Dense(8, nn.HeNormal, nn.L2(1e-4), nn.MaxNorm(3),
		nn.BiasInitializer(nn.Constant(0.1)), nn.BiasRegularizer(nn.L2(1e-4)), nn.BiasConstraint(nn.NonNeg),
		nn.ActivityRegularizer(nn.L1(1e-3))))
	fmt.Println(nn.Conv2D(8, 3, nn.NoBias))
	// Output:
	// nn.Dense(8, nn.HeNormal, nn.L2(0.0001), nn.MaxNorm(3), nn.BiasInitializer(nn.Constant(0.1)), nn.BiasRegularizer(nn.L2(0.0001)), nn.BiasConstraint(nn.NonNeg), nn.ActivityRegularizer(nn.L1(0.001)))
	// nn.Conv2D(8, 3, nn.NoBias)
}

// Convolutions and pools move a window: they take the same words for how.
func ExampleWindowOption() {
	for _, w := range []nn.WindowOption{nn.Stride(2), nn.Same, nn.PadZeros(1)} {
		fmt.Println(nn.Conv2D(8, 3, w), nn.MaxPool2D(3, w))
	}
	// Output:
	// nn.Conv2D(8, 3, nn.Stride(2)) nn.MaxPool2D(3, nn.Stride(2))
	// nn.Conv2D(8, 3, nn.Same) nn.MaxPool2D(3, nn.Same)
	// nn.Conv2D(8, 3, nn.PadZeros(1)) nn.MaxPool2D(3, nn.PadZeros(1))
}
