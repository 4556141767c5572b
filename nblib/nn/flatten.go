package nn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
)

type flatten struct{}

// Flatten lays an example out in one row: [batch, a, b, c] becomes
// [batch, a·b·c], the last axis running fastest (Keras: Flatten).
func Flatten() Layer { return flatten{} }

func (flatten) kind() string   { return "Flatten" }
func (flatten) String() string { return "nn.Flatten()" }

func (flatten) build(_ *builder, in []int) ([]int, applyFunc, error) {
	return []int{size(in)}, reshapeTo([]int{size(in)}), nil
}

type reshape struct {
	Shape []int `json:"shape"`
}

// Reshape gives each example another shape with as many values: nn.Reshape(28,
// 28, 1) makes images of rows of 784 (Keras: Reshape). One size may be -1: it
// takes what is left.
func Reshape(shape ...int) Layer { return reshape{slices.Clone(shape)} }

func (r reshape) kind() string { return "Reshape" }
func (r reshape) String() string {
	return call("Reshape", strings.Fields(strings.Trim(fmt.Sprint(r.Shape), "[]"))...)
}

func (r reshape) build(_ *builder, in []int) ([]int, applyFunc, error) {
	if len(r.Shape) == 0 {
		return nil, nil, needs("at least one size", "none", "name the sizes wanted, as in nn.Reshape(28, 28, 1)")
	}
	out, free := slices.Clone(r.Shape), -1
	for i, n := range out {
		switch {
		case n == -1 && free < 0:
			free, out[i] = i, 1
		case n < 1:
			return nil, nil, needs("positive sizes, at most one of them -1", fmt.Sprint(r.Shape), "name the sizes wanted")
		}
	}
	wanted := "an input of"
	if free >= 0 {
		wanted = "an input of a multiple of"
		if size(in)%size(out) == 0 {
			out[free] = size(in) / size(out)
		}
	}
	if size(out) != size(in) {
		return nil, nil, needs(fmt.Sprintf("%s %d values to make %v", wanted, size(out), r.Shape),
			fmt.Sprintf("%v, which has %d", in, size(in)), "name sizes whose product is the same")
	}
	return out, reshapeTo(out), nil
}

// reshapeTo gives each example of a batch the shape.
func reshapeTo(shape []int) applyFunc {
	return func(_ *Call, x *graph.Node) *graph.Node {
		return graph.Reshape(x, append([]int{x.Shape().Dimensions[0]}, shape...)...)
	}
}
