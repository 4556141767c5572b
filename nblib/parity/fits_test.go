package parity

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/metrics"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

// fitConfig is the part of a case's configuration that says how to fit.
type fitConfig struct {
	Batch   int    `json:"batch"`
	Epochs  int    `json:"epochs"`
	Target  string `json:"target"`
	Classes int    `json:"classes"`
}

// TestFits trains the whole networks by trainer.Fit, against Keras's fit: one
// batch an epoch, so that each of the 50 rows of the history is one step's, with
// validation after each. All that Keras's history holds must agree.
func TestFits(t *testing.T) {
	forEach(t, "fits", networkWords, func(t *testing.T, c *testCase, n network) {
		var config fitConfig
		if err := json.Unmarshal(c.Config, &config); err != nil {
			t.Fatal(err)
		}
		onBackends(t, func(b backend) {
			history := fit(t, c, b, n, config)
			for _, name := range c.Tensors {
				if !slices.Contains([]string{"loss", "val_loss", "accuracy", "val_accuracy", "mae", "val_mae"}, name) {
					continue
				}
				var got []float32
				for _, x := range history.Series(name) {
					got = append(got, float32(x))
				}
				compareWhole(t, "fits", c, b, name, got, c.floats(name))
			}
		})
	})
}

// fit trains a case's network, from its weights, on one backend.
func fit(t *testing.T, c *testCase, b backend, n network, config fitConfig) trainer.History {
	t.Helper()
	t.Chdir(t.TempDir()) // where the run is kept
	saved := engine.Default
	engine.Default = func() (*engine.Engine, error) { return b.Engine, nil }
	defer func() { engine.Default = saved }()
	measure := metrics.Accuracy
	if config.Target == "values" {
		measure = metrics.MAE
	}
	run, err := trainer.Fit(startingModel(t, c, n.layers), fitData(t, c, config), trainer.Config{
		Epochs: config.Epochs, BatchSize: config.Batch, Loss: n.loss, Optimizer: n.optimizer,
		Metrics: []metrics.Metric{measure}, Fresh: true, Quiet: true,
	})
	if err != nil {
		t.Fatalf("%s: %v", b.name, err)
	}
	return run.History
}

// startingModel is the network with the weights that the case begins with.
func startingModel(t *testing.T, c *testCase, l nn.Layer) *nn.Model {
	t.Helper()
	net, err := nn.Build(l, c.shape("x")[1:])
	if err != nil {
		t.Fatal(err)
	}
	sameWeights(t, c, net.Weights())
	var start []nn.Tensor
	for i, w := range net.Weights() {
		start = append(start, nn.Tensor{Name: w.Name, Shape: w.Shape, Data: c.floats(fmt.Sprint("w", i))})
	}
	m, err := nn.NewModel("fixture", l, c.shape("x")[1:], start)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// fitData are the case's examples: a batch to learn from, a batch to validate.
func fitData(t *testing.T, c *testCase, config fitConfig) *datasets.Set {
	t.Helper()
	shape := c.shape("x")
	x := inRows(c.floats("x"), shape[0])
	y := inRows(c.floats("y"), shape[0])
	var set *datasets.Set
	if config.Target == "values" {
		set = datasets.Slices(x, y)
	} else {
		var classes []int
		for _, row := range y {
			class := int(row[0])
			if config.Target == "onehot" {
				class = slices.Index(row, 1)
			}
			classes = append(classes, class)
		}
		set = datasets.Slices(x, classes)
	}
	set = set.Map(func(e datasets.Example) (datasets.Example, error) {
		e.Shape = shape[1:]
		return e, nil
	}, datasets.Named("shape", 1))
	switch config.Target {
	case "onehot":
		set = set.OneHot()
	case "binary":
		set = set.Binary()
	}
	if info, err := set.Train.Info(); err != nil || config.Target != "values" && len(info.Target.Classes) != config.Classes {
		t.Fatalf("expected %d classes, got %v (%v)", config.Classes, info.Target, err)
	}
	numbers := make([]int, shape[0])
	for i := range numbers {
		numbers[i] = i
	}
	return &datasets.Set{
		Train: set.Train.Subset("train", numbers[:config.Batch]),
		Val:   set.Train.Subset("val", numbers[config.Batch:]),
	}
}

// inRows cuts numbers into n rows.
func inRows(x []float32, n int) [][]float32 {
	return slices.Collect(slices.Chunk(x, len(x)/n))
}
