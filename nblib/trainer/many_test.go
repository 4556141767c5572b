package trainer

import (
	"math"
	"slices"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/metrics"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// fitInPieces trains with at most so many steps in a call.
func fitInPieces(t *testing.T, most int, m metrics.Metric) *Run {
	t.Helper()
	t.Chdir(t.TempDir())
	net := nn.Sequential(nn.Dense(16, nn.ReLU, nn.L2(1e-3), nn.MaxNorm(2)), nn.BatchNorm(), nn.Dropout(0.3), nn.Dense(2))
	run, err := Fit(net, datasets.Moons(500), Config{
		Epochs: 4, BatchSize: 12, Seed: 3, Quiet: true, Optimizer: optim.Adam(optim.Cosine(0.01)), Metrics: []metrics.Metric{m},
	}, On(func(e Event) error {
		if e, ok := e.(FitStarted); ok {
			e.pace.most = most
		}
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestResultDoesNotDependOnHowStepsAreCut(t *testing.T) {
	want := fitInPieces(t, 1, metrics.Accuracy)
	for _, most := range []int{2, 7, room} {
		got := fitInPieces(t, most, metrics.Accuracy)
		for i, w := range want.Model.Weights() {
			if !slices.Equal(w.Data, got.Model.Weights()[i].Data) {
				t.Errorf("%d steps in a call: expected the same %s, bit for bit, as with 1", most, w.Name)
			}
		}
		if a, b := want.History.Series("loss"), got.History.Series("loss"); !slices.Equal(a, b) {
			t.Errorf("%d steps in a call: expected losses %v, got %v", most, a, b)
		}
	}
}

// A metric that wants all outputs has one step in a call, outside a loop.
func TestLoopLearnsAsSingleStepsDo(t *testing.T) {
	if e, err := engine.Default(); err != nil || e.IsGo() {
		t.Skip("the Go backend takes single steps always")
	}
	loop, single := fitInPieces(t, room, metrics.Accuracy), fitInPieces(t, room, metrics.AUC)
	for i, w := range loop.Model.Weights() {
		for k, x := range w.Data {
			if y := single.Model.Weights()[i].Data[k]; math.Abs(float64(x-y)) > 1e-5*(1+math.Abs(float64(x))) {
				t.Fatalf("%s[%d]: expected %g as with single steps, got %g", w.Name, k, y, x)
			}
		}
	}
}

func TestPaceFollowsTheTimeOfAStep(t *testing.T) {
	p := &pace{}
	if n := p.steps(); n != 1 {
		t.Errorf("before anything is measured: expected 1 step, got %d", n)
	}
	p.took(1, 100*callTime) // compiles
	p.took(1, callTime/10)
	if n := p.steps(); n != 10 {
		t.Errorf("steps of a tenth of the time: expected 10, got %d", n)
	}
	p.took(10, 1)
	p.took(10, 1)
	for range 40 {
		p.took(room, room)
	}
	if n := p.steps(); n != room {
		t.Errorf("very short steps: expected %d, got %d", room, n)
	}
	for range 40 {
		p.took(1, 5*callTime)
	}
	if n := p.steps(); n != 1 {
		t.Errorf("steps longer than a call should be: expected 1, got %d", n)
	}
}
