package viz

import (
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
)

// inside is what a network computes on the way from its input to its outputs.
type inside struct {
	outputs []float32 // [n, width]
	layers  []values  // in the order of data flow, as far as asked for
	input   []float32 // the gradient of the input, if asked for
}

// values is what one layer gives, and its gradient, both [n, shape...].
type values struct {
	path     string
	shape    []int // of one example
	out      []float32
	gradient []float32
}

// question is what to look for.
type question struct {
	layers bool                                  // the output of every layer
	score  func(outputs *graph.Node) *graph.Node // a scalar: the gradients of it; nil for none
}

// look sends n examples [n, input...] through a model and answers a question about it.
func look(m *nn.Model, x []float32, n int, q question) (*inside, error) {
	l, err := newLooker(m.Network(), q)
	if err != nil {
		return nil, err
	}
	defer l.close()
	return l.look(m.Weights(), x, n)
}

// looker answers one question about one network, for any weights.
type looker struct {
	net   *nn.Network
	q     question
	f     *engine.Func
	paths []values // of the layers, without their values
}

func newLooker(net *nn.Network, q question) (*looker, error) {
	e, err := engine.Default()
	if err != nil {
		return nil, err
	}
	l := &looker{net: net, q: q}
	l.f, err = e.Func("look inside", func(in []*graph.Node) []*graph.Node {
		last := len(in) - 1
		call := &nn.Call{Weights: in[:last]}
		var nodes []*graph.Node
		l.paths = nil
		if q.layers {
			call.Tap = func(path string, y *graph.Node) *graph.Node {
				nodes = append(nodes, y)
				l.paths = append(l.paths, values{path: path, shape: y.Shape().Dimensions[1:]})
				return y
			}
		}
		y := net.Apply(call, in[last])
		results := append([]*graph.Node{y}, nodes...)
		if q.score != nil {
			results = append(results, graph.Gradient(q.score(y), append([]*graph.Node{in[last]}, nodes...)...)...)
		}
		return results
	})
	return l, err
}

func (l *looker) close() { l.f.Close() }

// look sends n examples through the network with the given weights.
func (l *looker) look(weights []nn.Tensor, x []float32, n int) (*inside, error) {
	var args []*tensors.Tensor
	for _, w := range weights {
		args = append(args, tensors.FromFlatDataAndDimensions(w.Data, w.Shape...))
	}
	args = append(args, tensors.FromFlatDataAndDimensions(x, append([]int{n}, l.net.Input()...)...))
	answers, err := l.f.Call(args...)
	if err != nil {
		return nil, err
	}
	flat := make([][]float32, len(answers))
	for i, a := range answers {
		if flat[i], err = tensors.CopyFlatData[float32](a); err != nil {
			return nil, fmt.Errorf("viz: look inside: %w", err)
		}
	}
	out := &inside{outputs: flat[0], layers: slices.Clone(l.paths)}
	k := len(out.layers)
	for i := range out.layers {
		out.layers[i].out = flat[1+i]
		if l.q.score != nil {
			out.layers[i].gradient = flat[2+k+i]
		}
	}
	if l.q.score != nil {
		out.input = flat[1+k]
	}
	return out, nil
}

// classScore is the output of one class, summed over the examples.
func classScore(class int) func(*graph.Node) *graph.Node {
	return func(y *graph.Node) *graph.Node {
		return graph.ReduceAllSum(graph.Slice(y, graph.AxisRange(), graph.AxisElem(class)))
	}
}
