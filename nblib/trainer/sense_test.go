package trainer

import (
	"math"
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/losses"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

func TestNetworkLargerThanMemory(t *testing.T) {
	p, err := newPlan(nn.Dense(3), datasets.Info{Shape: []int{2}, Target: datasets.Target{Kind: datasets.Classes, Width: 3}}, toy())
	if err != nil {
		t.Fatal(err)
	}
	const need = 4 * 9 * (1 + 1 + 2) // weights, gradients, Adam's two slots
	if err := p.checkMemory(need); err != nil {
		t.Error(err)
	}
	wantError(t, p.checkMemory(need-1), "trainer: network: expected at most 143 bytes to train in, what is free in memory, got a network that needs 144 bytes; make its largest layers smaller")
	var terabytes []nn.Layer
	for range 100 {
		terabytes = append(terabytes, nn.Dense(1<<29), nn.Dense(3))
	}
	_, err = Fit(nn.Sequential(terabytes...), toyData(), toy())
	if err == nil || !strings.Contains(err.Error(), "make its largest layers smaller") {
		t.Errorf("got %v", err)
	}
}

func TestBatchLargerThanMemory(t *testing.T) {
	info := datasets.Info{Shape: []int{8, 8, 1}, Target: datasets.Target{Kind: datasets.Classes, Width: 3}}
	p, err := newPlan(nn.Sequential(nn.Conv2D(4, 3, nn.Same), nn.GlobalAvgPool2D(), nn.Dense(3)), info, toy(func(c *Config) { c.BatchSize = 1000 }))
	if err != nil {
		t.Fatal(err)
	}
	const need = 4 * 100 * 8 * 8 * 4
	if err := p.checkBatchSize(100, need); err != nil {
		t.Error(err)
	}
	wantError(t, p.checkBatchSize(100, need-1), "trainer: layer 0.Conv2D: expected at most 100.0 KiB for a batch, what is free in memory, got 100.0 KiB for 100 examples; make Config.BatchSize smaller")
	_, err = Fit(nn.Sequential(nn.Conv2D(1<<20, 3, nn.Same), nn.GlobalAvgPool2D(), nn.Dense(10)), datasets.MNIST(), toy(func(c *Config) { c.BatchSize = 50000 }))
	if err == nil || !strings.HasPrefix(err.Error(), "trainer: layer 0.Conv2D: expected at most ") {
		t.Errorf("got %v", err)
	}
}

func TestTargetsOutsideABinaryCrossEntropy(t *testing.T) {
	elsewhere(t)
	x := [][]float32{{1}, {2}, {3}, {4}}
	cfg := toy(epochs(1), func(c *Config) { c.Loss = losses.BinaryCrossEntropy })
	_, err := Fit(nn.Dense(1), datasets.Slices(x, []float32{0, 1, -1, 1}), cfg)
	wantError(t, err, "trainer: slices: example 2: expected a target from 0 to 1 for losses.BinaryCrossEntropy, got -1; scale the targets, or use losses.MSE")
	if _, err := Fit(nn.Dense(1), datasets.Slices(x, []float32{0, 1, 0.5, 1}), cfg); err != nil {
		t.Error(err)
	}
}

func TestNothingLearns(t *testing.T) {
	elsewhere(t)
	run, err := Fit(nn.Frozen(nn.Dense(3)), toyData(), toy(epochs(1)))
	if err != nil {
		t.Fatal(err)
	}
	wantNote(t, run, "warning: trainer: expected weights that learn, got a network with none")
}

func TestLossThatIsNoNumber(t *testing.T) {
	elsewhere(t)
	cfg := toy(epochs(3), func(c *Config) { c.Optimizer = optim.SGD(1e30) })
	run, err := Fit(nn.Sequential(nn.Dense(8, nn.ReLU), nn.Dense(1)), sine(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	wantNote(t, run, "warning: trainer: the loss is no number since epoch ")
	if again, err := Fit(nn.Sequential(nn.Dense(8, nn.ReLU), nn.Dense(1)), sine(), cfg); err != nil || !again.Loaded {
		t.Fatalf("%v, %v", again, err)
	} else {
		wantNote(t, again, "warning: trainer: the loss is no number since epoch ")
	}
}

func TestEndInReLU(t *testing.T) {
	elsewhere(t)
	for _, net := range []nn.Layer{nn.Dense(3, nn.ReLU), nn.Sequential(nn.Dense(3), nn.ReLU)} {
		run, err := Fit(net, toyData(), toy(epochs(1)))
		if err != nil {
			t.Fatal(err)
		}
		wantNote(t, run, "but the network ends in relu; take the relu away")
	}
}

func TestCallbacksThatAreSetWrongly(t *testing.T) {
	var none func(int, float64) float64
	for sentence, c := range map[string]Callback{
		"trainer: LearningRate: expected a schedule or a function, got nil; give it one":          LearningRate(none),
		"trainer: EarlyStopping.MinDelta: expected a number, got NaN; use one such as 0.001":      EarlyStopping(1).MinDelta(math.NaN()),
		"trainer: ReduceLROnPlateau.MinDelta: expected a number, got +Inf; use one such as 0.001": ReduceLROnPlateau().MinDelta(math.Inf(1)),
		"trainer: ReduceLROnPlateau.MinRate: expected 0 or more, got NaN; use a positive number":  ReduceLROnPlateau().MinRate(math.NaN()),
	} {
		_, err := Fit(toyNet(), toyData(), toy(), c)
		wantError(t, err, sentence)
	}
}

// A callback that panics ends training like one that fails: the run is there,
// with its best weights, and the next Fit goes on from it.
func TestCallbackThatPanics(t *testing.T) {
	elsewhere(t)
	broken := true
	panics := On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok && broken && e.N == 2 {
			panic("boo")
		}
		return nil
	})
	run, err := Fit(toyNet(), toyData(), toy(named("broken")), panics)
	if err == nil || !strings.HasPrefix(err.Error(), "trainer: callback trainer.observer: expected it to return, got a panic at sense_test.go:") ||
		strings.Contains(err.Error(), "\n") {
		t.Fatalf("got %v", err)
	}
	if run == nil || run.History.Len() != 2 || run.Model == nil {
		t.Fatalf("the run was lost: %v", run)
	}
	broken = false
	again, err := Fit(toyNet(), toyData(), toy(named("broken")), panics)
	if err != nil {
		t.Fatal(err)
	}
	wantNote(t, again, "goes on from epoch 3")
	sameRun(t, fit(t, toy(named("whole"))), again)
}

func TestEmptyRun(t *testing.T) {
	var none *Run
	if none.String() != "no run" {
		t.Errorf("got %q", none)
	}
	for _, r := range []*Run{none, {}} {
		if p := r.Read([]float32{1}); p.Len != 0 || p.Classes() == nil {
			t.Errorf("got %+v", p)
		}
	}
}
