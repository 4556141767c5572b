// Package models is known networks, with weights that others have trained: what
// was learnt from a million images, to be used as it is or to stand on.
//
// # A model
//
// Each function gives an nn.Model: the network, written so that it reads like
// the table in its paper, the weights, the names of its classes, and how photos
// are prepared for it. Making one costs nothing; its weights are read when it is
// first used. Those for photos take colour images [batch, 224, 224, 3], those for
// digits grey ones [batch, 28, 28, 1], all with values of 0 to 1, as package
// datasets gives them; they scale them themselves to the range that they were
// trained on. All give logits.
//
//	                  parameters   top-1  weights
//	LeNet5                61,706          none yet: to be trained
//	Digits                15,590  99.2 %  part of the program (MNIST)
//	EfficientNetLite0  4,652,008  75.1 %  in the environment (ImageNet)
//	MobileNetV2        3,504,872          FromHub (ImageNet)
//	ResNet18          11,689,512          FromHub (ImageNet)
//	ResNet50          25,557,032          FromHub (ImageNet)
//
// Parts have names ("stem", "block1", ...), for [nn.Model.Features],
// [nn.Model.Unfreeze] and pictures. Model.Layer() is the same network without
// what it learnt.
//
// Nothing is downloaded unless [FromHub] asks for it, and what is downloaded has
// a checksum; [FromFile] reads a file of yours, made by PyTorch or by
// [nn.Model.Save]. No Python runs, and nothing in a file is executed.
//
// # Standing on it
//
// Transfer learning takes the part that sees, freezes it, and puts a head of
// one's own on it. What the frozen part makes of the data is computed once, so
// that two hundred photos take seconds an epoch:
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
//		bugs := datasets.ImageFolder("data/hymenoptera", datasets.CenterCrop(224)) // train/ and val/ inside
//		base := models.EfficientNetLite0()
//		net := nn.Sequential(nn.Frozen(base.Features()), nn.GlobalAvgPool2D(), nn.Dropout(0.2), nn.Dense(2))
//		head := trainer.MustFit(net, bugs, trainer.Config{Name: "bugs-head", Epochs: 10, Optimizer: optim.Adam(1e-3)})
//		tuned := trainer.MustFit(head.Model.Unfreeze(2), bugs, // the last two blocks learn too
//			trainer.Config{Name: "bugs-tuned", Epochs: 5, Optimizer: optim.Adam(1e-5)})
//		fmt.Println(trainer.MustClassify(tuned, "photo.jpg"))
//	}
//
// trainer.FineTune does these steps, and that of unfreezing everything, in one
// call.
package models
