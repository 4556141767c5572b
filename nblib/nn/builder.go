package nn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
)

// builder walks a description and collects its weights and rows.
type builder struct {
	net    *Network
	path   []string
	depth  int
	taken  map[string]bool // paths, each unique
	frozen bool
	outer  bool    // whether what holds the innermost Frozen is frozen too
	free   int     // the last layers of the next Sequential that a Frozen lets learn
	rates  float64 // how their learning rate falls from one to the one before; 0 for not at all
	rate   float64
	given  map[string]Tensor // values by full name, from a Model
	chains map[string][]link // of each Sequential, by its prefix
}

// root builds the outermost layer: a Sequential's layers are numbered from 0
// as if there were no Sequential around them.
func (b *builder) root(l Layer, in []int) ([]int, applyFunc, error) {
	l = settle(l)
	if s, ok := l.(expander); ok {
		if err := s.check(); err != nil {
			return nil, nil, at(err, l.kind(), "", in)
		}
		return b.root(s.expand(), in)
	}
	if s, ok := l.(sequential); ok {
		return s.build(b, in)
	}
	switch l.(type) {
	case *Model, frozen, rated:
		out, apply, err := l.build(b, in)
		return out, apply, at(err, l.kind(), "", in)
	}
	return sequential{Layers: []Layer{l}}.build(b, in)
}

// child builds one layer inside another, under the path element "i.Kind" or
// its name.
func (b *builder) child(i int, l Layer, in []int) ([]int, applyFunc, error) {
	if l = settle(l); l == nil {
		return nil, nil, at(needs("a layer", "nil", "remove it or put a layer there"), fmt.Sprintf("layer %d", i), "", in)
	}
	if e, ok := l.(expander); ok { // its weights have the names that they have once it was saved
		if err := e.check(); err != nil {
			return nil, nil, at(err, position(i, l), strings.Join(append(b.path, element(i, l)), "."), in)
		}
		l = e.expand()
	}
	b.path = append(b.path, element(i, l))
	path := strings.Join(b.path, ".")
	row, weights := len(b.net.layers), len(b.net.weights)
	b.net.layers = append(b.net.layers, LayerInfo{
		Path: path, Kind: l.kind(), Text: l.String(), Index: i, Depth: b.depth, In: slices.Clone(in), Frozen: b.frozen,
	})
	b.depth++
	out, apply, err := b.unique(path, l, in)
	b.depth--
	b.path = b.path[:len(b.path)-1]
	if err == nil {
		err = fits(out, b.net.weights[weights:])
	}
	if err != nil {
		return nil, nil, at(err, position(i, l), path, in)
	}
	b.fill(row, weights, out)
	return out, tapped(path, apply), nil
}

// unique builds l under a path that no other layer has.
func (b *builder) unique(path string, l Layer, in []int) ([]int, applyFunc, error) {
	if b.taken[path] {
		return nil, nil, needs("a name of its own", fmt.Sprintf("%q twice", path), "name the two differently")
	}
	b.taken[path] = true
	return l.build(b, in)
}

// fill completes the row of a layer when it is built.
func (b *builder) fill(row, weights int, out []int) {
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
}

// settle gives the layer that l stands for: pointers to what is a Layer by
// value are followed, and nil pointers are nil.
func settle(l Layer) Layer {
	switch p := l.(type) {
	case *Model:
		if p == nil {
			return nil
		}
	case *Activation:
		return follow(p)
	case *MLP:
		return follow(p)
	case *CNN:
		return follow(p)
	}
	return l
}

func follow[T Layer](p *T) Layer {
	if p == nil {
		return nil
	}
	return *p
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
