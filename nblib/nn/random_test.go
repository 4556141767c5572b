package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
)

// spreadOf gives mean and standard deviation.
func spreadOf(v []float32) (mean, sd float64) {
	for _, x := range v {
		mean += float64(x) / float64(len(v))
	}
	for _, x := range v {
		sd += math.Pow(float64(x)-mean, 2) / float64(len(v))
	}
	return mean, math.Sqrt(sd)
}

// near fails where got is further from want than five standard errors.
func near(t *testing.T, what string, got, want, standardError float64) {
	t.Helper()
	if math.Abs(got-want) > 5*standardError {
		t.Errorf("%s is %g, want %g ± %g", what, got, want, 5*standardError)
	}
}

func ones(n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = 1
	}
	return v
}

func TestDropoutStatistics(t *testing.T) {
	const batch, units = 50, 400
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		for _, rate := range []float64{0.1, 0.5, 0.9} {
			n := build(t, nn.Dropout(rate), units)
			r := compile(t, e, n, use{training: true, slopes: true}).call(batch, ones(batch*units), ones(batch*units), nil)
			kept := 0
			for _, y := range r.y {
				if y != 0 {
					kept++
					if math.Abs(float64(y)*(1-rate)-1) > 1e-6 {
						t.Fatalf("a kept value of 1 becomes %g at rate %g", y, rate)
					}
				}
			}
			total := float64(batch * units)
			near(t, "the fraction kept", float64(kept)/total, 1-rate, math.Sqrt(rate*(1-rate)/total))
			if !slices.Equal(r.slopes[0], r.y) { // what is kept is scaled by the same factor
				t.Errorf("slopes of Dropout(%g) are not its mask", rate)
			}
		}
	})
}

func TestSpatialDropoutDropsChannels(t *testing.T) {
	const batch, channels = 40, 100
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		n := build(t, nn.SpatialDropout2D(0.25), 2, 3, channels)
		y := compile(t, e, n, use{training: true}).call(batch, ones(batch*6*channels), nil, nil).y
		kept := 0
		for b := range batch {
			for c := range channels {
				first := y[b*6*channels+c]
				for cell := range 6 {
					if y[(b*6+cell)*channels+c] != first {
						t.Fatalf("example %d: channel %d is dropped in part", b, c)
					}
				}
				if first != 0 {
					kept++
				}
			}
		}
		const total = batch * channels
		near(t, "the fraction of channels kept", float64(kept)/total, 0.75, math.Sqrt(0.25*0.75/total))
	})
}

func TestGaussianNoiseStatistics(t *testing.T) {
	const batch, units, sd = 50, 400, 0.3
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		n := build(t, nn.GaussianNoise(sd), units)
		y := compile(t, e, n, use{training: true}).call(batch, ones(batch*units), nil, nil).y
		mean, spread := spreadOf(y)
		total := math.Sqrt(batch * units)
		near(t, "the mean", mean, 1, sd/total)
		near(t, "the deviation", spread, sd, sd/math.Sqrt2/total)
		beyond := 0
		for _, v := range y {
			if math.Abs(float64(v)-1) > 1.959964*sd {
				beyond++
			}
		}
		near(t, "the fraction beyond 1.96 deviations", float64(beyond)/(total*total), 0.05, math.Sqrt(0.05*0.95)/total)
	})
}

// Layers draw apart, and the same seed draws the same.
func TestRandomStateMovesOn(t *testing.T) {
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		n := build(t, nn.Parallel(nn.Concat, nn.Dropout(0.5), nn.Dropout(0.5)), 200)
		at := func(seed int64) []float32 {
			return compile(t, e, n, use{training: true, seed: seed}).call(1, ones(200), nil, nil).y
		}
		y := at(1)
		if slices.Equal(y[:200], y[200:]) {
			t.Error("two Dropouts drop the same values")
		}
		if !slices.Equal(y, at(1)) || slices.Equal(y, at(2)) {
			t.Error("the seed does not decide what is dropped")
		}
	})
}

func TestInitializerStatistics(t *testing.T) {
	const n, in, out = 40000, 300, 100
	uniform := func(limit float64) (mean, sd, most float64) { return 0, limit / math.Sqrt(3), limit }
	cut := func(variance float64) (mean, sd, most float64) {
		sd = math.Sqrt(variance)
		return 0, sd, 2 * sd / 0.87962566103423978
	}
	for _, c := range []struct {
		init           nn.Initializer
		mean, sd, most float64
	}{
		row(nn.GlorotUniform)(uniform(math.Sqrt(6.0 / (in + out)))),
		row(nn.HeUniform)(uniform(math.Sqrt(6.0 / in))),
		row(nn.GlorotNormal)(cut(2.0 / (in + out))),
		row(nn.HeNormal)(cut(2.0 / in)),
		row(nn.LecunNormal)(cut(1.0 / in)),
		row(nn.Normal(0.5, 2))(0.5, 2, math.Inf(1)),
		row(nn.Uniform(-1, 3))(1, 4/math.Sqrt(12), 3),
		row(nn.Zeros)(0, 0, 0),
		row(nn.Ones)(1, 0, 1),
		row(nn.Constant(0.25))(0.25, 0, 0.25),
		row(nn.Initializer{})(uniform(math.Sqrt(6.0 / (in + out)))),
	} {
		v := c.init.Values(rand.New(rand.NewPCG(1, 9)), n, in, out)
		mean, sd := spreadOf(v)
		near(t, c.init.String()+": mean", mean, c.mean, c.sd/math.Sqrt(n)+1e-12)
		near(t, c.init.String()+": deviation", sd, c.sd, c.sd/math.Sqrt(n)+1e-12)
		for _, x := range v {
			if math.Abs(float64(x)) > c.most*(1+1e-6) {
				t.Fatalf("%v draws %g, beyond %g", c.init, x, c.most)
			}
		}
	}
}

type moments struct {
	init           nn.Initializer
	mean, sd, most float64
}

func row(i nn.Initializer) func(mean, sd, most float64) moments {
	return func(mean, sd, most float64) moments { return moments{i, mean, sd, most} }
}

// Each weight draws from a stream of its own.
func TestInitIsSeeded(t *testing.T) {
	a := build(t, nn.Sequential(nn.Dense(8), nn.Dense(8)), 8)
	b := build(t, nn.Sequential(nn.Dense(8), nn.Dense(8), nn.Dense(1)), 8)
	x, y := a.Init(7), b.Init(7)
	for i := range x {
		if !slices.Equal(x[i].Data, y[i].Data) {
			t.Errorf("%s depends on the layers after it", x[i].Name)
		}
	}
	if slices.Equal(x[0].Data, x[2].Data) || slices.Equal(x[0].Data, a.Init(8)[0].Data) {
		t.Error("two kernels, or two seeds, begin alike")
	}
}
