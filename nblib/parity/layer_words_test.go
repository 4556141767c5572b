package parity

import "nnbook/nblib/nn"

// layerWords are the layers of fixtures/layers.py in Go.
var layerWords = join(denseWords, convWords, poolWords, shapeWords, normWords, joinWords, fixedWords, restWords)

func join[W any](all ...map[string]W) map[string]W {
	out := map[string]W{}
	for _, words := range all {
		for name, w := range words {
			out[name] = w
		}
	}
	return out
}

var denseWords = map[string]nn.Layer{
	"Dense/plain":       nn.Dense(4),
	"Dense/no_bias":     nn.Dense(4, nn.NoBias),
	"Dense/one_example": nn.Dense(1),
	"Dense/sigmoid":     nn.Dense(4, nn.Sigmoid),
	"Dense/tanh":        nn.Dense(4, nn.Tanh),
	"Dense/relu":        nn.Dense(4, nn.ReLU),
	"Dense/elu":         nn.Dense(4, nn.ELU(1)),
	"Dense/selu":        nn.Dense(4, nn.SELU),
	"Dense/gelu":        nn.Dense(4, nn.GELU),
	"Dense/silu":        nn.Dense(4, nn.SiLU),
	"Dense/softplus":    nn.Dense(4, nn.Softplus),
	"Dense/softmax":     nn.Dense(4, nn.Softmax),
	"Dense/linear":      nn.Dense(4, nn.Linear),
	"Dense/leaky_relu":  nn.Dense(4, nn.LeakyReLU(0.1)),
	"Dense/stack":       nn.Sequential(nn.Dense(9, nn.Tanh), nn.Dense(6, nn.ReLU), nn.Dense(4)),
}

var convWords = map[string]nn.Layer{
	"Conv2D/valid":                 nn.Conv2D(4, 3),
	"Conv2D/same":                  nn.Conv2D(4, 3, nn.Same),
	"Conv2D/same_stride2":          nn.Conv2D(4, 3, nn.Same, nn.Stride(2)),
	"Conv2D/valid_stride2":         nn.Conv2D(4, 3, nn.Stride(2)),
	"Conv2D/same_stride3":          nn.Conv2D(4, 3, nn.Same, nn.Stride(3)),
	"Conv2D/dilation2":             nn.Conv2D(4, 3, nn.Dilation(2)),
	"Conv2D/same_dilation2":        nn.Conv2D(4, 3, nn.Same, nn.Dilation(2)),
	"Conv2D/kernel1":               nn.Conv2D(4, 1),
	"Conv2D/kernel1_stride2":       nn.Conv2D(4, 1, nn.Stride(2)),
	"Conv2D/kernel2_same":          nn.Conv2D(4, 2, nn.Same),
	"Conv2D/kernel5_same":          nn.Conv2D(4, 5, nn.Same),
	"Conv2D/no_bias":               nn.Conv2D(4, 3, nn.NoBias),
	"Conv2D/relu":                  nn.Conv2D(4, 3, nn.ReLU),
	"Conv2D/same_tanh":             nn.Conv2D(4, 3, nn.Same, nn.Tanh),
	"Conv2D/groups2":               nn.Conv2D(4, 3, nn.Groups(2)),
	"Conv2D/groups3_same_stride2":  nn.Conv2D(6, 3, nn.Groups(3), nn.Same, nn.Stride(2)),
	"Conv2D/groups4_dilation2":     nn.Conv2D(8, 3, nn.Groups(4), nn.Dilation(2)),
	"Conv2D/one_example":           nn.Conv2D(4, 3, nn.Same),
	"Conv2D/pad1":                  nn.Conv2D(4, 3, nn.PadZeros(1)),
	"Conv2D/pad2_stride2":          nn.Conv2D(4, 3, nn.PadZeros(2), nn.Stride(2)),
	"Conv2D/kernel2":               nn.Conv2D(4, 2),
	"Conv2D/kernel4_same_stride2":  nn.Conv2D(4, 4, nn.Same, nn.Stride(2)),
	"Conv2D/kernel2_dilation3":     nn.Conv2D(4, 2, nn.Dilation(3)),
	"Conv2D/groups2_kernel2":       nn.Conv2D(4, 2, nn.Groups(2)),
	"Conv2D/pad3_stride2":          nn.Conv2D(4, 3, nn.PadZeros(3), nn.Stride(2)),
	"Conv2D/kernel1_pad1":          nn.Conv2D(4, 1, nn.PadZeros(1)),
	"Conv2D/pad2_constant":         nn.Conv2D(4, 3, nn.PadConstant(2, 0.5)),
	"Conv2D/pad1_constant_stride2": nn.Conv2D(4, 3, nn.PadConstant(1, -1), nn.Stride(2)),
	"Conv2D/pad1_reflect":          nn.Conv2D(4, 3, nn.PadReflect(1)),
	"Conv2D/pad2_reflect_stride2":  nn.Conv2D(4, 3, nn.PadReflect(2), nn.Stride(2)),

	"DepthwiseConv2D/valid":         nn.DepthwiseConv2D(3),
	"DepthwiseConv2D/same":          nn.DepthwiseConv2D(3, nn.Same),
	"DepthwiseConv2D/same_stride2":  nn.DepthwiseConv2D(3, nn.Same, nn.Stride(2)),
	"DepthwiseConv2D/valid_stride2": nn.DepthwiseConv2D(3, nn.Stride(2)),
	"DepthwiseConv2D/kernel5_same":  nn.DepthwiseConv2D(5, nn.Same),
	"DepthwiseConv2D/dilation2":     nn.DepthwiseConv2D(3, nn.Dilation(2)),
	"DepthwiseConv2D/no_bias":       nn.DepthwiseConv2D(3, nn.NoBias),
	"DepthwiseConv2D/relu":          nn.DepthwiseConv2D(3, nn.ReLU),
	"DepthwiseConv2D/pad1_stride2":  nn.DepthwiseConv2D(3, nn.PadZeros(1), nn.Stride(2)),
}

