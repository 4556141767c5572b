package nn

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"
)

// Regularizer adds a penalty on the size of weights to the loss, so that the
// network keeps them small. As a word in a layer it applies to the kernel. The
// zero Regularizer adds nothing.
type Regularizer struct{ l1, l2 float64 }

// L1 adds f·Σ|w|: many weights become zero (Keras: regularizers.L1).
func L1(f float64) Regularizer { return Regularizer{l1: f} }

// L2 adds f·Σw²: large weights cost most (Keras: regularizers.L2). Under plain
// SGD it equals weight decay of 2·f.
func L2(f float64) Regularizer { return Regularizer{l2: f} }

// L1L2 adds both (Keras: regularizers.L1L2).
func L1L2(l1, l2 float64) Regularizer { return Regularizer{l1, l2} }

func (r Regularizer) zero() bool     { return r == Regularizer{} }
func (r Regularizer) dense(d *dense) { d.Regularizer = r }
func (r Regularizer) conv(c *conv)   { c.Regularizer = r }

// String is the Go code of the regularizer.
func (r Regularizer) String() string {
	switch {
	case r.zero():
		return "nn.Regularizer{}"
	case r.l1 == 0:
		return call("L2", num(r.l2))
	case r.l2 == 0:
		return call("L1", num(r.l1))
	}
	return call("L1L2", num(r.l1), num(r.l2))
}

func (r Regularizer) check() error {
	for _, f := range []float64{r.l1, r.l2} {
		if !(f >= 0) || math.IsInf(f, 0) {
			return needs("a regularizer of 0 or more", r.String(), "use a number such as 1e-4")
		}
	}
	return nil
}

// Penalty is the scalar that the regularizer adds for x, of any shape.
func (r Regularizer) Penalty(x *graph.Node) *graph.Node {
	p := graph.ScalarZero(x.Graph(), x.DType())
	if r.l1 != 0 {
		p = graph.Add(p, graph.MulScalar(graph.ReduceAllSum(graph.Abs(x)), r.l1))
	}
	if r.l2 != 0 {
		p = graph.Add(p, graph.MulScalar(graph.ReduceAllSum(graph.Square(x)), r.l2))
	}
	return p
}

// Penalty is the sum of what the weights' regularizers add to the loss, or nil
// where there are none. weights are in the order of [Network.Weights].
func (n *Network) Penalty(weights []*graph.Node) *graph.Node {
	var sum *graph.Node
	for i, w := range n.weights {
		if w.regularizer.zero() || !w.Trainable {
			continue
		}
		p := w.regularizer.Penalty(weights[i])
		if sum == nil {
			sum = p
		} else {
			sum = graph.Add(sum, p)
		}
	}
	return sum
}

// penalize records an activity penalty, averaged over the batch as Keras does.
func (c *Call) penalize(r Regularizer, y *graph.Node) {
	if r.zero() {
		return
	}
	batch := float64(y.Shape().Dimensions[0])
	c.Penalties = append(c.Penalties, graph.DivScalar(r.Penalty(y), batch))
}
