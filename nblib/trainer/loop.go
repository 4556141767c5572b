package trainer

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/optim"

	"github.com/gomlx/gomlx/core/tensors"
)

// engineFuncs are the compiled steps of a fit.
type engineFuncs struct{ train, eval *engine.Func }

// tickEvery is how often within an epoch the loop looks up: tells callbacks
// where it is, and saves where it is time.
const tickEvery = 250 * time.Millisecond

// tickEvery is shorter where saves shall come more often.
func (f *Fitting) tickEvery() time.Duration { return min(tickEvery, f.plan.config.SaveEvery/4) }

// epochs trains from where the fit is to the last epoch.
func (f *Fitting) epochs() error {
	for f.epoch < f.plan.config.Epochs {
		if err := f.oneEpoch(); err != nil {
			return err
		}
		if f.interrupt.asked() {
			return f.stop("you stopped it")
		}
	}
	f.reason = "all epochs are done"
	return nil
}

// oneEpoch trains an epoch, or what is left of it, and validates.
func (f *Fitting) oneEpoch() error {
	started := time.Now()
	if f.tally == nil {
		f.tally = &tally{plan: f.plan}
	}
	if err := f.steps(f.tally, started); err != nil {
		return err
	}
	values, err := f.tally.values(f.sums, "")
	if err != nil {
		return err
	}
	values["lr"] = f.rateAt(f.epoch*f.StepsPerEpoch() + f.StepsPerEpoch() - 1)
	if f.Validates() {
		val, err := f.validate()
		if err != nil {
			return err
		}
		for name, v := range val {
			values[name] = v
		}
	}
	f.epoch++
	f.step, f.tally = 0, nil
	f.zeroSums(f.keeper)
	row := Epoch{N: f.epoch, Values: values, Seconds: f.epochTime + time.Since(started).Seconds()}
	f.epochTime = 0
	f.history.Epochs = append(f.history.Epochs, row)
	best := f.mark(row)
	if best {
		f.holdBest()
	}
	err = f.tell(EpochEnded{Fitting: f, Epoch: row, Best: best})
	f.saveIfDue()
	return err
}

// steps takes the epoch's steps from f.step on.
func (f *Fitting) steps(t *tally, started time.Time) error {
	cfg := f.plan.config
	order := datasets.Order{Shuffle: true, Seed: cfg.Seed, Epoch: f.epoch, Augment: true}
	done, last := 0, started
	for batch, err := range f.trainBatches(order) {
		if err != nil {
			return err
		}
		began := time.Now()
		if _, err := f.call(batch, t); err != nil {
			return err
		}
		if batch.n == batch.steps*cfg.BatchSize {
			f.pace.took(batch.steps, time.Since(began))
		}
		f.step += batch.steps
		done += batch.n
		if f.interrupt.asked() {
			f.epochTime += time.Since(started).Seconds()
			return f.stop("you stopped it")
		}
		now := time.Now()
		if now.Sub(last) < f.tickEvery() {
			continue
		}
		last = now
		if err := f.tick(done, now.Sub(started)); err != nil {
			f.epochTime += time.Since(started).Seconds()
			return err
		}
	}
	return nil
}

// trainBatches gives what is left of the epoch, in pieces of one call each.
func (f *Fitting) trainBatches(order datasets.Order) iter.Seq2[fed, error] {
	if r, ok := f.train.(residentFeed); ok && f.plan.manySteps(f.train) {
		return r.pieces(order, f.plan.config.BatchSize, f.step, &f.pace)
	}
	return f.train.batches(order, f.plan.config.BatchSize, f.step)
}

// call takes the steps of one piece and gives the loss of each.
func (f *Fitting) call(batch fed, t *tally) ([]float32, error) {
	control, random := f.control(batch)
	in := append(f.inputs(), control, random)
	out, err := f.trained.train.Call(append(in, batch.in...)...)
	engine.Free(control, random)
	batch.free()
	if err != nil {
		return nil, err
	}
	rest := f.take(out, f.keeper)
	losses, err := tensors.CopyFlatData[float32](rest[0]) // waits for the device
	f.keeper.drop(rest[0])
	if err != nil {
		return nil, err
	}
	return losses[:batch.steps], t.see(rest[1:])
}

