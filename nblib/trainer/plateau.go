package trainer

import (
	"fmt"
	"math"
)

// Plateau is the callback that [ReduceLROnPlateau] makes.
type Plateau struct {
	watch
	factor   float64
	patience int
	cooldown int
	minRate  float64

	waited, cooling int
}

// ReduceLROnPlateau multiplies the learning rate by 0.1 when the watched value,
// "val_loss" unless [Plateau.Watch] says otherwise, has not improved by 1e-4
// for 10 epochs (Keras: ReduceLROnPlateau, with its defaults). A schedule of
// the optimizer goes on beneath and is scaled.
func ReduceLROnPlateau() *Plateau {
	return &Plateau{factor: 0.1, patience: 10, watch: watch{minDelta: 1e-4}}
}

// Watch sets the value to watch: "val_accuracy", "loss", ... Its direction is
// the metric's own.
func (p *Plateau) Watch(value string) *Plateau {
	c := *p
	c.value = value
	return &c
}

// Factor sets what the learning rate is multiplied by, above 0 and below 1.
// Default: 0.1.
func (p *Plateau) Factor(f float64) *Plateau {
	c := *p
	c.factor = f
	return &c
}

// Patience sets for how many epochs to wait for an improvement. Default: 10.
func (p *Plateau) Patience(epochs int) *Plateau {
	c := *p
	c.patience = epochs
	return &c
}

// MinDelta sets how much better a value must be to count. Default: 1e-4.
func (p *Plateau) MinDelta(d float64) *Plateau {
	c := *p
	c.minDelta = math.Abs(d)
	return &c
}

// Cooldown sets how many epochs to let pass after a reduction before counting
// again. Default: 0.
func (p *Plateau) Cooldown(epochs int) *Plateau {
	c := *p
	c.cooldown = epochs
	return &c
}

// MinRate sets the learning rate below which not to go. Default: 0.
func (p *Plateau) MinRate(rate float64) *Plateau {
	c := *p
	c.minRate = rate
	return &c
}

func (p *Plateau) watches() (who, value string) { return "ReduceLROnPlateau", p.value }

func (p *Plateau) shapes() string {
	return fmt.Sprintf("ReduceLROnPlateau(%q, factor %g, patience %d, min delta %g, cooldown %d, min rate %g)",
		p.value, p.factor, p.patience, p.minDelta, p.cooldown, p.minRate)
}

func (p *Plateau) check(*Fitting) error {
	switch {
	case !(p.factor > 0 && p.factor < 1):
		return fmt.Errorf("trainer: ReduceLROnPlateau.Factor: expected a number above 0 and below 1, got %g; use one such as 0.5", p.factor)
	case p.patience < 1:
		return fmt.Errorf("trainer: ReduceLROnPlateau.Patience: expected at least 1 epoch, got %d; use a number such as 3", p.patience)
	case p.cooldown < 0:
		return fmt.Errorf("trainer: ReduceLROnPlateau.Cooldown: expected 0 epochs or more, got %d; use a positive number", p.cooldown)
	case math.IsNaN(p.minDelta) || math.IsInf(p.minDelta, 0):
		return fmt.Errorf("trainer: ReduceLROnPlateau.MinDelta: expected a number, got %g; use one such as 0.001", p.minDelta)
	case !(p.minRate >= 0):
		return fmt.Errorf("trainer: ReduceLROnPlateau.MinRate: expected 0 or more, got %g; use a positive number", p.minRate)
	}
	return nil
}

// Handle counts the epochs since the best, as Keras does.
func (p *Plateau) Handle(e Event) error {
	switch e := e.(type) {
	case FitStarted:
		p.reset()
		p.waited, p.cooling = 0, 0
	case EpochEnded:
		if p.cooling > 0 {
			p.cooling--
			p.waited = 0
		}
		if p.sees(e) {
			p.waited = 0
			return nil
		}
		if p.cooling > 0 {
			return nil
		}
		if p.waited++; p.waited >= p.patience {
			p.reduce(e)
		}
	}
	return nil
}

func (p *Plateau) reduce(e EpochEnded) {
	rate := e.Values["lr"]
	if rate <= p.minRate {
		return
	}
	e.ScaleLearningRate(max(rate*p.factor, p.minRate) / rate)
	p.cooling, p.waited = p.cooldown, 0
}
