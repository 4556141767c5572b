package viz

import (
	"fmt"
	"strings"

	"nnbook/nblib/nn"
)

// Activation draws activation functions beside their slopes, from -6 to 6. The slope is what backpropagation multiplies
// by: where it is 0 (ReLU below 0, a sigmoid far out), nothing that comes before the unit learns.
func Activation(activations ...nn.Activation) *Chart {
	if len(activations) == 0 {
		return failed(fmt.Errorf("viz: Activation: expected at least one activation, got none; try viz.Activation(nn.ReLU)"))
	}
	const steps = 240
	value, slope := panel{title: "value"}, panel{title: "slope (derivative)"}
	var names []string
	for _, a := range activations {
		name := strings.TrimPrefix(a.String(), "nn.")
		names = append(names, name)
		x, y, dy := make([]float64, steps+1), make([]float64, steps+1), make([]float64, steps+1)
		for i := range x {
			x[i] = -6 + 12*float64(i)/steps
			y[i], dy[i] = a.At(x[i]), a.Derivative(x[i])
		}
		value.curves = append(value.curves, curve{name: name, x: x, y: y})
		slope.curves = append(slope.curves, curve{name: name, x: x, y: dy})
	}
	list := []panel{value, slope}
	t := table{head: []string{"x"}}
	for _, name := range names {
		t.head = append(t.head, name, "slope")
	}
	for x := -6.0; x <= 6; x++ {
		row := []any{x}
		for _, a := range activations {
			row = append(row, a.At(x), a.Derivative(x))
		}
		t.add(row...)
	}
	return panels(Chart{
		title: "Activations", sub: "where the slope is 0, nothing is learned: a ReLU that stays left of 0 is dead", table: t,
		alt: fmt.Sprintf("Two charts from -6 to 6: the values of %s, and their slopes", strings.Join(names, ", ")),
	}, "x", list)
}
