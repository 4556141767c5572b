package viz

import (
	_ "embed"
	"math"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/losses"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

//go:embed assets/backprop.js
var backpropScript string

// Backprop shows one example on its way through a network, and the gradient of its loss on the way back, on the boxes
// of [Diagram]: beside each layer the values that it gives (forward) and the derivative of the loss by each of them
// (backward), for up to 12 of its outputs; a button plays both directions. net may be a description, which then has the
// weights it would begin with, or a trained run's Model. The loss is the one that training would choose.
func Backprop(net nn.Layer, part *datasets.Part, example int) *Chart {
	info, err := part.Info()
	if err != nil {
		return failed(err)
	}
	built, err := nn.Build(net, info.Shape)
	if err != nil {
		return failed(err)
	}
	batch, err := part.Examples(example)
	if err != nil {
		return failed(err)
	}
	loss, err := trainer.LossFor(built, info)
	if err != nil {
		return failed(err)
	}
	b, err := passBoth(built, info, batch, loss)
	if err != nil {
		return failed(err)
	}
	b.answer = answer(info.Target, batch, 0)
	return b.chart()
}

// passed is what one example does in a network, there and back.
type passed struct {
	rows   []nn.LayerInfo
	input  values
	layers map[string]values // by path
	norms  map[string][2]float64
	loss   float64
	name   string // of the loss
	answer string
}

// passBoth sends one example forward and its loss's gradient backward.
func passBoth(net *nn.Network, info datasets.Info, batch *datasets.Batch, loss losses.Loss) (*passed, error) {
	e, err := engine.Default()
	if err != nil {
		return nil, err
	}
	b := &passed{rows: net.Layers(), layers: map[string]values{}, norms: map[string][2]float64{}, name: strings.TrimPrefix(loss.String(), "losses.")}
	weights := net.Init(0)
	var seen []values
	f, err := e.Func("backprop", func(in []*graph.Node) []*graph.Node {
		k := len(weights)
		var nodes []*graph.Node
		seen = nil
		call := &nn.Call{Weights: in[:k], Tap: func(path string, y *graph.Node) *graph.Node {
			nodes = append(nodes, y)
			seen = append(seen, values{path: path, shape: y.Shape().Dimensions[1:]})
			return y
		}}
		score := meanLoss(loss, in[k+1], net.Apply(call, in[k]))
		all := append(append([]*graph.Node{in[k]}, nodes...), in[:k]...)
		return append(append([]*graph.Node{score}, nodes...), graph.Gradient(score, all...)...)
	})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var args []*tensors.Tensor
	for _, w := range weights {
		args = append(args, tensors.FromFlatDataAndDimensions(w.Data, w.Shape...))
	}
	x := examplesTensor(info, batch)
	out, err := f.Call(append(args, x, labelsTensor(info, batch))...)
	if err != nil {
		return nil, err
	}
	flat := make([][]float32, len(out))
	for i, t := range out {
		if flat[i], err = tensors.CopyFlatData[float32](t); err != nil {
			return nil, err
		}
	}
	n := len(seen)
	b.loss = float64(flat[0][0])
	b.input = values{shape: info.Shape, out: batch.X.At(0), gradient: flat[1+n]}
	for i, v := range seen {
		v.out, v.gradient = flat[1+i], flat[2+n+i]
		b.layers[v.path] = v
	}
	for i, w := range weights {
		b.norms[w.Name] = [2]float64{norm32(w.Data), norm32(flat[2+2*n+i])}
	}
	return b, nil
}

func norm32(v []float32) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}
