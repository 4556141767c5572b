// Package optim is how a network steps: an optimizer turns each weight's gradient into the weight's next value, and a
// schedule says how long the step is at each moment of the training.
//
// All of them go downhill. What differs is what they remember of the steps before:
//
//	SGD       w -= rate·g                          nothing; with Momentum, a running direction
//	Adagrad   w -= rate·g/√(Σg²)                   how steep it has been, ever
//	RMSprop   w -= rate·g/√(mean g²)               how steep it has been lately
//	Adam      w -= rate·mean(g)/√(mean g²)         both a direction and how steep
//	AdamW     Adam, and w shrinks by rate·decay·w
//
// The learning rate is a number, or a [Schedule] which changes it while training goes on:
//
//	optim.Adam(1e-3)
//	optim.SGD(0.1, optim.Momentum(0.9), optim.Nesterov)
//	optim.SGD(optim.Exponential(0.1, 0.95))                           // × 0.95 each epoch
//	optim.AdamW(optim.Warmup(optim.Epochs(1), optim.Cosine(3e-3)))    // up for one epoch, then down over the rest of the run
//
// In a training it stands in the configuration:
//
//	package main
//
//	import (
//		"fmt"
//
//		"nnbook/nblib/datasets"
//		"nnbook/nblib/nn"
//		"nnbook/nblib/optim"
//		"nnbook/nblib/trainer"
//	)
//
//	func main() {
//		net := nn.Sequential(nn.Dense(32, nn.ReLU), nn.Dense(3))
//		run := trainer.MustFit(net, datasets.Spiral(600), trainer.Config{
//			Optimizer: optim.SGD(optim.Cosine(0.1), optim.Momentum(0.9)), // from 0.1 down to 0 over the whole run
//		})
//		fmt.Println(run.Config.Optimizer, run.Best().Values["val_accuracy"])
//	}
//
// Options are words that belong to certain optimizers: optim.Adam(1e-3, optim.Nesterov) does not compile. Names, defaults
// and formulas are those of Keras 3.
//
// An [Optimizer] and a [Schedule] are values: they never change, == compares them, they print as the Go code that makes
// them, and they go through JSON. The zero Optimizer is Adam(1e-3).
package optim
