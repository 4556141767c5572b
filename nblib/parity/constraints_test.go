package parity

import (
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"nnbook/nblib/nn"
)

var constraintWords = join(
	constrained("MaxNorm/1_", nn.MaxNorm(1)), constrained("MaxNorm/3_", nn.MaxNorm(3)),
	constrained("UnitNorm/", nn.UnitNorm), constrained("NonNeg/", nn.NonNeg),
	constrained("MinMaxNorm/hard_", nn.MinMaxNorm(0.8, 1.5, 1)), constrained("MinMaxNorm/half_", nn.MinMaxNorm(0.8, 1.5, 0.5)),
	constrained("Clip/-0.5_0.5_", nn.Clip(-0.5, 0.5)), constrained("Clip/0.0_1.0_", nn.Clip(0, 1)),
	constrained("Clip/-0.1_2.0_", nn.Clip(-0.1, 2)),
)

func constrained(prefix string, k nn.Constraint) map[string]nn.Constraint {
	return sameForAll(k, prefix+"dense", prefix+"conv", prefix+"pixel_conv", prefix+"depthwise", prefix+"bias")
}

// TestConstraints puts the kernel or the bias of a layer under its constraint, so that the
// axes are the layer's own.
func TestConstraints(t *testing.T) {
	forEach(t, "constraints", constraintWords, func(t *testing.T, c *testCase, k nn.Constraint) {
		shape, weight := c.shape("w"), 0
		var layer nn.Layer
		var input []int
		switch c.Place {
		case "dense":
			layer, input = nn.Dense(shape[1], k), shape[:1]
		case "depthwise":
			layer, input = nn.DepthwiseConv2D(shape[0], k), []int{8, 8, shape[2]}
		case "bias":
			layer, input, weight = nn.Dense(shape[0], nn.BiasConstraint(k)), []int{3}, 1
		default:
			layer, input = nn.Conv2D(shape[3], shape[0], k), []int{8, 8, shape[2]}
		}
		net, err := nn.Build(layer, input)
		if err != nil {
			t.Fatal(err)
		}
		onBackends(t, func(b backend) {
			out := b.compute(t, func(in []*graph.Node) []*graph.Node {
				return []*graph.Node{net.Constrain(weight, in[0])}
			}, c.tensor("w"))
			compare(t, "constraints", c, b.name, "after", out[0], c.floats("after"), valueBound)
		})
	})
}
