package nn_test

import (
	"slices"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
)

// Rosenblatt's rule, example by example and by hand: w += rate·(target - y)·x.
// Slopes of the mean squared error through the step give the same weights, bit
// for bit: the inputs are small whole numbers and the rate is 1/4.
func TestPerceptronRule(t *testing.T) {
	const rate = 0.25
	x := [][]float32{{0, 0}, {0, 1}, {1, 0}, {1, 1}}
	target := []float32{0, 0, 0, 1} // AND
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		n := build(t, nn.Perceptron(nn.Step), 2)
		m := compile(t, e, n, use{training: true, slopes: true})
		weights := n.Init(1)
		w, bias := make([]float32, 2), float32(0)
		for range 12 {
			for i := range x {
				var y float32
				if w[0]*x[i][0]+w[1]*x[i][1]+bias >= 0 {
					y = 1
				}
				got := m.call(1, x[i], nil, weights).y[0]
				if got != y {
					t.Fatalf("output %g for %v, want %g", got, x[i], y)
				}
				for k := range w {
					w[k] += rate * (target[i] - y) * x[i][k]
				}
				bias += rate * (target[i] - y)

				slopes := m.call(1, x[i], []float32{2 * (got - target[i])}, weights).slopes
				for k := range weights {
					weights[k].Data = moved(weights[k].Data, slopes[k+1], -rate)
				}
			}
		}
		if !slices.Equal(weights[0].Data, w) || weights[1].Data[0] != bias {
			t.Errorf("learnt %v and %v, by hand %v and %g", weights[0].Data, weights[1].Data, w, bias)
		}
		for i := range x {
			if y := m.call(1, x[i], nil, weights).y[0]; y != target[i] {
				t.Errorf("after learning, %v gives %g", x[i], y)
			}
		}
	})
}
