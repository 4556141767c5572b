package viz

import (
	"os"
	"strings"
	"sync"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
)

// runs are small real runs.
type runs struct{ points, deep, digits, sine, line *trainer.Run }

// trained are runs that are trained once for all tests, which -short leaves out. Their numbers depend on the backend, so
// charts of them are drawn and asked, not compared with golden files.
func trained(t *testing.T) runs {
	t.Helper()
	if testing.Short() {
		t.Skip("it trains")
	}
	return trainOnce()
}

var trainOnce = sync.OnceValue(func() (t runs) {
	dir, err := os.MkdirTemp("", "viz")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	back, _ := os.Getwd()
	_ = os.Chdir(dir) // runs are kept beside the notebook
	defer func() { _ = os.Chdir(back) }()
	fit := func(net nn.Layer, data datasets.Source, cfg trainer.Config, callbacks ...trainer.Callback) *trainer.Run {
		cfg.Quiet = true
		run, err := trainer.Fit(net, data, cfg, callbacks...)
		if err != nil {
			panic(err)
		}
		return run
	}
	t.points = fit(nn.Sequential(nn.Dense(16, nn.Tanh), nn.Dense(3)), datasets.Spiral(300),
		trainer.Config{Name: "points", Epochs: 8, Optimizer: optim.Adam(0.02)}, trainer.Record(trainer.RecordWeights, trainer.RecordGradients))
	t.line = fit(nn.Dense(1), datasets.Linear(64, datasets.Seed(1)),
		trainer.Config{Epochs: 12, BatchSize: 64, Optimizer: optim.SGD(0.5)}, trainer.Record(trainer.RecordWeights))
	t.deep = fit(nn.Sequential(nn.Dense(8, nn.ReLU), nn.Dense(3)), datasets.Spiral(90), trainer.Config{Epochs: 1})
	t.digits = fit(nn.Sequential(nn.Conv2D(4, 5, nn.ReLU, nn.Stride(2)), nn.MaxPool2D(2), nn.Flatten(), nn.Dense(10)), datasets.MNIST().Take(400),
		trainer.Config{Epochs: 2, Optimizer: optim.Adam(0.01)})
	t.sine = fit(nn.Sequential(nn.Dense(8, nn.Tanh), nn.Dense(1)), datasets.Sine(100), trainer.Config{Epochs: 3})
	return t
})

func TestChartsOfRuns(t *testing.T) {
	few := datasets.MNIST().Take(200).Test
	spiral := datasets.Spiral(300)
	for name, c := range map[string]*Chart{
		"curves":      Curves(trained(t).points),
		"compare":     Compare(trained(t).points, trained(t).digits),
		"confusion":   Confusion(trained(t).digits, few),
		"points":      Confusion(trained(t).points, spiral.Test),
		"toplosses":   TopLosses(trained(t).digits, few, 8),
		"predictions": Predictions(trained(t).digits, few, 6),
		"roc":         ROC(trained(t).digits, few),
		"calibration": Calibration(trained(t).digits, few),
		"residuals":   Residuals(trained(t).sine, datasets.Sine(100).Train),
	} {
		t.Run(name, func(t *testing.T) { wanted(t, "run-"+name, c) })
	}
}

// wanted checks a chart whose numbers are not the same everywhere: no error, a picture, a table, and an alt text.
func wanted(t *testing.T, name string, c *Chart) {
	t.Helper()
	if c.Err() != nil {
		t.Fatal(c.Err())
	}
	if c.note != "" {
		t.Fatalf("nothing was drawn: %s", c)
	}
	drawn(t, c)
	if len(c.alt) < 20 || !strings.Contains(c.String(), "\n") {
		t.Errorf("alt %q, text %q", c.alt, c)
	}
	if n := len(c.fragment("id", true)); n > 250_000 {
		t.Errorf("the chart takes %d bytes of a notebook", n)
	}
	if artifacts != "" {
		if err := c.SaveHTML(artifacts + "/" + name + ".html"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestChartsOfTheWrongData(t *testing.T) {
	for name, c := range map[string]*Chart{
		"more classes":      ROC(trained(t).points, datasets.Blobs(60, datasets.Groups(5)).Train),
		"no run":            Confusion(nil, datasets.MNIST().Test),
		"values":            Confusion(trained(t).sine, datasets.Sine(50).Train),
		"classes":           Residuals(trained(t).points, datasets.Spiral(30).Train),
		"another shape":     ROC(trained(t).digits, datasets.Spiral(30).Train),
		"points, no images": TopLosses(trained(t).points, datasets.Spiral(30).Train, 3),
		"no examples":       Confusion(trained(t).points, datasets.Spiral(30).Val),
		"too many":          TopLosses(trained(t).digits, datasets.MNIST().Test, 1000),
	} {
		if c.Err() == nil || strings.Contains(c.Err().Error(), "\n") {
			t.Errorf("%s: expected an error of one sentence, got %v", name, c.Err())
		}
	}
}

func TestLive(t *testing.T) {
	if testing.Short() {
		t.Skip("it trains")
	}
	t.Chdir(t.TempDir())
	var l live
	updates := 0
	_, err := trainer.Fit(nn.Sequential(nn.Dense(4, nn.ReLU), nn.Dense(3)), datasets.Spiral(90), trainer.Config{Epochs: 3, Quiet: true},
		trainer.On(func(e trainer.Event) error {
			if err := l.handle(e); err != nil {
				return err
			}
			updates++
			drawn(t, l.chart())
			return nil
		}))
	if err != nil {
		t.Fatal(err)
	}
	if updates < 5 || len(l.story.epochs) != 3 || l.story.best == 0 {
		t.Errorf("after %d events the story has %d epochs, best %v", updates, len(l.story.epochs), l.story.best)
	}
}

func TestRestartsAreMarked(t *testing.T) {
	s := storyOf(&trainer.Run{Restarts: []int{1, 3, 3}, History: trainer.History{Epochs: []trainer.Epoch{{N: 1}, {N: 2}, {N: 3}}}})
	if got := s.marks(); len(got) < 2 || got[0] != (mark{1, "resumed"}) || got[1].text != "resumed" {
		t.Errorf("marks %v, want one in epoch 1 and one in epoch 3", got)
	}
}
