package trainer

import (
	"math"
	"os"
	"testing"

	"nnbook/nblib/losses"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// told hands a callback a made-up course of val_loss and gives the learning
// rates of the epochs and when it stopped (0: never).
func told(t *testing.T, c Callback, course ...float64) (rates []float64, stopped int) {
	t.Helper()
	f, err := newFitting(toyNet(), toyData(), toy(func(c *Config) { c.Optimizer = optim.SGD(1) }), []Callback{c})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.tell(FitStarted{f, 0}); err != nil {
		t.Fatal(err)
	}
	for i, v := range course {
		rate := f.rateAt(0)
		rates = append(rates, rate)
		row := Epoch{N: i + 1, Values: map[string]float64{"val_loss": v, "val_accuracy": v, "loss": v, "lr": rate}}
		if f.tell(EpochEnded{Fitting: f, Epoch: row}) == Stop {
			return rates, i + 1
		}
	}
	return rates, 0
}

func TestEarlyStopping(t *testing.T) {
	onGo(t)
	for name, c := range map[string]struct {
		callback Callback
		course   []float64
		stops    int
	}{
		"never":     {EarlyStopping(2), []float64{5, 4, 3, 2}, 0},
		"patience":  {EarlyStopping(2), []float64{5, 4, 4, 4, 4}, 4},
		"recovers":  {EarlyStopping(2), []float64{5, 6, 4, 5, 3, 3, 3}, 7},
		"min delta": {EarlyStopping(1).MinDelta(0.5), []float64{5, 4.6, 3}, 2},
		"higher":    {EarlyStopping(1).Watch("val_accuracy"), []float64{0.1, 0.2, 0.2}, 3},
		"NaN":       {EarlyStopping(1), []float64{5, math.NaN()}, 2},
	} {
		if _, stopped := told(t, c.callback, c.course...); stopped != c.stops {
			t.Errorf("%s: stopped after epoch %d, want %d", name, stopped, c.stops)
		}
	}
}

// The courses are those of keras.callbacks.ReduceLROnPlateau, followed by hand.
func TestReduceLROnPlateau(t *testing.T) {
	onGo(t)
	flat := []float64{5, 5, 5, 5, 5, 5, 5}
	for name, c := range map[string]struct {
		callback Callback
		rates    []float64
	}{
		"patience 2": {ReduceLROnPlateau().Patience(2), []float64{1, 1, 1, .1, .1, .01, .01}},
		"factor":     {ReduceLROnPlateau().Patience(3).Factor(0.5), []float64{1, 1, 1, 1, .5, .5, .5}},
		"cooldown":   {ReduceLROnPlateau().Patience(1).Cooldown(2), []float64{1, 1, .1, .1, .01, .01, .001}},
		"min rate":   {ReduceLROnPlateau().Patience(1).MinRate(0.05), []float64{1, 1, .1, .05, .05, .05, .05}},
	} {
		rates, _ := told(t, c.callback, flat...)
		for i, want := range c.rates {
			if math.Abs(rates[i]-want) > 1e-12 {
				t.Errorf("%s: rates %v, want %v", name, rates, c.rates)
				break
			}
		}
	}
}

func TestLearningRate(t *testing.T) {
	onGo(t)
	for name, c := range map[string]struct {
		callback Callback
		rates    []float64
	}{
		"schedule": {LearningRate(optim.Exponential(0.8, 0.5)), []float64{.8, .4, .2}},
		"function": {LearningRate(func(epoch int, rate float64) float64 { return rate / float64(epoch+1) }), []float64{1, .5, .5 / 3}},
	} {
		rates, _ := told(t, c.callback, 1, 1, 1)
		for i, want := range c.rates {
			if math.Abs(rates[i]-want) > 1e-12 {
				t.Errorf("%s: rates %v, want %v", name, rates, c.rates)
				break
			}
		}
	}
}

func TestStopOnNaN(t *testing.T) {
	elsewhere(t)
	bad := toy(func(c *Config) { c.Optimizer = optim.SGD(1e30); c.Loss = losses.MSE })
	run, err := Fit(nn.Sequential(nn.Dense(4), nn.Dense(1)), sine(), bad, StopOnNaN())
	if err != nil {
		t.Fatal(err)
	}
	if run.History.Len() > 1 || run.StopReason != "the loss became NaN in epoch 1; lower the learning rate, or clip gradients" &&
		run.StopReason != "the loss became +Inf in epoch 1; lower the learning rate, or clip gradients" {
		t.Errorf("%d epochs, %s", run.History.Len(), run.StopReason)
	}
}

func TestCheckpoint(t *testing.T) {
	elsewhere(t)
	run := fit(t, toy(named("a")), Checkpoint("best"), Checkpoint("last").Last())
	for path, want := range map[string]string{"best": run.Model.Hash(), "last": run.Last().Hash()} {
		m, err := nn.LoadModel(path)
		if err != nil {
			t.Fatal(err)
		}
		if m.Hash() != want {
			t.Errorf("%s holds other weights than the run", path)
		}
	}
}

func TestCheckpointThatIsLost(t *testing.T) {
	onGo(t)
	elsewhere(t)
	if err := os.Mkdir("to", 0o755); err != nil {
		t.Fatal(err)
	}
	run := fit(t, toy(), On(func(e Event) error {
		if _, ok := e.(FitStarted); ok {
			return os.RemoveAll("to")
		}
		return nil
	}), Checkpoint("to/best"))
	wantNote(t, run, "warning: Checkpoint: epoch 1 is not saved: nn: save to/best:")
}

func TestCallbacksBadInput(t *testing.T) {
	onGo(t)
	elsewhere(t)
	nowhere := "trainer: Checkpoint: expected a path in a folder that is there, got stat no/such: no such file or directory; make the folder first"
	for sentence, c := range map[string]Callback{
		"trainer: EarlyStopping: expected a patience of at least 1 epoch, got 0; use a number such as 3":       EarlyStopping(0),
		"trainer: ReduceLROnPlateau.Factor: expected a number above 0 and below 1, got 1; use one such as 0.5": ReduceLROnPlateau().Factor(1),
		"trainer: ReduceLROnPlateau.Patience: expected at least 1 epoch, got 0; use a number such as 3":        ReduceLROnPlateau().Patience(0),
		"trainer: ReduceLROnPlateau.Cooldown: expected 0 epochs or more, got -1; use a positive number":        ReduceLROnPlateau().Cooldown(-1),
		"trainer: ReduceLROnPlateau.MinRate: expected 0 or more, got -1; use a positive number":                ReduceLROnPlateau().MinRate(-1),
		nowhere: Checkpoint("no/such/file"),
		`trainer: Checkpoint: expected a path, got ""; name a file such as "best.safetensors"`:                                                                                 Checkpoint(""),
		`trainer: EarlyStopping watches "val_acuracy": expected one of loss, accuracy, val_loss, val_accuracy, lr, got a name that no epoch has; did you mean "val_accuracy"?`: EarlyStopping(2).Watch("val_acuracy"),
		`trainer: ReduceLROnPlateau watches "val_los": expected one of loss, accuracy, val_loss, val_accuracy, lr, got a name that no epoch has; did you mean "val_loss"?`:     ReduceLROnPlateau().Watch("val_los"),
		`trainer: Checkpoint watches "f1": expected one of loss, accuracy, val_loss, val_accuracy, lr, got a name that no epoch has`:                                           Checkpoint("x").Watch("f1"),
		"trainer: LearningRate: epoch 0: expected a rate of 0 or more, got -1; correct the function":                                                                           LearningRate(func(int, float64) float64 { return -1 }).Named("x"),
	} {
		_, err := Fit(toyNet(), toyData(), toy(), c)
		wantError(t, err, sentence)
	}
	_, err := Fit(toyNet(), toyData(), toy(func(c *Config) { c.Optimizer = optim.SGD(optim.Cosine(0.1)) }), LearningRate(optim.Constant(0.1)))
	wantError(t, err, "trainer: LearningRate: expected an optimizer whose rate is a number, got optim.Cosine(0.1); keep one of the two schedules")
	run := fit(t, toy(named("x")), LearningRate(halved))
	wantNote(t, run, `not kept: trainer.LearningRate's function has no name; give it one with Named("...")`)
}
