// Package losses is how wrong a network is: one number, which training makes smaller.
//
// A loss compares what the network gave with what was right. Each example gets its own loss, [Loss.PerExample], and what
// training follows downhill is their weighted mean over the batch:
//
//	L = (w₁·l₁ + … + wₙ·lₙ) / n
//
// with n the examples of the batch and w the sample weights, 1 where none are given (Keras: "sum_over_batch_size").
//
// Which loss belongs to which task follows from the labels, and [Auto] (the zero [Loss]) chooses by them:
//
//	labels                              last layer       loss
//	Integers: class 0, 1, 2, …          Dense(classes)   SparseCategoricalCrossEntropy
//	OneHot: [0 0 1 0]                   Dense(classes)   CategoricalCrossEntropy
//	Binary: 0 or 1                      Dense(1)         BinaryCrossEntropy
//	Values: any number                  Dense(width)     MSE, or MAE and Huber where outliers should count less
//
// The cross-entropies take logits, the raw outputs of the last layer: softmax and sigmoid are inside the loss, where the
// logarithm of the exponential can be computed without overflow. A network that ends in a softmax or a sigmoid layer itself
// asks for [Loss.FromProbabilities]; [Loss.Check] warns where the two are mixed up.
//
// In a training it stands in the configuration; left out, it is Auto:
//
//	package main
//
//	import (
//		"fmt"
//
//		"nnbook/nblib/datasets"
//		"nnbook/nblib/losses"
//		"nnbook/nblib/nn"
//		"nnbook/nblib/trainer"
//	)
//
//	func main() {
//		net := nn.Sequential(nn.Dense(32, nn.ReLU), nn.Dense(3)) // 3 logits
//		run := trainer.MustFit(net, datasets.Spiral(600), trainer.Config{
//			Loss: losses.SparseCategoricalCrossEntropy.LabelSmoothing(0.1).ClassWeights(1, 1, 5),
//		})
//		fmt.Println(run.Loss, run.Best().Values["val_loss"])
//	}
//
// A Loss is a value: it never changes, == compares it, it prints as the Go code that makes it, and it goes through JSON.
package losses
