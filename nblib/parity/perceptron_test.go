package parity

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/losses"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

var perceptronWords = sameForAll(nn.Perceptron(nn.Step),
	"Perceptron/rule_two_inputs", "Perceptron/rule_five_inputs", "Perceptron/rule_one_input")

// TestPerceptron trains a Perceptron as a network is trained, by SGD on the
// squared error with batches of one, and expects the perceptron rule.
func TestPerceptron(t *testing.T) {
	forEach(t, "perceptron", perceptronWords, func(t *testing.T, c *testCase, l nn.Layer) {
		var config struct {
			Rate   float64 `json:"rate"`
			Epochs int     `json:"epochs"`
		}
		if err := json.Unmarshal(c.Config, &config); err != nil {
			t.Fatal(err)
		}
		net, err := nn.Build(l, c.shape("x")[1:])
		if err != nil {
			t.Fatal(err)
		}
		onBackends(t, func(b backend) {
			s := newStepper(t, b, net, losses.MSE, optim.SGD(config.Rate), [][]float32{c.floats("w0"), c.floats("w1")})
			defer s.close()
			n, width := c.shape("x")[0], c.shape("x")[1]
			for i := range n * config.Epochs {
				x := tensors.FromFlatDataAndDimensions(slice(c, "x", i%n), 1, width)
				y := tensors.FromFlatDataAndDimensions(slice(c, "y", i%n), 1, 1)
				s.step(t, x, y)
				got := append(append([]float32{}, s.weights[0]...), s.weights[1]...)
				compare(t, "perceptron", c, b.name, fmt.Sprint("weights after example ", i+1), got, slice(c, "after", i), valueBound)
			}
		})
	})
}

// stepper trains a network: the step of the parity tests, made of the words
// of nn, losses and optim and nothing else.
type stepper struct {
	b       backend
	net     *nn.Network
	run     func(t *testing.T, in ...*tensors.Tensor) [][]float32
	close   func()
	rule    optim.Optimizer
	done    int
	weights [][]float32
	slots   [][]float32
}

func newStepper(t *testing.T, b backend, net *nn.Network, loss losses.Loss, o optim.Optimizer, weights [][]float32) *stepper {
	t.Helper()
	s := &stepper{b: b, net: net, rule: o, weights: weights}
	for _, w := range net.Weights() {
		for _, slot := range o.Slots() {
			values := make([]float32, w.Size())
			for i := range values {
				values[i] = float32(slot.Init)
			}
			s.slots = append(s.slots, values)
		}
	}
	f, err := b.Func("train", func(in []*graph.Node) []*graph.Node { return s.graph(loss, in) })
	if err != nil {
		t.Fatal(err)
	}
	s.close = f.Close
	s.run = func(t *testing.T, in ...*tensors.Tensor) [][]float32 { return numbers(t, b, f, in...) }
	return s
}

// graph is one step: x, y, rate, step number, weights, slots in; loss, weights, slots out.
func (s *stepper) graph(loss losses.Loss, in []*graph.Node) []*graph.Node {
	specs := s.net.Weights()
	w := in[4 : 4+len(specs)]
	slots := in[4+len(specs):]
	call := &nn.Call{Training: true, Weights: w}
	y := s.net.Apply(call, in[0])
	total := add(append(call.Penalties, graph.ReduceAllMean(loss.PerExample(in[1], y)), s.net.Penalty(w))...)
	var learnt []*graph.Node
	for i, spec := range specs {
		if spec.Trainable {
			learnt = append(learnt, w[i])
		}
	}
	grads := s.rule.Clip(graph.Gradient(total, learnt...))
	at := optim.StepNodes{LR: in[2], Step: in[3]}
	each := len(s.rule.Slots())
	var newWeights, newSlots []*graph.Node
	for i, spec := range specs {
		own := slots[i*each : (i+1)*each]
		next := w[i]
		switch {
		case spec.Trainable:
			next, own = s.rule.Update(at, w[i], grads[0], own)
			next, grads = s.net.Constrain(i, next), grads[1:]
		case call.Updates[i] != nil:
			next = call.Updates[i]
		}
		newWeights, newSlots = append(newWeights, next), append(newSlots, own...)
	}
	return append(append([]*graph.Node{total}, newWeights...), newSlots...)
}

// step trains on one batch and gives the loss before the update.
func (s *stepper) step(t *testing.T, x, y *tensors.Tensor) float32 {
	t.Helper()
	rate := s.rule.Rate().At(optim.Progress{Step: s.done})
	s.done++
	in := []*tensors.Tensor{x, y, tensors.FromScalar(float32(rate)), tensors.FromScalar(float32(s.done))}
	specs := s.net.Weights()
	for i, w := range s.weights {
		in = append(in, tensors.FromFlatDataAndDimensions(w, specs[i].Shape...))
	}
	for i, slot := range s.slots {
		in = append(in, tensors.FromFlatDataAndDimensions(slot, specs[i/len(s.rule.Slots())].Shape...))
	}
	out := s.run(t, in...)
	s.weights, s.slots = out[1:1+len(specs)], out[1+len(specs):]
	return out[0][0]
}
