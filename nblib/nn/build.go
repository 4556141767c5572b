package nn

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/core/graph"
)

// Network is a Layer that has met the shape of its data: every shape is
// checked, every weight has a name and a shape. It is what package trainer
// runs; notebooks seldom need it.
type Network struct {
	layer   Layer
	input   []int
	output  []int
	layers  []LayerInfo
	weights []Weight
	apply   applyFunc
	links   []link
	random  bool // some layer draws random numbers
}

// Weight describes one tensor of weights of a Network.
type Weight struct {
	// Name is unique in the network: the path of its layer and its role, as
	// in "2.Dense.kernel".
	Name string
	// Layer is the path of the layer it belongs to, as in "2.Dense".
	Layer string
	// Shape is the tensor's shape: [in, out] for a Dense kernel,
	// [height, width, in, out] for a convolution's.
	Shape []int
	// Trainable is false for BatchNorm's averages and for frozen layers.
	Trainable bool
	// Rate multiplies the learning rate; 1 unless [RateFactor] says otherwise.
	Rate float64

	averages    bool // kept by a BatchNorm that is not frozen
	init        Initializer
	fanIn       int
	fanOut      int
	value       []float32 // given by a Model; nil for weights to initialize
	regularizer Regularizer
	constraint  Constraint
	axes        []int // over which the constraint takes its norm
}

// Size is the number of values in the weight.
func (w Weight) Size() int { return size(w.Shape) }

// LayerInfo is one row of a network's summary.
type LayerInfo struct {
	Path      string // position and kind, as in "2.Dense"; unique
	Kind      string // "Dense"
	Text      string // the Go code that makes it
	Index     int    // position among its siblings, from 0
	Depth     int    // nesting: 0 for the layers of the outermost Sequential
	In, Out   []int  // shapes of one example
	Params    int    // weights, trainable or not
	Trainable int    // weights that learn
	MACs      int64  // multiply-adds for one example
	Container bool   // its layers follow as rows of their own
	Frozen    bool   // inside a Frozen
}

// Build gives the Network that l makes of examples of the given shape, without
// the batch axis: [784], [28, 28, 1] (height, width, channels). Where shapes
// do not fit, the error names the layer by position and kind, what it expected
// and got, and the fix; it is a [*ShapeError].
func Build(l Layer, input []int) (*Network, error) {
	if l = settle(l); l == nil {
		return nil, fmt.Errorf("nn: no network: expected a layer, got nil; pass one such as nn.Sequential(...)")
	}
	if len(input) == 0 || slices.Min(input) < 1 || tooLarge(input) {
		return nil, fmt.Errorf("nn: input: expected a shape of positive sizes and fewer than 2^31 values, got %v; give the shape of one example, as in 28, 28, 1", input)
	}
	b := &builder{net: &Network{layer: l, input: slices.Clone(input)}, rate: 1, taken: map[string]bool{}, chains: map[string][]link{}}
	out, apply, err := b.root(l, input)
	if err != nil {
		var s *ShapeError
		if errors.As(err, &s) {
			s.Rows = b.net.layers
		}
		return nil, err
	}
	b.net.output, b.net.apply, b.net.links = out, apply, b.opened("")
	return b.net, nil
}

// Layer is the description the network was built from.
func (n *Network) Layer() Layer { return n.layer }

// Input is the shape of one example, without the batch axis.
func (n *Network) Input() []int { return slices.Clone(n.input) }

// Output is the shape of the output for one example, without the batch axis.
func (n *Network) Output() []int { return slices.Clone(n.output) }

// Layers are the rows of the summary, in the order data flows.
func (n *Network) Layers() []LayerInfo { return slices.Clone(n.layers) }

// Weights are the network's weights, in a fixed order.
func (n *Network) Weights() []Weight { return slices.Clone(n.weights) }

// Apply adds the network to the graph of x, [batch, input...], and gives its
// output, [batch, output...].
func (n *Network) Apply(c *Call, x *graph.Node) *graph.Node {
	if len(c.Weights) != len(n.weights) {
		panic(fmt.Sprintf("nn: Apply: expected %d weights, got %d", len(n.weights), len(c.Weights)))
	}
	return n.apply(c, x)
}

// Moves lists the weights that a training step changes, in ascending order:
// those that learn, and the averages of BatchNorms that are not frozen.
func (n *Network) Moves() []int {
	var moves []int
	for i, w := range n.weights {
		if w.Trainable || w.averages {
			moves = append(moves, i)
		}
	}
	return moves
}

// Random tells whether some layer draws random numbers in training.
func (n *Network) Random() bool { return n.random }
