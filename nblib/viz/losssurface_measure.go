package viz

import (
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/losses"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

// lossMeter measures the mean loss of a network on fixed examples, for any weights.
type lossMeter struct {
	f       *engine.Func
	weights []nn.Tensor // for their shapes
	x, y    *tensors.Tensor
}

func newLossMeter(run *trainer.Run, part *datasets.Part) (*lossMeter, error) {
	info, batch, err := lossExamples(part)
	if err != nil {
		return nil, err
	}
	if fmt.Sprint(info.Shape) != fmt.Sprint(run.Model.Input()) {
		return nil, fmt.Errorf("viz: LossSurface: %s: expected examples of shape %v, as the network was trained on, got %v; use a part of the set that it was trained on", info.Name, run.Model.Input(), info.Shape)
	}
	e, err := engine.Default()
	if err != nil {
		return nil, err
	}
	net := run.Model.Network()
	m := &lossMeter{weights: run.Model.Weights(), x: examplesTensor(info, batch), y: labelsTensor(info, batch)}
	m.f, err = e.Func("loss surface", func(in []*graph.Node) []*graph.Node {
		k := len(in) - 2
		return []*graph.Node{meanLoss(run.Loss, in[k+1], net.Apply(&nn.Call{Weights: in[:k]}, in[k]))}
	})
	return m, err
}

func (m *lossMeter) close() { m.f.Close() }

// loss is the mean loss with all weights as one list.
func (m *lossMeter) loss(weights []float64) (float64, error) {
	var args []*tensors.Tensor
	for _, t := range m.weights {
		data := make([]float32, len(t.Data))
		for i := range data {
			data[i] = float32(weights[i])
		}
		weights = weights[len(data):]
		args = append(args, tensors.FromFlatDataAndDimensions(data, t.Shape...))
	}
	out, err := m.f.Call(append(args, m.x, m.y)...)
	if err != nil {
		return math.NaN(), err
	}
	v, err := tensors.CopyFlatData[float32](out[0])
	if err != nil {
		return math.NaN(), err
	}
	return float64(v[0]), nil
}

// meanLoss is the loss of the labels of a batch, a scalar.
func meanLoss(l losses.Loss, labels, outputs *graph.Node) *graph.Node {
	return graph.ReduceAllMean(l.PerExample(labels, outputs))
}

// examplesTensor is a batch as [n, shape...].
func examplesTensor(info datasets.Info, batch *datasets.Batch) *tensors.Tensor {
	var x []float32
	for i := range batch.Len {
		x = append(x, batch.X.At(i)...)
	}
	return tensors.FromFlatDataAndDimensions(x, append([]int{batch.Len}, info.Shape...)...)
}

// labelsTensor is the right answers as losses take them: int32 [n] or float32 [n, width].
func labelsTensor(info datasets.Info, batch *datasets.Batch) *tensors.Tensor {
	if batch.Labels != nil {
		return tensors.FromFlatDataAndDimensions(batch.Labels, batch.Len)
	}
	return tensors.FromFlatDataAndDimensions(batch.Values, batch.Len, info.Target.Width)
}
