package trainer

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// onXLA leaves a test to XLA, which alone has several devices.
func onXLA(t *testing.T) {
	t.Helper()
	e, err := engine.Default()
	if err != nil {
		t.Fatal(err)
	}
	if e.IsGo() {
		t.Skip("the Go backend has one device")
	}
}

func devices(n int) func(c *Config) { return func(c *Config) { c.Devices = n } }

// blots are n images [8 8 1] to learn from and 16 to validate on. Of 70 the last
// batch of 16 has 6, which 2 devices can share and 4 cannot.
func blots(n int) *datasets.Set {
	x, y := make([][8][8][1]float32, n+16), make([]int, n+16)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range x {
		y[i] = i % 3
		for k := range 64 {
			x[i][k/8][k%8][0] = rng.Float32() * float32(1+k%8*y[i]) / 8
		}
	}
	all := datasets.Slices(x, y).Train
	return &datasets.Set{Train: all.Subset("learns", numbers(0, n)), Val: all.Subset("val", numbers(n, n+16))}
}

func numbers(from, to int) (out []int) {
	for i := from; i < to; i++ {
		out = append(out, i)
	}
	return out
}

// closeTo compares what training came to, within 1e-5.
func closeTo(t *testing.T, what string, one, many *Run) {
	t.Helper()
	const bound = 1e-5
	for i, e := range one.History.Epochs {
		for name, v := range e.Values {
			if got := many.History.Epochs[i].Values[name]; !(math.Abs(got-v) <= bound*max(1, math.Abs(v))) {
				t.Errorf("%s: epoch %d: %s %v, want %v", what, e.N, name, got, v)
			}
		}
	}
	for i, w := range one.Last().Weights() {
		for k, v := range w.Data {
			if got := many.Last().Weights()[i].Data[k]; !(math.Abs(float64(got-v)) <= bound) {
				t.Fatalf("%s: weight %s[%d] is %v, want %v", what, w.Name, k, got, v)
			}
		}
	}
}

// The activations are smooth: rounding cannot tip a ReLU over.
func TestDevicesEqualOne(t *testing.T) {
	onXLA(t)
	cnn := nn.Sequential(nn.Conv2D(4, 3, nn.Tanh, nn.L2(1e-3)), nn.BatchNorm(), nn.MaxPool2D(2), nn.Dropout(0.3), nn.Flatten(), nn.Dense(3))
	for name, c := range map[string]struct {
		net    nn.Layer
		data   *datasets.Set
		change func(c *Config)
		many   []int
	}{
		"steps in a loop": {nn.Sequential(nn.Flatten(), nn.Dense(16, nn.Tanh), nn.Dropout(0.3), nn.Dense(3)), blots(70), func(*Config) {}, []int{2, 4}},
		"step by step":    {cnn, blots(64), func(*Config) {}, []int{2, 4}},
		"streamed":        {cnn, blots(70).Augment(datasets.Shift(0.2)), func(c *Config) { c.Loss = losses.SparseCategoricalCrossEntropy.ClassWeights(1, 2, 3) }, []int{4}},
		"metric of all":   {nn.Sequential(nn.Dense(8, nn.Tanh), nn.BatchNorm(), nn.Dense(1)), datasets.Moons(90), func(c *Config) { c.Metrics = []metrics.Metric{metrics.AUC} }, []int{2}},
	} {
		t.Run(name, func(t *testing.T) {
			elsewhere(t)
			var one *Run
			for _, n := range append([]int{0}, c.many...) {
				cfg := Config{Epochs: 3, BatchSize: 16, Optimizer: optim.SGD(0.05, optim.Momentum(0.9)), Seed: 1, Quiet: true, Devices: n, Fresh: true}
				c.change(&cfg)
				run, err := Fit(c.net, c.data, cfg)
				if err != nil {
					t.Fatal(err)
				}
				if one == nil {
					one = run
				}
				closeTo(t, fmt.Sprint(n, " devices"), one, run)
				if n > 1 && run.Backend != fmt.Sprintf("%s, %d devices", one.Backend, n) {
					t.Errorf("it says it ran on %q", run.Backend)
				}
			}
		})
	}
}

