package nn

import (
	"fmt"
	"strconv"

	"github.com/gomlx/gomlx/core/graph"
)

type dense struct {
	Units int `json:"units"`
	weighted
}

// Dense is a fully connected layer: y = activation(x·kernel + bias), with
// x [batch, in], kernel [in, units], bias [units] and y [batch, units]
// (Keras: Dense). It needs a flat input: put [Flatten] before it where images
// come in. Without an [Activation] it is linear.
func Dense(units int, opts ...DenseOption) Layer {
	d := dense{Units: units}
	for _, o := range opts {
		if o != nil {
			o.dense(&d)
		}
	}
	return d
}

func (d dense) kind() string { return "Dense" }
func (d dense) String() string {
	return call("Dense", append([]string{strconv.Itoa(d.Units)}, d.args()...)...)
}

func (d dense) build(b *builder, in []int) ([]int, applyFunc, error) {
	if d.Units <= 0 {
		return nil, nil, needs("at least 1 unit", d.Units, "use a positive number, as in nn.Dense(10)")
	}
	if len(in) != 1 {
		return nil, nil, needs("a flat input", fmt.Sprint(in), "put nn.Flatten() before it")
	}
	if err := d.check(); err != nil {
		return nil, nil, err
	}
	kernel := d.kernel(b, []int{in[0], d.Units}, in[0], d.Units, []int{0})
	bias := d.bias(b, d.Units)
	b.macs(int64(in[0]) * int64(d.Units))
	return []int{d.Units}, func(c *Call, x *graph.Node) *graph.Node {
		y := product(x, c.Weights[kernel])
		return d.finish(c, y, bias)
	}, nil
}

// kernel claims the kernel of a layer.
func (w weighted) kernel(b *builder, shape []int, fanIn, fanOut int, axes []int) int {
	return b.weight("kernel", Weight{
		Shape: shape, Trainable: true, init: w.Initializer.or(GlorotUniform), fanIn: fanIn, fanOut: fanOut,
		regularizer: w.Regularizer, constraint: w.Constraint, axes: axes,
	})
}

// bias claims the bias, or gives -1 where there is none.
func (w weighted) bias(b *builder, n int) int {
	if w.NoBias {
		return -1
	}
	return b.weight("bias", Weight{
		Shape: []int{n}, Trainable: true, init: w.BiasInitializer.or(Zeros), fanIn: n, fanOut: n,
		regularizer: w.BiasRegularizer, constraint: w.BiasConstraint, axes: []int{0},
	})
}

// finish pools where a pool was moved here, adds the bias, activates and
// penalizes.
func (w weighted) finish(c *Call, y *graph.Node, bias int) *graph.Node {
	y = c.pooled(y)
	if bias >= 0 {
		y = addBias(y, c.Weights[bias])
	}
	y = w.Activation.apply(y)
	c.penalize(w.ActivityRegularizer, y)
	return y
}

// addBias adds b [units] to y [..., units].
func addBias(y, b *graph.Node) *graph.Node {
	return withSlope(b, func(b *graph.Node) *graph.Node {
		return graph.Add(y, graph.ExpandLeftToRank(b, y.Rank()))
	}, func(_, up *graph.Node) *graph.Node {
		if up.Rank() == 2 {
			return batchSum(up)
		}
		return channelSum(up)
	})
}

func (w weighted) check() error {
	for _, err := range []error{
		w.Activation.check(), w.Initializer.check(), w.BiasInitializer.check(),
		w.Regularizer.check(), w.BiasRegularizer.check(), w.ActivityRegularizer.check(),
		w.Constraint.check(), w.BiasConstraint.check(),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// optional is the weight of an index, nil where it is -1.
func (c *Call) optional(weight int) *graph.Node {
	if weight < 0 {
		return nil
	}
	return c.Weights[weight]
}
