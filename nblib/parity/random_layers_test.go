package parity

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/nn"
)

var randomWords = map[string]nn.Layer{
	"Dropout/rate_0.2":          nn.Dropout(0.2),
	"Dropout/rate_0.5":          nn.Dropout(0.5),
	"Dropout/rate_0.8":          nn.Dropout(0.8),
	"SpatialDropout2D/rate_0.2": nn.SpatialDropout2D(0.2),
	"SpatialDropout2D/rate_0.5": nn.SpatialDropout2D(0.5),
	"SpatialDropout2D/rate_0.8": nn.SpatialDropout2D(0.8),
	"GaussianNoise/stddev_0.1":  nn.GaussianNoise(0.1),
	"GaussianNoise/stddev_0.5":  nn.GaussianNoise(0.5),
	"GaussianNoise/stddev_1.0":  nn.GaussianNoise(1),
}

// TestRandomLayers puts ones through a layer in training and compares what
// comes out by its statistics. Two samples differ by chance: five standard
// deviations are allowed.
func TestRandomLayers(t *testing.T) {
	forEach(t, "random_layers", randomWords, func(t *testing.T, c *testCase, l nn.Layer) {
		var config struct {
			Shape []int `json:"shape"`
		}
		if err := json.Unmarshal(c.Config, &config); err != nil {
			t.Fatal(err)
		}
		net, err := nn.Build(l, config.Shape[1:])
		if err != nil {
			t.Fatal(err)
		}
		onBackends(t, func(b backend) {
			state, err := graph.RNGStateFromSeed(5)
			if err != nil {
				t.Fatal(err)
			}
			out := b.compute(t, func(in []*graph.Node) []*graph.Node {
				return []*graph.Node{net.Apply(&nn.Call{Training: true, Random: in[1]}, in[0])}
			}, ones(config.Shape), state)
			checkStatistics(t, c, b, out[0], config.Shape)
		})
	})
}

func checkStatistics(t *testing.T, c *testCase, b backend, y []float32, shape []int) {
	t.Helper()
	check := func(what string, err, bound float64) {
		enter(t, "random_layers", c.word(), c, b.name, what, err, bound)
	}
	got := momentsOf(y)
	zeros, whole := zeroCells(y, shape)
	want := moments{mean: one(c, "mean"), stddev: one(c, "stddev"), high: one(c, "largest")}
	draws := float64(len(y))
	if c.word() == "SpatialDropout2D" {
		draws = float64(shape[0] * shape[3]) // one for a whole map
	}
	chance := 5 * math.Sqrt(2/draws)
	check("mean", math.Abs(got.mean-want.mean)/want.stddev, chance)
	check("share of zeros", math.Abs(zeros-one(c, "zeros")), chance/2) // a share's deviation is at most a half
	if c.word() == "GaussianNoise" {
		check("standard deviation", math.Abs(got.stddev/want.stddev-1), chance)
		return
	}
	check("value of what is kept", math.Abs(got.high/want.high-1), valueBound)
	check("maps that fall as one", math.Abs(whole-one(c, "whole_maps")), valueBound)
}

// zeroCells gives the share of zeros, and the share of feature maps that are
// all zero or have none.
func zeroCells(y []float32, shape []int) (zeros, whole float64) {
	batch, area, channels := shape[0], shape[1]*shape[2], shape[3]
	for n := range batch {
		for k := range channels {
			fallen := 0
			for i := range area {
				if y[(n*area+i)*channels+k] == 0 {
					fallen++
				}
			}
			zeros += float64(fallen) / float64(len(y))
			if fallen == 0 || fallen == area {
				whole += 1 / float64(batch*channels)
			}
		}
	}
	return zeros, whole
}

func ones(shape []int) *tensors.Tensor {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return tensors.FromFlatDataAndDimensions(slices.Repeat([]float32{1}, n), shape...)
}
