package main

import (
	"math"
	"math/rand/v2"

	"nnbook/nblib/internal/engine"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// handNet is the MLP as one writes it on GoMLX without nnbook: a graph of one
// step that takes and gives weights and Adam's moments, and a loop around it.
type handNet struct {
	state []*tensors.Tensor // weights and biases, then both moments of each
	step  *graph.Exec
}

var handShapes = [][]int{{784, 512}, {512}, {512, 512}, {512}, {512, 10}, {10}}

// hand trains the MLP by hand.
func hand(batch, steps int) error {
	e, err := engine.Default()
	if err != nil {
		return err
	}
	data, err := digits(batch * steps).Load()
	if err != nil {
		return err
	}
	images := tensors.FromFlatDataAndDimensions(data.X.U8, batch*steps, 784)
	labels := tensors.FromFlatDataAndDimensions(data.Labels, batch*steps, 1)
	net := newHandNet(e)
	rng := rand.New(rand.NewPCG(1, 1))
	for t, number := newTurns(), float32(0); ; {
		order := rng.Perm(batch * steps)
		var loss *tensors.Tensor
		for s := range steps {
			rows := make([]int32, batch)
			for i := range rows {
				rows[i] = int32(order[s*batch+i])
			}
			number++
			loss = net.train(images, labels, tensors.FromFlatDataAndDimensions(rows, batch, 1), number)
		}
		tensors.MustCopyFlatData[float32](loss)
		if !t.done(batch * steps) {
			return nil
		}
	}
}

func newHandNet(e *engine.Engine) *handNet {
	n := &handNet{}
	for k := range 3 {
		for _, shape := range handShapes {
			size := 1
			for _, d := range shape {
				size *= d
			}
			values := make([]float32, size)
			if k == 0 && len(shape) == 2 {
				for i := range values {
					values[i] = float32(rand.NormFloat64() * math.Sqrt(2/float64(shape[0])))
				}
			}
			n.state = append(n.state, tensors.FromFlatDataAndDimensions(values, shape...))
		}
	}
	n.step = graph.MustNewExec(e.Backend, handStep)
	return n
}

func (n *handNet) train(images, labels, rows *tensors.Tensor, number float32) *tensors.Tensor {
	in := []any{}
	for _, t := range n.state {
		in = append(in, t)
	}
	out := n.step.MustCall(append(in, images, labels, rows, number)...)
	for _, t := range append(n.state, rows) {
		t.MustFinalizeAll()
	}
	n.state = out[:len(out)-1]
	return out[len(out)-1]
}

// handStep is forward, cross-entropy, gradients, Adam.
func handStep(in []*graph.Node) []*graph.Node {
	k := len(handShapes)
	w, m, v, rest := in[:k], in[k:2*k], in[2*k:3*k], in[3*k:]
	x := graph.MulScalar(graph.ConvertDType(graph.Gather(rest[0], rest[2], false), dtypes.Float32), 1.0/255)
	for i := 0; i < k; i += 2 {
		x = graph.Add(graph.Dot(x, w[i]).Product(), graph.InsertAxes(w[i+1], 0))
		if i+2 < k {
			x = graph.Max(x, graph.ZerosLike(x))
		}
	}
	y := graph.Reshape(graph.Gather(rest[1], rest[2], false), x.Shape().Dimensions[0], 1)
	right := graph.Equal(y, graph.Iota(x.Graph(), shapes.Make(dtypes.Int32, x.Shape().Dimensions...), 1))
	loss := graph.Neg(graph.ReduceAllMean(graph.ReduceSum(graph.Where(right, graph.LogSoftmax(x, -1), graph.ZerosLike(x)), -1)))

	rate := graph.MulScalar(graph.Div(
		graph.Sqrt(graph.OneMinus(graph.Pow(graph.Scalar(x.Graph(), dtypes.Float32, 0.999), rest[3]))),
		graph.OneMinus(graph.Pow(graph.Scalar(x.Graph(), dtypes.Float32, 0.9), rest[3]))), 1e-3)
	next := make([]*graph.Node, 3*k)
	for i, g := range graph.Gradient(loss, w...) {
		next[k+i] = graph.Add(graph.MulScalar(m[i], 0.9), graph.MulScalar(g, 0.1))
		next[2*k+i] = graph.Add(graph.MulScalar(v[i], 0.999), graph.MulScalar(graph.Square(g), 0.001))
		next[i] = graph.Sub(w[i], graph.Div(graph.Mul(next[k+i], rate), graph.AddScalar(graph.Sqrt(next[2*k+i]), 1e-7)))
	}
	return append(next, loss)
}
