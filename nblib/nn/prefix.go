package nn

import (
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
)

// link is one of the layers that data go through one after the other.
type link struct {
	path  string
	layer Layer
	apply applyFunc
}

// links are those of a Sequential.
func links(prefix string, layers []Layer, applies []applyFunc) []link {
	out := make([]link, len(layers))
	for i, l := range layers {
		out[i] = link{prefix + element(i, settle(l)), l, applies[i]}
	}
	return out
}

// opened are the links of the Sequential under a prefix, with those of a
// [Frozen] or [Model] in the place of it: a base whose last blocks learn has
// others that do not.
func (b *builder) opened(prefix string) (all []link) {
	for _, l := range b.chains[prefix] {
		inner := b.opened(l.path + ".")
		switch unnamed(l.layer).(type) {
		case frozen, *Model, rated, sequential:
			if len(inner) > 0 {
				all = append(all, inner...)
				continue
			}
		}
		all = append(all, l)
	}
	return all
}

// Prefix tells how much of the network gives the same output for the same
// example in every training step, so that it need be computed only once: its
// first k layers, [Frozen] or without weights, up to the first that learns,
// draws random numbers or adds to the loss. The layers of the outermost
// [Sequential] are counted, and in the place of a Frozen or a [Model] among them
// those inside it. out is their output's shape for one example. k is 0 where
// they hold no weights, so that nothing would be won.
func (n *Network) Prefix() (k int, out []int) {
	weights := 0
	for i, l := range n.links {
		if !n.steady(l.path) {
			break
		}
		if weights += len(n.under(l.path)); weights > 0 {
			k = i + 1
		}
	}
	if k == 0 {
		return 0, nil
	}
	return k, slices.Clone(n.row(n.links[k-1].path).Out)
}

// row is the row of a path.
func (n *Network) row(path string) LayerInfo {
	i := slices.IndexFunc(n.layers, func(r LayerInfo) bool { return r.Path == path })
	return n.layers[i]
}

// PrefixWeights lists the weights of the first k layers, as [Network.Prefix]
// counts them, as indexes into [Network.Weights].
func (n *Network) PrefixWeights(k int) []int {
	var all []int
	for _, l := range n.links[:k] {
		all = append(all, n.under(l.path)...)
	}
	return all
}

// PrefixLayers are the rows of the first k layers, as [Network.Prefix] counts
// them, without those inside them.
func (n *Network) PrefixLayers(k int) []LayerInfo {
	var rows []LayerInfo
	for _, l := range n.links[:k] {
		rows = append(rows, n.row(l.path))
	}
	return rows
}

// LayersAfter are the rows of the layers that PrefixLayers leaves out, and of
// all inside them.
func (n *Network) LayersAfter(k int) []LayerInfo {
	var rows []LayerInfo
	for _, l := range n.links[k:] {
		for _, r := range n.layers {
			if inside(r.Path, l.path) {
				rows = append(rows, r)
			}
		}
	}
	return rows
}

// ApplyPrefix is [Network.Apply] of the first k layers only, as [Network.Prefix]
// counts them.
func (n *Network) ApplyPrefix(k int, c *Call, x *graph.Node) *graph.Node {
	return applied(n.links[:k])(c, x)
}

// ApplyAfter is [Network.Apply] of the layers that ApplyPrefix leaves out; x is
// what that gave.
func (n *Network) ApplyAfter(k int, c *Call, x *graph.Node) *graph.Node {
	if k == 0 {
		return n.Apply(c, x)
	}
	return applied(n.links[k:])(c, x)
}

// applied applies one link after the other.
func applied(links []link) applyFunc {
	var layers []Layer
	var applies []applyFunc
	for _, l := range links {
		layers, applies = append(layers, l.layer), append(applies, l.apply)
	}
	return chain(fusePools(layers, applies))
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
