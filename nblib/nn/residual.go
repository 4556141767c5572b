package nn

import (
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/core/graph"
)

type residual struct {
	Layers   []Layer `json:"-"`
	Shortcut []Layer `json:"-"`
}

type shortcut struct{ layers []Layer }

// Residual adds what comes in to what its layers make of it: y = f(x) + x
// (He et al. 2015). Where f changes the shape, its last argument is a
// [Shortcut] that changes x in the same way.
func Residual(layers ...Layer) Layer {
	r := residual{Layers: slices.Clone(layers)}
	if n := len(layers); n > 0 {
		if s, ok := layers[n-1].(shortcut); ok {
			r.Layers, r.Shortcut = r.Layers[:n-1], s.layers
		}
	}
	return r
}

// Shortcut is the side path of a [Residual], as its last argument: often a
// Conv2D of kernel 1 and a BatchNorm.
func Shortcut(layers ...Layer) Layer { return shortcut{slices.Clone(layers)} }

func (s shortcut) kind() string      { return "Shortcut" }
func (s shortcut) String() string    { return call("Shortcut", layerArgs(s.layers)...) }
func (s shortcut) head() string      { return "nn.Shortcut(" }
func (s shortcut) children() []Layer { return s.layers }
func (s shortcut) build(*builder, []int) ([]int, applyFunc, error) {
	return nil, nil, needs("to be the last argument of nn.Residual", "a place elsewhere", "move it there")
}

func (r residual) kind() string   { return "Residual" }
func (r residual) head() string   { return "nn.Residual(" }
func (r residual) String() string { return call("Residual", layerArgs(r.children())...) }
func (r residual) children() []Layer {
	if r.Shortcut == nil {
		return r.Layers
	}
	return append(slices.Clone(r.Layers), shortcut{r.Shortcut})
}

func (r residual) build(b *builder, in []int) ([]int, applyFunc, error) {
	if len(r.Layers)+len(r.Shortcut) == 0 {
		return nil, nil, needs("at least 1 layer", "none", "put layers in it")
	}
	out, body, err := sequential{r.Layers}.build(b, in)
	if err != nil {
		return nil, nil, err
	}
	side, way := in, chain(nil)
	if r.Shortcut != nil {
		if side, way, err = b.group("Shortcut", sequential{r.Shortcut}, in); err != nil {
			return nil, nil, err
		}
	}
	if !slices.Equal(out, side) {
		return nil, nil, needs(fmt.Sprintf("its layers and its shortcut to agree, here %v", side), fmt.Sprint(out),
			"end it with nn.Shortcut(...) that makes the same shape, or use nn.Same")
	}
	return out, func(c *Call, x *graph.Node) *graph.Node {
		return graph.Add(body(c, x), way(c, x))
	}, nil
}

// group builds layers under one more path element, without a row of their own.
func (b *builder) group(name string, s sequential, in []int) ([]int, applyFunc, error) {
	b.path = append(b.path, name)
	defer func() { b.path = b.path[:len(b.path)-1] }()
	return s.build(b, in)
}
