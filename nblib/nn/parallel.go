package nn

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/gomlx/gomlx/core/graph"
)

// Merge says how a [Parallel] joins its branches.
type Merge string

const (
	// Concat lays the branches' channels side by side (Keras: Concatenate).
	Concat Merge = "Concat"
	// Add sums the branches (Keras: Add).
	Add Merge = "Add"
	// Multiply multiplies the branches, a channel of size 1 x 1 spreading over
	// the image (Keras: Multiply), as squeeze-and-excitation does.
	Multiply Merge = "Multiply"
)

// fix is what helps where branches do not fit.
func (m Merge) fix() string {
	if m == Concat {
		return "give the branches the same height and width, for instance with nn.Same"
	}
	return "give the branches the same shape, for instance with nn.Same and as many filters"
}

type parallel struct {
	Merge  Merge   `json:"merge"`
	Layers []Layer `json:"-"`
}

// Parallel gives the same input to each branch and joins the outputs: with
// [Concat] it makes Inception-like blocks. A branch of [Linear] passes its
// input on.
func Parallel(m Merge, branches ...Layer) Layer { return parallel{m, slices.Clone(branches)} }

func (p parallel) kind() string      { return "Parallel" }
func (p parallel) head() string      { return "nn.Parallel(nn." + string(p.Merge) + "," }
func (p parallel) children() []Layer { return p.Layers }
func (p parallel) String() string {
	return call("Parallel", append([]string{"nn." + string(p.Merge)}, layerArgs(p.Layers)...)...)
}

func (p parallel) build(b *builder, in []int) ([]int, applyFunc, error) {
	if len(p.Layers) == 0 {
		return nil, nil, needs("at least 1 branch", "none", "name its branches")
	}
	if !slices.Contains([]Merge{Concat, Add, Multiply}, p.Merge) {
		return nil, nil, needs("nn.Concat, nn.Add or nn.Multiply", strconv.Quote(string(p.Merge)), "use one of them")
	}
	var shape []int
	applies := make([]applyFunc, len(p.Layers))
	for i, l := range p.Layers {
		out, apply, err := b.child(i, l, in)
		if err != nil {
			return nil, nil, err
		}
		applies[i] = apply
		if shape, err = p.join(shape, out, i); err != nil {
			return nil, nil, err
		}
	}
	return shape, func(c *Call, x *graph.Node) *graph.Node {
		ys := make([]*graph.Node, len(applies))
		for i, apply := range applies {
			ys[i] = apply(c, x)
		}
		return p.merge(ys)
	}, nil
}

// join gives the shape of the branches so far and the next.
func (p parallel) join(so, next []int, i int) ([]int, error) {
	if so == nil {
		return slices.Clone(next), nil
	}
	fit := len(so) == len(next)
	for a := 0; fit && a < len(so); a++ {
		last := a == len(so)-1
		same := so[a] == next[a] || p.Merge == Concat && last || p.Merge == Multiply && (so[a] == 1 || next[a] == 1)
		fit = fit && same
	}
	if !fit {
		return nil, needs(fmt.Sprintf("branches whose shapes nn.%s can join, here %v", p.Merge, so),
			fmt.Sprintf("%v from branch %d", next, i), p.Merge.fix())
	}
	joined := slices.Clone(so)
	for a := range joined {
		joined[a] = max(so[a], next[a])
	}
	if p.Merge == Concat {
		joined[len(joined)-1] = so[len(so)-1] + next[len(next)-1]
	}
	return joined, nil
}

func (p parallel) merge(ys []*graph.Node) *graph.Node {
	if p.Merge == Concat {
		return graph.Concatenate(ys, -1)
	}
	y := ys[0]
	for _, other := range ys[1:] {
		if p.Merge == Add {
			y = graph.Add(y, other)
		} else {
			y = graph.Mul(y, other)
		}
	}
	return y
}
