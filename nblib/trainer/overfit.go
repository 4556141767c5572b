package trainer

import (
	"fmt"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
)

// Overfit is what [OverfitOneBatch] found.
type Overfit struct {
	Passed  bool
	Losses  []float64 // of the batch, after each step, as the network predicts
	Values  Scores    // of the batch at the end
	Backend string
}

// OverfitOneBatch trains a fresh copy of the network on one batch alone, the
// first of the training part, again and again: the first sanity check of any
// network. One that cannot learn even a few examples by heart has a mistake in
// it, or in the data, or another learning rate. It passes when the loss falls
// to a hundredth of what it was, or, of classes, when all examples are right.
//
// cfg says the batch size, the optimizer, the loss and the seed; Epochs is the
// most steps to take, by default 300. Nothing is kept.
func OverfitOneBatch(net nn.Layer, data datasets.Source, cfg Config) (*Overfit, error) {
	if cfg.Epochs == 0 {
		cfg.Epochs = overfitSteps
	}
	one, err := oneBatch(data, cfg)
	if err != nil {
		return nil, err
	}
	found := &Overfit{}
	cfg.Quiet = true
	f, err := newFitting(net, one, cfg, []Callback{On(found.hear)})
	if err != nil {
		return nil, err
	}
	if err := f.prepare(nil); err != nil {
		return nil, err
	}
	defer f.close()
	f.interrupt = listen()
	defer f.interrupt.close()
	found.Backend = f.Backend()
	if err := f.epochs(); err != nil && err != Stop {
		return nil, err
	}
	return found, nil
}

// MustOverfitOneBatch is [OverfitOneBatch] for notebooks: an error is printed
// and ends the cell.
func MustOverfitOneBatch(net nn.Layer, data datasets.Source, cfg Config) *Overfit {
	return must(OverfitOneBatch(net, data, cfg))
}

// The bounds of OverfitOneBatch.
const (
	overfitSteps = 300
	overfitFall  = 0.01
)

// oneBatch is the first batch of the training part, to learn and to be tried on.
func oneBatch(data datasets.Source, cfg Config) (datasets.Source, error) {
	m, err := gather(data, cfg.Seed)
	if err != nil {
		return nil, err
	}
	if cfg, err = cfg.complete(); err != nil {
		return nil, err
	}
	rows := make([]int, min(cfg.BatchSize, m.info.Len))
	for i := range rows {
		rows[i] = i
	}
	train, _, _ := data.Parts()
	batch := train.Subset("one batch", rows)
	return &datasets.Set{Train: batch, Val: batch}, nil
}

// hear collects the epochs, each of which is one step.
func (o *Overfit) hear(e Event) error {
	ended, ok := e.(EpochEnded)
	if !ok {
		return nil
	}
	loss := ended.Values["val_loss"]
	o.Losses = append(o.Losses, loss)
	o.Values = Scores{}
	for name, v := range ended.Values {
		if len(name) > 4 && name[:4] == "val_" {
			o.Values[name[4:]] = v
		}
	}
	right, counts := o.Values["accuracy"]
	o.Passed = loss < overfitFall*o.Losses[0] || counts && right == 1
	if o.Passed || !finite(loss) {
		return Stop
	}
	return nil
}

// String says whether the network passed, and what to look at if not.
func (o *Overfit) String() string {
	n := len(o.Losses)
	if n == 0 {
		return "no step was taken"
	}
	text := fmt.Sprintf("loss %.4g -> %.4g in %s on %s", o.Losses[0], o.Losses[n-1], plural(n, "step"), o.Backend)
	if o.Passed {
		return "learns one batch by heart: " + text
	}
	return "does not learn even one batch by heart: " + text + "; try trainer.FindLR, then look at the labels, the loss and the last layer"
}
