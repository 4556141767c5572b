package nn

import (
	"fmt"
	"strconv"
	"sync"

	"nnbook/nblib/internal/engine"

	"github.com/gomlx/gomlx/core/graph"
)

// GraphFunc is what a [Func] computes: a new node from x, [batch, in...], with
// the functions of GoMLX's package graph. The batch axis must stay first.
type GraphFunc func(x *graph.Node) *graph.Node

type funcLayer struct {
	Name    string `json:"name"`
	Version string `json:"version,omitzero"`
	fn      GraphFunc
}

// functions are the GraphFuncs of this process by name and version, so that a
// saved network finds its own again.
var functions sync.Map

// Func is a layer of your own, without weights: a Go function over graph
// nodes. Its name and version stand for it in saved networks and in
// fingerprints, so change the version when you change the function; a saved
// network with a Func loads in a program that makes the same Func first. A
// Func without a name is not kept: runs that use it are trained anew. It prints
// with nil in place of the function; nn.Func of nil is the one made before.
//
//	double := nn.Func("double", "v1", func(x *graph.Node) *graph.Node { return graph.MulScalar(x, 2) })
func Func(name, version string, fn GraphFunc) Layer {
	if name != "" && fn != nil {
		functions.Store(name+"\x00"+version, fn)
	}
	return funcLayer{name, version, fn}
}

func (f funcLayer) kind() string { return "Func" }
func (f funcLayer) String() string {
	return call("Func", strconv.Quote(f.Name), strconv.Quote(f.Version), "nil")
}

func (f funcLayer) build(_ *builder, in []int) ([]int, applyFunc, error) {
	fn := f.fn
	if fn == nil {
		stored, ok := functions.Load(f.Name + "\x00" + f.Version)
		if !ok {
			return nil, nil, needs("its Go function", "none of that name and version in this program",
				fmt.Sprintf("call nn.Func(%q, %q, ...) before loading", f.Name, f.Version))
		}
		fn = stored.(GraphFunc)
	}
	const batch = 3 // any number that is unlikely to appear by chance
	out, err := engine.OutputShape(fn, append([]int{batch}, in...))
	if err != nil {
		return nil, nil, needs("an input that its function takes", fmt.Sprintf("%v (%v)", in, err), "change the function or its input")
	}
	if len(out) < 2 || out[0] != batch {
		return nil, nil, needs("a function that keeps the batch axis first", fmt.Sprintf("shape %v from a batch of %d", out, batch), "change the function")
	}
	return out[1:], func(_ *Call, x *graph.Node) *graph.Node { return fn(x) }, nil
}
