package trainer

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"nnbook/nblib/nn"
)

// Checkpointer is the callback that [Checkpoint] makes.
type Checkpointer struct {
	watch
	path string
	last bool
	at   int // the epoch in the file
}

// Checkpoint saves the model to a file each time it is the best so far (Keras:
// ModelCheckpoint with save_best_only), for nn.LoadModel and Python's
// safetensors. Runs are kept without it; this is for a file elsewhere. A path
// that cannot be written is an error before training; an error later on is a
// note, and training goes on.
func Checkpoint(path string) *Checkpointer { return &Checkpointer{path: path} }

// Last saves the model after every epoch instead, as it is then.
func (c *Checkpointer) Last() *Checkpointer {
	d := *c
	d.last = true
	return &d
}

// Watch sets the value that says which is best: "val_accuracy", ... Default:
// the one that chooses the run's best epoch.
func (c *Checkpointer) Watch(value string) *Checkpointer {
	d := *c
	d.value = value
	return &d
}

func (c *Checkpointer) watches() (who, value string) { return "Checkpoint", c.value }

func (c *Checkpointer) check(*Fitting) error {
	if c.path == "" {
		return fmt.Errorf(`trainer: Checkpoint: expected a path, got ""; name a file such as "best.safetensors"`)
	}
	info, err := os.Stat(filepath.Dir(c.path))
	if err == nil && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: filepath.Dir(c.path), Err: fs.ErrInvalid}
	}
	if err != nil {
		return fmt.Errorf("trainer: Checkpoint: expected a path in a folder that is there, got %w; make the folder first", err)
	}
	return nil
}

// Handle saves.
func (c *Checkpointer) Handle(e Event) error {
	switch e := e.(type) {
	case FitStarted:
		c.reset()
		c.at = 0
	case EpochEnded:
		if !c.sees(e) && !c.last {
			return nil
		}
		c.at = e.N
		if !e.Replayed {
			m, err := e.Model()
			if err != nil {
				return err
			}
			c.save(e.Fitting, m)
		}
	case FitEnded:
		if e.Run.Loaded {
			c.again(e)
		}
	}
	return nil
}

// again writes the file of a run that is not trained now, where its weights are kept.
func (c *Checkpointer) again(e FitEnded) {
	switch {
	case c.last && e.Run.Last() != nil:
		c.save(e.Fitting, e.Run.Last())
	case !c.last && c.at == e.Run.BestEpoch:
		c.save(e.Fitting, e.Run.Model)
	case !c.last:
		if _, err := os.Stat(c.path); err != nil {
			e.note(fmt.Sprintf("warning: Checkpoint: the weights of epoch %d are not kept; Config.Fresh trains again", c.at))
		}
	}
}

func (c *Checkpointer) save(f *Fitting, m *nn.Model) {
	if err := m.Save(c.path); err != nil {
		f.note(fmt.Sprintf("warning: Checkpoint: epoch %d is not saved: %v", c.at, err))
	}
}
