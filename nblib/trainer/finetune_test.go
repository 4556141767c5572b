package trainer

import (
	"slices"
	"strings"
	"testing"

	"nnbook/nblib/nn"
)

func tuneToy(t *testing.T, cfg Config, stages []Stage, callbacks ...Callback) *FineTuned {
	t.Helper()
	tuned, err := FineTune(frozenNet(t), toyData(), cfg, stages, callbacks...)
	if err != nil {
		t.Fatal(err)
	}
	return tuned
}

// Frozen weights do not change by a bit, unfrozen ones all do, stage by stage.
func TestFineTuneThawsFromTheTop(t *testing.T) {
	elsewhere(t)
	stages := []Stage{
		{Name: "head", Epochs: 3},
		{Name: "top", Unfreeze: 1, Rate: 1e-3},
		{Name: "more", Unfreeze: 3, Rate: 1e-3, BlockRates: 0.5},
		{Name: "all", Unfreeze: AllBlocks, Rate: 1e-3},
	}
	tuned := tuneToy(t, toy(named("toy"), epochs(2)), stages)
	base, err := nn.Build(frozenNet(t), []int{2})
	if err != nil {
		t.Fatal(err)
	}
	before, err := nn.NewModel("before", frozenNet(t), []int{2}, base.Init(1))
	if err != nil {
		t.Fatal(err)
	}
	// frozenNet's base is Dense, BatchNorm, Dropout, Dense; its first layers thaw last
	thawed := [][]string{{"2.Dense", "3.Dense"}, {"0.Frozen.3.Dense", "2.", "3."}, {"0.Frozen.1.BatchNorm", "0.Frozen.3.Dense", "2.", "3."}, {"0.Frozen.0.Dense", "0.Frozen.1.BatchNorm", "0.Frozen.3.", "2.", "3."}}
	for i, run := range tuned.Stages {
		if run.Name != "toy-"+stages[i].Name || run.History.Len() != max(2, stages[i].Epochs) {
			t.Errorf("stage %d is %q of %d epochs", i, run.Name, run.History.Len())
		}
		now := run.Last()
		for k, w := range now.Weights() {
			free := slices.ContainsFunc(thawed[i], func(p string) bool { return strings.HasPrefix(w.Name, p) })
			same := slices.Equal(w.Data, before.Weights()[k].Data)
			if free == same {
				t.Errorf("stage %s: %s may change: %v, is the same: %v", run.Name, w.Name, free, same)
			}
		}
		before = run.Model // the next stage begins with the best weights
	}
	for _, r := range tuned.Stages {
		if r.beats(tuned.Run) {
			t.Errorf("%s is better than the result, %s", r.Name, tuned.Name)
		}
	}
}

// The cell run again loads all stages; more epochs of the head train them anew.
func TestFineTuneIsKept(t *testing.T) {
	onGo(t)
	elsewhere(t)
	stages := []Stage{{Name: "head"}, {Name: "all", Unfreeze: AllBlocks, Rate: 1e-3}}
	first := tuneToy(t, toy(named("toy"), epochs(2)), stages)
	again := tuneToy(t, toy(named("toy"), epochs(2)), stages)
	for i, run := range again.Stages {
		if !run.Loaded {
			t.Errorf("stage %d was trained again: %q", i, run.Notes)
		}
		sameRun(t, first.Stages[i], run)
	}
}

// Interrupted in its second stage, it goes on there, to the same result.
func TestFineTuneGoesOn(t *testing.T) {
	onGo(t)
	elsewhere(t)
	stages := []Stage{{Name: "head"}, {Name: "top", Unfreeze: 2, BlockRates: 0.5}, {Name: "all", Unfreeze: AllBlocks, Rate: 1e-3}}
	want := tuneToy(t, toy(named("whole")), stages)
	if _, err := FineTune(frozenNet(t), toyData(), toy(named("cut")), stages, pulled("cut-top")); err == nil {
		t.Fatal("it was not cut")
	}
	got := tuneToy(t, toy(named("cut")), stages)
	if !got.Stages[0].Loaded || len(got.Stages[1].Restarts) != 1 {
		t.Errorf("loaded %v, restarts %v", got.Stages[0].Loaded, got.Stages[1].Restarts)
	}
	for i := range want.Stages {
		if a, b := values(want.Stages[i].History), values(got.Stages[i].History); len(a) != len(b) || a[3]["loss"] != b[3]["loss"] {
			t.Errorf("stage %d: %v, want %v", i, b, a)
		}
		if want.Stages[i].Model.Hash() != got.Stages[i].Model.Hash() {
			t.Errorf("stage %d: other weights", i)
		}
	}
}

// pulled ends the run of that name after its second epoch by an error.
func pulled(name string) Callback {
	return On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok && e.Config().Name == name {
			return errAfter(2).Handle(e)
		}
		return nil
	})
}

func TestFineTuneBadInput(t *testing.T) {
	elsewhere(t)
	for _, c := range []struct {
		net    nn.Layer
		cfg    Config
		stages []Stage
		want   string
	}{
		{toyNet(), toy(), nil, "trainer: FineTune: expected a network with a frozen base, got one with nothing frozen; put nn.Frozen around its pretrained part"},
		{frozenNet(t), toy(), []Stage{{Name: "a"}, {Name: "a"}}, `trainer: FineTune: stage 1: expected a name of its own, got "a"; see trainer.Stages for an example`},
		{frozenNet(t), toy(), []Stage{{}}, `trainer: FineTune: stage 0: expected a name of its own, got ""; see trainer.Stages for an example`},
		{frozenNet(t), toy(), []Stage{{Name: "a", Unfreeze: -1}}, "trainer: FineTune: stage 0: expected 0 or more blocks to unfreeze, got -1; see trainer.Stages for an example"},
		{frozenNet(t), toy(), []Stage{{Name: "a", Rate: -1}}, "trainer: FineTune: stage 0: expected a rate of 0 (Config.Optimizer's) or more, got -1; see trainer.Stages for an example"},
		{frozenNet(t), toy(), []Stage{{Name: "a", BlockRates: 2}}, "trainer: FineTune: stage 0: expected block rates from 0 (all alike) to 1, got 2; see trainer.Stages for an example"},
		{frozenNet(t), toy(), []Stage{{Name: "a", Epochs: -1}}, "trainer: FineTune: stage 0: expected 0 (Config.Epochs) or more epochs, got -1; see trainer.Stages for an example"},
		{frozenNet(t), toy(epochs(-1)), nil, "trainer: Config.Epochs: expected 0 (the default, 10) or more, got -1; use a positive number"},
	} {
		_, err := FineTune(c.net, toyData(), c.cfg, c.stages)
		wantError(t, err, c.want)
	}
}
