package nn

import (
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
)

// outer are the layers of the outermost Sequential, and what computes each.
type outer struct {
	layers  []Layer
	applies []applyFunc
}

// Prefix tells how much of the network gives the same output for the same
// example in every training step, so that it need be computed only once: the
// first k layers of the outermost [Sequential], [Frozen] or without weights, up
// to the first that learns, draws random numbers or adds to the loss. out is
// their output's shape for one example. k is 0 where they hold no weights, so
// that nothing would be won.
func (n *Network) Prefix() (k int, out []int) {
	weights, won := 0, 0
	for _, r := range n.layers {
		if r.Depth > 0 {
			continue
		}
		own := n.under(r.Path)
		if !n.steady(r.Path) {
			break
		}
		k, out, weights = k+1, r.Out, weights+len(own)
		if weights > 0 {
			won = k
		}
	}
	if won == 0 {
		return 0, nil
	}
	return k, slices.Clone(out)
}

// PrefixWeights lists the weights of the first k layers of the outermost
// Sequential, as indexes into [Network.Weights].
func (n *Network) PrefixWeights(k int) []int {
	var all []int
	for _, r := range n.layers {
		if r.Depth == 0 && r.Index < k {
			all = append(all, n.under(r.Path)...)
		}
	}
	return all
}

// ApplyPrefix is [Network.Apply] of the first k layers of the outermost
// Sequential only.
func (n *Network) ApplyPrefix(k int, c *Call, x *graph.Node) *graph.Node {
	return chain(fusePools(n.outer.layers[:k], n.outer.applies[:k]))(c, x)
}

// ApplyAfter is [Network.Apply] of the layers that ApplyPrefix leaves out; x is
// what that gave.
func (n *Network) ApplyAfter(k int, c *Call, x *graph.Node) *graph.Node {
	if k == 0 {
		return n.Apply(c, x)
	}
	return chain(fusePools(n.outer.layers[k:], n.outer.applies[k:]))(c, x)
}

// under lists the weights of a layer and of those inside it.
func (n *Network) under(path string) []int {
	var own []int
	for i, w := range n.weights {
		if inside(w.Layer, path) {
			own = append(own, i)
		}
	}
	return own
}

func inside(path, of string) bool { return path == of || strings.HasPrefix(path, of+".") }

// steady tells whether a layer does the same in every step.
func (n *Network) steady(path string) bool {
	for _, i := range n.under(path) {
		w := n.weights[i]
		if w.Trainable || w.averages || !w.regularizer.zero() {
			return false
		}
	}
	for _, r := range n.layers {
		if !inside(r.Path, path) {
			continue
		}
		switch r.Kind {
		case "Dropout", "SpatialDropout2D", "GaussianNoise":
			if !r.Frozen {
				return false
			}
		case "Func":
			return false // it may do anything
		}
		if strings.Contains(r.Text, "ActivityRegularizer") {
			return false
		}
	}
	return true
}
