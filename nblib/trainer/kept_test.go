package trainer

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nnbook/nblib/metrics"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

func load(t *testing.T, name string) *Run {
	t.Helper()
	run, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestSameSeedSameCurve(t *testing.T) {
	elsewhere(t)
	a := fit(t, toy(named("a")))
	b := fit(t, toy(named("b")))
	sameRun(t, a, b)
	c := fit(t, toy(named("c"), func(c *Config) { c.Seed = 2 }))
	if c.Model.Hash() == a.Model.Hash() {
		t.Error("another seed gives the same weights")
	}
}

func TestTrainOnce(t *testing.T) {
	onGo(t)
	for what, name := range map[string]string{"named": "a", "unnamed": ""} {
		t.Run(what, func(t *testing.T) {
			elsewhere(t)
			first := fit(t, toy(named(name)))
			again := fit(t, toy(named(name)))
			if first.Loaded || !again.Loaded {
				t.Errorf("loaded: %v, then %v; want false, true", first.Loaded, again.Loaded)
			}
			sameRun(t, first, again)
			wantNote(t, again, "loaded, not trained: ")
			if again.String() != first.String() {
				t.Errorf("a kept run prints\n%s\nwant\n%s", again, first)
			}
			fresh := fit(t, toy(named(name), func(c *Config) { c.Fresh = true }))
			if fresh.Loaded {
				t.Error("Fresh loaded a kept run")
			}
			sameRun(t, first, fresh)
		})
	}
}

func TestMismatchSaysWhatChanged(t *testing.T) {
	onGo(t)
	for sentence, change := range map[string]func(c *Config){
		"trains again: LearningRate 0.01 -> 0.005":               func(c *Config) { c.Optimizer = optim.Adam(0.005) },
		"trains again: BatchSize 27 -> 8":                        func(c *Config) { c.BatchSize = 8 },
		"trains again: Seed 1 -> 2":                              func(c *Config) { c.Seed = 2 },
		"trains again: Optimizer Adam(1) -> RMSprop(1)":          func(c *Config) { c.Optimizer = optim.RMSprop(0.01) },
		"trains again: LearningRate 0.01 -> 0.1; Optimizer Adam": func(c *Config) { c.Optimizer = optim.SGD(0.1) },
	} {
		elsewhere(t)
		first := fit(t, toy(named("a"), epochs(1)))
		run := fit(t, toy(named("a"), epochs(1), change))
		wantNote(t, run, sentence)
		if run.Loaded || run.Model.Hash() == first.Model.Hash() {
			t.Errorf("%s: not trained again", sentence)
		}
	}
	elsewhere(t)
	fit(t, toy(named("a"), epochs(1)))
	wantNote(t, fit(t, toy(named("a"), epochs(1)), EarlyStopping(3)), `trains again: callbacks none -> EarlyStopping(3, "", 0)`)
	run, err := Fit(nn.Sequential(nn.Dense(3)), toyData(), toy(named("a"), epochs(1)))
	if err != nil {
		t.Fatal(err)
	}
	wantNote(t, run, "Network changed")
}

func TestWhatDoesNotTrainAgain(t *testing.T) {
	onGo(t)
	elsewhere(t)
	fit(t, toy(named("a")))
	run := fit(t, toy(named("a"), func(c *Config) { c.SaveEvery = time.Minute }), CSVLog("log"), On(func(Event) error { return nil }))
	if !run.Loaded {
		t.Errorf("trained again: %q", run.Notes)
	}
	run = fit(t, toy(named("a"), epochs(2)))
	if !run.Loaded || run.History.Len() != 4 {
		t.Errorf("loaded %v with %d epochs", run.Loaded, run.History.Len())
	}
	wantNote(t, run, "it has 4 epochs, more than the 2 asked for")
}

func TestMoreEpochsGoOn(t *testing.T) {
	elsewhere(t)
	whole := fit(t, toy(named("whole"), epochs(6)))
	fit(t, toy(named("a"), epochs(3)))
	replayed := 0
	run := fit(t, toy(named("a"), epochs(6)), On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok && e.Replayed {
			replayed++
		}
		return nil
	}))
	sameRun(t, whole, run)
	if replayed != 3 {
		t.Errorf("%d epochs were told again, want 3", replayed)
	}
	wantNote(t, run, "goes on from epoch 4, step 1")
}

func TestARunEndedByACallbackIsComplete(t *testing.T) {
	onGo(t)
	elsewhere(t)
	early := func() Callback { return EarlyStopping(1).MinDelta(10) }
	first := fit(t, toy(named("a"), epochs(8)), early())
	again := fit(t, toy(named("a"), epochs(8)), early())
	if !again.Loaded || first.History.Len() != 2 {
		t.Errorf("loaded %v, %d epochs: %s", again.Loaded, first.History.Len(), first.StopReason)
	}
	sameRun(t, first, again)
}

