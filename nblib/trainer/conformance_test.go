package trainer

import (
	"errors"
	"os"
	"reflect"
	"slices"
	"testing"

	"nnbook/nblib/optim"
)

// conforming are all callbacks, each as it changes what it can. A new one joins
// by one line. They write to the present folder.
var conforming = map[string]func() Callback{
	"EarlyStopping":     func() Callback { return EarlyStopping(2).Watch("loss").MinDelta(10) },
	"ReduceLROnPlateau": func() Callback { return ReduceLROnPlateau().Patience(1).MinDelta(10).Cooldown(1) },
	"LearningRate":      func() Callback { return LearningRate(optim.Exponential(0.02, 0.5)) },
	"LearningRateFunc":  func() Callback { return LearningRate(halved).Named("halved") },
	"Checkpoint":        func() Callback { return Checkpoint("written") },
	"CheckpointLast":    func() Callback { return Checkpoint("written").Last() },
	"CheckpointWatch":   func() Callback { return Checkpoint("written").Watch("val_loss") },
	"CSVLog":            func() Callback { return CSVLog("written") },
	"StopOnNaN":         func() Callback { return StopOnNaN() },
	"Record":            func() Callback { return Record(RecordWeights, RecordGradients) },
	"On":                func() Callback { return On(func(Event) error { return nil }) },
}

func halved(_ int, rate float64) float64 { return rate / 2 }

// listener hears the kinds of events.
type listener struct{ heard []string }

func (l *listener) Handle(e Event) error {
	if _, often := e.(StepsEnded); !often {
		l.heard = append(l.heard, reflect.TypeOf(e).Name())
	}
	return nil
}

func TestCallbacksConform(t *testing.T) {
	for name, make := range conforming {
		t.Run(name, func(t *testing.T) {
			if name != "ReduceLROnPlateau" && name != "LearningRate" && name != "Record" {
				onGo(t) // the others touch nothing that a backend computes
			}
			elsewhere(t)
			whole := fit(t, toy(named("whole")), make())
			written, _ := os.ReadFile("written")
			_ = os.Remove("written")

			again := fit(t, toy(named("whole")), make())
			if !again.Loaded {
				t.Fatalf("with an equal callback it trained again: %q", again.Notes)
			}
			sameRun(t, whole, again)
			if text, _ := os.ReadFile("written"); string(text) != string(written) {
				t.Error("a kept run writes another file than a trained one")
			}

			if _, err := Fit(toyNet(), toyData(), toy(named("parts")), make(), errAfter(1)); err == nil {
				t.Fatal("expected the error of a callback")
			}
			sameRun(t, whole, fit(t, toy(named("parts")), make()))

			l := &listener{}
			stopped := fit(t, toy(named("stopped")), l, make(), stopAfter(1))
			if stopped.History.Len() != 1 {
				t.Errorf("%d epochs after a Stop in the first", stopped.History.Len())
			}
			if want := []string{"FitStarted", "EpochEnded", "FitEnded"}; !slices.Equal(l.heard, want) {
				t.Errorf("heard %v, want %v", l.heard, want)
			}
		})
	}
}

func TestCallbacksAreToldInOrder(t *testing.T) {
	onGo(t)
	elsewhere(t)
	var told []int
	note := func(i int) Callback {
		return On(func(e Event) error {
			if _, ok := e.(EpochEnded); ok {
				told = append(told, i)
			}
			return nil
		})
	}
	fit(t, toy(epochs(2)), note(0), note(1), note(2))
	if want := []int{0, 1, 2, 0, 1, 2}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}

func TestCallbackOfNil(t *testing.T) {
	onGo(t)
	elsewhere(t)
	var none *EarlyStop
	for _, c := range []Callback{nil, none, On(nil)} {
		_, err := Fit(toyNet(), toyData(), toy(), c)
		wantError(t, err, "trainer: Fit: expected callbacks, got nil; leave it out")
	}
}

func TestErrorOfACallbackIsReturnedAndTheRunIsKept(t *testing.T) {
	onGo(t)
	elsewhere(t)
	boom := errors.New("boom")
	_, err := Fit(toyNet(), toyData(), toy(named("a")), On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok && e.N == 2 {
			return boom
		}
		return nil
	}))
	if !errors.Is(err, boom) {
		t.Fatalf("got %v", err)
	}
	run, err := Load("a")
	if err != nil || run.History.Len() != 2 {
		t.Fatalf("kept: %v (%v)", run, err)
	}
}

func TestPredictInACallback(t *testing.T) {
	elsewhere(t)
	data, said := toyData(), []float32(nil)
	run, err := Fit(toyNet(), data, toy(), On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok {
			p, err := e.Predict(data.Test)
			if err != nil {
				return err
			}
			said = p.Outputs
		}
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := predictModel(run.Last(), data.Test)
	if err != nil || !slices.Equal(p.Outputs, said) {
		t.Errorf("predicted %v while training, %v afterwards (%v)", said, p.Outputs, err)
	}
}
