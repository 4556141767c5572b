package trainer

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// toyNet is a small network with everything that a fit has to keep: dropout's
// random numbers and BatchNorm's averages.
func toyNet() nn.Layer {
	return nn.Sequential(nn.Dense(8, nn.Tanh), nn.BatchNorm(), nn.Dropout(0.1), nn.Dense(3))
}

// toyData are 90 points of a spiral: 81 to learn from, 9 held out.
func toyData() *datasets.Set { return datasets.Spiral(90) }

// toy is a quick configuration.
func toy(change ...func(c *Config)) Config {
	c := Config{Epochs: 4, BatchSize: 27, Optimizer: optim.Adam(0.01), Seed: 1, Quiet: true}
	for _, f := range change {
		f(&c)
	}
	return c
}

func named(name string) func(c *Config) { return func(c *Config) { c.Name = name } }
func epochs(n int) func(c *Config)      { return func(c *Config) { c.Epochs = n } }

// fit trains on the toy, in the test's own folder.
func fit(t *testing.T, cfg Config, callbacks ...Callback) *Run {
	t.Helper()
	run, err := Fit(toyNet(), toyData(), cfg, callbacks...)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// onGo leaves a test that does not depend on the backend to the Go backend,
// which compiles in no time.
func onGo(t *testing.T) {
	t.Helper()
	e, err := engine.Default()
	if err != nil {
		t.Fatal(err)
	}
	if !e.IsGo() {
		t.Skip("does not depend on the backend; tested on Go")
	}
}

// elsewhere moves the test into a folder of its own, where runs are kept.
func elsewhere(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	return dir
}

// sameRun compares what training came to, bit for bit.
func sameRun(t *testing.T, want, got *Run) {
	t.Helper()
	if a, b := values(want.History), values(got.History); !reflect.DeepEqual(a, b) {
		t.Errorf("history:\n%v\nwant:\n%v", b, a)
	}
	if want.Model.Hash() != got.Model.Hash() {
		t.Error("the best weights differ")
	}
	if want.Last().Hash() != got.Last().Hash() {
		t.Error("the last weights differ")
	}
	if want.BestEpoch != got.BestEpoch || want.StopReason != got.StopReason {
		t.Errorf("best epoch %d, %q; want %d, %q", got.BestEpoch, got.StopReason, want.BestEpoch, want.StopReason)
	}
	if !reflect.DeepEqual(want.Test, got.Test) {
		t.Errorf("test scores %v, want %v", got.Test, want.Test)
	}
}

// values is a history without its times.
func values(h History) (rows []map[string]float64) {
	for _, e := range h.Epochs {
		rows = append(rows, e.Values)
	}
	return rows
}

// stopAfter ends training after an epoch, as a callback of the user's would.
func stopAfter(epoch int) Callback {
	return On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok && e.N == epoch {
			return Stop
		}
		return nil
	})
}

// errAfter ends training by an error, which leaves the run to be gone on with.
func errAfter(epoch int) Callback {
	return On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok && e.N == epoch && !e.Replayed {
			return errors.New("pulled the plug")
		}
		return nil
	})
}

// wantError checks a whole sentence.
func wantError(t *testing.T, err error, sentence string) {
	t.Helper()
	if err == nil || err.Error() != sentence {
		t.Errorf("got:  %v\nwant: %s", err, sentence)
	}
}

// wantNote checks that some note of the run contains the words.
func wantNote(t *testing.T, run *Run, words string) {
	t.Helper()
	if !slices.ContainsFunc(run.Notes, func(n string) bool { return strings.Contains(n, words) }) {
		t.Errorf("no note says %q: %q", words, run.Notes)
	}
}

func sine() *datasets.Set { return datasets.Sine(40) }
