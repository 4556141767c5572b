package nn

import (
	"errors"
	"fmt"
	"slices"
	"strings"

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
	if l == nil {
		return nil, fmt.Errorf("nn: no network: expected a layer, got nil; pass one such as nn.Sequential(...)")
	}
	for _, n := range input {
		if n <= 0 {
			return nil, fmt.Errorf("nn: input: expected a shape of positive sizes, got %v", input)
		}
	}
	b := &builder{net: &Network{layer: l, input: slices.Clone(input)}, rate: 1}
	out, apply, err := b.root(l, input)
	if err != nil {
		var s *ShapeError
		if errors.As(err, &s) {
			s.Rows = b.net.layers
		}
		return nil, err
	}
	b.net.output, b.net.apply = out, apply
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

// builder walks a description and collects its weights and rows.
type builder struct {
	net    *Network
	path   []string
	depth  int
	frozen bool
	free   int // the last layers of the next Sequential that a Frozen lets learn
	rate   float64
	given  map[string]Tensor // values by full name, from a Model
}

// root builds the outermost layer: a Sequential's layers are numbered from 0
// as if there were no Sequential around them.
func (b *builder) root(l Layer, in []int) ([]int, applyFunc, error) {
	if s, ok := l.(expander); ok {
		return b.root(s.expand(), in)
	}
	if s, ok := l.(sequential); ok {
		return s.build(b, in)
	}
	switch l.(type) {
	case *Model, frozen, rated:
		return l.build(b, in)
	}
	return sequential{Layers: []Layer{l}}.build(b, in)
}

// child builds one layer inside another, under the path element "i.Kind".
func (b *builder) child(i int, l Layer, in []int) ([]int, applyFunc, error) {
	if l == nil {
		return nil, nil, &ShapeError{Layer: fmt.Sprintf("layer %d", i), Expected: "a layer", Got: "nil", Fix: "remove it or put a layer there"}
	}
	b.path = append(b.path, element(i, l))
	row, weights := len(b.net.layers), len(b.net.weights)
	b.net.layers = append(b.net.layers, LayerInfo{
		Path: strings.Join(b.path, "."), Kind: l.kind(), Text: l.String(), Index: i, Depth: b.depth, In: slices.Clone(in), Frozen: b.frozen,
	})
	b.depth++
	out, apply, err := l.build(b, in)
	b.depth--
	path := strings.Join(b.path, ".")
	b.path = b.path[:len(b.path)-1]
	if err != nil {
		return nil, nil, at(err, i, l, b, in)
	}
	info := &b.net.layers[row]
	info.Out = slices.Clone(out)
	info.Container = len(b.net.layers) > row+1
	for _, w := range b.net.weights[weights:] {
		info.Params += w.Size()
		if w.Trainable {
			info.Trainable += w.Size()
		}
	}
	for _, r := range b.net.layers[row+1:] {
		if r.Depth == b.depth+1 {
			info.MACs += r.MACs
		}
	}
	return out, tapped(path, apply), nil
}

// tapped lets Call.Tap see what a layer gives.
func tapped(path string, apply applyFunc) applyFunc {
	return func(c *Call, x *graph.Node) *graph.Node {
		y := apply(c, x)
		if c.Tap != nil {
			y = c.Tap(path, y)
		}
		return y
	}
}

// prefix is what the names of the weights being built begin with.
func (b *builder) prefix() string {
	if len(b.path) == 0 {
		return ""
	}
	return strings.Join(b.path, ".") + "."
}

// weight claims a weight of the layer being built and gives its index.
func (b *builder) weight(role string, w Weight) int {
	w.Layer = strings.Join(b.path, ".")
	w.Name = b.prefix() + role
	w.Rate = b.rate
	if b.frozen {
		w.Trainable = false
	}
	if t, ok := b.given[w.Name]; ok {
		w.value = t.Data
	}
	b.net.weights = append(b.net.weights, w)
	return len(b.net.weights) - 1
}

// macs records the multiply-adds for one example of the layer being built.
func (b *builder) macs(n int64) {
	if len(b.net.layers) > 0 {
		b.net.layers[len(b.net.layers)-1].MACs = n
	}
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
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
