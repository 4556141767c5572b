package nn

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
)

type rescaling struct {
	Scale  float64 `json:"scale"`
	Offset float64 `json:"offset,omitzero"`
}

// Rescaling computes x·scale + offset of every value, in training and after;
// shapes stay (Keras: Rescaling). A network that was trained on pixels of -1
// to 1 begins with nn.Rescaling(2, -1), and then takes pixels of 0 to 1.
func Rescaling(scale, offset float64) Layer { return rescaling{scale, offset} }

func (r rescaling) kind() string   { return "Rescaling" }
func (r rescaling) String() string { return call("Rescaling", num(r.Scale), num(r.Offset)) }

func (r rescaling) build(_ *builder, in []int) ([]int, applyFunc, error) {
	if math.IsNaN(r.Scale-r.Scale) || math.IsNaN(r.Offset-r.Offset) {
		return nil, nil, needs("finite numbers", r.String(), "use numbers such as nn.Rescaling(2, -1)")
	}
	return in, func(_ *Call, x *graph.Node) *graph.Node {
		return graph.AddScalar(graph.MulScalar(x, r.Scale), r.Offset)
	}, nil
}

type normalize struct {
	Mean   []float64 `json:"mean"`
	Stddev []float64 `json:"stddev"`
}

// Normalize computes (x - mean)/stddev with the numbers given for each
// channel, the last axis, in training and after; shapes stay (Keras:
// Normalization with mean and variance given). Nothing is learnt or measured;
// to measure a data set's own numbers, see Normalize in package datasets.
func Normalize(mean, stddev []float64) Layer {
	return normalize{slices.Clone(mean), slices.Clone(stddev)}
}

func (n normalize) kind() string   { return "Normalize" }
func (n normalize) String() string { return call("Normalize", floats(n.Mean), floats(n.Stddev)) }

// floats is the code of a []float64.
func floats(xs []float64) string {
	parts := make([]string, len(xs))
	for i, x := range xs {
		parts[i] = num(x)
	}
	return "[]float64{" + strings.Join(parts, ", ") + "}"
}

func (n normalize) build(_ *builder, in []int) ([]int, applyFunc, error) {
	if len(in) == 0 || len(n.Mean) != in[len(in)-1] || len(n.Stddev) != len(n.Mean) {
		return nil, nil, needs(fmt.Sprintf("as many channels as means and deviations, here %d and %d", len(n.Mean), len(n.Stddev)),
			fmt.Sprint(in), "give one mean and one deviation for each channel")
	}
	scale, offset := make([]float32, len(n.Mean)), make([]float32, len(n.Mean))
	for i, s := range n.Stddev {
		if !(s > 0) || math.IsInf(s, 0) || math.IsNaN(n.Mean[i]-n.Mean[i]) {
			return nil, nil, needs("finite means and deviations above 0", fmt.Sprintf("%s and %s", num(n.Mean[i]), num(s)), "use numbers such as 0.5 and 1")
		}
		scale[i], offset[i] = float32(1/s), float32(-n.Mean[i]/s)
	}
	return in, func(_ *Call, x *graph.Node) *graph.Node {
		g := x.Graph()
		return graph.Add(graph.Mul(x, widen(graph.Const(g, scale), x)), widen(graph.Const(g, offset), x))
	}, nil
}
