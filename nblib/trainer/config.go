package trainer

import (
	"fmt"
	"time"

	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
	"nnbook/nblib/optim"
)

// Config says how to train. Every zero is a sensible default; negative numbers
// are errors.
type Config struct {
	// Name keeps the run under .nnbook/runs/<name>, for later cells and after
	// restarts. Without one it is kept under its fingerprint, and pruned in time.
	Name string

	// Epochs is how many times to go through the training part. Default: 10.
	Epochs int

	// BatchSize is how many examples make one step. Default: 32.
	BatchSize int

	// Optimizer says how to step. Default: optim.Adam(1e-3).
	Optimizer optim.Optimizer

	// Loss is what to make small. Default: chosen from the labels, and said.
	Loss losses.Loss

	// Metrics are what to report beside the loss. Default: Accuracy for
	// classes, MAE for values.
	Metrics []metrics.Metric

	// Seed decides the first weights, the order of the examples, what Dropout
	// drops and what augmentation does. Runs with equal seeds are equal, bit
	// for bit, on the same backend with equal Devices.
	Seed int64

	// Devices is how many devices share every batch (Keras: DataParallel): the
	// GPUs of the machine, or virtual devices of its CPU. BatchSize, which is the
	// whole batch, must be a multiple. The program is one device's, up to rounding,
	// to which some networks are sensitive: see the package's comment. Default: 1.
	Devices int

	// SaveEvery is how often a run in progress is saved, off the training
	// path: what a crash can cost. Default: 10 seconds.
	SaveEvery time.Duration

	// Fresh trains even where a finished run with the same fingerprint is kept.
	Fresh bool

	// Quiet shows no progress.
	Quiet bool
}

// The defaults of Config.
const (
	DefaultEpochs    = 10
	DefaultBatchSize = 32
	DefaultSaveEvery = 10 * time.Second
)

// complete gives the config with defaults filled in, or says what is wrong.
func (c Config) complete() (Config, error) {
	if c.Epochs < 0 {
		return c, fmt.Errorf("trainer: Config.Epochs: expected 0 (the default, %d) or more, got %d; use a positive number", DefaultEpochs, c.Epochs)
	}
	if c.BatchSize < 0 {
		return c, fmt.Errorf("trainer: Config.BatchSize: expected 0 (the default, %d) or more, got %d; use a positive number", DefaultBatchSize, c.BatchSize)
	}
	if c.Devices < 0 {
		return c, fmt.Errorf("trainer: Config.Devices: expected 0 (the default, 1) or more, got %d; use a positive number", c.Devices)
	}
	if c.SaveEvery < 0 {
		return c, fmt.Errorf("trainer: Config.SaveEvery: expected 0 (the default, %s) or more, got %s; use a positive duration", DefaultSaveEvery, c.SaveEvery)
	}
	if err := checkName(c.Name); err != nil {
		return c, err
	}
	if err := c.Optimizer.Check(); err != nil {
		return c, err
	}
	if c.Epochs == 0 {
		c.Epochs = DefaultEpochs
	}
	if c.BatchSize == 0 {
		c.BatchSize = DefaultBatchSize
	}
	if c.SaveEvery == 0 {
		c.SaveEvery = DefaultSaveEvery
	}
	if c.Devices == 0 {
		c.Devices = 1
	}
	return c, c.checkShares()
}

// checkShares refuses batches that devices cannot share equally.
func (c Config) checkShares() error {
	over := c.BatchSize % c.Devices
	if over == 0 {
		return nil
	}
	fix := fmt.Sprint(c.BatchSize + c.Devices - over)
	if c.BatchSize > c.Devices {
		fix = fmt.Sprintf("%d or %s", c.BatchSize-over, fix)
	}
	return fmt.Errorf("trainer: Config.BatchSize: expected a multiple of Devices (%d), got %d; use %s", c.Devices, c.BatchSize, fix)
}
