package trainer

import (
	"fmt"
	"math"
	"path/filepath"

	"nnbook/nblib/nn"
)

// Moment is what [Record] kept of one epoch. What was not asked for is nil.
type Moment struct {
	Epoch       int // 0 before training
	Weights     []Distribution
	Gradients   []Distribution // by the weights that learn
	Predictions *Predictions

	run *Run
}

// Distribution tells how the values of one weight, or of its gradient, lie.
type Distribution struct {
	Name      string // of the weight: "2.Dense.kernel"
	Shape     []int
	Norm      float64 // the root of the sum of the squares
	Mean, Std float64
	Min, Max  float64   // of the finite values
	Counts    []int     // of the finite values, in equal steps from Min to Max
	Values    []float32 // all, row-major; nil where there are more than FullRecord
}

// recordBins is the number of bars of a histogram.
const recordBins = 40

// recordStats are the numbers of a Distribution before its counts.
const recordStats = 5

func distributions(ts []nn.Tensor) []Distribution {
	out := make([]Distribution, len(ts))
	for i, t := range ts {
		out[i] = distribution(t)
	}
	return out
}

func distribution(t nn.Tensor) Distribution {
	d := Distribution{Name: t.Name, Shape: t.Shape, Counts: make([]int, recordBins), Min: math.Inf(1), Max: math.Inf(-1)}
	var sum, squares float64
	for _, v := range t.Data {
		x := float64(v)
		sum += x
		squares += x * x
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			d.Min, d.Max = min(d.Min, x), max(d.Max, x)
		}
	}
	n := float64(len(t.Data))
	d.Norm, d.Mean = math.Sqrt(squares), sum/n
	d.Std = math.Sqrt(max(0, squares/n-d.Mean*d.Mean))
	if d.Min > d.Max {
		d.Min, d.Max = 0, 0 // nothing finite to count
	} else {
		d.count(t.Data)
	}
	if len(t.Data) <= FullRecord {
		d.Values = t.Data
	}
	return d
}

func (d *Distribution) count(values []float32) {
	for _, v := range values {
		x := float64(v)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			continue
		}
		k := 0
		if d.Max > d.Min {
			k = min(int((x-d.Min)/(d.Max-d.Min)*recordBins), recordBins-1)
		}
		d.Counts[k]++
	}
}

// Model is the network with its weights of that epoch. It needs
// [RecordWeights], and no weight of more than [FullRecord] values.
func (m Moment) Model() (*nn.Model, error) {
	if m.Weights == nil {
		return nil, fmt.Errorf("trainer: Moment.Model: expected recorded weights, got none; train with trainer.Record(trainer.RecordWeights)")
	}
	var weights []nn.Tensor
	for _, d := range m.Weights {
		if d.Values == nil {
			return nil, fmt.Errorf("trainer: Moment.Model: weight %s: expected at most %d values, got %v; only its distribution is recorded", d.Name, FullRecord, d.Shape)
		}
		weights = append(weights, nn.Tensor{Name: d.Name, Shape: d.Shape, Data: d.Values})
	}
	model, err := nn.NewModel(fmt.Sprintf("epoch %d", m.Epoch), m.run.Model.Layer(), m.run.Model.Input(), weights)
	if err != nil {
		return nil, err
	}
	return model.WithClasses(m.run.Model.Classes()), nil
}

// Records are the moments that [Record] kept, in the order of the epochs. It is
// an error where there are none.
func (r *Run) Records() ([]Moment, error) {
	moments := r.moments
	if moments == nil && r.dir != "" {
		for _, file := range []string{recordsFile, unfinishedRecords} {
			frames, err := readFrames(filepath.Join(r.dir, file))
			if err != nil {
				return nil, err
			}
			if moments = momentsOf(frames, r.print, r.History.Len()); moments != nil {
				break
			}
		}
	}
	if moments == nil {
		return nil, fmt.Errorf("trainer: Records: expected a run that was recorded, got one without a record; train it anew (Config.Fresh) with trainer.Record(...) among the callbacks")
	}
	out := make([]Moment, len(moments))
	for i, m := range moments {
		m.run = r
		out[i] = m
	}
	return out, nil
}
