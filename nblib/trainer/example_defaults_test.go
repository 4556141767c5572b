package trainer_test

import (
	"fmt"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

// Where runs lie, beside the notebook, and what a Config's zeros stand for.
func ExampleDir() {
	fmt.Println(trainer.Dir, trainer.DefaultEpochs, trainer.DefaultBatchSize, trainer.DefaultSaveEvery)
	// Output: .nnbook/runs 10 32 10s
}

// Two devices share every batch of 64, 32 examples each, and come to what one
// comes to. The Go backend has one, and says so.
func ExampleConfig_devices() {
	defer aside()()
	cfg := trainer.Config{Devices: 2, BatchSize: 64, Epochs: 5, Quiet: true}
	run, err := trainer.Fit(net, spiral, cfg)
	if err != nil {
		cfg.Devices = 1
		run, err = trainer.Fit(net, spiral, cfg)
	}
	fmt.Println(run.History.Len(), "epochs;", err)

	cfg.Devices = 3
	_, err = trainer.Fit(net, spiral, cfg)
	fmt.Println(err)
	// Output:
	// 5 epochs; <nil>
	// trainer: Config.BatchSize: expected a multiple of Devices (3), got 64; use 63 or 66
}

// A photo file, in a cell: a mistake is one sentence, and ends the cell.
func ExampleMustClassify() {
	run := trainer.MustFit(nn.Sequential(nn.Conv2D(8, 3, nn.ReLU), nn.GlobalAvgPool2D(), nn.Dense(2)),
		datasets.ImageFolder("data/hymenoptera", datasets.CenterCrop(64)), trainer.Config{Name: "bugs"})
	fmt.Println(trainer.MustClassify(run, "bee.jpg"))
}
