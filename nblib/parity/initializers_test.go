package parity

import (
	"math"
	"strings"
	"testing"

	"nnbook/nblib/nn"
)

var initializerWords = join(
	initialized("Zeros/", nn.Zeros), initialized("Ones/", nn.Ones), initialized("Constant/", nn.Constant(0.3)),
	initialized("Normal/", nn.Normal(0, 0.05)), initialized("Normal/wide_", nn.Normal(0.1, 0.2)),
	initialized("Uniform/", nn.Uniform(-0.05, 0.05)), initialized("Uniform/wide_", nn.Uniform(-0.3, 0.5)),
	initialized("GlorotUniform/", nn.GlorotUniform), initialized("GlorotNormal/", nn.GlorotNormal),
	initialized("HeUniform/", nn.HeUniform), initialized("HeNormal/", nn.HeNormal), initialized("LecunNormal/", nn.LecunNormal),
)

func initialized(prefix string, i nn.Initializer) map[string]nn.Initializer {
	return sameForAll(i, prefix+"dense", prefix+"conv", prefix+"depthwise")
}

// TestInitializers draws the kernel of a layer and compares its moments with
// those of Keras's draw. Two draws of n numbers differ by chance: five standard
// deviations are allowed.
func TestInitializers(t *testing.T) {
	forEach(t, "initializers", initializerWords, func(t *testing.T, c *testCase, i nn.Initializer) {
		v := drawKernel(t, c, i)
		got, want := momentsOf(v), moments{
			mean: one(c, "mean"), stddev: one(c, "stddev"), kurtosis: one(c, "kurtosis"), low: one(c, "smallest"), high: one(c, "largest")}
		if want.stddev == 0 {
			enter(t, "initializers", c.word(), c, hostColumn, "values", max(math.Abs(got.low-want.low), math.Abs(got.high-want.high)), valueBound)
			return
		}
		check := func(what string, err, bound float64) {
			enter(t, "initializers", c.word(), c, hostColumn, what, err, bound)
		}
		n := float64(len(v))
		check("mean", math.Abs(got.mean-want.mean)/want.stddev, 5*math.Sqrt(2/n))
		check("standard deviation", math.Abs(got.stddev/want.stddev-1), 5*math.Sqrt((want.kurtosis-1)/4*2/n))
		// The variance of a fourth moment is at most 96/n, a normal distribution's.
		check("kurtosis", math.Abs(got.kurtosis-want.kurtosis), 5*math.Sqrt(2*96/n))
		if c.word() != "Normal" { // whose range has no end
			edge := max(math.Abs(got.low-want.low), math.Abs(got.high-want.high)) / want.stddev
			check("range", edge, 0.01)
		}
	})
}

// drawKernel initializes the layer that has a kernel of the case's shape.
func drawKernel(t *testing.T, c *testCase, i nn.Initializer) []float32 {
	t.Helper()
	var layer nn.Layer
	var input []int
	switch {
	case strings.HasSuffix(c.Name, "dense"):
		layer, input = nn.Dense(500, i), []int{300}
	case strings.HasSuffix(c.Name, "conv"):
		layer, input = nn.Conv2D(128, 3, i), []int{8, 8, 64}
	default:
		layer, input = nn.DepthwiseConv2D(5, i), []int{8, 8, 2000}
	}
	net, err := nn.Build(layer, input)
	if err != nil {
		t.Fatal(err)
	}
	return net.Init(3)[0].Data
}

type moments struct{ mean, stddev, kurtosis, low, high float64 }

func momentsOf(v []float32) (m moments) {
	m.low, m.high = math.Inf(1), math.Inf(-1)
	for _, x := range v {
		m.mean += float64(x) / float64(len(v))
		m.low, m.high = min(m.low, float64(x)), max(m.high, float64(x))
	}
	var second, fourth float64
	for _, x := range v {
		d := float64(x) - m.mean
		second += d * d / float64(len(v))
		fourth += d * d * d * d / float64(len(v))
	}
	m.stddev = math.Sqrt(second)
	if second > 0 {
		m.kurtosis = fourth / (second * second)
	}
	return m
}

func one(c *testCase, role string) float64 { return float64(c.floats(role)[0]) }
