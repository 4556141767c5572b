package parity

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
)

var metricWords = join(
	sameForAll(metrics.Accuracy, names("Accuracy/%s_%s_%d", "sparse categorical", "logits probabilities", 3, 5)...),
	sameForAll(metrics.Accuracy, names("Accuracy/%s_%s_%d", "binary", "logits probabilities", 1, 3)...),
	map[string]metrics.Metric{
		"TopK/sparse_2":      metrics.TopK(2),
		"TopK/sparse_3":      metrics.TopK(3),
		"TopK/sparse_5":      metrics.TopK(5),
		"TopK/categorical_2": metrics.TopK(2),
		"TopK/categorical_3": metrics.TopK(3),
		"TopK/categorical_5": metrics.TopK(5),
	},
	counted("Precision", metrics.Precision), counted("Recall", metrics.Recall), counted("F1", metrics.F1),
	sameForAll(metrics.AUC, "AUC/binary_plain", "AUC/binary_ties", "AUC/binary_many_ties", "AUC/macro_3", "AUC/macro_4", "AUC/macro_5"),
	sameForAll(metrics.MAE, "MAE/width_1", "MAE/width_2", "MAE/width_4"),
	sameForAll(metrics.MSE, "MSE/width_1", "MSE/width_2", "MSE/width_4"),
	sameForAll(metrics.R2, "R2/width_1", "R2/width_2", "R2/width_4"),
)

// names fills in a pattern with every combination.
func names(pattern, labels, outputs string, widths ...int) (all []string) {
	for _, l := range strings.Fields(labels) {
		for _, o := range strings.Fields(outputs) {
			for _, w := range widths {
				all = append(all, fmt.Sprintf(pattern, l, o, w))
			}
		}
	}
	return all
}

func counted(word string, m metrics.Metric) map[string]metrics.Metric {
	out := map[string]metrics.Metric{}
	for _, form := range []string{"binary_a", "binary_b", "binary_c", "per_class_3", "per_class_5", "per_class_never",
		"macro_3", "macro_5", "macro_never"} {
		out[word+"/"+form] = m
	}
	return out
}

var labelKinds = map[string]losses.Labels{
	"sparse": losses.Integers, "onehot": losses.OneHot, "binary": losses.Binary, "values": losses.Values,
}

// metricConfig is how a case's labels and outputs are to be read.
type metricConfig struct {
	Labels  string `json:"labels"`
	Outputs string `json:"outputs"`
	Batches []int  `json:"batches"`
}

// TestMetrics adds up uneven batches inside a graph, and takes all outputs at
// once; both must give the value of the whole.
func TestMetrics(t *testing.T) {
	forEach(t, "metrics", metricWords, func(t *testing.T, c *testCase, m metrics.Metric) {
		var config metricConfig
		if err := json.Unmarshal(c.Config, &config); err != nil {
			t.Fatal(err)
		}
		all := []metrics.Metric{m}
		if strings.Contains(c.Name, "/per_class_") {
			all = nil
			for class := range c.floats("result") {
				all = append(all, m.Of(class))
			}
		}
		var atOnce []float32
		for _, m := range all {
			v, err := m.FromOutputs(labelKinds[config.Labels], c.floats("y_true"), c.floats("y_pred"), c.shape("y_pred")[1],
				config.Outputs == "logits")
			if err != nil {
				t.Fatal(err)
			}
			atOnce = append(atOnce, float32(v))
		}
		compare(t, "metrics", c, hostColumn, "all at once", atOnce, c.floats("result"), valueBound)
		if m.NeedsOutputs() {
			return
		}
		onBackends(t, func(b backend) {
			compare(t, "metrics", c, b.name, "batch by batch", addUp(t, c, b, all, config), c.floats("result"), valueBound)
		})
	})
}

// addUp gives metrics after all batches went through their accumulators. As in
// training, a short batch is filled up with examples of weight 0.
func addUp(t *testing.T, c *testCase, b backend, all []metrics.Metric, config metricConfig) (results []float32) {
	t.Helper()
	var accs []metrics.Accumulator
	var state [][]float32
	for _, m := range all {
		acc, err := m.Accumulator(labelKinds[config.Labels], c.shape("y_pred")[1], config.Outputs == "logits")
		if err != nil {
			t.Fatal(err)
		}
		accs = append(accs, acc)
		for _, n := range acc.Sizes() {
			state = append(state, make([]float32, n))
		}
	}
	update, err := b.Func("metric", func(in []*graph.Node) (next []*graph.Node) {
		state := in[3:]
		for _, acc := range accs {
			n := len(acc.Sizes())
			next = append(next, acc.Update(state[:n], in[0], in[1], in[2])...)
			state = state[n:]
		}
		return next
	})
	if err != nil {
		t.Fatal(err)
	}
	defer update.Close()
	from, size := 0, slices.Max(config.Batches)
	for _, n := range config.Batches {
		weights := append(slices.Repeat([]float32{1}, n), make([]float32, size-n)...)
		in := []*tensors.Tensor{batch(c, "y_true", from, n, size), batch(c, "y_pred", from, n, size),
			tensors.FromFlatDataAndDimensions(weights, size)}
		for _, s := range state {
			in = append(in, tensors.FromFlatDataAndDimensions(s, len(s)))
		}
		state = numbers(t, b, update, in...)
		from += n
	}
	for _, acc := range accs {
		n := len(acc.Sizes())
		results = append(results, float32(acc.Result(state[:n])))
		state = state[n:]
	}
	return results
}

// batch is n entries of a tensor along its first axis, filled up with zeros to size.
func batch(c *testCase, role string, from, n, size int) *tensors.Tensor {
	shape := slices.Clone(c.shape(role))
	each := len(c.floats(role)) / shape[0]
	shape[0] = size
	values := append(slices.Clone(c.floats(role)[from*each:(from+n)*each]), make([]float32, (size-n)*each)...)
	if len(shape) > 1 {
		return tensors.FromFlatDataAndDimensions(values, shape...)
	}
	ints := make([]int32, len(values))
	for i, v := range values {
		ints[i] = int32(v)
	}
	return tensors.FromFlatDataAndDimensions(ints, shape...)
}