// Every kind of state is there in the middle of an epoch: sums, the outputs
// that AUC needs, dropout's stream, the optimizer's moments.
func TestGoesOnWithinAnEpoch(t *testing.T) {
	elsewhere(t)
	cfg := func(name string) Config {
		return toy(named(name), epochs(3), func(c *Config) {
			c.BatchSize, c.SaveEvery, c.Metrics = 16, time.Nanosecond, []metrics.Metric{metrics.Accuracy, metrics.AUC}
			c.Optimizer = optim.SGD(optim.Cosine(0.1), optim.Momentum(0.9))
		})
	}
	whole := fit(t, cfg("whole"))
	for _, at := range []struct{ epoch, step int }{{0, 2}, {0, 5}, {1, 2}, {2, 4}} {
		fit(t, cfg("a"), On(func(e Event) error {
			if e, ok := e.(StepsEnded); ok && e.Epoch == at.epoch+1 && e.Step == at.step-1 {
				e.interrupt.count.Add(1) // heard after the next step
			}
			return nil
		}))
		s, err := newest(folder("a"))
		if err != nil || s.Epoch != at.epoch || s.Step != at.step || s.State != "stopped" {
			t.Fatalf("stopped at epoch %d, step %d: %s (%v); want %v", s.Epoch, s.Step, s.State, err, at)
		}
	}
	run := fit(t, cfg("a"))
	sameRun(t, whole, run)
	wantNote(t, run, "goes on from epoch 3, step 5")
	for _, r := range []*Run{run, load(t, "a")} {
		if want := []int{1, 1, 2, 3}; !slices.Equal(r.Restarts, want) {
			t.Errorf("restarts in the epochs %v, want %v", r.Restarts, want)
		}
	}
}

func TestStoppedRunKeepsTheFinishedOne(t *testing.T) {
	onGo(t)
	elsewhere(t)
	first := fit(t, toy(named("a")))
	other := func(c *Config) { c.Seed = 9 }
	if _, err := Fit(toyNet(), toyData(), toy(named("a"), other), errAfter(2)); err == nil {
		t.Fatal("expected the error")
	}
	if run := load(t, "a"); run.History.Len() != 2 || !run.Interrupted {
		t.Errorf("Load gives %s", run)
	}
	again := fit(t, toy(named("a")))
	if !again.Loaded {
		t.Error("the finished run was lost")
	}
	sameRun(t, first, again)
	second := fit(t, toy(named("a"), other)) // goes on, and takes the place
	wantNote(t, second, "goes on from epoch 3, step 1")
	if run := load(t, "a"); run.Model.Hash() != second.Model.Hash() {
		t.Error("Load gives another run than the one that finished last")
	}
}

func TestErrorBeforeTrainingChangesNothing(t *testing.T) {
	onGo(t)
	elsewhere(t)
	first := fit(t, toy(named("a")))
	if _, err := Fit(toyNet(), toyData(), toy(named("a"), func(c *Config) { c.Seed = 9 }), CSVLog("no/such")); err == nil {
		t.Fatal("expected an error")
	}
	sameRun(t, first, load(t, "a"))
}

func TestReadingWhileTraining(t *testing.T) {
	onGo(t)
	elsewhere(t)
	read := 0
	run := fit(t, toy(named("a"), epochs(30), func(c *Config) { c.SaveEvery = time.Nanosecond }), On(func(e Event) error {
		if _, ok := e.(EpochEnded); !ok {
			return nil
		}
		r, err := Load("a")
		if err != nil && read == 0 {
			return nil // before the first save
		}
		if err != nil {
			return err
		}
		read++
		if r.History.Len() > 0 && r.BestEpoch == 0 || len(r.Model.Weights()) != 8 {
			t.Errorf("read a run that is not whole: %s", r)
		}
		return nil
	}))
	if read == 0 || run.History.Len() != 30 {
		t.Errorf("read %d times", read)
	}
}

