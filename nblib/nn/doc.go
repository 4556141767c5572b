// Package nn is networks as plain words.
//
// A network is layers, each of which makes numbers of numbers: a description
// without weights, written as it would be said. Data go through it from the
// first layer to the last.
//
//	package main
//
//	import (
//		"fmt"
//
//		"nnbook/nblib/datasets"
//		"nnbook/nblib/nn"
//		"nnbook/nblib/trainer"
//	)
//
//	func main() {
//		digits := datasets.MNIST() // images [28 28 1], 10 classes
//		net := nn.Sequential(
//			nn.Conv2D(32, 3, nn.ReLU), // 32 filters of 3x3   -> [26 26 32]
//			nn.MaxPool2D(2),           // the largest of 2x2  -> [13 13 32]
//			nn.Flatten(),              //                     -> [5408]
//			nn.Dropout(0.5),           // half are 0 in training
//			nn.Dense(10),              // one score a class   -> [10]
//		)
//		run := trainer.MustFit(net, digits, trainer.Config{Epochs: 5})
//		fmt.Println(run)
//	}
//
// # Shapes
//
// The batch comes first and is never written: where this package says [28 28 1],
// a tensor [batch, 28, 28, 1] flows. Images are [height, width, channels]. No
// layer is told the shape of its input: [Build] works all shapes out from the
// data's, and where two layers do not fit, one sentence says which, what it
// needs, what it got and what to do:
//
//	nn: layer 2 Dense(10): needs a flat input, got [26 26 32]; put nn.Flatten() before it
//
// # What layers compute
//
//	Dense(n)         y = f(xW + b)                     W [in, n], b [n]
//	Conv2D(n, k)     the same W at every place of k×k  W [k, k, in, n], b [n]
//	DepthwiseConv2D  one k×k filter for each channel   W [k, k, in, 1], b [in]
//	MaxPool2D(k)     the largest of each k×k cells     AvgPool2D: their mean
//	BatchNorm        γ(x-μ)/√(σ²+ε) + β                μ, σ² of the batch, for each channel; later their averages
//	LayerNorm        γ(x-μ)/√(σ²+ε) + β                μ, σ² of each example's last axis
//	Dropout(p)       0 with probability p, else x/(1-p), in training only
//	Residual(F)      F(x) + x
//	Parallel(m, …)   branches side by side, joined by Concat, Add or Multiply
//
// An activation f ([ReLU], [Tanh], [Softmax], …) is an option of Dense and
// Conv2D, and a layer of its own. The last layer should have none: losses take
// the raw scores, called logits, and know the softmax themselves.
//
// # Options
//
// Options are words of the syllabus: an [Activation]; where the weights begin
// (an [Initializer]: [HeNormal]); what is added to the loss for large ones (a
// [Regularizer]: [L2]); what they may not leave (a [Constraint]: [MaxNorm]);
// how a window moves ([Stride], [Dilation], [Same], [PadZeros]). They come in
// any order, and one that does not belong does not compile: nn.Dense(10, nn.Same).
// Names, defaults and numbers are those of Keras, which each word's comment
// names; package parity compares them.
//
// # Values, not objects
//
// A [Layer] never changes. It prints as the Go code that makes it, goes through
// JSON ([Marshal], [Unmarshal]) and can be compared ([Equal]). The same value
// can be trained twice, from the same first weights or others. Weights exist
// only in a [Network], while it is trained, and in a [Model], which training
// gives back and [Model.Save] writes. A Model is a Layer again: build on it,
// [Frozen] or free.
package nn
