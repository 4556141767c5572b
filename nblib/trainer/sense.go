package trainer

import (
	"fmt"
	"math"

	"nnbook/nblib/internal/memory"
	"nnbook/nblib/losses"
)

// checkSense refuses what would run, and come to nothing or to no end.
func (f *Fitting) checkSense() error {
	if err := f.plan.checkMemory(memory.Free()); err != nil {
		return err
	}
	return f.checkProbabilities()
}

// checkMemory compares what the weights take, with a gradient and the
// optimizer's slots for each that learns, with the memory that there is.
func (p *plan) checkMemory(free int64) error {
	slots := int64(len(p.config.Optimizer.Slots()))
	var need int64
	for _, w := range p.network.Weights() {
		need += 4 * int64(w.Size())
		if w.Trainable {
			need += 4 * int64(w.Size()) * (1 + slots)
		}
	}
	if need <= free {
		return nil
	}
	return fmt.Errorf("trainer: network: expected at most %s to train in, what is free in memory, got a network that needs %s; make its largest layers smaller",
		memory.Text(free), memory.Text(need))
}

// checkProbabilities looks at the values that a binary cross-entropy is to
// meet, where they are in memory: outside 0 to 1 it has no smallest value.
func (f *Fitting) checkProbabilities() error {
	part := f.material.train.part
	if f.plan.labels != losses.Values || f.plan.loss.Name() != losses.BinaryCrossEntropy.Name() || !part.InMemory() {
		return nil
	}
	b, err := part.Load()
	if err != nil {
		return err
	}
	for i, x := range b.Values {
		if x < 0 || x > 1 {
			return fmt.Errorf("trainer: %s: example %d: expected a target from 0 to 1 for %s, got %g; scale the targets, or use losses.MSE",
				f.plan.info.Name, i/max(1, f.plan.info.Target.Width), f.plan.loss, x)
		}
	}
	return nil
}

// noteNaN says that training came to nothing, where no callback did.
func (f *Fitting) noteNaN() {
	for _, e := range f.history.Epochs {
		if loss := e.Values["loss"]; math.IsNaN(loss) || math.IsInf(loss, 0) {
			f.fate = append(f.fate, fmt.Sprintf("warning: trainer: the loss is no number since epoch %d; try a smaller learning rate, or optim.GlobalClipNorm(1)", e.N))
			return
		}
	}
}
