package trainer

import (
	"errors"
	"fmt"
	"math"

	"nnbook/nblib/optim"
)

// RateSetter is the callback that [LearningRate] makes.
type RateSetter struct {
	schedule optim.Schedule
	function func(epoch int, rate float64) float64
	missing  bool // a function was meant, and is nil
	name     string
	base     float64 // the optimizer's own rate
}

// LearningRate sets the learning rate before each epoch (Keras:
// LearningRateScheduler): to what a schedule gives at the epoch's first step,
// or to what a function gives of the epoch, counted from 0, and the rate so
// far. The optimizer's own rate must be a number.
//
// A schedule that changes within epochs belongs into the optimizer:
// optim.SGD(optim.Cosine(0.1)). A function is told by its name; see
// [RateSetter.Named].
func LearningRate[S optim.Schedule | func(epoch int, rate float64) float64](s S) *RateSetter {
	switch s := any(s).(type) {
	case optim.Schedule:
		return &RateSetter{schedule: s}
	case func(epoch int, rate float64) float64:
		return &RateSetter{function: s, missing: s == nil}
	}
	return nil // S has no other type
}

// Named gives the function a name, which stands for it in the run's
// fingerprint: change the name when you change what the function gives. A run
// whose function has no name is not kept.
func (r *RateSetter) Named(name string) *RateSetter {
	c := *r
	c.name = name
	return &c
}

func (r *RateSetter) shapes() string {
	if r.function != nil {
		return fmt.Sprintf("LearningRate(%s)", r.name)
	}
	return fmt.Sprintf("LearningRate(%v)", r.schedule)
}

// nameless says why the fit cannot be told from others.
func (r *RateSetter) nameless() string {
	if r.function != nil && r.name == "" {
		return `trainer.LearningRate's function has no name; give it one with Named("...")`
	}
	return ""
}

func (r *RateSetter) check(f *Fitting) error {
	if r.missing {
		return errors.New("trainer: LearningRate: expected a schedule or a function, got nil; give it one")
	}
	own := f.plan.config.Optimizer.Rate()
	r.base = own.At(optim.Progress{StepsPerEpoch: 1, TotalSteps: 1})
	if own.String() != optim.Constant(r.base).String() {
		return fmt.Errorf("trainer: LearningRate: expected an optimizer whose rate is a number, got %v; keep one of the two schedules", own)
	}
	if r.function != nil {
		return nil
	}
	return r.schedule.Check()
}

// Handle sets the rate of the next epoch.
func (r *RateSetter) Handle(e Event) error {
	switch e := e.(type) {
	case FitStarted:
		return r.set(e.Fitting, 0, r.base)
	case EpochEnded:
		return r.set(e.Fitting, e.N, e.Values["lr"])
	}
	return nil
}

// set makes the rate of an epoch, counted from 0, what it shall be.
func (r *RateSetter) set(f *Fitting, epoch int, now float64) error {
	steps := f.StepsPerEpoch()
	rate := r.schedule.At(optim.Progress{Step: epoch * steps, StepsPerEpoch: steps, TotalSteps: steps * f.plan.config.Epochs})
	if r.function != nil {
		rate = r.function(epoch, now)
	}
	if math.IsNaN(rate) || math.IsInf(rate, 0) || rate < 0 {
		return fmt.Errorf("trainer: LearningRate: epoch %d: expected a rate of 0 or more, got %g; correct the function", epoch, rate)
	}
	f.rateFactor = rate / r.base
	return nil
}
