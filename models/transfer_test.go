package models

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
)

// The transfer cell of the design: two hundred photos, a head on frozen
// features, then the last two blocks too. PyTorch with logistic regression on
// the same features gets 144 of the 153 right, 0.941.
func TestAntsAndBees(t *testing.T) {
	if !long() {
		t.Skip("trains on photos for minutes; run with NNBOOK_LONG=1")
	}
	bugs := hymenoptera(t)
	base := EfficientNetLite0()
	needWeights(t, base)
	t.Chdir(t.TempDir()) // where features and runs are kept
	var heads, tuned float64
	const seeds = 3
	for seed := range seeds {
		net := nn.Sequential(nn.Frozen(base.Features()), nn.GlobalAvgPool2D(), nn.Dropout(0.2), nn.Dense(2))
		head := fit(t, net, trainer.Config{Epochs: 10, Seed: int64(seed), Optimizer: optim.Adam(1e-3), Quiet: true}, bugs)
		if got := head.Best().Values["val_accuracy"]; got < 0.92 {
			t.Errorf("seed %d: head %.3f, want 0.92", seed, got)
		}
		top := fit(t, head.Model.Unfreeze(2), trainer.Config{Epochs: 5, Seed: int64(seed), Optimizer: optim.Adam(1e-5), Quiet: true}, bugs)
		checkThawed(t, base, top.Model)
		t.Logf("seed %d: head %.3f in %.0f s, tuned %.3f in %.0f s", seed, head.Best().Values["val_accuracy"], head.Elapsed.Seconds(),
			top.Best().Values["val_accuracy"], top.Elapsed.Seconds())
		heads += head.Best().Values["val_accuracy"] / seeds
		tuned += top.Best().Values["val_accuracy"] / seeds
		classifyOne(t, top)
	}
	if tuned < heads {
		t.Errorf("fine-tuned %.3f, head %.3f", tuned, heads)
	}
}

// long tells whether there is time for what takes minutes.
func long() bool { return os.Getenv("NNBOOK_LONG") == "1" }

// checkThawed checks that of the base only the last two blocks have changed.
func checkThawed(t *testing.T, base, tuned *nn.Model) {
	t.Helper()
	changed := 0
	for _, w := range base.Features().Weights() {
		now, ok := tuned.Weight("0.Frozen." + w.Name)
		if !ok {
			t.Fatalf("%s is gone", w.Name)
		}
		thawed := strings.HasPrefix(w.Name, "block16") || strings.HasPrefix(w.Name, "top")
		same := slices.Equal(w.Data, now.Data)
		if !same {
			changed++
		}
		if !same && !thawed {
			t.Errorf("%s is frozen and has changed", w.Name)
		}
	}
	if changed == 0 {
		t.Error("nothing has thawed")
	}
}

// classifyOne saves the network and asks what loads it about two photos.
func classifyOne(t *testing.T, run *trainer.Run) {
	t.Helper()
	if err := run.Model.Save("bugs.safetensors"); err != nil {
		t.Fatal(err)
	}
	saved, err := nn.LoadModel("bugs.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for _, class := range []string{"ants", "bees"} {
		files, err := filepath.Glob(filepath.Join(photosDir, "train", class, "*.jpg"))
		if err != nil || len(files) < 5 {
			t.Fatalf("%d photos of %s (%v)", len(files), class, err)
		}
		for _, file := range files[:5] {
			what, err := trainer.Classify(&trainer.Run{Model: saved}, file)
			if err != nil {
				t.Fatal(err)
			}
			if what.Class() == class {
				right++
			}
		}
	}
	if right < 9 {
		t.Errorf("%d of 10 training photos are right", right)
	}
}

func fit(t *testing.T, net nn.Layer, cfg trainer.Config, data *datasets.Set) *trainer.Run {
	t.Helper()
	run, err := trainer.Fit(net, data, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return run
}