// With more devices than XLA starts with, and callbacks that compute with the
// weights.
func TestMoreDevicesThanThereAre(t *testing.T) {
	onXLA(t)
	elsewhere(t)
	e, err := engine.Default()
	if err != nil {
		t.Fatal(err)
	}
	n := e.NumDevices() + 1
	wide := func(c *Config) { c.BatchSize = 3 * n }
	one := fit(t, toy(wide))
	data := toyData()
	many := fit(t, toy(wide, devices(n)), Record(RecordWeights, RecordGradients, RecordPredictions(data.Test)), On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok {
			_, err := e.Predict(data.Test)
			return err
		}
		return nil
	}))
	closeTo(t, fmt.Sprint(n, " devices"), one, many)
}

func TestDevicesGoOnWhereTheyWere(t *testing.T) {
	onXLA(t)
	elsewhere(t)
	two := devices(2)
	even := func(c *Config) { // one step in a call, of which callbacks hear
		c.BatchSize, c.SaveEvery, c.Metrics = 10, 1, []metrics.Metric{metrics.AUC}
	}
	whole := fit(t, toy(named("whole"), two, even))
	pull := On(func(e Event) error {
		if e, ok := e.(StepsEnded); ok && e.Epoch == 2 && e.Step == 5 {
			return errors.New("pulled the plug")
		}
		return nil
	})
	if run, err := Fit(toyNet(), toyData(), toy(named("parts"), two, even), pull); err == nil || run.History.Len() != 1 {
		t.Fatalf("%v, %v: expected the error of a callback in the second epoch", run, err)
	}
	sameRun(t, whole, fit(t, toy(named("parts"), two, even)))

	again := fit(t, toy(named("whole"), even)) // one device comes to the same, so it is the same run
	if !again.Loaded {
		t.Errorf("on one device it trained again: %q", again.Notes)
	}
	if again.Config.Devices != 2 {
		t.Errorf("a loaded run was trained on %d devices, want 2", again.Config.Devices)
	}
	longer := fit(t, toy(named("whole"), even, epochs(5)))
	wantNote(t, longer, "goes on from epoch 5")
}

func TestWrongDevices(t *testing.T) {
	try := func(change ...func(c *Config)) error {
		_, err := Fit(toyNet(), toyData(), toy(change...))
		return err
	}
	wantError(t, try(devices(-1)), "trainer: Config.Devices: expected 0 (the default, 1) or more, got -1; use a positive number")
	wantError(t, try(devices(2)), "trainer: Config.BatchSize: expected a multiple of Devices (2), got 27; use 26 or 28")
	wantError(t, try(devices(64)), "trainer: Config.BatchSize: expected a multiple of Devices (64), got 27; use 64")
	e, err := engine.Default()
	if err != nil {
		t.Fatal(err)
	}
	switch e.Label {
	case "Go":
		wantError(t, try(devices(3)), "trainer: Config.Devices: expected 0 or 1 on the Go backend, which has one device, got 3; leave it out, or use XLA ("+e.Why+")")
	case "XLA (cpu)":
		wantError(t, try(devices(81), func(c *Config) { c.BatchSize = 81 }),
			"trainer: Config.Devices: expected at most 64 virtual devices on XLA (cpu), got 81; lower it")
	}
}

// A run can be measured where there are fewer devices than it was trained on.
func TestEvaluateOnOneDevice(t *testing.T) {
	elsewhere(t)
	run := fit(t, toy())
	want := MustEvaluate(run, toyData().Test)
	run.Config.Devices = 1000
	got, err := Evaluate(run, toyData().Test)
	if err != nil || got["loss"] != want["loss"] {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

func TestDevicesShareEvaluation(t *testing.T) {
	for _, c := range []struct{ n, devices, want int }{
		{10000, 1, 500}, {10000, 4, 500}, {10000, 8, 400}, {10000, 3, 510}, {10, 4, 10}, {1, 64, 1},
	} {
		if got := evalBatch(c.n, 784, c.devices); got != c.want {
			t.Errorf("%d examples on %d devices: batches of %d, want %d", c.n, c.devices, got, c.want)
		}
	}
	if got := evalBatch(1000, 1<<20, 64); got != 64 { // large examples, 16 at a time on one device
		t.Errorf("large examples on 64 devices: batches of %d, want 64", got)
	}
}
