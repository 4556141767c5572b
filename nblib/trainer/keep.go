package trainer

import (
	"fmt"
	"os"
	"slices"
	"time"

	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/tensors"
)

// saver writes snapshots off the training path, one at a time.
type saver struct {
	last    time.Time
	running chan error // nil where none is being written
	warned  bool
}

// saveIfDue begins a save where the last is SaveEvery ago and none is running.
// It costs the training only the time to note which tensors to write.
func (f *Fitting) saveIfDue() {
	if f.store == nil || time.Since(f.saver.last) < f.plan.config.SaveEvery {
		return
	}
	if f.saver.running != nil {
		select {
		case err := <-f.saver.running:
			f.saver.running = nil
			f.warnSave(err)
		default:
			return
		}
	}
	f.saver.last = time.Now()
	done := make(chan error, 1)
	f.saver.running = done
	write := f.snapshotLater("training")
	go func() { done <- write(progressFile) }()
}

// waitSaver waits for a save in progress.
func (f *Fitting) waitSaver() {
	if f.saver.running != nil {
		f.warnSave(<-f.saver.running)
		f.saver.running = nil
	}
}

// warnSave says once that the run is not being kept, and why. Training goes on.
func (f *Fitting) warnSave(err error) {
	if err == nil || f.saver.warned {
		return
	}
	f.saver.warned = true
	f.note(fmt.Sprintf("warning: the run cannot be kept: %v", err))
}

// note adds a note to the run once, and says it while training goes on.
func (f *Fitting) note(text string) {
	if slices.Contains(f.plan.notes, text) {
		return
	}
	f.plan.notes = append(f.plan.notes, text)
	if !f.plan.config.Quiet {
		fmt.Fprintln(os.Stderr, "trainer: "+text)
	}
}

// snapshotLater notes what the fit is now and gives the function that writes it.
func (f *Fitting) snapshotLater(state string) func(file string) error {
	s := &snapshot{record: f.record(state)}
	held := [][]*tensors.Tensor{
		append([]*tensors.Tensor{}, f.weights...), append([]*tensors.Tensor{}, f.bestWeights()...),
		append([]*tensors.Tensor{}, f.slots...), append([]*tensors.Tensor{}, f.sums...),
	}
	for _, ts := range held {
		f.keeper.hold(ts...)
	}
	names, keeper, store := f.plan.network.Weights(), f.keeper, f.store
	return func(file string) error {
		defer func() {
			for _, ts := range held {
				keeper.release(ts...)
			}
		}()
		if err := s.read(names, held); err != nil {
			return err
		}
		data, err := s.encode()
		if err != nil {
			return err
		}
		return store.write(file, data)
	}
}

// read copies the held tensors to memory; a weight that is the best one and
// the present one is copied once.
func (s *snapshot) read(names []nn.Weight, held [][]*tensors.Tensor) error {
	best, err := host(names, held[1])
	if err != nil {
		return err
	}
	s.best, s.weights = best, make([]nn.Tensor, len(best))
	for i, t := range held[0] {
		s.weights[i] = best[i]
		if t != held[1][i] {
			now, err := host(names[i:i+1], held[0][i:i+1])
			if err != nil {
				return err
			}
			s.weights[i] = now[0]
		}
	}
	for k, to := range []*[][]float32{&s.slots, &s.sums} {
		for _, t := range held[2+k] {
			data, err := tensors.CopyFlatData[float32](t)
			if err != nil {
				return err
			}
			*to = append(*to, data)
		}
	}
	return nil
}

// record is the text of the fit as it is now.
func (f *Fitting) record(state string) record {
	cfg := f.plan.config
	spec, err := nn.Marshal(f.plan.network.Layer())
	if err != nil {
		panic(err) // print has marshalled it before
	}
	var test *Epoch
	if f.test != nil {
		test = &Epoch{Values: f.test}
	}
	return record{
		Test: test, Version: snapshotVersion, Name: cfg.Name, State: state, Fingerprint: f.fingerprint, Layer: spec,
		Input: f.plan.network.Input(), Classes: f.plan.info.Target.Classes, Data: f.plan.info, Epochs: cfg.Epochs,
		BatchSize: cfg.BatchSize, Seed: cfg.Seed, Optimizer: cfg.Optimizer, Loss: f.plan.loss, Metrics: cfg.Metrics,
		Logits: f.plan.logits, Epoch: f.epoch, Step: f.step, EpochTime: f.epochTime, RateFactor: f.rateFactor,
		History: append([]Epoch{}, f.history.Epochs...), Watched: f.watched, Best: f.best, Reason: f.reason,
		Notes: f.plan.notes, Backend: f.plan.engine.Label, Versions: versions(), Started: f.started, Saved: time.Now(),
	}
}

// keep writes the run that came to its end over the one before it.
func (f *Fitting) keep(r *Run) {
	f.waitSaver()
	if f.store == nil {
		return
	}
	state := "finished"
	if r.Interrupted || f.failed {
		state = "stopped"
	}
	write := f.snapshotLater(state)
	err := write(keptFile)
	if err == nil {
		err = f.store.exports(r)
	}
	if err == nil {
		err = f.records.keep()
	}
	if err == nil {
		_ = os.Remove(f.store.path(progressFile))
	}
	f.warnSave(err)
	r.Notes = f.plan.notes
}