func TestTwoAtOnce(t *testing.T) {
	onGo(t)
	elsewhere(t)
	s, err := openStore(folder("a"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	_, err = Fit(toyNet(), toyData(), toy(named("a")))
	if err == nil || !strings.HasPrefix(err.Error(), `trainer: run "a" is being trained by process `) ||
		!strings.HasSuffix(err.Error(), "; wait for it, stop it, or choose another Config.Name") {
		t.Errorf("got %v", err)
	}
	if err := Delete("a"); err == nil || !strings.HasPrefix(err.Error(), `trainer: run "a" is being trained by process `) {
		t.Errorf("Delete: %v", err)
	}
	fit(t, toy(named("b"), epochs(1)))
}

func TestLoadRunsDelete(t *testing.T) {
	onGo(t)
	elsewhere(t)
	if got := Runs().String(); got != "no runs are kept here" {
		t.Errorf("no runs: %q", got)
	}
	_, err := Load("a")
	place, _ := filepath.Abs(".nnbook/runs")
	wantError(t, err, `trainer: Load: expected a run named "a" in `+place+`, got none; train it with Config{Name: "a"}`)
	fit(t, toy(named("a"), epochs(1)))
	fit(t, toy(epochs(2)))
	fit(t, toy(named("<b>"), epochs(2)))
	runs := Runs()
	var names []string
	for _, r := range runs {
		names = append(names, r.Name)
		if r.State != "finished" || r.Bytes < 1000 || r.Spec == "" || r.Score == "" || r.When.IsZero() {
			t.Errorf("row %+v", r)
		}
	}
	if !slices.Equal(names, []string{"<b>", "", "a"}) {
		t.Errorf("names %q", names)
	}
	if text := runs.String(); !strings.Contains(text, "(unnamed)") || len(strings.Split(text, "\n")) != 4 {
		t.Errorf("table:\n%s", text)
	}
	if page := runs.HTML(); !strings.Contains(page, "&lt;b&gt;") || strings.Contains(page, "<b>") {
		t.Errorf("HTML: %s", page)
	}
	if err := os.MkdirAll(folder("c"), 0o755); err != nil { // as a full disk leaves it
		t.Fatal(err)
	}
	if text := Runs().String(); !strings.Contains(text, "empty") || strings.Contains(text, "0001") {
		t.Errorf("an empty folder: %s", text)
	}
	_, err = Load("c")
	wantError(t, err, `trainer: Load: expected a run named "c" in .nnbook/runs, got none (there are: <b>, a); train it with Config{Name: "c"}`)
	_, err = Load("")
	wantError(t, err, "trainer: Load: expected the name of a run, got none (there are: <b>, a); a run without Config.Name is found by its Fit alone")
	if err := Delete("a"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder("a")); !os.IsNotExist(err) {
		t.Errorf("the folder is still there (%v)", err)
	}
	wantError(t, Delete("a"), `trainer: Delete: expected a run named "a" in .nnbook/runs, got none (there are: <b>); Runs lists them`)
	wantError(t, Delete(""), `trainer: Delete: expected a run named "" in .nnbook/runs, got none (there are: <b>); Runs lists them`)
}

func TestUnnamedRunsArePruned(t *testing.T) {
	onGo(t)
	elsewhere(t)
	for i := range unnamedKept + 3 {
		dir := folder("~old" + string(rune('a'+i)))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-time.Duration(100-i) * time.Hour)
		if err := os.Chtimes(dir, then, then); err != nil {
			t.Fatal(err)
		}
	}
	fit(t, toy(named("named"), epochs(1)))
	fit(t, toy(epochs(1)))
	left, _ := filepath.Glob(folder("~*"))
	if len(left) != unnamedKept {
		t.Errorf("%d unnamed runs are left, want %d", len(left), unnamedKept)
	}
	if _, err := os.Stat(folder("~olda")); !os.IsNotExist(err) {
		t.Error("the oldest is still there")
	}
	load(t, "named")
}

func TestHistoryFiles(t *testing.T) {
	onGo(t)
	elsewhere(t)
	run := fit(t, toy(named("a")))
	f, err := os.Open(".nnbook/runs/a/history.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h, err := ReadHistory(f)
	if err != nil {
		t.Fatal(err)
	}
	sameRun(t, run, &Run{History: h, Model: run.Model, last: run.last, BestEpoch: run.BestEpoch, StopReason: run.StopReason, Test: run.Test})
	for text, sentence := range map[string]string{
		"{\"epoch\":1}\n{\"epoch\":1}": "trainer: history: line 2: expected an epoch after 1, got 1; it was put together wrongly",
		"{\"epoch\":true}":             `trainer: history: line 1: expected an epoch as JSON, got a damaged one (trainer: history: "epoch": expected a number, got true)`,
	} {
		_, err := ReadHistory(strings.NewReader(text))
		wantError(t, err, sentence)
	}
}

// A run says all that another needs to repeat it.
func TestRepeatFromWhatIsRecorded(t *testing.T) {
	onGo(t)
	elsewhere(t)
	first := fit(t, toy(named("a")))
	run := load(t, "a")
	cfg := run.Config
	cfg.Name, cfg.Quiet = "b", true
	again, err := Fit(run.Model.Layer(), toyData(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	sameRun(t, first, again)
}
