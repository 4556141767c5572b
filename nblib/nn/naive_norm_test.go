package nn_test

// BatchNorm and LayerNorm again, in float64 and as simply as can be, to compare
// with.

import (
	"math"
	"math/rand/v2"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
)

func TestNormsAgainstNaive(t *testing.T) {
	const batch, channels, epsilon, momentum = 5, 3, 0.01, 0.9
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		for _, in := range [][]int{{channels}, {2, 4, channels}} {
			for _, each := range []bool{false, true} {
				l := nn.BatchNorm(nn.Epsilon(epsilon), nn.Momentum(momentum))
				if each {
					l = nn.LayerNorm(nn.Epsilon(epsilon))
				}
				n := build(t, l, in...)
				rng := rand.New(rand.NewPCG(4, 4))
				weights := jiggled(rng, n.Init(1))
				x := values(rng, batch*product(in))
				mean, variance := naiveMoments(x, channels, each)
				scaled := func(mean, variance func(i int) float64) []float32 {
					y := make([]float32, len(x))
					for i := range x {
						c := i % channels
						y[i] = float32((float64(x[i])-mean(i))/math.Sqrt(variance(i)+epsilon)*float64(weights[0].Data[c]) + float64(weights[1].Data[c]))
					}
					return y
				}
				during := compile(t, e, n, use{training: true}).call(batch, x, nil, weights)
				if d := distance(during.y, scaled(mean, variance)); d > 2e-6 {
					t.Errorf("%v of %v in training differs by %g", l, in, d)
				}
				if each {
					continue
				}
				kept := func(w nn.Tensor) func(i int) float64 {
					return func(i int) float64 { return float64(w.Data[i%channels]) }
				}
				after := compile(t, e, n, use{}).call(batch, x, nil, weights)
				if d := distance(after.y, scaled(kept(weights[2]), kept(weights[3]))); d > 2e-6 {
					t.Errorf("%v of %v after training differs by %g", l, in, d)
				}
				for k, now := range []func(i int) float64{mean, variance} {
					for c := range channels {
						want := momentum*float64(weights[2+k].Data[c]) + (1-momentum)*now(c)
						if got := float64(during.averages[k][c]); math.Abs(got-want) > 1e-6 {
							t.Errorf("%v: average %d of channel %d becomes %g, want %g", l, k, c, got, want)
						}
					}
				}
			}
		}
	})
}

// naiveMoments gives mean and variance of what value i is normalized with: its
// channel of the whole batch, or the channels at its place.
func naiveMoments(x []float32, channels int, each bool) (mean, variance func(i int) float64) {
	group := func(i int) int {
		if each {
			return i / channels
		}
		return i % channels
	}
	sums, counts := map[int]float64{}, map[int]float64{}
	for i, v := range x {
		sums[group(i)] += float64(v)
		counts[group(i)]++
	}
	mean = func(i int) float64 { return sums[group(i)] / counts[group(i)] }
	squares := map[int]float64{}
	for i, v := range x {
		squares[group(i)] += math.Pow(float64(v)-mean(i), 2)
	}
	return mean, func(i int) float64 { return squares[group(i)] / counts[group(i)] }
}
