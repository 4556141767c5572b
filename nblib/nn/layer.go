package nn

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
)

// Layer is one word of a network: [Dense], [Conv2D], an [Activation], or a
// whole network such as [Sequential]. A Layer is an immutable description
// without weights; its String is the Go code that makes it. Weights come into
// being when [Build] meets a data shape, and live in a [Model].
//
// The layers of this package are the only ones; a layer of your own is a
// [Func].
type Layer interface {
	fmt.Stringer

	// kind is the name of the layer in summaries, in JSON and in weight names.
	kind() string

	// build checks the input shape of one example, claims weights from b, and
	// gives the output shape and the function that computes it.
	build(b *builder, in []int) (out []int, apply applyFunc, err error)
}

// applyFunc adds a layer to a graph. x is [batch, in...].
type applyFunc func(c *Call, x *graph.Node) *graph.Node

// A Call is one use of a network in one graph: the weights as nodes, whether
// it is training, and what the layers leave behind.
type Call struct {
	// Training is true in a training step: Dropout drops, BatchNorm uses the
	// batch's own moments and updates its averages.
	Training bool

	// Weights are the weights as graph nodes, in the order of Network.Weights.
	Weights []*graph.Node

	// Random is the state that random layers draw from ([Dropout], [GaussianNoise]).
	// Each draw replaces it. It may be nil where Training is false.
	Random *graph.Node

	// Updates holds new values of weights that are not learnt by gradient:
	// index in Network.Weights to node. Only [BatchNorm] makes some.
	Updates map[int]*graph.Node

	// Penalties are the scalars that activity regularizers add to the loss.
	Penalties []*graph.Node

	// Tap, where it is set, sees the output of every layer by its path and
	// gives the node that goes on in its place. Fusing layers is then off, so
	// that each output exists.
	Tap func(path string, x *graph.Node) *graph.Node

	later *laterPool                  // see fusePools
	first map[*graph.Node]*graph.Node // outputs with channels first, see keepFirst
}

// update records the new value of weight i.
func (c *Call) update(i int, value *graph.Node) {
	if c.Updates == nil {
		c.Updates = map[int]*graph.Node{}
	}
	c.Updates[i] = value
}
