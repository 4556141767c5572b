package models

import (
	"fmt"

	"nnbook/nblib/nn"
)

// MobileNetV2 is a small network for phones: from colour images [224, 224, 3]
// with values of 0 to 1 (it scales them to the mean and deviation of ImageNet
// itself) to the logits of ImageNet's 1,000 classes, 3,504,872 parameters,
// 0.3 G multiply-adds.
//
// Paper: Sandler, Howard, Zhu, Zhmoginov, Chen, "MobileNetV2: inverted
// residuals and linear bottlenecks" (2018), table 2.
//
// Weights: timm/mobilenetv2_100.ra_in1k on Hugging Face (Apache-2.0, 14 MB),
// once they were asked for with [FromHub], or a file of yours with [FromFile];
// files of timm and of torchvision fit. For a network to be trained from
// nothing, use models.MobileNetV2().Layer().
func MobileNetV2(weights ...Weights) *nn.Model { return mobileNetV2.model(weights) }

var mobileNetV2 = architecture{
	name: "MobileNetV2", input: []int{224, 224, 3}, classes: imageNet,
	layers: func() nn.Layer {
		return mobileNet(
			nn.Normalize([]float64{0.485, 0.456, 0.406}, []float64{0.229, 0.224, 0.225}),
			style{pad: func(kernel int) nn.Padding { return nn.PadZeros(kernel / 2) }, epsilon: 1e-5, momentum: 0.9},
			mobileNetV2Stages)
	},
	names: [][]string{timmNames(mobileNetV2Stages), torchvisionNames(mobileNetV2Stages)},
	hub:   hubFile{repo: "timm/mobilenetv2_100.ra_in1k", file: "model.safetensors", revision: "main"},
}

// stage is a row of a paper's table: so many inverted residual blocks, the
// first with the stride, the others with 1.
type stage struct{ expand, kernel, stride, channels, repeats int }

var mobileNetV2Stages = []stage{ // table 2
	{1, 3, 1, 16, 1},
	{6, 3, 2, 24, 2},
	{6, 3, 2, 32, 3},
	{6, 3, 2, 64, 4},
	{6, 3, 1, 96, 3},
	{6, 3, 2, 160, 3},
	{6, 3, 1, 320, 1},
}

// style is what the networks of this family do differently.
type style struct {
	pad               func(kernel int) nn.Padding
	epsilon, momentum float64
}

// mobileNet is the table: a convolution of 32 filters, the stages, a
// convolution of 1280 filters, and the classes.
func mobileNet(pixels nn.Layer, s style, stages []stage) nn.Layer {
	layers := []nn.Layer{pixels, nn.Named("stem", nn.Sequential(s.conv(32, 3, 2), nn.ReLU6))}
	in, n := 32, 0
	for _, row := range stages {
		for i := range row.repeats {
			if i > 0 {
				row.stride = 1
			}
			n++
			layers = append(layers, nn.Named(fmt.Sprintf("block%d", n), s.block(row, in)))
			in = row.channels
		}
	}
	return nn.Sequential(append(layers,
		nn.Named("top", nn.Sequential(s.conv(1280, 1, 1), nn.ReLU6)),
		nn.GlobalAvgPool2D(),
		nn.Dropout(0.2),
		nn.Named("classes", nn.Dense(1000)),
	)...)
}

// block is the inverted residual: widen, look at each channel apart, narrow.
// Nothing follows the narrow end, the "linear bottleneck"; where the shape
// stays, the input is added.
func (s style) block(row stage, in int) nn.Layer {
	var layers []nn.Layer
	if row.expand > 1 {
		layers = append(layers, s.conv(row.expand*in, 1, 1), nn.ReLU6)
	}
	layers = append(layers,
		nn.DepthwiseConv2D(row.kernel, nn.Stride(row.stride), s.pad(row.kernel), nn.NoBias), s.norm(), nn.ReLU6,
		s.conv(row.channels, 1, 1),
	)
	if row.stride == 1 && in == row.channels {
		return nn.Residual(layers...)
	}
	return nn.Sequential(layers...)
}

// conv is a convolution and the BatchNorm that stands in for its bias.
func (s style) conv(filters, kernel, stride int) nn.Layer {
	padding := nn.Valid
	if kernel > 1 {
		padding = s.pad(kernel)
	}
	return nn.Sequential(nn.Conv2D(filters, kernel, nn.Stride(stride), padding, nn.NoBias), s.norm())
}

func (s style) norm() nn.Layer {
	return nn.BatchNorm(nn.Epsilon(s.epsilon), nn.Momentum(s.momentum))
}

// timmNames are timm's names of the layers with weights.
func timmNames(stages []stage) []string {
	return mobileNames(stages, "conv_stem", "bn1", func(stage, i, _ int, expands bool) []string {
		at := fmt.Sprintf("blocks.%d.%d.", stage, i)
		if !expands {
			return prefixed(at, "conv_dw", "bn1", "conv_pw", "bn2")
		}
		return prefixed(at, "conv_pw", "bn1", "conv_dw", "bn2", "conv_pwl", "bn3")
	}, "conv_head", "bn2", "classifier")
}

// torchvisionNames are torchvision's.
func torchvisionNames(stages []stage) []string {
	return mobileNames(stages, "features.0.0", "features.0.1", func(_, _, n int, expands bool) []string {
		at := fmt.Sprintf("features.%d.conv.", n+1)
		if !expands {
			return prefixed(at, "0.0", "0.1", "1", "2")
		}
		return prefixed(at, "0.0", "0.1", "1.0", "1.1", "2", "3")
	}, "features.18.0", "features.18.1", "classifier.1")
}

// mobileNames lists the stem, then what block gives for each block (its stage,
// its place there and in all, from 0), then the end.
func mobileNames(stages []stage, conv, norm string, block func(stage, i, n int, expands bool) []string, end ...string) []string {
	names, n := []string{conv, norm}, 0
	for k, row := range stages {
		for i := range row.repeats {
			names = append(names, block(k, i, n, row.expand > 1)...)
			n++
		}
	}
	return append(names, end...)
}

func prefixed(at string, names ...string) []string {
	for i, n := range names {
		names[i] = at + n
	}
	return names
}
