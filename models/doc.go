// Package models is known networks, and what they have learnt.
//
// A known network is worth more than its shape: it was trained on a million
// photos, and what it learnt there (edges, textures, parts of things) serves
// for other photos too. Transfer learning keeps the part that sees, frozen, and
// puts a new part that decides behind it:
//
//	package main
//
//	import (
//		"fmt"
//
//		"nnbook/models"
//		"nnbook/nblib/datasets"
//		"nnbook/nblib/nn"
//		"nnbook/nblib/optim"
//		"nnbook/nblib/trainer"
//	)
//
//	func main() {
//		bugs := datasets.ImageFolder("data/hymenoptera", datasets.CenterCrop(224))
//		base := models.EfficientNetLite0()
//		net := nn.Sequential(
//			nn.Frozen(base.Features()), // [224 224 3] -> [7 7 1280]
//			nn.GlobalAvgPool2D(),       //             -> [1280]
//			nn.Dropout(0.2),
//			nn.Dense(2), // ant or bee
//		)
//		run := trainer.MustFit(net, bugs, trainer.Config{Name: "bugs-head", Epochs: 10, Optimizer: optim.Adam(1e-3)})
//		fmt.Println(run)
//	}
//
// Each network is a [nn.Model]: a layer like any other, with weights. Images are
// [batch, height, width, channels] with values of 0 to 1; each network scales
// them to what it was trained on itself. Its parts have names ("stem",
// "block1", …), for [nn.Model.Features], [nn.Model.Unfreeze] and pictures.
// Model.Layer() is the same network without what it learnt.
//
// Weights are read when a network is first built, so that naming one costs
// nothing. Nothing is downloaded unless [FromHub] asks for it, and what is
// downloaded has a checksum; [FromFile] reads a file of yours, made by PyTorch
// or by [nn.Model.Save]. No Python runs, and nothing in a file is executed.
package models