// control gives the learning rate and the number of each step of a piece, and
// the random state of each.
func (f *Fitting) control(batch fed) (control, random *tensors.Tensor) {
	rates, states := make([]float32, 3*batch.room), make([]uint64, 3*batch.room)
	for k := range batch.steps {
		number := f.epoch*f.StepsPerEpoch() + f.step + k
		rates[3*k+rateColumn], rates[3*k+numberColumn] = float32(f.rateAt(number)), float32(number+1)
		copy(states[3*k:], randomState(f.plan.config.Seed, number))
	}
	return tensors.FromFlatDataAndDimensions(rates, batch.room, 3), tensors.FromFlatDataAndDimensions(states, batch.room, 3)
}

// tick tells callbacks how far the epoch is.
func (f *Fitting) tick(done int, spent time.Duration) error {
	sums, err := tensors.CopyFlatData[float32](f.sums[0])
	if err != nil {
		return err
	}
	f.saveIfDue()
	return f.tell(StepsEnded{
		Fitting: f, Epoch: f.epoch + 1, Step: f.step, Steps: f.StepsPerEpoch(),
		Loss: float64(sums[0]) / float64(sums[1]), Speed: float64(done) / spent.Seconds(),
	})
}

// rate is the learning rate of the next step.
func (f *Fitting) rate() float64 { return f.rateAt(f.epoch*f.StepsPerEpoch() + f.step) }

func (f *Fitting) rateAt(step int) float64 {
	return f.rateFactor * f.plan.config.Optimizer.Rate().At(optim.Progress{
		Step: step, StepsPerEpoch: f.StepsPerEpoch(), TotalSteps: f.StepsPerEpoch() * f.plan.config.Epochs,
	})
}

// validate measures the present weights on the validation part.
func (f *Fitting) validate() (map[string]float64, error) {
	return f.plan.evaluate(f.trained.eval, f.weights, f.val, f.material.val.n, "val_")
}

// evaluate measures weights on all of a feed's n examples.
func (p *plan) evaluate(step *engine.Func, weights []*tensors.Tensor, from feed, n int, prefix string) (map[string]float64, error) {
	t := &tally{plan: p}
	sums := zeroSums(p.sums())
	for batch, err := range from.batches(datasets.Order{}, evalBatch(n, volume(p.info.Shape), p.config.Devices), 0) {
		if err != nil {
			return nil, err
		}
		in := append(append([]*tensors.Tensor{}, weights...), sums...)
		out, err := step.Call(append(in, batch.in...)...)
		batch.free()
		if err != nil {
			return nil, err
		}
		engine.Free(sums...)
		sums = out[:len(sums)]
		if err := t.see(out[len(sums):]); err != nil {
			return nil, err
		}
	}
	values, err := t.values(sums, prefix)
	engine.Free(sums...)
	return values, err
}

// finish restores the best weights, measures them on the test part, tells the
// callbacks, and keeps the run.
func (f *Fitting) finish(ended error) (*Run, error) {
	failed := ended
	if errors.Is(ended, Stop) {
		failed = nil
	}
	if failed != nil {
		f.failed = true
		f.reason = fmt.Sprintf("an error ended it: %v", failed)
	}
	run, err := f.result()
	if err != nil {
		return nil, errors.Join(failed, err)
	}
	if err := f.tell(FitEnded{f, run}); err != nil && err != Stop && failed == nil {
		failed = err
	}
	return run, failed
}

// result makes the run of what there is now.
func (f *Fitting) result() (*Run, error) {
	m, err := f.model(f.bestWeights())
	if err != nil {
		return nil, err
	}
	last, err := f.model(f.weights)
	if err != nil {
		return nil, err
	}
	r := &Run{
		Name: f.plan.config.Name, Model: m, History: f.history, BestEpoch: f.best, StopReason: f.reason,
		Backend: f.Backend(), Elapsed: f.elapsed(), Config: f.plan.config, Notes: f.Notes(),
		Loss: f.plan.loss, Watched: f.watched, logits: f.plan.logits,
		Interrupted: f.interrupt.asked(), Data: f.plan.info, Restarts: f.restarts, last: last, print: f.fingerprint.hash(),
	}
	if f.material.test.n > 0 {
		test, err := newFeed(f.material.test, f.plan.info, false, &f.residents)
		if err != nil {
			return nil, err
		}
		step, err := f.plan.evalStep(test)
		if err != nil {
			return nil, err
		}
		defer step.Close()
		values, err := f.plan.evaluate(step, f.bestWeights(), test, f.material.test.n, "")
		if err != nil {
			return nil, err
		}
		r.Test = values
	}
	f.test = r.Test
	if f.store != nil {
		r.dir = f.store.dir
	}
	r.moments = f.records.moments()
	f.keep(r)
	return r, nil
}

func (f *Fitting) elapsed() time.Duration {
	return f.history.duration() + time.Duration(f.epochTime*float64(time.Second))
}
