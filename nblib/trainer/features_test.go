package trainer

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
)

// frozenNet is a frozen base of random weights, with dropout and BatchNorm
// inside it and a head that draws random numbers.
func frozenNet(t *testing.T, words ...nn.FrozenOption) nn.Layer {
	t.Helper()
	base := nn.Sequential(nn.Dense(16, nn.Tanh), nn.BatchNorm(), nn.Dropout(0.5), nn.Dense(12, nn.ReLU))
	n, err := nn.Build(base, []int{2})
	if err != nil {
		t.Fatal(err)
	}
	m, err := nn.NewModel("base", base, []int{2}, n.Init(5))
	if err != nil {
		t.Fatal(err)
	}
	return nn.Sequential(nn.Frozen(m, words...), nn.Dropout(0.2), nn.Dense(8, nn.ReLU), nn.Dense(3))
}

// The run is the same where the base's last layers learn, too.
func TestFeaturesOfWhatStaysFrozen(t *testing.T) {
	for free := range 4 {
		t.Run(fmt.Sprint(free), func(t *testing.T) {
			if free != 2 {
				onGo(t)
			}
			elsewhere(t)
			net := frozenNet(t, nn.Unfrozen(free), nn.BlockRates(0.5))
			near(t, fitNet(t, net, toyData(), true, toy()), fitNet(t, net, toyData(), false, toy(func(c *Config) { c.Fresh = true })))
		})
	}
}

// fitFrozen trains with features, or plainly.
func fitFrozen(t *testing.T, data *datasets.Set, plain bool, cfg Config) *Run {
	t.Helper()
	return fitNet(t, frozenNet(t), data, plain, cfg)
}

func fitNet(t *testing.T, net nn.Layer, data *datasets.Set, plain bool, cfg Config) *Run {
	t.Helper()
	f, err := newFitting(net, data, cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	f.plain = plain
	run, err := f.fit()
	if err != nil {
		t.Fatal(err)
	}
	if used := strings.Contains(strings.Join(run.Notes, "\n"), "features once"); used == plain {
		t.Errorf("features once: %v, notes %q", used, run.Notes)
	}
	return run
}

// The run is the same whether frozen layers run in every step or once.
func TestFeaturesOnceIsTheSame(t *testing.T) {
	for name, data := range map[string]*datasets.Set{
		"held out": toyData(),
		"with val": toyData().Split(0.2, 0.2),
		"values to predict": datasets.Slices([][]float64{{1, 2}, {2, 3}, {3, 1}, {0, 1}, {5, 5}, {1, 1}, {2, 2}, {3, 3}, {4, 1}, {1, 4}},
			[][]float64{{1, 2, 3}, {2, 3, 4}, {3, 1, 2}, {0, 1, 0}, {1, 0, 1}, {1, 1, 0}, {0, 2, 0}, {3, 3, 1}, {0, 4, 1}, {1, 4, 2}}),
	} {
		t.Run(name, func(t *testing.T) {
			elsewhere(t)
			slow := fitFrozen(t, data, true, toy())
			for _, how := range []string{"computed once", "found kept"} {
				fast := fitFrozen(t, data, false, toy(func(c *Config) { c.Fresh = true }))
				if !strings.Contains(strings.Join(fast.Notes, "\n"), how) {
					t.Errorf("notes %q, want %q", fast.Notes, how)
				}
				near(t, slow, fast)
			}
		})
	}
}

// near compares two runs up to rounding.
func near(t *testing.T, want, got *Run) {
	t.Helper()
	a, b := values(want.History), values(got.History)
	for i := range a {
		for name, v := range a[i] {
			if math.Abs(v-b[i][name]) > 1e-5 {
				t.Errorf("epoch %d: %s is %v, want %v", i+1, name, b[i][name], v)
			}
		}
	}
	if len(a) != len(b) || want.BestEpoch != got.BestEpoch || math.Abs(want.Test["loss"]-got.Test["loss"]) > 1e-5 {
		t.Errorf("%d epochs, best %d, test %v; want %d, %d, %v", len(b), got.BestEpoch, got.Test, len(a), want.BestEpoch, want.Test)
	}
	for i, w := range want.Model.Weights() {
		frozen := !want.Model.Network().Weights()[i].Trainable && !strings.Contains(w.Name, "moving_")
		for k, x := range got.Model.Weights()[i].Data {
			if d := math.Abs(float64(x - w.Data[k])); d > 1e-4 || frozen && d != 0 {
				t.Fatalf("%s differs by %g", w.Name, d)
			}
		}
	}
}

// What was kept is used only for what it was made of, and only whole.
func TestFeaturesOfOtherData(t *testing.T) {
	onGo(t)
	dir := elsewhere(t)
	fitFrozen(t, toyData(), false, toy())
	kept := func() []string {
		files, err := filepath.Glob(filepath.Join(dir, featuresDir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	if len(kept()) != 2 { // train, of which val is held out, and test
		t.Fatalf("kept %v", kept())
	}
	other := fitFrozen(t, datasets.Spiral(93), false, toy())
	if len(kept()) != 4 || strings.Contains(strings.Join(other.Notes, "\n"), "found kept") {
		t.Errorf("other data took the features of these: %q", other.Notes)
	}
	for _, path := range kept() {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file[len(file)-3] ^= 1
		if err := os.WriteFile(path, file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	again := fitFrozen(t, toyData(), false, toy(func(c *Config) { c.Fresh = true }))
	if strings.Contains(strings.Join(again.Notes, "\n"), "found kept") {
		t.Error("a damaged file was used")
	}
}

func TestFeaturesAreNotUsedUnderAugmentation(t *testing.T) {
	elsewhere(t)
	images := datasets.MNIST().Take(40).Augment(datasets.Shift(0.1))
	net := nn.Sequential(nn.Frozen(nn.Conv2D(2, 3)), nn.Flatten(), nn.Dense(10))
	run, err := Fit(net, images, toy(epochs(1)))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.Join(run.Notes, "\n"), "features once") {
		t.Errorf("notes %q", run.Notes)
	}
}

// A run that learnt from features goes on, loads and predicts like any other.
func TestFeaturesThenMoreEpochs(t *testing.T) {
	onGo(t)
	elsewhere(t)
	want := fitFrozen(t, toyData(), false, toy(epochs(6)))
	fitFrozen(t, toyData(), false, toy(named("goes-on"), epochs(3)))
	sameRun(t, want, fitFrozen(t, toyData(), false, toy(named("goes-on"), epochs(6))))
	loaded, err := Load("goes-on")
	if err != nil {
		t.Fatal(err)
	}
	scores, err := Evaluate(loaded, toyData().Train) // through the whole network
	if err != nil || math.IsNaN(scores["loss"]) || loaded.Model.Hash() != want.Model.Hash() {
		t.Errorf("scores %v (%v)", scores, err)
	}
}
