package parity

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/nn"
)

func TestLayers(t *testing.T) {
	forEach(t, "layers", layerWords, func(t *testing.T, c *testCase, l nn.Layer) {
		onBackends(t, func(b backend) { checkLayer(t, "layers", c, b, l) })
	})
}

// checkLayer compares a layer's output, the gradients of its input and
// weights for a given cotangent, what it remembers, and its penalties.
func checkLayer(t *testing.T, group string, c *testCase, b backend, l nn.Layer) {
	t.Helper()
	net, err := nn.Build(l, c.shape("x")[1:])
	if err != nil {
		t.Fatal(err)
	}
	weights := net.Weights()
	sameWeights(t, c, weights)
	in := []*tensors.Tensor{c.tensor("x"), c.tensor("dy")}
	for i, w := range weights {
		in = append(in, tensors.FromFlatDataAndDimensions(c.floats(fmt.Sprint("w", i)), w.Shape...))
	}
	roles := []string{"y", "grad_x"}
	for i, w := range weights {
		if w.Trainable {
			roles = append(roles, fmt.Sprint("grad_w", i))
		} else {
			roles = append(roles, fmt.Sprint("after_w", i))
		}
	}
	if c.has("penalty") {
		roles = append(roles, "penalty")
	}
	out := b.compute(t, func(in []*graph.Node) []*graph.Node { return layerGraph(c, net, in) }, in...)
	for i, role := range roles {
		compare(t, group, c, b.name, role, out[i], c.floats(role), valueBound)
	}
}

// layerGraph builds the nodes that checkLayer compares, from x, the cotangent and the weights.
func layerGraph(c *testCase, net *nn.Network, in []*graph.Node) []*graph.Node {
	x, dy, w := in[0], in[1], in[2:]
	call := &nn.Call{Training: c.Training, Weights: w}
	y := net.Apply(call, x)
	var penalty *graph.Node
	if c.has("penalty") {
		penalty = add(append(call.Penalties, net.Penalty(w))...)
	}
	grads := graph.Gradient(add(graph.ReduceAllSum(graph.Mul(y, dy)), penalty), in[:1]...)
	out := append([]*graph.Node{y}, grads...)
	var learnt []*graph.Node
	for i, spec := range net.Weights() {
		if spec.Trainable {
			learnt = append(learnt, w[i])
		}
	}
	if len(learnt) > 0 {
		learnt = graph.Gradient(add(graph.ReduceAllSum(graph.Mul(y, dy)), penalty), learnt...)
	}
	for i, spec := range net.Weights() {
		switch {
		case spec.Trainable:
			out, learnt = append(out, learnt[0]), learnt[1:]
		case call.Updates[i] != nil:
			out = append(out, call.Updates[i])
		default:
			out = append(out, w[i])
		}
	}
	if penalty != nil {
		out = append(out, penalty)
	}
	return out
}

// sameWeights checks that the library's weights stand in Keras's order, under
// Keras's names, with as many values.
func sameWeights(t *testing.T, c *testCase, weights []nn.Weight) {
	t.Helper()
	if len(weights) != len(c.Weights) {
		t.Fatalf("expected %d weights, got %d", len(c.Weights), len(weights))
	}
	for i, w := range weights {
		want := c.Weights[i]
		size := 1
		for _, n := range c.shape(fmt.Sprint("w", i)) {
			size *= n
		}
		if !strings.HasSuffix(w.Name, "."+want.Name) || w.Trainable != want.Trainable || w.Size() != size {
			t.Fatalf("weight %d: expected %s of %d values (trainable %v), got %s of %v (trainable %v)",
				i, want.Name, size, want.Trainable, w.Name, w.Shape, w.Trainable)
		}
		if !strings.Contains(w.Layer, "Depthwise") && !slices.Equal(w.Shape, c.shape(fmt.Sprint("w", i))) {
			t.Fatalf("weight %d, %s: expected shape %v, got %v", i, w.Name, c.shape(fmt.Sprint("w", i)), w.Shape)
		}
	}
}
