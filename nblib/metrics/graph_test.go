package metrics_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/internal/engine/enginetest"
	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
)

// data is labels and outputs of n examples, the outputs right more often than chance.
type data struct {
	kind            losses.Labels
	width           int
	labels, outputs []float32
}

func makeData(kind losses.Labels, n, width int) data {
	r := rand.New(rand.NewPCG(1, uint64(width)))
	d := data{kind: kind, width: width}
	for range n {
		y := make([]float32, width)
		switch kind {
		case losses.Values:
			for i := range y {
				y[i] = float32(r.NormFloat64()) + 100
			}
		case losses.Binary:
			for i := range y {
				y[i] = float32(r.IntN(2))
			}
		default:
			y[r.IntN(width)] = 1
		}
		for i := range y {
			d.outputs = append(d.outputs, y[i]+float32(r.NormFloat64()))
		}
		if kind == losses.Integers {
			class := 0
			for i := range y {
				class += i * int(y[i])
			}
			d.labels = append(d.labels, float32(class))
		} else {
			d.labels = append(d.labels, y...)
		}
	}
	return d
}

// accumulate adds the data up in batches, the last one filled up with wrong examples of weight 0.
func accumulate(t *testing.T, e *engine.Engine, m metrics.Metric, d data, batch int) float64 {
	t.Helper()
	acc, err := m.Accumulator(d.kind, d.width, true)
	if err != nil {
		t.Fatal(err)
	}
	var state []*tensors.Tensor
	for _, n := range acc.Sizes() {
		state = append(state, tensors.FromValue(make([]float32, n)))
	}
	f, err := e.Func("update", func(in []*graph.Node) []*graph.Node {
		k := len(in) - 3
		return acc.Update(in[:k], in[k], in[k+1], in[k+2])
	})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := len(d.outputs) / d.width
	for from := 0; from < n; from += batch {
		outs := make([]float32, batch*d.width)
		weights := make([]float32, batch)
		copy(outs, d.outputs[from*d.width:])
		for i := range weights {
			if from+i < n {
				weights[i] = 1
			}
		}
		var labels *tensors.Tensor
		if d.kind == losses.Integers {
			ints := make([]int32, batch)
			for i := range ints {
				if from+i < n {
					ints[i] = int32(d.labels[from+i])
				}
			}
			labels = tensors.FromValue(ints)
		} else {
			ys := make([]float32, batch*d.width)
			copy(ys, d.labels[from*d.width:])
			labels = tensors.FromFlatDataAndDimensions(ys, batch, d.width)
		}
		state, err = f.Call(append(state, labels, tensors.FromFlatDataAndDimensions(outs, batch, d.width),
			tensors.FromValue(weights))...)
		if err != nil {
			t.Fatal(err)
		}
	}
	return acc.Result(numbers(state))
}

func numbers(state []*tensors.Tensor) [][]float32 {
	host := make([][]float32, len(state))
	for i, s := range state {
		host[i] = s.Value().([]float32)
	}
	return host
}

func TestAccumulatorEqualsFromOutputs(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		ms := []metrics.Metric{metrics.Accuracy, metrics.TopK(1), metrics.TopK(3), metrics.Precision, metrics.Recall, metrics.F1,
			metrics.Precision.Of(1), metrics.Recall.Of(0), metrics.F1.Of(1), metrics.MAE, metrics.MSE, metrics.R2}
		for _, kind := range []losses.Labels{losses.Integers, losses.OneHot, losses.Values, losses.Binary} {
			for _, width := range []int{1, 2, 5} {
				d := makeData(kind, 101, width)
				for _, m := range ms {
					if m.Check(kind, width) != nil {
						continue
					}
					t.Run(fmt.Sprint(m, kind, width), func(t *testing.T) {
						want, err := m.FromOutputs(kind, d.labels, d.outputs, width, true)
						if err != nil {
							t.Fatal(err)
						}
						got := accumulate(t, e, m, d, 16)
						if math.Abs(got-want) > 1e-6*math.Max(1, math.Abs(want)) {
							t.Errorf("in batches %v, at once %v", got, want)
						}
					})
				}
			}
		}
	})
}

// A float32 stops counting at 2^24; the totals must not.
func TestLongEpochsAreCountedExactly(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		acc, err := metrics.Accuracy.Accumulator(losses.Binary, 1, true)
		if err != nil {
			t.Fatal(err)
		}
		f, err := e.Func("update", func(in []*graph.Node) []*graph.Node {
			return acc.Update(in[:2], in[2], in[3], in[4])
		})
		if err != nil {
			t.Fatal(err)
		}
		const huge = 1 << 24 // examples that are there already, half of them right
		state := []*tensors.Tensor{tensors.FromValue([]float32{huge / 2, huge}), tensors.FromValue([]float32{0, 0})}
		right := tensors.FromValue([][]float32{{1}})
		const more = 1001 // single examples, all right
		for range more {
			if state, err = f.Call(append(state, right, right, tensors.FromValue([]float32{1}))...); err != nil {
				t.Fatal(err)
			}
		}
		want := float64(huge/2+more) / (huge + more)
		if got := acc.Result(numbers(state)); math.Abs(got-want) > 1e-12 {
			t.Errorf("got %.12f, want %.12f", got, want)
		}
	})
}

// Labels far from 0 with little variance, as years have, must not drown in rounding.
func TestR2OfYears(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		r := rand.New(rand.NewPCG(1, 2))
		d := data{kind: losses.Values, width: 2}
		for range 2000 {
			for _, base := range []float64{2000, -30000} {
				y := base + 5*r.NormFloat64()
				d.labels = append(d.labels, float32(y))
				d.outputs = append(d.outputs, float32(y+r.NormFloat64()))
			}
		}
		want, err := metrics.R2.FromOutputs(d.kind, d.labels, d.outputs, d.width, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := accumulate(t, e, metrics.R2, d, 64); math.Abs(got-want) > 1e-6 {
			t.Errorf("in batches %v, at once %v", got, want)
		}
	})
}

func TestEmptyEpochIsNaN(t *testing.T) {
	for _, m := range []metrics.Metric{metrics.Accuracy, metrics.MSE, metrics.R2} {
		acc, err := m.Accumulator(losses.Binary, 1, true)
		if err != nil {
			t.Fatal(err)
		}
		var state [][]float32
		for _, n := range acc.Sizes() {
			state = append(state, make([]float32, n))
		}
		if got := acc.Result(state); !math.IsNaN(got) {
			t.Errorf("%s of nothing is %v", m, got)
		}
	}
}
