package trainer

import "errors"

// Stop ends training when a callback returns it: the run is kept, as with
// fs.SkipAll.
//
//lint:ignore ST1012 it reads as fs.SkipAll does: return trainer.Stop
var Stop = errors.New("trainer: stop")

// Callback hears what happens while [Fit] trains. Events come in the order of
// the callbacks. Returning [Stop] ends training after the event, and the run
// is kept; any other error ends it too, is returned by Fit, and the run is
// kept all the same.
//
// Where Fit finds a kept run, it tells its past again, with Replayed set, so
// that charts are drawn, logs are written and callbacks that count are where
// they were.
type Callback interface {
	Handle(e Event) error
}

// Event is one of [FitStarted], [StepsEnded], [EpochEnded], [FitEnded].
type Event interface{ event() }

// FitStarted comes first.
type FitStarted struct {
	*Fitting
	Kept int // epochs that were found kept and will be replayed
}

// StepsEnded comes a few times a second within an epoch.
type StepsEnded struct {
	*Fitting
	Epoch       int     // from 1
	Step, Steps int     // done and in all, in this epoch
	Loss        float64 // mean over the epoch so far
	Speed       float64 // examples per second
}

// EpochEnded comes after each epoch's validation.
type EpochEnded struct {
	*Fitting
	Epoch
	Best     bool // the watched value is the best so far
	Replayed bool // told again from a kept run
}

// FitEnded comes last. The best weights are restored.
type FitEnded struct {
	*Fitting
	Run *Run
}

func (FitStarted) event() {}
func (StepsEnded) event() {}
func (EpochEnded) event() {}
func (FitEnded) event()   {}

// On makes a callback of a function that looks on: it may print, draw, predict,
// and return [Stop]. It is not part of a run's fingerprint: changing it does not
// train anew.
func On(f func(e Event) error) Callback { return observer(f) }

type observer func(e Event) error

func (f observer) Handle(e Event) error { return f(e) }

// shaper is a callback that changes what training comes to; what it says is
// part of the run's fingerprint.
type shaper interface{ shapes() string }

// checker is a callback that can be set up wrongly; Fit asks before training.
type checker interface{ check(f *Fitting) error }

// watcher is a callback that needs a value in every epoch; Fit checks before
// training that there is one.
type watcher interface{ watches() (who, value string) }
