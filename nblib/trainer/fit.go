package trainer

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
)

// Fit trains a network on data (Keras: Model.fit) and keeps the run.
//
// Validation: where the data have no Val part, the last tenth of a seeded
// shuffle of Train is held out; Test is measured once, at the end. The weights
// of the best epoch are the run's, whenever and however training ends.
//
// A run that is kept with the same fingerprint is loaded instead, its events
// told again to the callbacks; one that was interrupted goes on where it was;
// one with fewer epochs goes on to cfg.Epochs (a schedule that is laid over the
// whole run is then laid over the new length from there on). Config.Fresh
// trains anew.
//
// The first interrupt (the Stop button, SIGINT, SIGTERM) ends training after
// the step and Fit returns as usual; a second ends the program.
//
// Errors are of one sentence: what was expected, what came, how to mend it.
// Shapes, data, loss and callbacks are checked before any graph is built.
func Fit(net nn.Layer, data datasets.Source, cfg Config, callbacks ...Callback) (*Run, error) {
	f, err := newFitting(net, data, cfg, callbacks)
	if err != nil {
		return nil, err
	}
	return f.fit()
}

// newFitting checks everything that can be before a graph is built.
func newFitting(net nn.Layer, data datasets.Source, cfg Config, callbacks []Callback) (*Fitting, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	f := &Fitting{keeper: newKeeper(), rateFactor: 1, started: time.Now()}
	if f.material, err = gather(data, cfg.Seed); err != nil {
		return nil, err
	}
	if f.plan, err = newPlan(net, f.material.info, cfg); err != nil {
		return nil, err
	}
	if err := f.checkSense(); err != nil {
		return nil, err
	}
	f.plan.config.Metrics = f.plan.metrics()
	if !cfg.Quiet {
		f.callbacks = append(f.callbacks, newProgress())
	}
	for _, c := range callbacks {
		if isNil(c) {
			return nil, fmt.Errorf("trainer: Fit: expected callbacks, got nil; leave it out")
		}
		f.callbacks = append(f.callbacks, c)
	}
	return f, f.chooseWatched()
}

// fit finds what is kept, and trains what is missing.
func (f *Fitting) fit() (*Run, error) {
	kept, err := f.openKept()
	if err != nil {
		return nil, err
	}
	defer f.store.close()
	if kept != nil && f.complete(kept) {
		return f.retell(kept)
	}
	f.useFeatures()
	if err := f.prepare(kept); err != nil {
		return nil, err
	}
	defer f.close()
	f.noteFeatures()
	f.interrupt = listen()
	defer f.interrupt.close()
	if err = f.begin(kept); err != nil && err != Stop {
		return nil, err // nothing was trained, and what is kept stays
	}
	if err == nil {
		err = f.epochs()
	}
	f.noteNaN()
	return f.finish(err)
}

// openKept takes the run's folder and gives the snapshot to go on from, or nil.
func (f *Fitting) openKept() (*snapshot, error) {
	cfg := f.plan.config
	facts, why := f.print()
	if why != "" {
		f.fate = append(f.fate, "not kept: "+why)
		return nil, nil
	}
	f.fingerprint = facts
	dir := folder(cfg.Name)
	if cfg.Name == "" {
		dir = folder("~" + facts.hash()[:16])
	}
	var err error
	f.store, err = openStore(dir)
	var held *heldError
	if errors.As(err, &held) {
		return nil, err
	}
	if err != nil {
		f.fate = append(f.fate, "warning: "+err.Error())
		return nil, nil
	}
	if cfg.Name == "" {
		prune()
	}
	if cfg.Fresh {
		return nil, nil
	}
	return f.matching(dir)
}

