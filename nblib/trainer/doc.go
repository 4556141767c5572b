// Package trainer is the training loop: it makes a network learn, keeps what
// came of it, and finds it again.
//
// # The loop
//
// Training is a loop in a loop. An epoch goes once through the training data, in
// another order each time. A step takes one batch of it: the network's outputs
// are compared with what they should be, which gives the loss, one number; the
// gradient of the loss says for each weight which way is down; the optimizer
// moves each weight a little that way. After each epoch the network is measured
// on the validation data, which it never learns from: while the loss falls there
// too it has understood something; when only the training loss goes on falling
// it is learning by heart. The best epoch is the one with the best watched
// value, and its weights are the run's. At the very end, once, the test data say
// how good it is.
//
//	for each epoch:
//		for each batch x, y of Train:                    // BatchSize examples
//			loss      = Loss(y, network(x)) + penalties
//			weights  -= learning rate * step of the optimizer(gradient of loss)
//		measure Val; the best so far keeps its weights
//	measure Test with the best weights
//
// # Runs
//
// [Fit] gives a [Run], and keeps it, because a notebook's cell is a process of
// its own: what it has in memory is gone when it ends. Everything that the
// result depends on makes the run's fingerprint: the network's description and
// the weights of pretrained parts, the data, BatchSize, optimizer and learning
// rate, loss, metrics, seed, the callbacks that change training, and the version
// of this library's arithmetic. It does not cover Epochs, Name, SaveEvery, Quiet,
// the backend, the machine and Devices, or callbacks that look on. From it follows what a
// cell does when it runs again:
//
//   - with the same fingerprint, the run is loaded, not trained, and its events
//     are told again to the callbacks, so that charts are drawn;
//   - with more Epochs, it goes on; a schedule that is laid over the whole run is
//     from there on laid over the new length;
//   - after an interruption (the Stop button, kill -9, power), it goes on from
//     the last save, at most SaveEvery before, and comes to the same result bit
//     for bit on the same backend;
//   - with another fingerprint, it trains again, says what changed, and the old
//     run stays until the new one is finished.
//
// A run with a Name is in .nnbook/runs/<name>: run.safetensors is all of it, with
// a checksum, for [Load]; model.safetensors is the model alone, for nn.LoadModel
// and Python's safetensors; history.jsonl and history.csv are its history; records
// is what [Record] kept. unfinished.safetensors is a run in progress. Each file is
// written beside its place, synced, and renamed, so that whoever reads finds a
// whole one. One without a Name is kept under its fingerprint; the 20 newest stay.
//
// # Several devices
//
// With Config{Devices: n} the first n devices share every batch: each has all
// weights, takes its n-th of the examples through the network, and moves the
// weights by the gradient of the whole batch, which they add up together (Keras:
// DataParallel). BatchSize is the whole batch, of all devices together, and must
// be a multiple of n. XLA divides the one program of a step, so it stays the same
// program: loss and metrics are of the whole batch, BatchNorm's mean and variance
// too, and Dropout drops the same values. What differs is the order of sums, and
// so their rounding, on GPUs more than on the CPU. On the CPU, after 21 steps of
// SGD on 2 and 4 devices, weights were within 1e-7 of one device's for an MLP and a
// CNN, and within 3e-6 for CNNs with BatchNorm, whose sums are long. That is no
// promise for long runs: rounding can tip a ReLU or the largest value of a pool
// over, and runs part from there, as they do on another machine. And Adam magnifies
// rounding where a gradient is nothing else, as of a bias before BatchNorm: 1e-4,
// with equal losses.
//
// With equal Devices runs are equal bit for bit, also when they are interrupted.
// Devices is not part of the fingerprint: a run that was begun on one device is
// loaded, or goes on, on four.
//
// A batch that does not divide, which the last of an epoch may be, is computed
// on the first device. Data that fit in memory lie on each device whole;
// [Predict], [Evaluate], and callbacks that predict, use one device.
//
//   - On NVIDIA GPUs the line is the same: Devices: 2 trains on the first two that
//     XLA sees (CUDA_VISIBLE_DEVICES chooses them). Take n times the BatchSize of
//     one, and a learning rate to match: a GPU gains by large batches. Where there
//     are fewer GPUs than asked for, Fit says how many. So far this was tested on
//     virtual devices, which run the same program, and not on several GPUs.
//   - XLA on the CPU has as many devices as one asks for, up to 64. They are
//     virtual: threads that share the cores which one device has to itself. They
//     show, and test, what several GPUs do, and are slower than one.
//   - The Go backend has one device.
//
// # The same model in Keras
//
// Weights have Keras's layouts and are named by layer and role, so that a twin
// takes them as they are:
//
//	from safetensors.numpy import load_file
//	weights = load_file("model.safetensors")
//	twin = keras.Sequential([keras.layers.Input((2,)),
//	                         keras.layers.Dense(32, activation="relu", name="0.Dense"),
//	                         keras.layers.Dense(3, name="1.Dense")])
//	for layer in twin.layers:
//	    layer.set_weights([weights[layer.name + ".kernel"], weights[layer.name + ".bias"]])
//
// testdata/keras_twin.py is such a program for a convolutional network; a test
// compares the predictions of both.
//
// # Callbacks
//
// A [Callback] hears what happens, in the past tense: [FitStarted], [StepsEnded],
// [EpochEnded], [FitEnded]. Those that come with the package are [EarlyStopping],
// [ReduceLROnPlateau], [LearningRate], [Checkpoint], [CSVLog], [StopOnNaN] and
// [Record]; [On] makes one of a function. An event carries the [Fitting]: what a
// callback can ask, such as predictions with the weights as they are now. One
// that returns [Stop] ends training, and the run is kept.
//
// # Before a long training
//
// [OverfitOneBatch] tells whether a network can learn at all, and [FindLR] which
// learning rate to begin with.
//
// A whole program:
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
//		spiral := datasets.Spiral(600)
//		net := nn.Sequential(nn.Dense(32, nn.ReLU), nn.Dense(3))
//		run := trainer.MustFit(net, spiral, trainer.Config{
//			Name:      "spiral",
//			Epochs:    50,
//			Optimizer: optim.Adam(0.01),
//		}, trainer.EarlyStopping(5))
//		fmt.Println(run)
//		fmt.Println(trainer.MustPredict(run, spiral.Test).Classes()[:10])
//	}
package trainer
