package trainer

import (
	"fmt"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Recordable is what [Record] can keep of each epoch: [RecordWeights],
// [RecordGradients], or what [RecordPredictions] gives.
type Recordable struct {
	what recordKind
	part *datasets.Part
}

type recordKind uint8

const (
	noRecord recordKind = iota
	recordWeights
	recordGradients
	recordPredictions
)

// RecordWeights records all weights: for each its norm, mean, standard
// deviation and histogram, and where it has at most [FullRecord] values, all
// of them.
var RecordWeights = Recordable{what: recordWeights}

// RecordGradients records in the same way the gradient of the loss by each
// weight that learns: over the first batch of the training part in its own
// order, in training mode, before clipping.
var RecordGradients = Recordable{what: recordGradients}

// RecordPredictions records the network's outputs for a part, which may be any:
// the validation part, or points on a grid.
func RecordPredictions(part *datasets.Part) Recordable {
	return Recordable{recordPredictions, part}
}

// The limits of [Record].
const (
	FullRecord         = 1 << 16  // values of a weight that are recorded one by one
	DefaultRecordBytes = 64 << 20 // of a run's record; see [Recording.MaxBytes]
)

// Recording is the callback that [Record] makes.
type Recording struct {
	what     []Recordable
	every    int
	maxBytes int64

	log       *recordLog
	gradients *engine.Func
	predictor *predictor
}

// Record keeps snapshots of what is named, before training (epoch 0) and after
// each epoch, for the charts that need them; [Run.Records] gives them. They
// have their own file in the run's folder. Where they would take more than
// [Recording.MaxBytes], every second one is left out, and so on.
//
// Recording does not change training and is not part of a run's fingerprint: a
// run that is kept without a record is loaded as it is.
func Record(what ...Recordable) *Recording {
	return &Recording{what: what, every: 1, maxBytes: DefaultRecordBytes}
}

// Every records each nth epoch only. Default: 1.
func (r *Recording) Every(n int) *Recording {
	c := *r
	c.every = n
	return &c
}

// MaxBytes bounds the size of the record. Default: [DefaultRecordBytes].
func (r *Recording) MaxBytes(n int64) *Recording {
	c := *r
	c.maxBytes = n
	return &c
}

func (r *Recording) check(f *Fitting) error {
	switch {
	case len(r.what) == 0:
		return fmt.Errorf("trainer: Record: expected something to record, got nothing; name RecordWeights, RecordGradients or RecordPredictions(part)")
	case r.every < 1:
		return fmt.Errorf("trainer: Record.Every: expected 1 epoch or more, got %d; use a positive number", r.every)
	case r.maxBytes < 1:
		return fmt.Errorf("trainer: Record.MaxBytes: expected 1 byte or more, got %d; use a positive number", r.maxBytes)
	}
	seen := map[recordKind]bool{}
	for _, w := range r.what {
		if w.what == noRecord || w.what == recordPredictions && w.part == nil {
			return fmt.Errorf("trainer: Record: expected RecordWeights, RecordGradients or RecordPredictions(part), got a zero value; name one of them")
		}
		if seen[w.what] {
			return fmt.Errorf("trainer: Record: expected each thing once, got one twice; leave the second out")
		}
		seen[w.what] = true
		if w.what != recordPredictions {
			continue
		}
		info, err := w.part.Info()
		if err != nil {
			return err
		}
		if err := checkInput("RecordPredictions", info, f.plan.network.Input()); err != nil {
			return err
		}
	}
	if f.recording != nil {
		return fmt.Errorf("trainer: Record: expected one Record among the callbacks, got two; name everything in one")
	}
	f.recording = r
	return nil
}

// Handle records the state that an event finds.
func (r *Recording) Handle(e Event) error {
	switch e := e.(type) {
	case FitStarted:
		if e.retelling() {
			return nil
		}
		if err := r.begin(e.Fitting, e.Kept); err != nil {
			return err
		}
		if e.Kept == 0 {
			return r.take(e.Fitting, 0)
		}
	case EpochEnded:
		if !e.Replayed && r.log.wants(e.N) {
			return r.take(e.Fitting, e.N)
		}
	case FitEnded:
		r.close()
	}
	return nil
}

// begin opens the record and compiles what it takes to fill it.
func (r *Recording) begin(f *Fitting, kept int) (err error) {
	r.close()
	r.log = newRecordLog(f, r.every, r.maxBytes, kept)
	f.records = r.log
	for _, w := range r.what {
		switch w.what {
		case recordGradients:
			r.gradients, err = f.gradientStep()
		case recordPredictions:
			r.predictor, err = newPredictor(f.plan.engine, f.plan.network, f.plan.network, w.part)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Recording) close() {
	if r.gradients != nil {
		r.gradients.Close()
	}
	if r.predictor != nil {
		r.predictor.close()
	}
	r.gradients, r.predictor = nil, nil
}

// take records one moment.
func (r *Recording) take(f *Fitting, epoch int) error {
	m := Moment{Epoch: epoch}
	for _, w := range r.what {
		switch w.what {
		case recordWeights:
			ts, err := host(f.plan.network.Weights(), f.weights)
			if err != nil {
				return err
			}
			m.Weights = distributions(ts)
		case recordGradients:
			ts, err := f.firstGradients(r.gradients)
			if err != nil {
				return err
			}
			m.Gradients = distributions(ts)
		case recordPredictions:
			p, err := r.predictor.predict(f.weights)
			if err != nil {
				return err
			}
			p.Names, p.logits = f.plan.info.Target.Classes, f.plan.logits
			m.Predictions = p
		}
	}
	f.recordError(r.log.add(m))
	return nil
}

// gradientStep compiles the gradients of the loss. Inputs: weights, random
// state, and the feed's. Outputs: one for each weight that learns.
func (f *Fitting) gradientStep() (*engine.Func, error) {
	p, l := f.plan, f.plan.layout()
	return p.engine.Func("gradients", func(in []*graph.Node) []*graph.Node {
		x, y, w := f.train.open(in[l.weights+1:])
		call := &nn.Call{Training: true, Weights: in[:l.weights], Random: in[l.weights]}
		outputs := p.network.ApplyAfter(f.train.applied(), call, x)
		loss := p.total(p.loss.PerExample(y, outputs), w, call)
		return graph.Gradient(loss, pick(call.Weights, l.learns)...)
	})
}

// firstGradients are the gradients over the first batch, by weight.
func (f *Fitting) firstGradients(step *engine.Func) ([]nn.Tensor, error) {
	random := tensors.FromFlatDataAndDimensions(randomState(f.plan.config.Seed, 0), 3)
	defer engine.Free(random)
	for batch, err := range f.train.batches(datasets.Order{}, f.plan.config.BatchSize, 0) {
		if err != nil {
			return nil, err
		}
		in := append(append([]*tensors.Tensor{}, f.weights...), random)
		out, err := step.Call(append(in, batch.in...)...)
		batch.free()
		if err != nil {
			return nil, err
		}
		defer engine.Free(out...)
		all, learning := f.plan.network.Weights(), []nn.Weight{}
		for _, i := range f.plan.layout().learns {
			learning = append(learning, all[i])
		}
		return host(learning, out)
	}
	return nil, nil
}

// recordError notes that a record lacks something. Training goes on.
func (f *Fitting) recordError(err error) {
	if err != nil {
		f.note(fmt.Sprintf("warning: the record is not whole: %v", err))
	}
}
