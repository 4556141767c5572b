package trainer

import (
	"fmt"
	"math"
	"slices"
	"time"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/guard"
	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/tensors"
)

// Fitting is a fit in progress, as callbacks see it.
type Fitting struct {
	plan     *plan
	material material
	*state
	keeper    *keeper
	residents residents
	train     feed
	val       feed
	callbacks []Callback
	store     *store // nil where nothing is kept

	history    History
	epoch      int // epochs done
	step       int // steps done in the present epoch
	rateFactor float64
	watched    string
	best       int               // number of the best epoch; 0 for none
	bestValue  float64           // of the watched value
	bestHeld   []*tensors.Tensor // its weights
	reason     string            // why training ended
	tally      *tally            // of the present epoch
	fate       []string          // notes on what is kept, which a later reader does not want
	interrupt  *interrupt
	restarts   []int // the epochs in which it went on from what was kept

	trained     *engineFuncs
	pace        pace
	plain       bool    // frozen layers run in every step: what features are tested against
	epochTime   float64 // of the present epoch, before it was interrupted
	fingerprint fingerprint
	saver       saver
	started     time.Time
	failed      bool
	test        Scores
	recording   *Recording // the callback, where there is one
	records     *recordLog // what it writes; nil while nothing is recorded
}

// Config is the fit's configuration, defaults filled in.
func (f *Fitting) Config() Config { return f.plan.config }

// Network is the network being trained.
func (f *Fitting) Network() *nn.Network { return f.plan.network }

// Data says what the training data are.
func (f *Fitting) Data() datasets.Info { return f.plan.info }

// Backend is what computes: "XLA (cpu)", "XLA (cuda), 2 devices" or "Go".
func (f *Fitting) Backend() string {
	if n := f.plan.config.Devices; n > 1 {
		return fmt.Sprintf("%s, %d devices", f.plan.engine.Label, n)
	}
	return f.plan.engine.Label
}

// StepsPerEpoch is the number of steps in an epoch.
func (f *Fitting) StepsPerEpoch() int {
	b := f.plan.config.BatchSize
	return (f.material.train.n + b - 1) / b
}

// Validates tells whether there are validation values.
func (f *Fitting) Validates() bool { return f.material.val.n > 0 }

// ValueNames are the names of the values that every epoch has.
func (f *Fitting) ValueNames() []string { return f.plan.values(f.Validates()) }

// Watched is the value by which the best epoch is chosen.
func (f *Fitting) Watched() string { return f.watched }

// History is what the epochs so far came to.
func (f *Fitting) History() History { return f.history }

// Notes are one sentence each: what was chosen, and warnings.
func (f *Fitting) Notes() []string { return slices.Concat(f.plan.notes, f.fate) }

// ScaleLearningRate multiplies the learning rate of all steps to come.
func (f *Fitting) ScaleLearningRate(factor float64) { f.rateFactor *= factor }

// LearningRate is the rate of the next step.
func (f *Fitting) LearningRate() float64 { return f.rate() }

// Model is the network with its weights as they are now.
func (f *Fitting) Model() (*nn.Model, error) {
	return f.model(f.weights)
}

// Predict gives the outputs for a part with the weights as they are now.
func (f *Fitting) Predict(part *datasets.Part) (*Predictions, error) {
	m, err := f.Model()
	if err != nil {
		return nil, err
	}
	return predictModel(m, part)
}

func (f *Fitting) model(weights []*tensors.Tensor) (*nn.Model, error) {
	ts, err := host(f.plan.network.Weights(), weights)
	if err != nil {
		return nil, err
	}
	name := f.plan.config.Name
	if name == "" {
		name = "unnamed run"
	}
	m, err := nn.NewModel(name, f.plan.network.Layer(), f.plan.network.Input(), ts)
	if err != nil {
		return nil, err
	}
	return labelled(m, f.plan.info), nil
}

// labelled gives the model what it needs to be used without the data: the names
// of the classes, and how photos are prepared.
func labelled(m *nn.Model, data datasets.Info) *nn.Model {
	if data.Photos != nil {
		m = m.WithPreparation(data.Photos.String())
	}
	return m.WithClasses(data.Target.Classes)
}

// retelling tells whether the fit only tells a kept run again.
func (f *Fitting) retelling() bool { return f.trained == nil }

func (f *Fitting) higherIsBetter(name string) bool { return f.plan.betterHigher(name) }

// stop ends training with a reason for people.
func (f *Fitting) stop(reason string) error {
	f.reason = reason
	return Stop
}

// chooseWatched settles by which value the best epoch is chosen.
func (f *Fitting) chooseWatched() error {
	f.watched = "loss"
	if f.Validates() {
		f.watched = "val_loss"
	}
	chosen := false
	for _, c := range f.callbacks {
		if k, ok := c.(checker); ok {
			if err := k.check(f); err != nil {
				return err
			}
		}
		w, ok := c.(watcher)
		if !ok {
			continue
		}
		who, value := w.watches()
		if value == "" {
			continue
		}
		if err := f.plan.checkWatched(who, value, f.Validates()); err != nil {
			return err
		}
		if _, ok := c.(*EarlyStop); ok && !chosen {
			f.watched, chosen = value, true
		}
	}
	return nil
}

// mark makes the epoch the best if it is, and holds its weights.
func (f *Fitting) mark(e Epoch) bool {
	v, ok := e.Values[f.watched]
	better := v < f.bestValue
	if f.higherIsBetter(f.watched) {
		better = v > f.bestValue
	}
	if !ok || math.IsNaN(v) || f.best != 0 && !better {
		return false
	}
	f.best, f.bestValue = e.N, v
	return true
}

// holdBest keeps the present weights as the best.
func (f *Fitting) holdBest() {
	held := append([]*tensors.Tensor{}, f.weights...)
	f.keeper.hold(held...)
	f.keeper.release(f.bestHeld...)
	f.bestHeld = held
}

// bestWeights are the weights of the best epoch, or the present ones.
func (f *Fitting) bestWeights() []*tensors.Tensor {
	if f.bestHeld != nil {
		return f.bestHeld
	}
	return f.weights
}

// handle hands an event to one callback. Its panic ends training as its error
// would: the best weights are restored and kept.
func handle(c Callback, e Event) error {
	err := guard.Call(func() error { return c.Handle(e) })
	if p, ok := err.(*guard.Panic); ok {
		return fmt.Errorf("trainer: callback %T: %w", c, p)
	}
	return err
}

// tell hands an event to the callbacks in order. The first Stop or error counts.
func (f *Fitting) tell(e Event) error {
	var first error
	for _, c := range f.callbacks {
		err := handle(c, e)
		if err != nil && first == nil {
			first = err
			if err == Stop && f.reason == "" {
				f.reason = fmt.Sprintf("a callback (%T) said so", c)
			}
		}
	}
	return first
}
