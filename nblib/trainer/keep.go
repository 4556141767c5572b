package trainer

import (
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/tensors"
)

// saver writes snapshots off the training path, one at a time.
type saver struct {
	last    time.Time    // of the state that is saved
	took    atomic.Int64 // nanoseconds that the last save took
	running chan error   // nil where none is being written
	warned  bool
}

// saveIfDue begins a save where none is running and waiting for the next
// occasion would let the last become older than SaveEvery before the new one is
// written, even if that takes three times as long as it took last. It costs
// the training only the time to note which tensors to write.
func (f *Fitting) saveIfDue() {
	every := f.plan.config.SaveEvery
	early := min(2*f.tickEvery()+3*time.Duration(f.saver.took.Load()), every/2)
	if f.store == nil || time.Since(f.saver.last) < every-early {
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
	write := f.snapshotLater(training)
	go func() {
		began := time.Now()
		err := write(progressFile)
		f.saver.took.Store(int64(time.Since(began)))
		done <- err
	}()
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
	if f.store.wasLost() {
		f.note("warning: the run's folder was removed while it trained; it is made anew")
	}
	if err == nil || f.saver.warned {
		return
	}
	f.saver.warned = true
	f.note(fmt.Sprintf("warning: the run cannot be kept: %v", err))
}

// note adds a note to the run once, and says it while training goes on.
func (f *Fitting) note(text string) {
	if slices.Contains(f.fate, text) {
		return
	}
	f.fate = append(f.fate, text)
	if !f.plan.config.Quiet {
		fmt.Fprintln(os.Stderr, "trainer: "+text)
	}
}

// snapshotLater notes what the fit is now and gives the function that writes it.
func (f *Fitting) snapshotLater(state runState) func(file string) error {
	s := &snapshot{record: f.record(state)}
	if f.tally != nil {
		s.seen = [2][]float32{f.tally.labels, f.tally.outputs} // they only grow
	}
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
func (f *Fitting) record(state runState) record {
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
		Input: f.plan.network.Input(), Data: f.plan.info, Epochs: cfg.Epochs,
		BatchSize: cfg.BatchSize, Seed: cfg.Seed, Devices: cfg.Devices, Optimizer: cfg.Optimizer, Loss: f.plan.loss, Metrics: cfg.Metrics,
		Logits: f.plan.logits, Epoch: f.epoch, Step: f.step, EpochTime: f.epochTime, RateFactor: f.rateFactor,
		History: append([]Epoch{}, f.history.Epochs...), Restarts: f.restarts, Watched: f.watched, Best: f.best, Reason: f.reason,
		Notes: f.plan.notes, Backend: f.Backend(), Versions: versions(), Started: f.started, Saved: time.Now(),
	}
}

// keep writes a finished run over the one before it. A run that was stopped
// goes beside it: the one before stays until another is finished.
func (f *Fitting) keep(r *Run) {
	f.waitSaver()
	if f.store != nil {
		write := f.keepFinished
		if r.Interrupted || f.failed {
			write = f.keepStopped
		}
		f.warnSave(write(r))
	}
	r.Notes = f.Notes()
}

func (f *Fitting) keepFinished(r *Run) error {
	if err := f.snapshotLater(finished)(keptFile); err != nil {
		return err
	}
	if err := f.records.keep(); err != nil {
		return err
	}
	if err := f.store.exports(r); err != nil {
		return err
	}
	if err := os.Remove(f.store.path(progressFile)); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

func (f *Fitting) keepStopped(r *Run) error {
	if err := f.snapshotLater(stopped)(progressFile); err != nil {
		return err
	}
	if _, err := os.Stat(f.store.path(keptFile)); err == nil {
		return nil // the files beside it are those of that run
	}
	return f.store.exports(r)
}
