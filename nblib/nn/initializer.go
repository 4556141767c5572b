package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Initializer says how weights begin. As a word in a layer it sets the kernel;
// [BiasInitializer] sets the bias. The zero Initializer is the layer's default:
// [GlorotUniform] for kernels, [Zeros] for biases.
//
// fan_in is the number of inputs that one output sums, fan_out the number of
// outputs that one input reaches: in and out of a Dense, times the kernel's
// area for a convolution.
type Initializer struct {
	name string
	a, b float64
}

// The initializers without numbers of their own, by their Keras names.
var (
	// Zeros begins with 0.
	Zeros = Initializer{name: "Zeros"}
	// Ones begins with 1.
	Ones = Initializer{name: "Ones"}
	// GlorotUniform draws from ±sqrt(6/(fan_in+fan_out)) (Glorot and Bengio 2010).
	GlorotUniform = Initializer{name: "GlorotUniform"}
	// GlorotNormal draws from a truncated normal of variance 2/(fan_in+fan_out).
	GlorotNormal = Initializer{name: "GlorotNormal"}
	// HeUniform draws from ±sqrt(6/fan_in) (He et al. 2015), for ReLU.
	HeUniform = Initializer{name: "HeUniform"}
	// HeNormal draws from a truncated normal of variance 2/fan_in, for ReLU.
	HeNormal = Initializer{name: "HeNormal"}
	// LecunNormal draws from a truncated normal of variance 1/fan_in, for SELU.
	LecunNormal = Initializer{name: "LecunNormal"}
)

// Normal draws from the normal distribution (Keras: RandomNormal).
func Normal(mean, stddev float64) Initializer { return Initializer{"Normal", mean, stddev} }

// Uniform draws evenly from low up to high (Keras: RandomUniform).
func Uniform(low, high float64) Initializer { return Initializer{"Uniform", low, high} }

// Constant begins with the value x.
func Constant(x float64) Initializer { return Initializer{"Constant", x, 0} }

func (i Initializer) zero() bool     { return i == Initializer{} }
func (i Initializer) dense(d *dense) { d.Initializer = i }
func (i Initializer) conv(c *conv)   { c.Initializer = i }

// String is the Go code of the initializer.
func (i Initializer) String() string {
	switch i.name {
	case "":
		return "nn.Initializer{}"
	case "Normal", "Uniform":
		return call(i.name, num(i.a), num(i.b))
	case "Constant":
		return call(i.name, num(i.a))
	}
	return "nn." + i.name
}

func (i Initializer) or(d Initializer) Initializer {
	if i.zero() {
		return d
	}
	return i
}

func (i Initializer) check() error {
	switch {
	case math.IsNaN(i.a-i.a) || math.IsNaN(i.b-i.b): // infinite or not a number
		return needs("finite numbers", i.String(), "use numbers such as 0.05")
	case i.name == "Normal" && !(i.b >= 0):
		return needs("a standard deviation of 0 or more", num(i.b), "use nn.Normal(0, 0.05)")
	case i.name == "Uniform" && !(i.b >= i.a):
		return needs("low <= high", i.String(), "use nn.Uniform(-0.05, 0.05)")
	}
	return nil
}

// Values draws n weights. rng decides them; fanIn and fanOut are as the type
// says.
func (i Initializer) Values(rng *rand.Rand, n, fanIn, fanOut int) []float32 {
	v := make([]float32, n)
	draw := i.sampler(rng, float64(fanIn), float64(fanOut))
	for k := range v {
		v[k] = float32(draw())
	}
	return v
}

func (i Initializer) sampler(rng *rand.Rand, in, out float64) func() float64 {
	constant := func(x float64) func() float64 { return func() float64 { return x } }
	uniform := func(limit float64) func() float64 {
		return func() float64 { return (2*rng.Float64() - 1) * limit }
	}
	switch i.name {
	case "Zeros":
		return constant(0)
	case "Ones":
		return constant(1)
	case "Constant":
		return constant(i.a)
	case "Normal":
		return func() float64 { return i.a + i.b*rng.NormFloat64() }
	case "Uniform":
		return func() float64 { return i.a + (i.b-i.a)*rng.Float64() }
	case "", "GlorotUniform":
		return uniform(math.Sqrt(6 / (in + out)))
	case "HeUniform":
		return uniform(math.Sqrt(6 / in))
	case "GlorotNormal":
		return truncated(rng, 2/(in+out))
	case "HeNormal":
		return truncated(rng, 2/in)
	case "LecunNormal":
		return truncated(rng, 1/in)
	}
	panic(fmt.Sprintf("nn: unknown initializer %q", i.name))
}

// truncated draws from a normal cut at two standard deviations and widened so
// that its variance is as asked, as Keras's VarianceScaling does.
func truncated(rng *rand.Rand, variance float64) func() float64 {
	const cut = 0.87962566103423978 // standard deviation of a normal cut at ±2
	sd := math.Sqrt(variance) / cut
	return func() float64 {
		for {
			if x := rng.NormFloat64(); math.Abs(x) <= 2 {
				return x * sd
			}
		}
	}
}