var poolWords = join(
	pools("MaxPool2D", nn.MaxPool2D), pools("AvgPool2D", nn.AvgPool2D),
	sameForAll(nn.GlobalMaxPool2D(), "GlobalMaxPool2D/shape0", "GlobalMaxPool2D/shape1", "GlobalMaxPool2D/shape2", "GlobalMaxPool2D/ties"),
	sameForAll(nn.GlobalAvgPool2D(), "GlobalAvgPool2D/shape0", "GlobalAvgPool2D/shape1", "GlobalAvgPool2D/shape2", "GlobalAvgPool2D/ties"),
)

func pools(word string, pool func(window int, opts ...nn.PoolOption) nn.Layer) map[string]nn.Layer {
	return map[string]nn.Layer{
		word + "/window2":          pool(2),
		word + "/window2_even":     pool(2),
		word + "/window3":          pool(3),
		word + "/overlapping":      pool(3, nn.Stride(2)),
		word + "/stride1":          pool(2, nn.Stride(1)),
		word + "/same":             pool(2, nn.Same),
		word + "/same_overlapping": pool(3, nn.Same, nn.Stride(2)),
		word + "/same_stride1":     pool(3, nn.Same, nn.Stride(1)),
		word + "/gaps":             pool(2, nn.Stride(3)),
		word + "/ties":             pool(2),
		word + "/ties_overlapping": pool(3, nn.Same, nn.Stride(2)),
	}
}

func sameForAll[W any](w W, names ...string) map[string]W {
	out := map[string]W{}
	for _, name := range names {
		out[name] = w
	}
	return out
}

var shapeWords = map[string]nn.Layer{
	"Flatten/shape0": nn.Flatten(),
	"Flatten/shape1": nn.Flatten(),
	"Flatten/shape2": nn.Flatten(),
	"Reshape/shape0": nn.Reshape(2, 2, 3),
	"Reshape/shape1": nn.Reshape(24),
	"Reshape/shape2": nn.Reshape(4, 3, 2),
	"Pad/zero1":      nn.Pad(nn.PadZeros(1)),
	"Pad/zero2":      nn.Pad(nn.PadZeros(2)),
	"Pad/zero3":      nn.Pad(nn.PadZeros(3)),
	"Pad/constant1":  nn.Pad(nn.PadConstant(1, -1.5)),
	"Pad/constant2":  nn.Pad(nn.PadConstant(2, -1)),
	"Pad/constant3":  nn.Pad(nn.PadConstant(3, -0.5)),
	"Pad/reflect1":   nn.Pad(nn.PadReflect(1)),
	"Pad/reflect2":   nn.Pad(nn.PadReflect(2)),
	"Pad/reflect3":   nn.Pad(nn.PadReflect(3)),
}

var normWords = map[string]nn.Layer{
	"BatchNorm/train_dense":            nn.BatchNorm(),
	"BatchNorm/train_image":            nn.BatchNorm(),
	"BatchNorm/train_momentum_eps":     nn.BatchNorm(nn.Momentum(0.8), nn.Epsilon(1e-5)),
	"BatchNorm/inference_dense":        nn.BatchNorm(),
	"BatchNorm/inference_image":        nn.BatchNorm(),
	"BatchNorm/inference_momentum_eps": nn.BatchNorm(nn.Momentum(0.8), nn.Epsilon(1e-5)),
	"BatchNorm/after_conv":             nn.Sequential(nn.Conv2D(4, 3, nn.Same, nn.NoBias), nn.BatchNorm(), nn.ReLU),
	"LayerNorm/dense":                  nn.LayerNorm(),
	"LayerNorm/image":                  nn.LayerNorm(),
	"LayerNorm/eps":                    nn.LayerNorm(nn.Epsilon(1e-6)),
}

