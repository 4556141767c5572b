package trainer

import (
	"math"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// Whole sentences, from Fit, before any graph is built.
func TestFitBadInput(t *testing.T) {
	onGo(t)
	elsewhere(t)
	points := [][]float32{{0, 0}, {0, 1}, {1, 0}, {1, 1}}
	four := datasets.Slices(points, []int{0, 1, 1, 0})
	mlp := nn.Sequential(nn.Dense(4, nn.ReLU), nn.Dense(2))
	var noSet *datasets.Set
	for _, c := range []struct {
		net      nn.Layer
		data     datasets.Source
		cfg      Config
		sentence string
	}{
		{nil, four, Config{}, "nn: no network: expected a layer, got nil; pass one such as nn.Sequential(...)"},
		{(*nn.Model)(nil), four, Config{}, "nn: no network: expected a layer, got nil; pass one such as nn.Sequential(...)"},
		{mlp, nil, Config{}, "trainer: Fit: expected data, got nil; pass a data set such as datasets.MNIST()"},
		{mlp, noSet, Config{}, "trainer: Fit: expected data, got nil; pass a data set such as datasets.MNIST()"},
		{mlp, &datasets.Set{}, Config{}, "trainer: train: expected at least 1 example to learn from, got none; choose a part that has some"},
		{mlp, datasets.Slices([][]float32{}, []int{}), Config{}, "datasets: Slices: expected as many answers as examples and at least one, got 0 examples and 0 answers; give one answer for each example"},
		{mlp, datasets.Slices([][]float32{{0, 0}, {1}}, []int{0, 1}), Config{}, "datasets: slices: example 1: expected the shape [2], as the first example has, got [1]"},
		{mlp, datasets.Slices(points, []int{0, 1}), Config{}, "datasets: Slices: expected as many answers as examples and at least one, got 4 examples and 2 answers; give one answer for each example"},
		{mlp, datasets.Slices(points, []int{0, 1, 2, 0}), Config{}, "losses: SparseCategoricalCrossEntropy: expected a network with 3 outputs for these labels, got 2; end it in nn.Dense(3) (layer 1.Dense)"},
		{mlp, datasets.Slices(points, []int{0, 1, -1, 0}), Config{}, "datasets: Slices: example 2: expected a class from 0 to 99999, got -1; count classes from 0, or use AsValues"},
		{mlp, datasets.Slices([][]float32{{0, 0}, {0, float32(math.NaN())}}, []int{0, 1}), Config{}, "datasets: slices: example 1: expected finite numbers, got NaN at place 1"},
		{nn.Sequential(nn.Dense(10)), datasets.MNIST(), Config{}, "nn: layer 0 Dense(10): needs a flat input, got [28 28 1]; put nn.Flatten() before it"},
		{nn.Sequential(nn.Conv2D(4, 3)), four, Config{}, "nn: layer 0 Conv2D(4, 3): needs images [height width channels], got [2]; put it before nn.Flatten()"},
		{nn.Sequential(nn.Conv2D(4, 3)), datasets.MNIST(), Config{}, "trainer: network: expected a flat output such as [10], got [26 26 4]; end it with nn.Flatten() and nn.Dense(10)"},
		{mlp, four, Config{Epochs: -1}, "trainer: Config.Epochs: expected 0 (the default, 10) or more, got -1; use a positive number"},
		{mlp, four, Config{BatchSize: -1}, "trainer: Config.BatchSize: expected 0 (the default, 32) or more, got -1; use a positive number"},
		{mlp, four, Config{SaveEvery: -1}, "trainer: Config.SaveEvery: expected 0 (the default, 10s) or more, got -1ns; use a positive duration"},
		{mlp, four, Config{Optimizer: optim.SGD(-1)}, "optim: optim.Constant(-1): expected a learning rate above 0, got -1; 0.001 is a usual one"},
		{mlp, four, Config{Loss: losses.CategoricalCrossEntropy}, "losses: CategoricalCrossEntropy: expected one-hot labels, got integer labels; use losses.SparseCategoricalCrossEntropy for them (layer 1.Dense)"},
		{mlp, four.OneHot(), Config{Loss: losses.SparseCategoricalCrossEntropy}, "losses: SparseCategoricalCrossEntropy: expected integer labels, got one-hot labels; use losses.CategoricalCrossEntropy for them (layer 1.Dense)"},
	} {
		c.cfg.Quiet = true
		_, err := Fit(c.net, c.data, c.cfg)
		wantError(t, err, c.sentence)
	}
	if runs := Runs(); len(runs) > 0 {
		t.Errorf("something was kept:\n%s", runs)
	}
}

func TestMetricThatDoesNotFit(t *testing.T) {
	onGo(t)
	_, err := Fit(toyNet(), sine(), toy(func(c *Config) { c.Metrics = []metrics.Metric{metrics.Accuracy} }))
	if err == nil {
		t.Error("accuracy of values: expected an error")
	}
}

func TestProbabilitiesIntoALossOfLogits(t *testing.T) {
	onGo(t)
	elsewhere(t)
	run, err := Fit(nn.Sequential(nn.Dense(3, nn.Softmax)), toyData(), toy(epochs(1), func(c *Config) { c.Loss = losses.SparseCategoricalCrossEntropy }))
	if err != nil {
		t.Fatal(err)
	}
	wantNote(t, run, "warning: losses: SparseCategoricalCrossEntropy expects logits, but the network ends in softmax; take the softmax away, or use losses.SparseCategoricalCrossEntropy.FromProbabilities()")
	if run, err = Fit(nn.Sequential(nn.Dense(3, nn.Softmax)), toyData(), toy(epochs(1))); err != nil {
		t.Fatal(err)
	}
	wantNote(t, run, "loss: losses.SparseCategoricalCrossEntropy.FromProbabilities(), for integer targets") // chosen rightly
}

func TestBatchLargerThanTheData(t *testing.T) {
	elsewhere(t)
	run := fit(t, toy(epochs(2), func(c *Config) { c.BatchSize = 1000 }))
	if run.History.Len() != 2 || math.IsNaN(run.History.Last("loss")) {
		t.Errorf("got %s", run)
	}
}

// Data of the user's own are checked where they are read.
func TestCheckBatch(t *testing.T) {
	info := datasets.Info{Name: "mine", Shape: []int{2}, Target: datasets.Target{Kind: datasets.Classes, Width: 3}}
	x := datasets.Array{Shape: []int{2, 2}, F32: []float32{0, 1, 2, 3}}
	for sentence, b := range map[string]*datasets.Batch{
		"trainer: mine: example 1: expected a label from 0 to 2, got 3; correct the labels or the number of classes":  {Len: 2, X: x, Labels: []int32{2, 3}},
		"trainer: mine: example 0: expected a label from 0 to 2, got -1; correct the labels or the number of classes": {Len: 2, X: x, Labels: []int32{-1, 0}},
		"trainer: mine: example 1: expected finite numbers, got +Inf; remove the example or fill the gap":             {Len: 2, X: datasets.Array{Shape: []int{2, 2}, F32: []float32{0, 1, 2, float32(math.Inf(1))}}, Labels: []int32{0, 0}},
		"trainer: mine: example 0: expected a finite target, got NaN; remove the example":                             {Len: 2, X: x, Values: []float32{float32(math.NaN()), 0, 0, 0, 0, 0}},
	} {
		wantError(t, checkBatch(b, info), sentence)
	}
	if err := checkBatch(&datasets.Batch{Len: 2, X: x, Labels: []int32{0, 2}}, info); err != nil {
		t.Error(err)
	}
}
