package models

import (
	_ "embed"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
)

// Digits is a small network for handwritten digits with weights that this
// project has trained: from grey images [28, 28, 1] with values of 0 to 1, light
// on dark, to 10 logits; 15,590 parameters. It is part of the program, so nothing
// is downloaded. What it was trained on, its scores and its limits are in the
// model card, digits.md; go generate ./models trains it anew.
//
// Its blocks are "conv1", "pool1", "conv2", "pool2", "conv3" and "output";
// base.Features() ends with "conv3", [batch, 5, 5, 20].
func Digits() *nn.Model {
	return nn.LazyModel("Digits", DigitsNet(), []int{28, 28, 1}, func() ([]nn.Tensor, error) {
		m, err := nn.DecodeModel(digitsFile)
		if err != nil {
			return nil, err
		}
		return m.Weights(), nil
	}).WithClasses([]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}).
		WithPreparation(datasets.PhotosAs(datasets.Resize(28, 28), datasets.Gray).String())
}

//go:generate go run ./makedigits

//go:embed digits.safetensors
var digitsFile []byte

// DigitsNet is the network of [Digits] without weights, to train from scratch.
func DigitsNet() nn.Layer {
	return nn.Sequential( //                                            output    parameters
		nn.Named("conv1", nn.Conv2D(16, 3, nn.ReLU)),          //            26 x 26 x 16          160
		nn.Named("pool1", nn.MaxPool2D(2)),                    //            13 x 13 x 16
		nn.Named("conv2", nn.Conv2D(32, 3, nn.ReLU)),          //            11 x 11 x 32        4,640
		nn.Named("pool2", nn.MaxPool2D(2)),                    //             5 x  5 x 32
		nn.Named("conv3", nn.Conv2D(20, 3, nn.ReLU, nn.Same)), //    5 x  5 x 20        5,780
		nn.Flatten(),
		nn.Dropout(0.3),
		nn.Named("output", nn.Dense(10)), //                                  10        5,010
	)
}
