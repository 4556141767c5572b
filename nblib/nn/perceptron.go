package nn

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
)

type perceptron struct {
	Activation Activation `json:"activation,omitzero"`
}

// Perceptron is one unit: y = activation(w·x + b), from [batch, in] to
// [batch, 1] (Rosenblatt 1958). Weight and bias begin at 0.
//
// With [Step] it learns by the perceptron rule, w += rate·(target - y)·x: a
// step has no slope to follow, so its error goes straight through it. That is
// SGD under the mean squared error, summed over the batch's mean; a batch of 1
// is the rule as it was written. With [Sigmoid] it learns by gradient.
func Perceptron(a Activation) Layer { return perceptron{a} }

func (p perceptron) kind() string   { return "Perceptron" }
func (p perceptron) String() string { return call("Perceptron", p.Activation.String()) }

func (p perceptron) build(b *builder, in []int) ([]int, applyFunc, error) {
	if err := p.Activation.check(); err != nil {
		return nil, nil, err
	}
	if len(in) != 1 {
		return nil, nil, needs("a flat input", fmt.Sprint(in), "put nn.Flatten() before it")
	}
	kernel := weighted{Initializer: Zeros}.kernel(b, []int{in[0], 1}, in[0], 1, []int{0})
	bias := weighted{}.bias(b, 1)
	b.macs(int64(in[0]))
	return []int{1}, func(c *Call, x *graph.Node) *graph.Node {
		sum := graph.Add(graph.Dot(x, c.Weights[kernel]).Product(), graph.ExpandLeftToRank(c.Weights[bias], 2))
		if p.Activation != Step {
			return p.Activation.apply(sum)
		}
		return throughStep(sum)
	}, nil
}

// throughStep is the step function with the gradient of the perceptron rule:
// half of what comes back, since the squared error's own is 2·(y - target).
func throughStep(x *graph.Node) *graph.Node {
	through := graph.IdentityWithCustomGradient(x, func(_, v *graph.Node) *graph.Node {
		return graph.MulScalar(v, 0.5)
	})
	return graph.Add(Step.apply(x), graph.Sub(through, graph.StopGradient(through)))
}
