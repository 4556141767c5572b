package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"nnbook/nblib/nn"
)

// checkSlopes compares the slopes by the input and by each weight with
// differences along random directions. Everything is float32, so steps are
// large and the sum over outputs is taken in float64. A direction along which
// half the step gives another difference has a corner (a ReLU, a max-pool)
// within the step and is left out; a wrong slope differs along the others.
func checkSlopes(t *testing.T, m machine, batch int, x []float32, weights []nn.Tensor) {
	t.Helper()
	if strings.Contains(m.n.Layer().String(), "nn.Step") {
		return // by convention: 0, or the perceptron rule; see TestPerceptronRule
	}
	rng := rand.New(rand.NewPCG(7, 8))
	upstream := values(rng, batch*product(m.n.Output()))
	slopes := m.call(batch, x, upstream, weights).slopes
	names := []string{"the input"}
	for _, w := range weights {
		names = append(names, w.Name)
	}
	for which, name := range names {
		checkDirections(t, rng, name, slopes[which], func(direction []float32, step float64) float64 {
			x, weights := x, slices.Clone(weights)
			if which == 0 {
				x = moved(x, direction, step)
			} else {
				weights[which-1].Data = moved(weights[which-1].Data, direction, step)
			}
			return dot(m.call(batch, x, upstream, weights).y, upstream)
		})
	}
}

func checkDirections(t *testing.T, rng *rand.Rand, name string, slope []float32, at func(direction []float32, step float64) float64) {
	t.Helper()
	const wanted, tries = 2, 16
	difference := func(direction []float32, h float64) float64 {
		return (at(direction, h) - at(direction, -h)) / (2 * h)
	}
	smooth := 0
	for try := range tries {
		step := 1e-2
		if try >= tries/2 {
			step = 2e-3 // many corners
		}
		direction := values(rng, len(slope))
		scale := float32(1 / math.Sqrt(dot(direction, direction)))
		for i := range direction {
			direction[i] *= scale
		}
		far, near := difference(direction, step), difference(direction, step/2)
		tolerance := 1e-3 * (math.Sqrt(dot(slope, slope)) + 1e-1)
		if math.Abs(far-near) > tolerance {
			continue
		}
		if got := dot(slope, direction); !(math.Abs(got-near) <= 2*tolerance) {
			t.Errorf("slope by %s is %g along a direction where the difference is %g", name, got, near)
			return
		}
		if smooth++; smooth == wanted {
			return
		}
	}
	t.Errorf("slope by %s: no %d smooth directions in %d", name, wanted, tries)
}

func moved(v, direction []float32, step float64) []float32 {
	out := make([]float32, len(v))
	for i := range v {
		out[i] = v[i] + float32(step)*direction[i]
	}
	return out
}

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
