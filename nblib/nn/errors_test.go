package nn_test

import (
	"math"
	"strings"
	"testing"

	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/graph"
)

// badInput is networks that do not fit, and the sentence that says so.
var badInput = []struct {
	layer nn.Layer
	in    []int
	want  string
}{
	// Ranks and channels.
	{nn.Sequential(nn.Conv2D(32, 3), nn.ReLU, nn.Dense(10)), []int{28, 28, 1},
		"nn: layer 2 Dense(10): needs a flat input, got [26 26 32]; put nn.Flatten() before it"},
	{nn.Sequential(nn.Flatten(), nn.Conv2D(8, 3)), []int{28, 28, 1},
		"nn: layer 1 Conv2D(8, 3): needs images [height width channels], got [784]; put it before nn.Flatten()"},
	{nn.MaxPool2D(2), []int{28, 28},
		"nn: layer 0 MaxPool2D(2): needs images [height width channels], got [28 28]; give the images a channel axis with nn.Reshape(28, 28, 1)"},
	{nn.GlobalAvgPool2D(), []int{5},
		"nn: layer 0 GlobalAvgPool2D(): needs images [height width channels], got [5]; put it before nn.Flatten()"},
	{nn.SpatialDropout2D(0.5), []int{5},
		"nn: layer 0 SpatialDropout2D(0.5): needs images [height width channels], got [5]; put it before nn.Flatten()"},
	{nn.Pad(nn.PadZeros(1)), []int{5},
		"nn: layer 0 Pad(PadZeros(1)): needs images [height width channels], got [5]; put it before nn.Flatten()"},
	{nn.Perceptron(nn.Step), []int{2, 2, 1},
		"nn: layer 0 Perceptron(Step): needs a flat input, got [2 2 1]; put nn.Flatten() before it"},
	{nn.Conv2D(6, 3, nn.Groups(2)), []int{9, 9, 3},
		"nn: layer 0 Conv2D(6, 3, Groups(2)): needs channels and filters that 2 groups divide, got 3 channels and 6 filters; change the groups or the filters"},
	{nn.Normalize([]float64{0, 0, 0}, []float64{1, 1, 1}), []int{4, 4, 1},
		"nn: layer 0 Normalize([]float64{0, 0, 0}, []float64{1, 1, 1}): needs as many channels as means and deviations, here 3 and 3, got [4 4 1]; give one mean and one deviation for each channel"},
	{nn.Reshape(3, 3), []int{10},
		"nn: layer 0 Reshape(3, 3): needs an input of 9 values to make [3 3], got [10], which has 10; name sizes whose product is the same"},
	{nn.Reshape(-1, 3), []int{10},
		"nn: layer 0 Reshape(-1, 3): needs an input of a multiple of 3 values to make [-1 3], got [10], which has 10; name sizes whose product is the same"},
	{nn.Reshape(-1, -1), []int{10},
		"nn: layer 0 Reshape(-1, -1): needs positive sizes, at most one of them -1, got [-1 -1]; name the sizes wanted"},
	{nn.Reshape(), []int{1},
		"nn: layer 0 Reshape(): needs at least one size, got none; name the sizes wanted, as in nn.Reshape(28, 28, 1)"},

	// Windows.
	{nn.Sequential(nn.MaxPool2D(2), nn.Conv2D(8, 5)), []int{8, 8, 1},
		"nn: layer 1 Conv2D(8, 5): needs an image of at least 5x5 for its window, got [4 4 1]; use a smaller window, nn.Same, or fewer pools before it"},
	{nn.Conv2D(8, 3, nn.Dilation(4)), []int{8, 8, 1},
		"nn: layer 0 Conv2D(8, 3, Dilation(4)): needs an image of at least 9x9 for its window, got [8 8 1]; use a smaller window, nn.Same, or fewer pools before it"},
	{nn.Conv2D(8, 3, nn.Stride(0)), []int{8, 8, 1},
		"nn: layer 0 Conv2D(8, 3, Stride(0)): needs a stride of at least 1, got 0; use a number such as 2"},
	{nn.AvgPool2D(2, nn.Stride(-1)), []int{8, 8, 1},
		"nn: layer 0 AvgPool2D(2, Stride(-1)): needs a stride of at least 1, got -1; use a number such as 2"},
	{nn.MaxPool2D(0), []int{8, 8, 1},
		"nn: layer 0 MaxPool2D(0): needs a window of at least 1, got 0; use a number such as 2"},
	{nn.Conv2D(8, 3, nn.Dilation(0)), []int{8, 8, 1},
		"nn: layer 0 Conv2D(8, 3, Dilation(0)): needs a dilation of at least 1, got 0; use a number such as 2"},
	{nn.Conv2D(8, 3, nn.Groups(0)), []int{8, 8, 1},
		"nn: layer 0 Conv2D(8, 3, Groups(0)): needs at least 1 group, got 0; leave nn.Groups out or use a positive number"},
	{nn.DepthwiseConv2D(3, nn.Groups(2)), []int{8, 8, 2},
		"nn: layer 0 DepthwiseConv2D(3, Groups(2)): needs no groups (a depthwise convolution has one a channel), got 2; leave nn.Groups out"},
	{nn.Conv2D(0, 3), []int{8, 8, 1},
		"nn: layer 0 Conv2D(0, 3): needs at least 1 filter, got 0; use a positive number, as in nn.Conv2D(32, 3)"},
	{nn.Conv2D(1, 3, nn.PadZeros(-1)), []int{8, 8, 1},
		"nn: layer 0 Conv2D(1, 3, PadZeros(-1)): needs a padding of 0 cells or more, got -1; use a number such as 1"},
	{nn.Pad(nn.PadReflect(4)), []int{8, 4, 1},
		"nn: layer 0 Pad(PadReflect(4)): needs an image larger than its reflection of 4 cells, got [8 4 1]; pad less"},
	{nn.Pad(nn.Same), []int{8, 8, 1},
		"nn: layer 0 Pad(Same): needs a number of cells, got nn.Same; use nn.Pad(nn.PadZeros(1))"},

	// Numbers.
	{nn.Sequential(nn.Dense(8), nn.Dropout(1)), []int{4},
		"nn: layer 1 Dropout(1): needs a rate of at least 0 and below 1, got 1; use the fraction to drop, as in nn.Dropout(0.5)"},
	{nn.Dropout(-0.5), []int{4},
		"nn: layer 0 Dropout(-0.5): needs a rate of at least 0 and below 1, got -0.5; use the fraction to drop, as in nn.Dropout(0.5)"},
	{nn.GaussianNoise(-1), []int{4},
		"nn: layer 0 GaussianNoise(-1): needs a standard deviation of 0 or more, got -1; use a number such as 0.1"},
	{nn.Dense(0), []int{4},
		"nn: layer 0 Dense(0): needs at least 1 unit, got 0; use a positive number, as in nn.Dense(10)"},
	{nn.Dense(2, nn.L2(-1)), []int{4},
		"nn: layer 0 Dense(2, L2(-1)): needs a regularizer of 0 or more, got nn.L2(-1); use a number such as 1e-4"},
	{nn.Dense(2, nn.MaxNorm(0)), []int{4},
		"nn: layer 0 Dense(2, MaxNorm(0)): needs a norm above 0, got nn.MaxNorm(0); use nn.MaxNorm(3)"},
	{nn.Dense(2, nn.MinMaxNorm(2, 1, 1)), []int{4},
		"nn: layer 0 Dense(2, MinMaxNorm(2, 1, 1)): needs 0 <= low <= high and a rate in (0, 1], got nn.MinMaxNorm(2, 1, 1); use nn.MinMaxNorm(0, 3, 1)"},
	{nn.Dense(2, nn.Clip(1, -1)), []int{4},
		"nn: layer 0 Dense(2, Clip(1, -1)): needs low <= high, got nn.Clip(1, -1); use nn.Clip(-0.01, 0.01)"},
	{nn.Dense(2, nn.Normal(0, -1)), []int{4},
		"nn: layer 0 Dense(2, Normal(0, -1)): needs a standard deviation of 0 or more, got -1; use nn.Normal(0, 0.05)"},
	{nn.Dense(2, nn.Uniform(1, 0)), []int{4},
		"nn: layer 0 Dense(2, Uniform(1, 0)): needs low <= high, got nn.Uniform(1, 0); use nn.Uniform(-0.05, 0.05)"},
	{nn.Dense(2, nn.Constant(math.Inf(1))), []int{4},
		"nn: layer 0 Dense(2, Constant(+Inf)): needs finite numbers, got nn.Constant(+Inf); use numbers such as 0.05"},
	{nn.Dense(2, nn.LeakyReLU(math.NaN())), []int{4},
		"nn: layer 0 Dense(2, LeakyReLU(NaN)): needs a finite slope, got NaN; use a number such as 0.1"},
	{nn.Perceptron(nn.ELU(math.Inf(1))), []int{4},
		"nn: layer 0 Perceptron(ELU(+Inf)): needs a finite slope, got +Inf; use a number such as 0.1"},
	{nn.BatchNorm(nn.Epsilon(0)), []int{4},
		"nn: layer 0 BatchNorm(Epsilon(0)): needs an epsilon above 0, got 0; use a number such as 0.001"},
	{nn.BatchNorm(nn.Momentum(1)), []int{4},
		"nn: layer 0 BatchNorm(Momentum(1)): needs a momentum of at least 0 and below 1, got 1; use a number such as 0.99"},
	{nn.LayerNorm(nn.Momentum(0.9)), []int{4},
		"nn: layer 0 LayerNorm(Momentum(0.9)): needs no momentum (it keeps no averages), got 0.9; leave nn.Momentum out"},
	{nn.Rescaling(math.NaN(), 0), []int{4},
		"nn: layer 0 Rescaling(NaN, 0): needs finite numbers, got nn.Rescaling(NaN, 0); use numbers such as nn.Rescaling(2, -1)"},
	{nn.Normalize([]float64{1}, []float64{0}), []int{1},
		"nn: layer 0 Normalize([]float64{1}, []float64{0}): needs finite means and deviations above 0, got 1 and 0; use numbers such as 0.5 and 1"},
	{nn.Frozen(nn.Dense(1), nn.BlockRates(2)), []int{1}, "nn: Frozen: needs block rates above 0, at most 1, got 2; use nn.BlockRates(0.5)"},
	{nn.RateFactor(-1, nn.Dense(1)), []int{1}, "nn: RateFactor: needs a factor of 0 or more, got -1; use a number such as 0.1"},
	{nn.Sequential(nn.Frozen(nn.Dense(1), nn.Unfrozen(-1))), []int{1},
		"nn: layer 0 Frozen: needs 0 or more unfrozen blocks, got -1; use nn.Unfrozen(1)"},

	// Branches, and the place of layers in layers.
	{nn.Sequential(nn.Dense(4), nn.Residual(nn.Dense(3))), []int{4},
		"nn: layer 1 Residual: needs its layers and its shortcut to agree, here [4], got [3]; end it with nn.Shortcut(...) that makes the same shape, or use nn.Same"},
	{nn.Sequential(nn.ReLU, nn.Residual(nn.Sequential(nn.Conv2D(4, 3), nn.Dense(3)))), []int{8, 8, 1},
		"nn: layer 1 Dense(3) of layer 0 Sequential of layer 1 Residual: needs a flat input, got [6 6 4]; put nn.Flatten() before it"},
	{nn.Sequential(nn.Residual(nn.Linear, nn.Shortcut(nn.Conv2D(2, 9)))), []int{8, 8, 2},
		"nn: layer 0 Conv2D(2, 9) of layer 0 Residual: needs an image of at least 9x9 for its window, got [8 8 2]; use a smaller window, nn.Same, or fewer pools before it"},
	{nn.Sequential(nn.Named("head", nn.Dense(10))), []int{2, 2, 2},
		`nn: layer 0 "head" Dense(10): needs a flat input, got [2 2 2]; put nn.Flatten() before it`},
	{nn.Sequential(nn.Shortcut(nn.Dense(1))), []int{4},
		"nn: layer 0 Shortcut: needs to be the last argument of nn.Residual, got a place elsewhere; move it there"},
	{nn.Residual(), []int{4}, "nn: layer 0 Residual: needs at least 1 layer, got none; put layers in it"},
	{nn.Parallel(nn.Concat), []int{4}, "nn: layer 0 Parallel: needs at least 1 branch, got none; name its branches"},
	{nn.Parallel("Sum", nn.Dense(1)), []int{4},
		`nn: layer 0 Parallel: needs nn.Concat, nn.Add or nn.Multiply, got "Sum"; use one of them`},
	{nn.Parallel(nn.Concat, nn.Conv2D(1, 3), nn.Conv2D(1, 5)), []int{8, 8, 1},
		"nn: layer 0 Parallel: needs branches whose shapes nn.Concat can join, here [6 6 1], got [4 4 1] from branch 1; give the branches the same height and width, for instance with nn.Same"},
	{nn.Parallel(nn.Add, nn.Dense(1), nn.Dense(2)), []int{8},
		"nn: layer 0 Parallel: needs branches whose shapes nn.Add can join, here [1], got [2] from branch 1; give the branches the same shape, for instance with nn.Same and as many filters"},
	{nn.Parallel(nn.Multiply, nn.Linear, nn.GlobalAvgPool2D()), []int{8, 8, 2},
		"nn: layer 0 Parallel: needs branches whose shapes nn.Multiply can join, here [8 8 2], got [2] from branch 1; give the branches the same shape, for instance with nn.Same and as many filters"},

	// Nothing where a layer should be.
	{nil, []int{4}, "nn: no network: expected a layer, got nil; pass one such as nn.Sequential(...)"},
	{(*nn.Model)(nil), []int{4}, "nn: no network: expected a layer, got nil; pass one such as nn.Sequential(...)"},
	{nn.Sequential(nn.Dense(1), nil), []int{4}, "nn: layer 1: needs a layer, got nil; remove it or put a layer there"},
	{nn.Sequential(nn.Residual((*nn.Model)(nil))), []int{4}, "nn: layer 0 of layer 0 Residual: needs a layer, got nil; remove it or put a layer there"},
	{nn.Sequential(nn.Frozen(nil)), []int{4}, "nn: layer 0 of layer 0 Frozen: needs a layer, got nil; remove it or put a layer there"},
	{nn.Sequential(nn.Named("x", nil)), []int{4}, `nn: layer 0 "x": needs a layer, got nil; name a layer`},
	{nn.MLP{Hidden: []int{8}}, []int{4}, "nn: MLP: needs Out of at least 1, got 0; set it to the number of outputs, as in nn.MLP{Out: 10}"},
	{nn.Sequential(nn.ReLU, nn.CNN{Filters: []int{8}}), []int{8, 8, 1},
		"nn: layer 1 CNN: needs Out of at least 1, got 0; set it to the number of outputs, as in nn.CNN{Out: 10}"},
	{nn.MLP{Hidden: []int{0}, Out: 1}, []int{4},
		"nn: layer 1 Dense(0, ReLU): needs at least 1 unit, got 0; use a positive number, as in nn.Dense(10)"},
	{nn.Dense(1), nil, "nn: input: expected a shape of positive sizes and fewer than 2^31 values, got []; give the shape of one example, as in 28, 28, 1"},
	{nn.Dense(1), []int{0}, "nn: input: expected a shape of positive sizes and fewer than 2^31 values, got [0]; give the shape of one example, as in 28, 28, 1"},

	// Names.
	{nn.Sequential(nn.Named("a", nn.Dense(1)), nn.Named("a", nn.Dense(1))), []int{4},
		`nn: layer 1 "a" Dense(1): needs a name of its own, got "a" twice; name the two differently`},
	{nn.Sequential(nn.Dense(1), nn.Named("0.x", nn.Dense(1))), []int{4},
		`nn: layer 1 "0.x" Dense(1): needs a name without dots, got "0.x"; use a word such as "stem"`},
	{nn.Sequential(nn.Named("", nn.Dense(1))), []int{4},
		`nn: layer 0 "" Dense(1): needs a name without dots, got ""; use a word such as "stem"`},

	// Sizes that no machine holds.
	{nn.Dense(1 << 62), []int{4},
		"nn: layer 0 Dense(4611686018427387904): needs weights of fewer than 2^31 values each, got [4 4611686018427387904]; use a smaller layer"},
	{nn.Sequential(nn.Dense(1<<20), nn.Dense(1<<20)), []int{4},
		"nn: layer 1 Dense(1048576): needs weights of fewer than 2^31 values each, got [1048576 1048576]; use a smaller layer"},
	{nn.Conv2D(1, math.MaxInt), []int{8, 8, 1},
		"nn: layer 0 Conv2D(1, 9223372036854775807): needs a window of at least 1 and at most 16777216, got 9223372036854775807; use a number such as 2"},
	{nn.Conv2D(1, 3, nn.Dilation(math.MaxInt)), []int{8, 8, 1},
		"nn: layer 0 Conv2D(1, 3, Dilation(9223372036854775807)): needs a dilation of at least 1 and at most 16777216, got 9223372036854775807; use a number such as 2"},
	{nn.Pad(nn.PadZeros(math.MaxInt)), []int{8, 8, 1},
		"nn: layer 0 Pad(PadZeros(9223372036854775807)): needs a padding of 0 cells or more and at most 16777216, got 9223372036854775807; use a number such as 1"},
	{nn.Pad(nn.PadZeros(1 << 20)), []int{8, 8, 1},
		"nn: layer 0 Pad(PadZeros(1048576)): needs to give fewer than 2^31 values, got [2097160 2097160 1]; use a smaller layer"},
	{nn.Reshape(1<<32, 1<<32), []int{8},
		"nn: layer 0 Reshape(4294967296, 4294967296): needs an input of 9223372036854775807 values to make [4294967296 4294967296], got [8], which has 8; name sizes whose product is the same"},
	{nn.Dense(1), []int{1 << 20, 1 << 20},
		"nn: input: expected a shape of positive sizes and fewer than 2^31 values, got [1048576 1048576]; give the shape of one example, as in 28, 28, 1"},

	// Functions of the user's own.
	{nn.Func("unheard of", "v1", nil), []int{4},
		`nn: layer 0 Func("unheard of", "v1", nil): needs its Go function, got none of that name and version in this program; call nn.Func("unheard of", "v1", ...) before loading`},
	{nn.Func("total", "v1", func(x *graph.Node) *graph.Node { return graph.ReduceAllSum(x) }), []int{4},
		`nn: layer 0 Func("total", "v1", nil): needs a function that keeps the batch axis first, got shape [] from a batch of 3; change the function`},
	{nn.Func("panics", "v1", func(x *graph.Node) *graph.Node { panic("nn. is mine") }), []int{4},
		`nn: layer 0 Func("panics", "v1", nil): needs an input that its function takes, got [4] (nn. is mine); change the function or its input`},
}

func TestBadInput(t *testing.T) {
	for _, c := range badInput {
		_, err := nn.Build(c.layer, c.in)
		switch {
		case err == nil:
			t.Errorf("%v of %v: got no error, want %q", c.layer, c.in, c.want)
		case err.Error() != c.want:
			t.Errorf("got  %s\nwant %s", err, c.want)
		case strings.Contains(err.Error(), "\n"):
			t.Errorf("%q has more than one line", err)
		}
	}
}
