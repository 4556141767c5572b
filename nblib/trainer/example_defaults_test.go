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

// A photo file, in a cell: a mistake is one sentence, and ends the cell.
func ExampleMustClassify() {
	run := trainer.MustFit(nn.Sequential(nn.Conv2D(8, 3, nn.ReLU), nn.GlobalAvgPool2D(), nn.Dense(2)),
		datasets.ImageFolder("data/hymenoptera", datasets.CenterCrop(64)), trainer.Config{Name: "bugs"})
	fmt.Println(trainer.MustClassify(run, "bee.jpg"))
}
