package trainer

import (
	"fmt"
	"math"
)

// EarlyStop is the callback that [EarlyStopping] makes.
type EarlyStop struct {
	watch
	patience int
	waited   int
}

// EarlyStopping ends training when the watched value, "val_loss" unless
// [EarlyStop.Watch] says otherwise, has not improved for patience epochs
// (Keras: EarlyStopping). The epoch with the best value gives the run its
// weights, whenever and however training ends.
func EarlyStopping(patience int) *EarlyStop {
	return &EarlyStop{patience: patience}
}

// Watch sets the value to watch: "val_accuracy", "loss", ... Its direction is
// the metric's own.
func (s *EarlyStop) Watch(value string) *EarlyStop {
	c := *s
	c.value = value
	return &c
}

// MinDelta sets how much better a value must be to count. Default: 0.
func (s *EarlyStop) MinDelta(d float64) *EarlyStop {
	c := *s
	c.minDelta = math.Abs(d)
	return &c
}

func (s *EarlyStop) watches() (who, value string) { return "EarlyStopping", s.value }

func (s *EarlyStop) shapes() string {
	return fmt.Sprintf("EarlyStopping(%d, %q, %g)", s.patience, s.value, s.minDelta)
}

func (s *EarlyStop) check(*Fitting) error {
	if s.patience < 1 {
		return fmt.Errorf("trainer: EarlyStopping: expected a patience of at least 1 epoch, got %d; use a number such as 3", s.patience)
	}
	if math.IsNaN(s.minDelta) || math.IsInf(s.minDelta, 0) {
		return fmt.Errorf("trainer: EarlyStopping.MinDelta: expected a number, got %g; use one such as 0.001", s.minDelta)
	}
	return nil
}

// Handle counts the epochs since the best.
func (s *EarlyStop) Handle(e Event) error {
	switch e := e.(type) {
	case FitStarted:
		s.reset()
		s.waited = 0
	case EpochEnded:
		if s.sees(e) {
			s.waited = 0
			return nil
		}
		if s.waited++; s.waited >= s.patience {
			value := s.value
			if value == "" {
				value = e.Watched()
			}
			return e.stop(fmt.Sprintf("%s has not improved for %s", value, plural(s.patience, "epoch")))
		}
	}
	return nil
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
