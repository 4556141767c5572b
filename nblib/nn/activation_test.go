package nn_test

import (
	"math"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
)

var activations = []nn.Activation{nn.Linear, nn.Step, nn.Sigmoid, nn.Tanh, nn.ReLU, nn.ReLU6, nn.LeakyReLU(0.1), nn.ELU(0.7), nn.SELU,
	nn.GELU, nn.SiLU, nn.Softplus}

// The graph computes what At and Derivative say, also at corners and far out.
func TestActivationsAgainstNumbers(t *testing.T) {
	x := []float32{-1000, -100, -20, -6, -3, -1, -0.5, -1e-3, 0, 1e-3, 0.5, 1, 3, 6, 20, 100, 1000}
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		for _, a := range activations {
			r := compile(t, e, build(t, a, len(x)), use{slopes: true}).call(1, x, ones(len(x)), nil)
			for i, v := range x {
				check := func(what string, got float32, want float64) {
					if !(math.Abs(float64(got)-want) <= 1e-6*(1+math.Abs(want))) {
						t.Errorf("%v at %g: %s %g, want %g", a, v, what, got, want)
					}
				}
				check("value", r.y[i], a.At(float64(v)))
				check("slope", r.slopes[0][i], a.Derivative(float64(v)))
			}
		}
	})
}

// Derivative is the slope of At, by differences, away from corners.
func TestDerivativeAgainstDifferences(t *testing.T) {
	const h = 1e-6
	for _, a := range append(activations, nn.Softmax) {
		for x := -7.95; x < 8; x += 0.1 {
			if want := (a.At(x+h) - a.At(x-h)) / (2 * h); math.Abs(a.Derivative(x)-want) > 1e-6 {
				t.Errorf("%v at %g: derivative %g, difference %g", a, x, a.Derivative(x), want)
			}
		}
	}
}

// At corners the derivatives are Keras's.
func TestDerivativesAtCorners(t *testing.T) {
	for _, c := range []struct {
		a       nn.Activation
		x, want float64
	}{
		{nn.ReLU, 0, 0}, {nn.ReLU6, 0, 0}, {nn.ReLU6, 6, 0}, {nn.LeakyReLU(0.1), 0, 0.1}, {nn.ELU(0.7), 0, 0.7},
		{nn.Softplus, 0, 0.5}, {nn.Step, 0, 0}, {nn.Linear, 0, 1},
	} {
		if got := c.a.Derivative(c.x); got != c.want {
			t.Errorf("%v at %g: %g, want %g", c.a, c.x, got, c.want)
		}
	}
	if nn.Step.At(0) != 1 {
		t.Error("the step at 0 is not 1")
	}
}
