package viz

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"regexp"
	"strings"

	"nnbook/nblib/nn"
)

// scriptOf writes a network as steps that assets/draw.js computes; what it cannot is named.
func scriptOf(net *nn.Network, weights []nn.Tensor) (steps []map[string]any, what string) {
	w := map[string][]float32{}
	for _, t := range weights {
		w[t.Name] = t.Data
	}
	for _, r := range net.Layers() {
		if r.Container {
			if r.Kind == "Sequential" || r.Kind == "Model" || r.Kind == "Frozen" || r.Kind == "Named" {
				continue
			}
			return nil, r.Kind
		}
		if strings.Contains(r.Text, "Groups(") || strings.Contains(r.Text, "PadReflect") || strings.Contains(r.Text, "PadConstant") {
			return nil, r.Text
		}
		step, ok := scriptStep(r, w)
		if !ok {
			return nil, r.Text
		}
		if step != nil {
			steps = append(steps, step)
		}
		if a := activationIn(r.Text); a != nil {
			steps = append(steps, a)
		}
	}
	return steps, ""
}

// scriptStep is what one layer computes before its activation; nil for what does nothing.
func scriptStep(r nn.LayerInfo, w map[string][]float32) (map[string]any, bool) {
	switch r.Kind {
	case "Flatten", "Dropout", "SpatialDropout2D", "GaussianNoise", "Reshape":
		return nil, true
	case "Dense":
		return map[string]any{"op": "dense", "in": volume(r.In), "out": volume(r.Out), "kernel": halves(w[r.Path+".kernel"]), "bias": halves(w[r.Path+".bias"])}, len(r.In) == 1
	case "Conv2D":
		kernel := w[r.Path+".kernel"]
		size := int(math.Round(math.Sqrt(float64(len(kernel)) / float64(r.In[2]*r.Out[2]))))
		return windowStep("conv", r, size, 1, map[string]any{"kernel": halves(kernel), "bias": halves(w[r.Path+".bias"])}), true
	case "MaxPool2D", "AvgPool2D":
		size := 0
		if m := regexp.MustCompile(`Pool2D\((\d+)`).FindStringSubmatch(r.Text); m != nil {
			_ = json.Unmarshal([]byte(m[1]), &size)
		}
		op := map[string]string{"MaxPool2D": "max", "AvgPool2D": "mean"}[r.Kind]
		return windowStep(op, r, size, size, nil), !strings.Contains(r.Text, "Same") && !strings.Contains(r.Text, "Pad")
	case "GlobalAvgPool2D":
		return windowStep("mean", nn.LayerInfo{In: r.In, Out: []int{1, 1, r.In[2]}}, max(r.In[0], r.In[1]), 1, nil), r.In[0] == r.In[1]
	case "BatchNorm":
		epsilon := 1e-3
		if m := regexp.MustCompile(`Epsilon\(([^)]*)\)`).FindStringSubmatch(r.Text); m != nil {
			_ = json.Unmarshal([]byte(m[1]), &epsilon)
		}
		gamma, beta, mean, variance := w[r.Path+".gamma"], w[r.Path+".beta"], w[r.Path+".moving_mean"], w[r.Path+".moving_variance"]
		var a, b []float32
		for i := range gamma {
			scale := float64(gamma[i]) / math.Sqrt(float64(variance[i])+epsilon)
			a, b = append(a, float32(scale)), append(b, float32(float64(beta[i])-scale*float64(mean[i])))
		}
		return map[string]any{"op": "scale", "a": halves(a), "b": halves(b)}, true
	case "Rescaling":
		var a, b float64
		if m := regexp.MustCompile(`Rescaling\(([^,]+), ([^)]+)\)`).FindStringSubmatch(r.Text); m != nil {
			_ = json.Unmarshal([]byte(m[1]), &a)
			_ = json.Unmarshal([]byte(m[2]), &b)
		}
		return map[string]any{"op": "scale", "a": halves([]float32{float32(a)}), "b": halves([]float32{float32(b)})}, true
	}
	return nil, activationIn(r.Text) != nil && r.Params == 0
}

// windowStep is a step that walks over images.
func windowStep(op string, r nn.LayerInfo, size, stride int, more map[string]any) map[string]any {
	rows, cols := windowOf(r.Text, r.In[0], size, stride, r.Out[0]), windowOf(r.Text, r.In[1], size, stride, r.Out[1])
	step := map[string]any{"op": op, "in": r.In, "out": r.Out, "size": size, "stride": rows.stride, "dilation": rows.dilation, "before": []int{rows.before, cols.before}}
	for k, v := range more {
		step[k] = v
	}
	return step
}

var activationText = regexp.MustCompile(`\bnn\.(Softmax|Step|Sigmoid|Tanh|ReLU6|ReLU|SELU|GELU|SiLU|Softplus|LeakyReLU\([^)]*\)|ELU\([^)]*\))`)

// activationIn is the activation that stands in a layer's code as a step: softmax, or a table from -16 to 16, between
// whose entries, and beyond, the script goes by straight lines.
func activationIn(code string) map[string]any {
	m := activationText.FindStringSubmatch(code)
	if m == nil {
		return nil
	}
	if m[1] == "Softmax" {
		return map[string]any{"op": "softmax"}
	}
	text, _ := json.Marshal(map[string]string{"layer": "Activation", "activation": m[1]})
	l, err := nn.Unmarshal(text)
	a, ok := l.(nn.Activation)
	if err != nil || !ok {
		return nil
	}
	var table []any
	for i := range 641 {
		table = append(table, num(a.At(-16+0.05*float64(i))))
	}
	return map[string]any{"op": "table", "from": -16, "step": 0.05, "table": table}
}

// halves writes numbers in half precision (IEEE 754 binary16), little-endian, in base64.
func halves(v []float32) string {
	b := make([]byte, 0, 2*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint16(b, half(x))
	}
	return base64.StdEncoding.EncodeToString(b)
}

// half rounds to half precision; what is too large becomes the largest half.
func half(x float32) uint16 {
	var sign uint16
	f := float64(x)
	if math.Signbit(f) {
		sign, f = 0x8000, -f
	}
	switch {
	case math.IsNaN(f):
		return 0x7E00
	case f >= 65504:
		return sign | 0x7BFF
	case f < 1.0/(1<<14): // subnormal: steps of 2^-24
		return sign | uint16(math.RoundToEven(f*(1<<24)))
	}
	m, e := math.Frexp(f) // m in 0.5 to 1
	n := uint16(math.RoundToEven((m*2 - 1) * 1024))
	return sign | (uint16(e+14)<<10 + n) // a carry goes into the exponent
}
