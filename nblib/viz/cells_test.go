package viz_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
	"nnbook/nblib/viz"
)

// TestConvolutionCell is the cell that shows the regularizers, schedules and
// callbacks together, on a part of the digits and for one epoch.
func TestConvolutionCell(t *testing.T) {
	if testing.Short() {
		t.Skip("it trains")
	}
	t.Chdir(t.TempDir())
	net := nn.Sequential(
		nn.Conv2D(32, 3, nn.ReLU, nn.Same),
		nn.MaxPool2D(2),
		nn.Conv2D(64, 3, nn.ReLU, nn.L2(1e-4)),
		nn.MaxPool2D(2),
		nn.Flatten(),
		nn.Dense(128, nn.LeakyReLU(0.1), nn.MaxNorm(3)),
		nn.Dropout(0.5),
		nn.Dense(10),
	)
	run := trainer.MustFit(net, datasets.MNIST().Take(1280), trainer.Config{
		Epochs: 1, BatchSize: 128, Seed: 7, Quiet: true,
		Loss:      losses.SparseCategoricalCrossEntropy,
		Optimizer: optim.SGD(optim.Cosine(0.1), optim.Momentum(0.9), optim.WeightDecay(1e-4)),
		Metrics:   []metrics.Metric{metrics.Accuracy, metrics.TopK(3)},
	}, trainer.EarlyStopping(2).Watch("val_loss"), trainer.CSVLog("digits.csv"), viz.Live())
	if names := fmt.Sprint(run.History.Names()); names != "[loss accuracy top_3_accuracy val_loss val_accuracy val_top_3_accuracy lr]" {
		t.Errorf("it reports %s", names)
	}
	if run.Test["accuracy"] < 0.2 || run.Test["top_3_accuracy"] < run.Test["accuracy"] {
		t.Errorf("it learns nothing: %s", run)
	}
	log, err := os.ReadFile("digits.csv")
	if err != nil || strings.Count(string(log), "\n") != 2 {
		t.Errorf("the log is %q (%v)", log, err)
	}
}

// TestSpiralCell is the cell that compares activations where all can be seen,
// for two epochs.
func TestSpiralCell(t *testing.T) {
	if testing.Short() {
		t.Skip("it trains")
	}
	t.Chdir(t.TempDir())
	spiral := datasets.Spiral(600)
	for _, a := range []nn.Activation{nn.Sigmoid, nn.Tanh, nn.ReLU, nn.LeakyReLU(0.1)} {
		net := nn.Sequential(nn.Dense(32, a, nn.L2(1e-4)), nn.Dense(3))
		run := trainer.MustFit(net, spiral, trainer.Config{
			Epochs: 2, BatchSize: 32, Quiet: true, Optimizer: optim.SGD(optim.Exponential(0.1, 0.95)),
			Metrics: []metrics.Metric{metrics.Accuracy},
		})
		scores := fmt.Sprint(a, run.History.Len(), trainer.MustEvaluate(run, spiral.Test))
		if !strings.Contains(scores, "loss") || run.History.Series("lr")[0] <= run.History.Series("lr")[1] {
			t.Errorf("%s; rates %v", scores, run.History.Series("lr"))
		}
		if err := viz.Boundary(run, spiral).Err(); err != nil {
			t.Error(err)
		}
	}
	if err := viz.Activation(nn.Sigmoid, nn.Tanh, nn.ReLU, nn.LeakyReLU(0.1)).Err(); err != nil {
		t.Error(err)
	}
}
