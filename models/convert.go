package models

import (
	"fmt"
	"slices"
	"strings"

	"nnbook/nblib/nn"
)

// torchRoles are PyTorch's names for what this library's layers have.
var torchRoles = map[string]string{
	"kernel": "weight", "bias": "bias", "gamma": "weight", "beta": "bias",
	"moving_mean": "running_mean", "moving_variance": "running_var",
}

// convert gives the weights of a PyTorch state dict under the network's own
// names and in its layout. Each must be there, fit, and be used.
func (a architecture) convert(layers nn.Layer, dict map[string]array) ([]nn.Tensor, error) {
	network, err := nn.Build(layers, a.input)
	if err != nil {
		return nil, err
	}
	names, err := a.naming(dict)
	if err != nil {
		return nil, err
	}
	kinds := map[string]string{}
	for _, l := range network.Layers() {
		kinds[l.Path] = l.Kind
	}
	var tensors []nn.Tensor
	layer, at := "", -1
	for _, w := range network.Weights() {
		if w.Layer != layer {
			layer, at = w.Layer, at+1
		}
		name := names[at] + "." + torchRoles[strings.TrimPrefix(w.Name, w.Layer+".")]
		source, ok := dict[name]
		if !ok {
			return nil, fmt.Errorf("expected a tensor %q, got none; take a file of a whole %s", name, a.name)
		}
		want := torchShape(kinds[w.Layer], w.Shape)
		if !slices.Equal(source.shape, want) {
			return nil, fmt.Errorf("tensor %q: expected shape %v, got %v; take a file of %s with its %d classes", name, want, source.shape, a.name, network.Output()[0])
		}
		delete(dict, name)
		tensors = append(tensors, nn.Tensor{Name: w.Name, Shape: w.Shape, Data: reversed(source)})
	}
	for name := range dict {
		return nil, fmt.Errorf("expected only the tensors of a %s, got %q too; take a file of that network", a.name, name)
	}
	return tensors, nil
}

// naming gives the names of the layers by which the file's tensors go.
func (a architecture) naming(dict map[string]array) ([]string, error) {
	for _, names := range a.names {
		if _, ok := dict[names[0]+".weight"]; ok {
			return names, nil
		}
	}
	one := "none"
	for name := range dict {
		one = fmt.Sprintf("%q", name)
		break
	}
	return nil, fmt.Errorf("expected a tensor %q, got others (%s); take a file of a %s", a.names[0][0]+".weight", one, a.name)
}

// torchShape is PyTorch's shape for a weight: [out, in, height, width] for a
// convolution, [channels, 1, height, width] for a depthwise one, [out, in] for
// a Dense.
func torchShape(kind string, shape []int) []int {
	switch {
	case kind == "DepthwiseConv2D" && len(shape) == 4:
		return []int{shape[2], 1, shape[0], shape[1]}
	case len(shape) == 4:
		return []int{shape[3], shape[2], shape[0], shape[1]}
	case len(shape) == 2:
		return []int{shape[1], shape[0]}
	}
	return shape
}

// reversed lays PyTorch's [out, in] out as [in, out], and [out, in, height,
// width] as [height, width, in, out].
func reversed(a array) []float32 {
	if len(a.shape) < 2 {
		return a.data
	}
	out, in, area := a.shape[0], a.shape[1], volume(a.shape[2:])
	data := make([]float32, len(a.data))
	for o := range out {
		for i := range in {
			for p := range area {
				data[(p*in+i)*out+o] = a.data[(o*in+i)*area+p]
			}
		}
	}
	return data
}