var joinWords = map[string]nn.Layer{
	"Residual/dense": nn.Residual(nn.Dense(8, nn.ReLU), nn.Dense(5)),
	"Residual/image": nn.Residual(nn.Conv2D(4, 3, nn.Same, nn.ReLU), nn.Conv2D(3, 3, nn.Same)),
	"Residual/projection": nn.Sequential(
		nn.Residual(nn.Conv2D(4, 3, nn.Same, nn.Stride(2), nn.ReLU), nn.Conv2D(4, 3, nn.Same),
			nn.Shortcut(nn.Conv2D(4, 1, nn.Same, nn.Stride(2)))),
		nn.ReLU),
	"Add/dense":      nn.Parallel(nn.Add, nn.Dense(3), nn.Dense(3, nn.Tanh)),
	"Add/three":      nn.Parallel(nn.Add, nn.Conv2D(2, 3, nn.Same), nn.Conv2D(2, 1), nn.Conv2D(2, 1, nn.ReLU)),
	"Add/skip":       nn.Parallel(nn.Add, nn.Linear, nn.Conv2D(3, 3, nn.Same)),
	"Multiply/dense": nn.Parallel(nn.Multiply, nn.Dense(3), nn.Dense(3, nn.Tanh)),
	"Multiply/three": nn.Parallel(nn.Multiply, nn.Conv2D(2, 3, nn.Same), nn.Conv2D(2, 1), nn.Conv2D(2, 1, nn.ReLU)),
	"Multiply/spread": nn.Parallel(nn.Multiply, nn.Conv2D(4, 3, nn.Same),
		nn.Sequential(nn.GlobalAvgPool2D(), nn.Reshape(1, 1, 3), nn.Conv2D(4, 1, nn.Sigmoid))),
	"Concat/two": nn.Parallel(nn.Concat, nn.Conv2D(2, 3, nn.Same), nn.Conv2D(3, 1, nn.Same)),
	"Concat/inception": nn.Parallel(nn.Concat,
		nn.Conv2D(2, 1, nn.ReLU),
		nn.Sequential(nn.Conv2D(2, 1, nn.ReLU), nn.Conv2D(3, 3, nn.Same, nn.ReLU)),
		nn.Sequential(nn.Conv2D(1, 1, nn.ReLU), nn.Conv2D(2, 5, nn.Same, nn.ReLU)),
		nn.Sequential(nn.MaxPool2D(3, nn.Stride(1), nn.Same), nn.Conv2D(2, 1))),
	"Concat/dense": nn.Parallel(nn.Concat, nn.Dense(3), nn.Dense(2, nn.Tanh)),
}

var fixedWords = map[string]nn.Layer{
	"Rescaling/numbers0": nn.Rescaling(2, -1),
	"Rescaling/numbers1": nn.Rescaling(1./255, 0),
	"Rescaling/numbers2": nn.Rescaling(-0.5, 3),
	"Normalize/numbers0": nn.Normalize([]float64{0.5, 0.4, 0.3}, []float64{0.2, 0.3, 0.5}),
	"Normalize/numbers1": nn.Normalize([]float64{1, -2}, []float64{2, 0.5}),
	"Normalize/numbers2": nn.Normalize([]float64{0.1}, []float64{0.1}),
	"Frozen/dense":       nn.Frozen(nn.Dense(4)),
	"Frozen/batch_norm":  nn.Frozen(nn.BatchNorm()),
	"Frozen/under_a_head": nn.Sequential(
		nn.Frozen(nn.Sequential(nn.Conv2D(4, 3), nn.BatchNorm(), nn.ReLU)), nn.Flatten(), nn.Dense(3)),
	"Perceptron/sigmoid": nn.Perceptron(nn.Sigmoid),
	"Perceptron/tanh":    nn.Perceptron(nn.Tanh),
	"Perceptron/linear":  nn.Perceptron(nn.Linear),
}

var restWords = map[string]nn.Layer{
	"Dropout/inference_low":           nn.Dropout(0.1),
	"Dropout/inference_half":          nn.Dropout(0.5),
	"Dropout/inference_high":          nn.Dropout(0.9),
	"SpatialDropout2D/inference_low":  nn.SpatialDropout2D(0.1),
	"SpatialDropout2D/inference_half": nn.SpatialDropout2D(0.5),
	"SpatialDropout2D/inference_high": nn.SpatialDropout2D(0.9),
	"GaussianNoise/inference_low":     nn.GaussianNoise(0.1),
	"GaussianNoise/inference_half":    nn.GaussianNoise(0.5),
	"GaussianNoise/inference_high":    nn.GaussianNoise(0.9),
}
