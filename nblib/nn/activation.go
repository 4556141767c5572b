package nn

import (
	"fmt"
	"math"

	"nnbook/nblib/internal/engine"

	"github.com/gomlx/gomlx/core/graph"
)

// Activation is the function that a unit applies to its weighted sum. It is a
// layer of its own, nn.Sequential(nn.Dense(8), nn.ReLU), and a word inside one,
// nn.Dense(8, nn.ReLU): the two are equal. The zero Activation is [Linear].
//
// Activations compare with ==, and compute plain numbers too: [Activation.At]
// and [Activation.Derivative].
type Activation struct {
	name  string
	alpha float64
}

// The activations, by their Keras names.
var (
	// Linear gives x back (Keras: linear).
	Linear = Activation{}
	// Step is 1 where x >= 0, else 0: Rosenblatt's threshold. Its derivative is
	// 0, so nothing below it learns by gradient; see [Perceptron].
	Step = Activation{name: "Step"}
	// Sigmoid is 1/(1+e^-x) (Keras: sigmoid).
	Sigmoid = Activation{name: "Sigmoid"}
	// Tanh is the hyperbolic tangent (Keras: tanh).
	Tanh = Activation{name: "Tanh"}
	// ReLU is max(0, x) (Keras: relu).
	ReLU = Activation{name: "ReLU"}
	// ReLU6 is min(max(0, x), 6) (Keras: relu6), as mobile networks use it.
	ReLU6 = Activation{name: "ReLU6"}
	// SELU is 1.0507·x where x > 0, else 1.0507·1.6733·(e^x - 1) (Keras: selu).
	SELU = Activation{name: "SELU"}
	// GELU is x·Φ(x), Φ the normal distribution function (Keras: gelu, exact).
	GELU = Activation{name: "GELU"}
	// SiLU is x·sigmoid(x), also called swish (Keras: silu).
	SiLU = Activation{name: "SiLU"}
	// Softplus is ln(1 + e^x) (Keras: softplus).
	Softplus = Activation{name: "Softplus"}
	// Softmax is e^x over the sum of e^x along the last axis: scores become
	// probabilities (Keras: softmax). As a last layer it wants a loss with
	// FromProbabilities; without it, losses take logits, which is steadier.
	Softmax = Activation{name: "Softmax"}
)

// LeakyReLU is x where x > 0, else alpha·x (Keras: leaky_relu, whose default
// is negative_slope=0.2).
func LeakyReLU(alpha float64) Activation { return Activation{name: "LeakyReLU", alpha: alpha} }

// ELU is x where x > 0, else alpha·(e^x - 1) (Keras: elu, whose default is 1).
func ELU(alpha float64) Activation { return Activation{name: "ELU", alpha: alpha} }

const (
	seluScale = 1.05070098735548049342
	seluAlpha = 1.67326324235437728481
)

// String is the Go code of the activation.
func (a Activation) String() string {
	switch a.name {
	case "":
		return "nn.Linear"
	case "LeakyReLU", "ELU":
		return call(a.name, num(a.alpha))
	}
	return "nn." + a.name
}

func (a Activation) kind() string {
	if a.name == "" {
		return "Linear"
	}
	return a.name
}

func (a Activation) dense(d *dense) { d.Activation = a }
func (a Activation) conv(c *conv)   { c.Activation = a }

func (a Activation) build(_ *builder, in []int) ([]int, applyFunc, error) {
	if err := a.check(); err != nil {
		return nil, nil, err
	}
	return in, func(_ *Call, x *graph.Node) *graph.Node { return a.apply(x) }, nil
}

func (a Activation) check() error {
	if math.IsNaN(a.alpha) || math.IsInf(a.alpha, 0) {
		return needs("a finite slope", num(a.alpha), "use a number such as 0.1")
	}
	return nil
}

// monotone tells whether the activation never falls, so that it commutes with max.
func (a Activation) monotone() bool {
	switch a.name {
	case "GELU", "SiLU", "Softmax":
		return false
	}
	return a.alpha >= 0
}

// apply adds the activation to the graph.
func (a Activation) apply(x *graph.Node) *graph.Node {
	g, dt := x.Graph(), x.DType()
	zero := graph.ScalarZero(g, dt)
	switch a.name {
	case "":
		return x
	case "Step":
		return graph.StopGradient(graph.ConvertDType(graph.GreaterOrEqual(x, zero), dt))
	case "Sigmoid":
		return graph.Logistic(x)
	case "Tanh":
		return graph.Tanh(x)
	case "ReLU":
		return relu(x)
	case "ReLU6":
		return relu6(x)
	case "LeakyReLU":
		return graph.Where(graph.GreaterThan(x, zero), x, graph.MulScalar(x, a.alpha))
	case "ELU":
		return elu(x, a.alpha)
	case "SELU":
		return graph.MulScalar(elu(x, seluAlpha), seluScale)
	case "GELU":
		phi := graph.MulScalar(graph.OnePlus(graph.Erf(graph.MulScalar(x, math.Sqrt2/2))), 0.5)
		return graph.Mul(x, phi)
	case "SiLU":
		return graph.Mul(x, graph.Logistic(x))
	case "Softplus":
		return softplus(x)
	case "Softmax":
		return graph.Softmax(x, -1)
	}
	panic(fmt.Sprintf("nn: unknown activation %q", a.name))
}

// relu is max(0, x) with the derivative 0 at 0, as Keras has it; graph.Max's
// own would give a half there.
func relu(x *graph.Node) *graph.Node {
	zero := graph.ScalarZero(x.Graph(), x.DType())
	if engine.IsGo(x.Graph().Backend()) {
		return withSlope(x, func(x *graph.Node) *graph.Node { return graph.Max(x, zero) },
			func(x, up *graph.Node) *graph.Node { return only(up, graph.GreaterThan(x, zero)) })
	}
	return graph.Where(graph.GreaterThan(x, zero), x, graph.ZerosLike(x))
}

func relu6(x *graph.Node) *graph.Node {
	zero := graph.ScalarZero(x.Graph(), x.DType())
	six := graph.Scalar(x.Graph(), x.DType(), 6)
	inside := graph.LogicalAnd(graph.GreaterThan(x, zero), graph.LessThan(x, six))
	return graph.Where(inside, x, graph.StopGradient(graph.Min(graph.Max(x, zero), six)))
}

// elu keeps e^x away from large x, whose gradient would be NaN (0 times
// infinity). It takes e^x - 1 because graph.Expm1 has no gradient.
func elu(x *graph.Node, alpha float64) *graph.Node {
	zero := graph.ScalarZero(x.Graph(), x.DType())
	positive := graph.GreaterThan(x, zero)
	low := graph.Where(positive, graph.ZerosLike(x), x)
	return graph.Where(positive, x, graph.MulScalar(graph.AddScalar(graph.Exp(low), -1), alpha))
}

// softplus is max(x, 0) + ln(1 + e^-|x|), which does not overflow.
func softplus(x *graph.Node) *graph.Node {
	zero := graph.ScalarZero(x.Graph(), x.DType())
	return graph.Add(graph.Max(x, zero), graph.Log1p(graph.Exp(graph.Neg(graph.Abs(x)))))
}
