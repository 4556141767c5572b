package nn

import (
	"math"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

type dropout struct {
	Rate    float64 `json:"rate"`
	Spatial bool    `json:"spatial,omitzero"`
}

// Dropout sets each value to 0 with probability rate while training and
// divides the others by 1-rate, so that the sum stays; otherwise it does
// nothing (Keras: Dropout; Srivastava et al. 2014).
func Dropout(rate float64) Layer { return dropout{Rate: rate} }

// SpatialDropout2D drops whole channels of images [batch, height, width,
// channels] as [Dropout] drops values (Keras: SpatialDropout2D).
func SpatialDropout2D(rate float64) Layer { return dropout{Rate: rate, Spatial: true} }

func (d dropout) kind() string {
	if d.Spatial {
		return "SpatialDropout2D"
	}
	return "Dropout"
}

func (d dropout) String() string { return call(d.kind(), num(d.Rate)) }

func (d dropout) build(b *builder, in []int) ([]int, applyFunc, error) {
	if !(d.Rate >= 0 && d.Rate < 1) {
		return nil, nil, needs("a rate of at least 0 and below 1", num(d.Rate), "use the fraction to drop, as in nn.Dropout(0.5)")
	}
	if d.Spatial {
		if err := needImage(in); err != nil {
			return nil, nil, err
		}
	}
	if b.frozen {
		return in, chain(nil), nil
	}
	b.net.random = true
	return in, d.apply, nil
}

func (d dropout) apply(c *Call, x *graph.Node) *graph.Node {
	if !c.Training || d.Rate == 0 {
		return x
	}
	mask := x.Shape().Clone()
	if d.Spatial {
		mask.Dimensions[1], mask.Dimensions[2] = 1, 1
	}
	kept := graph.GreaterOrEqual(c.uniform(mask), graph.Scalar(x.Graph(), x.DType(), d.Rate))
	if d.Spatial {
		kept = graph.BroadcastToShape(kept, shapes.Make(kept.DType(), x.Shape().Dimensions...))
	}
	return graph.Where(kept, graph.MulScalar(x, 1/(1-d.Rate)), graph.ZerosLike(x))
}

// uniform draws numbers from 0 up to 1.
func (c *Call) uniform(shape shapes.Shape) *graph.Node {
	var values *graph.Node
	c.Random, values = graph.RandomUniform(c.random(), shape)
	return values
}

func (c *Call) random() *graph.Node {
	if c.Random == nil {
		panic("nn: a random layer is training, but Call.Random is not set")
	}
	return c.Random
}

type gaussianNoise struct {
	StdDev float64 `json:"stddev"`
}

// GaussianNoise adds normal noise of the given standard deviation while
// training; otherwise it does nothing (Keras: GaussianNoise).
func GaussianNoise(stddev float64) Layer { return gaussianNoise{stddev} }

func (n gaussianNoise) kind() string   { return "GaussianNoise" }
func (n gaussianNoise) String() string { return call("GaussianNoise", num(n.StdDev)) }

func (n gaussianNoise) build(b *builder, in []int) ([]int, applyFunc, error) {
	if !(n.StdDev >= 0) || math.IsInf(n.StdDev, 0) {
		return nil, nil, needs("a standard deviation of 0 or more", num(n.StdDev), "use a number such as 0.1")
	}
	if b.frozen {
		return in, chain(nil), nil
	}
	b.net.random = true
	return in, func(c *Call, x *graph.Node) *graph.Node {
		if !c.Training || n.StdDev == 0 {
			return x
		}
		var noise *graph.Node
		c.Random, noise = graph.RandomNormal(c.random(), x.Shape())
		return graph.Add(x, graph.MulScalar(noise, n.StdDev))
	}, nil
}
