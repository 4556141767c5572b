package trainer

import (
	"math"
	"slices"

	"nnbook/nblib/internal/engine"

	"github.com/gomlx/gomlx/core/tensors"
)

// tally turns running sums into values by name.
type tally struct {
	plan    *plan
	labels  []float32 // of all examples, where a metric needs them
	outputs []float32
}

// see collects what a step gave for metrics that need everything at once, and
// frees it.
func (t *tally) see(rest []*tensors.Tensor) error {
	if len(rest) < 2 {
		return nil
	}
	for i, to := range []*[]float32{&t.labels, &t.outputs} {
		data, err := tensors.CopyFlatData[float32](rest[i])
		if err != nil {
			return err
		}
		*to = append(*to, data...)
	}
	engine.Free(rest...)
	return nil
}

// values are the loss and the metrics, NaN where nothing was seen.
func (t *tally) values(sums []*tensors.Tensor, prefix string) (map[string]float64, error) {
	flat := make([][]float32, len(sums))
	for i, s := range sums {
		data, err := tensors.CopyFlatData[float32](s)
		if err != nil {
			return nil, err
		}
		flat[i] = data
	}
	values := map[string]float64{prefix + "loss": float64(flat[0][0]) / float64(flat[0][1])}
	at := 1
	for _, m := range t.plan.meters {
		if m.accumulator == nil {
			v, err := m.FromOutputs(t.plan.labels, t.labels, t.outputs, t.plan.width(), t.plan.logits)
			if err != nil {
				v = math.NaN() // such as AUC of one class only
			}
			values[prefix+m.Name()] = v
			continue
		}
		k := len(m.accumulator.Sizes())
		values[prefix+m.Name()] = m.accumulator.Result(flat[at : at+k])
		at += k
	}
	return values, nil
}

// evalBatch is the batch size for n examples of the given size: a divisor of n
// where there is a good one, so that one graph serves all batches and no
// example is padded; and a multiple of devices, so that they share it.
func evalBatch(n, size, devices int) int {
	limit := min(max(8<<20/max(1, size), 16), 512)
	limit = max(limit-limit%devices, devices)
	if n <= limit {
		return max(1, n)
	}
	for b := limit; b >= limit/8; b -= devices {
		if n%b == 0 {
			return b
		}
	}
	return limit
}

// volume is the number of values in a shape.
func volume(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// betterHigher tells the direction of a value by name.
func (p *plan) betterHigher(name string) bool {
	for _, m := range p.meters {
		if name == m.Name() || name == "val_"+m.Name() {
			return m.HigherIsBetter()
		}
	}
	return false
}

// checkWatched refuses a value that no epoch will have.
func (p *plan) checkWatched(who, value string, validation bool) error {
	names := p.values(validation)
	if slices.Contains(names, value) {
		return nil
	}
	return watchError(who, value, names)
}
