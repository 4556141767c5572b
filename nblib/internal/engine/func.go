package engine

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Func is a graph that is compiled once for each set of input shapes.
type Func struct {
	name  string
	exec  *graph.Exec
	split *split // where several devices share the work
}

// Func makes a function of build, which adds to a graph what it computes from
// its inputs. The name stands in errors.
func (e *Engine) Func(name string, build func(in []*graph.Node) []*graph.Node) (*Func, error) {
	var exec *graph.Exec
	var err error
	computed := func(in []*graph.Node) []*graph.Node {
		out := own(build(in))
		if len(out) > 0 {
			e.workers.roomFor(out[0].Graph())
		}
		return out
	}
	if caught := guard(func() { exec, err = graph.NewExec(e.Backend, computed) }); caught != nil {
		err = caught
	}
	if err != nil {
		return nil, fmt.Errorf("engine: %s: %w", name, err)
	}
	return &Func{name: name, exec: exec.WithName(name).SetMaxCache(64)}, nil
}

// own makes outputs that are inputs into nodes of their own: a graph that
// computes nothing fails on the Go backend.
func own(out []*graph.Node) []*graph.Node {
	for i, y := range out {
		if y.Type() == graph.NodeTypeParameter {
			out[i] = graph.Identity(y)
		}
	}
	return out
}

// Call computes the function. The inputs stay the caller's.
func (f *Func) Call(in ...*tensors.Tensor) (out []*tensors.Tensor, err error) {
	compute := f.callOne
	if f.split != nil && f.split.fits(in) {
		compute = f.split.call
	}
	if caught := guard(func() { out, err = compute(in) }); caught != nil {
		err = caught
	}
	if err != nil {
		return nil, fmt.Errorf("engine: %s: %w", f.name, err)
	}
	return out, nil
}

// callOne computes on the first device.
func (f *Func) callOne(in []*tensors.Tensor) ([]*tensors.Tensor, error) {
	args := make([]any, len(in))
	for i, t := range in {
		args[i] = t
	}
	return f.exec.Call(args...)
}

// Close frees what was compiled.
func (f *Func) Close() {
	f.exec.Finalize()
	if f.split != nil {
		f.split.exec.Finalize()
	}
}

// OutputShape gives the shape of what fn makes of a float32 of the given
// shape, without computing it.
func OutputShape(fn func(x *graph.Node) *graph.Node, in []int) (out []int, err error) {
	e, err := New("go")
	if err != nil {
		return nil, err
	}
	defer e.Finalize()
	caught := guard(func() {
		g := graph.NewGraph(e.Backend, "shape")
		defer g.Finalize()
		y := fn(graph.Parameter(g, "x", shapes.Make(dtypes.Float32, in...)))
		out = append([]int{}, y.Shape().Dimensions...)
	})
	return out, caught
}

// guard turns a panic into an error: graph building panics where shapes do not
// fit.
func guard(do func()) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			err = r
		default:
			err = fmt.Errorf("%v", r)
		}
	}()
	do()
	return nil
}