// matching gives the kept snapshot with this fit's fingerprint that is furthest.
func (f *Fitting) matching(dir string) (*snapshot, error) {
	differs := ""
	found, wrong := furthest(dir, func(s *snapshot) bool {
		diff := f.fingerprint.against(s.Fingerprint)
		if diff != "" && s.State != training {
			differs = diff // from the last run that came to an end
		}
		return diff == ""
	})
	if errors.Is(wrong, errNewer) {
		return nil, wrong
	}
	switch {
	case found != nil && wrong != nil:
		f.fate = append(f.fate, "warning: "+oneLine(wrong))
	case wrong != nil:
		f.fate = append(f.fate, "trains again: "+oneLine(wrong))
	case found == nil && differs != "":
		f.fate = append(f.fate, "trains again: "+differs)
	}
	return found, nil
}

// oneLine is an error without line breaks.
func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// complete tells whether a kept run needs no more training.
func (f *Fitting) complete(s *snapshot) bool {
	if s.State != finished {
		return false
	}
	return s.Epoch >= f.plan.config.Epochs || s.Epoch < s.Epochs // ended early by a callback
}

// retell loads a kept run and tells its events again.
func (f *Fitting) retell(s *snapshot) (*Run, error) {
	run, err := s.run()
	if err != nil {
		return nil, err
	}
	f.interrupt = &interrupt{}
	f.state = &state{}
	f.replay(s)
	f.reason = run.StopReason
	f.plan.notes = run.Notes
	if asked := f.plan.config.Epochs; s.Epoch > asked {
		f.fate = append(f.fate, fmt.Sprintf("it has %s, more than the %d asked for", plural(s.Epoch, "epoch"), asked))
	}
	f.fate = append(f.fate, fmt.Sprintf("loaded, not trained: %s saved; Config.Fresh trains again", clock(run.Elapsed)))
	f.noteNaN()
	run.Notes = f.Notes()
	if err := f.tell(FitEnded{f, run}); err != nil && !errors.Is(err, Stop) {
		return run, err
	}
	return run, nil
}

// replay tells the callbacks what a snapshot's epochs came to.
func (f *Fitting) replay(s *snapshot) {
	f.watched, f.rateFactor = s.Watched, 1
	_ = f.tell(FitStarted{f, len(s.History)})
	for _, e := range s.History {
		f.epoch = e.N
		f.history.Epochs = append(f.history.Epochs, e)
		_ = f.tell(EpochEnded{Fitting: f, Epoch: e, Best: f.mark(e), Replayed: true})
	}
	f.epoch, f.reason, f.rateFactor = s.Epoch, "", s.RateFactor
}

// prepare compiles the steps and puts data and weights on the device.
func (f *Fitting) prepare(kept *snapshot) (err error) {
	info := f.plan.info
	if f.train, err = newFeed(f.material.train, info, true, &f.residents); err != nil {
		return err
	}
	f.trained = &engineFuncs{}
	if f.trained.train, err = f.plan.trainStep(f.train); err != nil {
		return err
	}
	if f.Validates() {
		if f.val, err = newFeed(f.material.val, info, false, &f.residents); err != nil {
			return err
		}
		if f.trained.eval, err = f.plan.evalStep(f.val); err != nil {
			return err
		}
	}
	f.state = f.plan.newState(f.plan.network.Init(f.plan.config.Seed))
	if kept != nil {
		return f.restore(kept)
	}
	return nil
}

// begin tells the callbacks that training starts, or goes on.
func (f *Fitting) begin(kept *snapshot) error {
	f.saver.last = time.Now()
	if kept == nil {
		return f.tell(FitStarted{f, 0})
	}
	f.fate = append(f.fate, fmt.Sprintf("goes on from epoch %d, step %d", kept.Epoch+1, kept.Step+1))
	f.restarts = append(slices.Clone(kept.Restarts), kept.Epoch+1)
	f.replay(kept)
	return nil
}

// close frees what the fit has on the device.
func (f *Fitting) close() {
	f.waitSaver()
	f.residents.free()
	f.trained.train.Close()
	if f.trained.eval != nil {
		f.trained.eval.Close()
	}
	f.keeper.release(f.bestHeld...)
	f.keeper.drop(f.inputs()...)
}
