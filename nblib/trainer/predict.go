package trainer

import (
	"fmt"
	"math"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/tensors"
)

// Predictions are a network's outputs for the examples of a part.
type Predictions struct {
	Len     int
	Width   int       // outputs of one example
	Outputs []float32 // [Len, Width], row after row, as the network gives them
	Names   []string  // of the classes; nil where there are none

	logits bool
}

// Row is the outputs for example i.
func (p *Predictions) Row(i int) []float32 { return p.Outputs[i*p.Width : (i+1)*p.Width] }

// Probabilities are the outputs for example i as probabilities: softmax of
// logits, a sigmoid where there is one output, unchanged where the network
// ends in one of these itself.
func (p *Predictions) Probabilities(i int) []float64 {
	out := make([]float64, p.Width)
	if !p.logits {
		for k, x := range p.Row(i) {
			out[k] = float64(x)
		}
		return out
	}
	if p.Width == 1 {
		return []float64{1 / (1 + math.Exp(-float64(p.Row(i)[0])))}
	}
	return softmax(p.Row(i), out)
}

func softmax(row []float32, out []float64) []float64 {
	top := math.Inf(-1)
	for _, x := range row {
		top = math.Max(top, float64(x))
	}
	sum := 0.0
	for k, x := range row {
		out[k] = math.Exp(float64(x) - top)
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

// Class is the class that example i is taken for: the largest output, or,
// where there is one output, 1 for a probability above one half.
func (p *Predictions) Class(i int) int {
	if p.Width == 1 {
		if p.Probabilities(i)[0] > 0.5 {
			return 1
		}
		return 0
	}
	best, row := 0, p.Row(i)
	for k, x := range row {
		if x > row[best] {
			best = k
		}
	}
	return best
}

// Classes are the classes that all examples are taken for.
func (p *Predictions) Classes() []int {
	out := make([]int, p.Len)
	for i := range out {
		out[i] = p.Class(i)
	}
	return out
}

// Predict gives the outputs of the run's network for all examples of a part,
// in the part's order (Keras: Model.predict).
func Predict(run *Run, part *datasets.Part) (*Predictions, error) {
	if run == nil || run.Model == nil {
		return nil, fmt.Errorf("trainer: Predict: expected a run, got nil; train one or load one")
	}
	if err := run.Model.Load(); err != nil {
		return nil, err
	}
	return predictModel(run.Model, part)
}

// predictModel gives the outputs of a model.
func predictModel(m *nn.Model, part *datasets.Part) (*Predictions, error) {
	e, err := engine.Default()
	if err != nil {
		return nil, err
	}
	network := m.Network()
	p, err := newPredictor(e, m, network, part)
	if err != nil {
		return nil, err
	}
	defer p.close()
	weights := onDevice(m.Weights())
	defer engine.Free(weights...)
	said, err := p.predict(weights)
	if err != nil {
		return nil, err
	}
	said.Names, said.logits = m.Classes(), givesLogits(network)
	return said, nil
}

func onDevice(ts []nn.Tensor) []*tensors.Tensor {
	out := make([]*tensors.Tensor, len(ts))
	for i, t := range ts {
		out[i] = toDevice(t)
	}
	return out
}

// Evaluate measures the run's network on a part: its loss and metrics, by name
// (Keras: Model.evaluate). It computes on one device, whatever the run was
// trained on.
func Evaluate(run *Run, part *datasets.Part) (Scores, error) {
	if run == nil || run.Model == nil {
		return nil, fmt.Errorf("trainer: Evaluate: expected a run, got nil; train one or load one")
	}
	info, err := part.Info()
	if err != nil {
		return nil, err
	}
	if info.Len == 0 {
		return nil, fmt.Errorf("trainer: Evaluate: %s: expected at least 1 example, got none; choose a part that has some", info.Name)
	}
	cfg := run.Config
	cfg.Loss, cfg.Devices = run.Loss, 1 // this machine may have fewer than the one that trained
	p, err := newPlan(run.Model, info, cfg)
	if err != nil {
		return nil, err
	}
	kept := &residents{}
	defer kept.free()
	from, err := newFeed(share{part: part, n: info.Len}, info, false, kept)
	if err != nil {
		return nil, err
	}
	step, err := p.evalStep(from)
	if err != nil {
		return nil, err
	}
	defer step.Close()
	weights := onDevice(run.Model.Weights())
	defer engine.Free(weights...)
	values, err := p.evaluate(step, weights, from, info.Len, "")
	return values, err
}
