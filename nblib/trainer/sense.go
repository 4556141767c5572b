package trainer

import (
	"fmt"
	"math"
	"strings"

	"nnbook/nblib/internal/memory"
	"nnbook/nblib/losses"
)

// checkSense refuses what would run, and come to nothing or to no end.
func (f *Fitting) checkSense() error {
	free := memory.Free()
	if err := f.plan.checkMemory(free); err != nil {
		return err
	}
	if on := f.plan.engine.Label; on == "Go" || strings.Contains(on, "cpu") {
		if err := f.plan.checkBatchSize(f.material.train.n, free); err != nil {
			return err
		}
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

// checkBatchSize compares what the largest layer gives for a batch with the
// memory that there is; a step takes more than that.
func (p *plan) checkBatchSize(examples int, free int64) error {
	batch := int64(min(p.config.BatchSize, examples))
	for _, l := range p.network.Layers() {
		if l.MACs == 0 || l.Container { // others may be computed in place
			continue
		}
		if need := 4 * batch * int64(volume(l.Out)); need > free {
			return fmt.Errorf("trainer: layer %s: expected at most %s for a batch, what is free in memory, got %s for %d examples; make Config.BatchSize smaller",
				l.Path, memory.Text(free), memory.Text(need), batch)
		}
	}
	return nil
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
