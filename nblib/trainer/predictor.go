package trainer

import (
	"fmt"
	"slices"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// predictor gives a network's outputs for a part, compiled once for any number
// of weights.
type predictor struct {
	info  datasets.Info
	width int
	kept  *residents
	from  feed
	step  *engine.Func
	key   forwardKey
}

// newPredictor makes one on an engine; what it compiles is kept for the owner of the network.
func newPredictor(e *engine.Engine, owner any, network *nn.Network, part *datasets.Part) (*predictor, error) {
	info, err := part.Info()
	if err != nil {
		return nil, err
	}
	if err := checkInput("Predict", info, network.Input()); err != nil {
		return nil, err
	}
	p := &predictor{info: info, width: volume(network.Output()), kept: &residents{}}
	if info.Len == 0 {
		return p, nil
	}
	if p.from, err = newFeed(share{part: part, n: info.Len}, info, false, p.kept); err != nil {
		return nil, err
	}
	p.key = keyOf(owner, p.from)
	if p.step = forwards.take(p.key); p.step != nil {
		return p, nil
	}
	if p.step, err = forward(e, network, p.from); err != nil {
		p.kept.free()
		return nil, err
	}
	return p, nil
}

// checkInput refuses examples of another shape than the network takes.
func checkInput(who string, info datasets.Info, input []int) error {
	if slices.Equal(info.Shape, input) {
		return nil
	}
	return fmt.Errorf("trainer: %s: %s: expected examples of shape %v, as the network was trained on, got %v; prepare them alike", who, info.Name, input, info.Shape)
}

// forward compiles the network for prediction: weights and the feed's tensors
// in, outputs out.
func forward(e *engine.Engine, network *nn.Network, from feed) (*engine.Func, error) {
	n := len(network.Weights())
	return e.Func("prediction", func(in []*graph.Node) []*graph.Node {
		x, _, _ := from.open(in[n:])
		return []*graph.Node{network.Apply(&nn.Call{Weights: in[:n]}, x)}
	})
}

// predict gives the outputs with the given weights, which stay the caller's.
func (p *predictor) predict(weights []*tensors.Tensor) (*Predictions, error) {
	said := &Predictions{Len: p.info.Len, Width: p.width}
	if p.info.Len == 0 {
		return said, nil
	}
	said.Outputs = make([]float32, 0, said.Len*said.Width)
	for batch, err := range p.from.batches(datasets.Order{}, evalBatch(p.info.Len, volume(p.info.Shape), 1), 0) {
		if err != nil {
			return nil, err
		}
		out, err := p.step.Call(append(append([]*tensors.Tensor{}, weights...), batch.in...)...)
		batch.free()
		if err != nil {
			return nil, err
		}
		rows, err := tensors.CopyFlatData[float32](out[0])
		engine.Free(out...)
		if err != nil {
			return nil, err
		}
		said.Outputs = append(said.Outputs, rows...)
	}
	return said, nil
}

func (p *predictor) close() {
	p.kept.free()
	if p.step != nil {
		forwards.give(p.key, p.step)
	}
}
