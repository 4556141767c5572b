package metrics_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend"
	_ "github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
)

func onBackends(t *testing.T, test func(t *testing.T, b compute.Backend)) {
	t.Helper()
	names := []string{"go"}
	if os.Getenv("PJRT_PLUGIN_LIBRARY_PATH") != "" {
		names = append(names, "xla:cpu")
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			b, err := compute.NewWithConfig(name)
			if err != nil {
				t.Fatal(err)
			}
			defer b.Finalize()
			test(t, b)
		})
	}
}

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
func accumulate(t *testing.T, b compute.Backend, m metrics.Metric, d data, batch int) float64 {
	t.Helper()
	acc, err := m.Accumulator(d.kind, d.width, true)
	if err != nil {
		t.Fatal(err)
	}
	var state []any
	for _, n := range acc.Sizes() {
		state = append(state, tensors.FromValue(make([]float32, n)))
	}
	exec, err := graph.NewExec(b, func(in []*graph.Node) []*graph.Node {
		k := len(in) - 3
		return acc.Update(in[:k], in[k], in[k+1], in[k+2])
	})
	if err != nil {
		t.Fatal(err)
	}
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
		args := append(append([]any{}, state...), labels, tensors.FromFlatDataAndDimensions(outs, batch, d.width),
			tensors.FromValue(weights))
		for i, out := range exec.MustExec(args...) {
			state[i] = out
		}
	}
	var host [][]float32
	for _, s := range state {
		host = append(host, tensors.MustCopyFlatData[float32](s.(*tensors.Tensor)))
	}
	return acc.Result(host)
}

func TestAccumulatorEqualsFromOutputs(t *testing.T) {
	onBackends(t, func(t *testing.T, b compute.Backend) {
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
						got := accumulate(t, b, m, d, 16)
						if math.Abs(got-want) > 1e-6*math.Max(1, math.Abs(want)) {
							t.Errorf("in batches %v, at once %v", got, want)
						}
					})
				}
			}
		}
	})
}
