package nn

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"
)

// Constraint is a rule that the weights are put back under after each training
// step. As a word in a layer it applies to the kernel. Norms are taken, as in
// Keras, over what feeds one unit: axis 0 of a Dense kernel, axes 0, 1 and 2
// of a convolution's, 0 and 1 of a depthwise one's. The zero Constraint does nothing.
type Constraint struct {
	name       string
	a, b, rate float64
}

// MaxNorm shortens each unit's weights to the norm m where they are longer
// (Keras: constraints.MaxNorm; Srivastava et al. 2014).
func MaxNorm(m float64) Constraint { return Constraint{name: "MaxNorm", a: m} }

// MinMaxNorm brings each unit's norm into low to high, by the fraction rate of
// the way at each step (Keras: constraints.MinMaxNorm; its default rate is 1).
func MinMaxNorm(low, high, rate float64) Constraint {
	return Constraint{"MinMaxNorm", low, high, rate}
}

// UnitNorm makes each unit's norm 1 (Keras: constraints.UnitNorm).
var UnitNorm = Constraint{name: "UnitNorm"}

// NonNeg sets weights below 0 to 0 (Keras: constraints.NonNeg).
var NonNeg = Constraint{name: "NonNeg"}

// Clip keeps each weight in low to high, as the first Wasserstein GAN did.
func Clip(low, high float64) Constraint { return Constraint{name: "Clip", a: low, b: high} }

func (k Constraint) zero() bool     { return k == Constraint{} }
func (k Constraint) dense(d *dense) { d.Constraint = k }
func (k Constraint) conv(c *conv)   { c.Constraint = k }

// String is the Go code of the constraint.
func (k Constraint) String() string {
	switch k.name {
	case "":
		return "nn.Constraint{}"
	case "MaxNorm":
		return call(k.name, num(k.a))
	case "Clip":
		return call(k.name, num(k.a), num(k.b))
	case "MinMaxNorm":
		return call(k.name, num(k.a), num(k.b), num(k.rate))
	}
	return "nn." + k.name
}

func (k Constraint) check() error {
	bad := func(expected, fix string) error { return needs(expected, k.String(), fix) }
	switch {
	case math.IsNaN(k.a + k.b + k.rate):
		return bad("numbers", "use a number such as 3")
	case k.name == "MaxNorm" && !(k.a > 0):
		return bad("a norm above 0", "use nn.MaxNorm(3)")
	case k.name == "MinMaxNorm" && !(0 <= k.a && k.a <= k.b && k.rate > 0 && k.rate <= 1):
		return bad("0 <= low <= high and a rate in (0, 1]", "use nn.MinMaxNorm(0, 3, 1)")
	case k.name == "Clip" && !(k.a <= k.b):
		return bad("low <= high", "use nn.Clip(-0.01, 0.01)")
	}
	return nil
}

// Apply gives the weights w put under the constraint, norms taken over axes.
func (k Constraint) Apply(w *graph.Node, axes ...int) *graph.Node {
	g, dt := w.Graph(), w.DType()
	const epsilon = 1e-7
	norm := func() *graph.Node {
		return graph.Sqrt(graph.ReduceAndKeep(graph.Square(w), graph.ReduceSum, axes...))
	}
	clip := func(x *graph.Node) *graph.Node { return graph.ClipScalar(x, k.a, k.b) }
	switch k.name {
	case "NonNeg":
		return graph.Max(w, graph.ScalarZero(g, dt))
	case "Clip":
		return clip(w)
	case "UnitNorm":
		return graph.Div(w, graph.AddScalar(norm(), epsilon))
	case "MaxNorm":
		n := norm()
		return graph.Mul(w, graph.Div(graph.ClipScalar(n, 0, k.a), graph.AddScalar(n, epsilon)))
	case "MinMaxNorm":
		n := norm()
		wanted := graph.Add(graph.MulScalar(clip(n), k.rate), graph.MulScalar(n, 1-k.rate))
		return graph.Mul(w, graph.Div(wanted, graph.AddScalar(n, epsilon)))
	}
	return w
}

// Constrain gives weight i of the network put under its constraint.
func (n *Network) Constrain(i int, w *graph.Node) *graph.Node {
	return n.weights[i].constraint.Apply(w, n.weights[i].axes...)
}
