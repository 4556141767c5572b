package viz

import (
	_ "embed"
	"fmt"
	"strings"

	"nnbook/nblib/nn"
)

//go:embed assets/neuron.js
var neuronScript string

// Neuron shows one unit with two inputs, y = activation(w₁·x₁ + w₂·x₂ + b), with a slider for each weight and the bias:
// on the left what it gives as x₁ grows and x₂ is 0, on the right the line where the weighted sum is 0, and the arrow of
// the weights, which points to the side where it is positive. Weights turn the line and steepen the curve; the bias
// shifts both.
func Neuron(activation nn.Activation) *Chart {
	const w1, w2, bias, from, step = 1.0, -0.5, 0.5, -40.0, 0.05
	var table []any
	for i := 0; from+step*float64(i) <= -from+1e-9; i++ {
		table = append(table, num(activation.At(from+step*float64(i))))
	}
	var x, y []float64
	for i := range 241 {
		x = append(x, -6+0.05*float64(i))
		y = append(y, activation.At(w1*x[i]+bias))
	}
	name := strings.TrimPrefix(activation.String(), "nn.")
	list := []panel{
		{title: "y, where x₂ = 0", x: "x₁", free: true, curves: []curve{{name: "y = " + name + "(w₁x₁ + w₂x₂ + b)", x: x, y: y}}},
		{title: "x₂", x: "x₁", free: true, curves: []curve{
			{name: "w₁x₁ + w₂x₂ + b = 0", x: []float64{-6, 6}, y: []float64{-(-6*w1 + bias) / w2, -(6*w1 + bias) / w2}},
			{name: "the weights", x: []float64{-0.4, 0.6}, y: []float64{0.2, -0.3}},
		}},
	}
	c := Chart{title: "One unit: " + name, widget: neuronScript, table: curvesTable("x₁", list[:1]),
		alt:  fmt.Sprintf("One unit with the activation %s, weights %g and %g and bias %g: its output over the first input, and its line in the plane of both", name, w1, w2, bias),
		data: map[string]any{"w1": w1, "w2": w2, "bias": bias, "table": table, "from": from, "step": step}}
	chart := panels(c, "x₁", list)
	for _, axis := range []string{"xAxis", "yAxis"} { // both panels keep still while the sliders move
		right := chart.option[axis].([]any)[1].(map[string]any)
		right["min"], right["max"] = -6.0, 6.0
		left := chart.option[axis].([]any)[0].(map[string]any)
		left["min"], left["max"] = -6.0, 6.0
	}
	low, high := rangeOfActivation(activation)
	y0 := chart.option["yAxis"].([]any)[0].(map[string]any)
	y0["min"], y0["max"] = low, high
	return chart
}

// rangeOfActivation is what of the y axis shows an activation: a little more than it can reach, or -2 to 6.
func rangeOfActivation(a nn.Activation) (low, high float64) {
	low, high = a.At(-40), a.At(40)
	if low < -2 {
		low = -2
	}
	return low - 0.2, min(high, 6) + 0.2
}
