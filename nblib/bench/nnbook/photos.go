package main

import (
	"math/rand/v2"

	"nnbook/models"
	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

// photos gives the features of n photos, as transfer learning wants them, at
// each turn: EfficientNetLite0 without its last layer. The weights are random,
// which costs the same time.
func photos(n int) error {
	features, err := features()
	if err != nil {
		return err
	}
	model, err := untrained(nn.Sequential(nn.Frozen(features), nn.GlobalAvgPool2D()))
	if err != nil {
		return err
	}
	part := grain(n)
	for t := newTurns(); ; {
		if _, err := trainer.Predict(&trainer.Run{Model: model}, part); err != nil {
			return err
		}
		if !t.done(n) {
			return nil
		}
	}
}

// features is EfficientNetLite0 up to its features, with random weights.
func features() (*nn.Model, error) {
	whole, err := untrained(models.EfficientNetLite0().Layer())
	if err != nil {
		return nil, err
	}
	return whole.Features(), nil
}

// untrained is a model of photos with random weights.
func untrained(spec nn.Layer) (*nn.Model, error) {
	network, err := nn.Build(spec, []int{224, 224, 3})
	if err != nil {
		return nil, err
	}
	return nn.NewModel("random", spec, []int{224, 224, 3}, network.Init(1))
}

// grain is n random images [224 224 3].
func grain(n int) *datasets.Part {
	x, y := make([][224][224][3]float32, n), make([]int, n)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range x {
		y[i] = i % 2
		for k := range 224 * 224 * 3 {
			x[i][k/672][k/3%224][k%3] = rng.Float32()
		}
	}
	return datasets.Slices(x, y).Train
}
