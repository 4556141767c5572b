package nn

import (
	"math"
	"slices"

	"github.com/gomlx/gomlx/core/graph"
)

type sequential struct {
	Layers []Layer `json:"-"`
}

// Sequential is a network whose layers follow one another: each takes the
// output of the one before it (Keras: Sequential). A Sequential is itself a
// layer, so networks nest.
func Sequential(layers ...Layer) Layer {
	return sequential{Layers: slices.Clone(layers)}
}

func (s sequential) kind() string      { return "Sequential" }
func (s sequential) String() string    { return call("Sequential", layerArgs(s.Layers)...) }
func (s sequential) head() string      { return "nn.Sequential(" }
func (s sequential) children() []Layer { return s.Layers }

func (s sequential) build(b *builder, in []int) ([]int, applyFunc, error) {
	applies, ins := make([]applyFunc, 0, len(s.Layers)), make([][]int, 0, len(s.Layers))
	shape, thaw, fall := in, len(s.Layers), 0.0
	if b.free > 0 && !s.onlyNamed() {
		thaw, fall = max(0, len(s.Layers)-b.free), b.rates
		b.free, b.rates = 0, 0
	}
	rate := b.rate
	for i, l := range s.Layers {
		if i == thaw {
			b.frozen = b.outer
		}
		if i >= thaw && fall > 0 {
			b.rate = rate * math.Pow(fall, float64(len(s.Layers)-i))
		}
		out, apply, err := b.child(i, l, shape)
		if err != nil {
			return nil, nil, err
		}
		applies, ins = append(applies, apply), append(ins, shape)
		shape = out
	}
	b.chains[b.prefix()] = links(b.prefix(), s.Layers, applies)
	plain := chain(applies)
	fused := chain(fusePools(s.Layers, cropUnread(s.Layers, ins, shape, applies)))
	return shape, func(c *Call, x *graph.Node) *graph.Node {
		if c.Tap != nil {
			return plain(c, x)
		}
		return fused(c, x)
	}, nil
}

// onlyNamed tells whether s is nothing but a name around a Sequential, whose
// layers are then the blocks that [Frozen] counts.
func (s sequential) onlyNamed() bool {
	if len(s.Layers) != 1 {
		return false
	}
	_, isNamed := s.Layers[0].(named)
	_, isSequential := unnamed(s.Layers[0]).(sequential)
	return isNamed && isSequential
}

// chain applies one function after the other.
func chain(applies []applyFunc) applyFunc {
	return func(c *Call, x *graph.Node) *graph.Node {
		for _, apply := range applies {
			x = apply(c, x)
		}
		return x
	}
}
