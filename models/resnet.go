package models

import (
	"fmt"

	"nnbook/nblib/nn"
)

// ResNet18 is the residual network of 18 layers: from colour images
// [224, 224, 3] with values of 0 to 1 (it scales them to the mean and
// deviation of ImageNet itself) to the logits of ImageNet's 1,000 classes,
// 11,689,512 parameters, 1.8 G multiply-adds.
//
// Paper: He, Zhang, Ren, Sun, "Deep residual learning for image recognition"
// (2015), table 1, column "18-layer", with shortcuts of option B.
//
// Weights: timm/resnet18.a1_in1k on Hugging Face (Apache-2.0, 47 MB; Wightman
// et al., "ResNet strikes back", 2021), once they were asked for with
// [FromHub], or a file of yours with [FromFile]; files of timm and of
// torchvision fit. For a network to be trained from nothing, use
// models.ResNet18().Layer().
func ResNet18(weights ...Weights) *nn.Model { return resNet18.model(weights) }

var resNet18 = architecture{
	name: "ResNet18", input: []int{224, 224, 3}, classes: imageNet,
	layers: func() nn.Layer { return resNet(basicBlock, [4]int{2, 2, 2, 2}) },
	names:  [][]string{resNetNames(2, [4]int{2, 2, 2, 2})},
	hub: hubFile{
		repo: "timm/resnet18.a1_in1k", file: "model.safetensors", bytes: 46807446,
		revision: "491b427b45c94c7fb0e78b5474cc919aff584bbf",
		sha256:   "80c49dee3da4822c009c5a7fe591e9223c5a2cfcf95a4067ca4dfb5a7b89c612",
	},
}

// ResNet50 is the residual network of 50 layers: from colour images
// [224, 224, 3] with values of 0 to 1 (it scales them to the mean and
// deviation of ImageNet itself) to the logits of ImageNet's 1,000 classes,
// 25,557,032 parameters, 4.1 G multiply-adds.
//
// Paper: He, Zhang, Ren, Sun, "Deep residual learning for image recognition"
// (2015), table 1, column "50-layer". As in all later implementations, a block
// that halves the image does so in its 3 x 3 convolution ("ResNet v1.5").
//
// Weights: timm/resnet50.a1_in1k on Hugging Face (Apache-2.0, 102 MB; Wightman
// et al., "ResNet strikes back", 2021); otherwise as [ResNet18].
func ResNet50(weights ...Weights) *nn.Model { return resNet50.model(weights) }

var resNet50 = architecture{
	name: "ResNet50", input: []int{224, 224, 3}, classes: imageNet,
	layers: func() nn.Layer { return resNet(bottleneck, [4]int{3, 4, 6, 3}) },
	names:  [][]string{resNetNames(3, [4]int{3, 4, 6, 3})},
	hub: hubFile{
		repo: "timm/resnet50.a1_in1k", file: "model.safetensors", bytes: 102469840,
		revision: "767268603ca0cb0bfe326fa87277f19c419566ef",
		sha256:   "773525d5821de224f8f30c33377b7a795d7863e08522698200d3217d3f2a41bb",
	},
}

// resNet is the paper's table 1: conv1, then four stages conv2_x to conv5_x of
// so many blocks, at 64, 128, 256 and 512 filters; each stage but the first
// halves the image.
func resNet(block func(filters, stride int, first bool) nn.Layer, blocks [4]int) nn.Layer {
	layers := []nn.Layer{
		nn.Normalize([]float64{0.485, 0.456, 0.406}, []float64{0.229, 0.224, 0.225}),
		nn.Named("conv1", nn.Sequential(convNorm(64, 7, 2), nn.ReLU)),    // 112 x 112
		nn.Named("pool1", nn.MaxPool2D(3, nn.Stride(2), nn.PadZeros(1))), // 56 x 56
	}
	for stage, n := range blocks {
		for i := range n {
			stride := 1
			if stage > 0 && i == 0 {
				stride = 2
			}
			name := fmt.Sprintf("conv%d_%d", stage+2, i+1)
			layers = append(layers, nn.Named(name, block(64<<stage, stride, i == 0)))
		}
	}
	return nn.Sequential(append(layers, nn.GlobalAvgPool2D(), nn.Named("fc", nn.Dense(1000)))...)
}

// basicBlock is the left block of the paper's figure 5.
func basicBlock(filters, stride int, first bool) nn.Layer {
	layers := []nn.Layer{
		convNorm(filters, 3, stride), nn.ReLU,
		convNorm(filters, 3, 1),
	}
	if first && filters > 64 {
		layers = append(layers, nn.Shortcut(convNorm(filters, 1, stride)))
	}
	return nn.Sequential(nn.Residual(layers...), nn.ReLU)
}

// bottleneck is the right block of the paper's figure 5.
func bottleneck(filters, stride int, first bool) nn.Layer {
	layers := []nn.Layer{
		convNorm(filters, 1, 1), nn.ReLU,
		convNorm(filters, 3, stride), nn.ReLU,
		convNorm(4*filters, 1, 1),
	}
	if first {
		layers = append(layers, nn.Shortcut(convNorm(4*filters, 1, stride)))
	}
	return nn.Sequential(nn.Residual(layers...), nn.ReLU)
}

// convNorm is a convolution that keeps the image's size but for its stride,
// and the BatchNorm that stands in for its bias, with PyTorch's numbers.
func convNorm(filters, kernel, stride int) nn.Layer {
	return nn.Sequential(
		nn.Conv2D(filters, kernel, nn.Stride(stride), nn.PadZeros(kernel/2), nn.NoBias, nn.HeNormal),
		nn.BatchNorm(nn.Epsilon(1e-5), nn.Momentum(0.9)),
	)
}

// resNetNames are timm's and torchvision's names of the layers with weights.
func resNetNames(convs int, blocks [4]int) []string {
	names := []string{"conv1", "bn1"}
	for stage, n := range blocks {
		for i := range n {
			at := fmt.Sprintf("layer%d.%d.", stage+1, i)
			for c := 1; c <= convs; c++ {
				names = append(names, fmt.Sprintf("%sconv%d", at, c), fmt.Sprintf("%sbn%d", at, c))
			}
			if i == 0 && (stage > 0 || convs == 3) {
				names = append(names, at+"downsample.0", at+"downsample.1")
			}
		}
	}
	return append(names, "fc")
}
