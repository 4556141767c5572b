package parity

import (
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"nnbook/nblib/nn"
)

var activationWords = join(
	onThree("Sigmoid", nn.Sigmoid), onThree("Tanh", nn.Tanh), onThree("ReLU", nn.ReLU), onThree("ReLU6", nn.ReLU6), onThree("SELU", nn.SELU),
	onThree("GELU", nn.GELU), onThree("SiLU", nn.SiLU), onThree("Softplus", nn.Softplus), onThree("Softmax", nn.Softmax),
	onThree("Linear", nn.Linear),
	map[string]nn.Activation{
		"LeakyReLU/alpha_0.01": nn.LeakyReLU(0.01),
		"LeakyReLU/alpha_0.1":  nn.LeakyReLU(0.1),
		"LeakyReLU/alpha_0.3":  nn.LeakyReLU(0.3),
		"ELU/alpha_1.0":        nn.ELU(1),
		"ELU/alpha_0.5":        nn.ELU(0.5),
		"ELU/alpha_2.0":        nn.ELU(2),
		"Step/sweep":           nn.Step,
		"Step/rows":            nn.Step,
		"Step/zero":            nn.Step,
	},
)

func onThree(word string, a nn.Activation) map[string]nn.Activation {
	return sameForAll(a, word+"/sweep", word+"/rows", word+"/image")
}

// TestActivations checks each activation as a layer and, but for Softmax,
// which is no function of one number, as a plain function with its derivative.
func TestActivations(t *testing.T) {
	forEach(t, "activations", activationWords, func(t *testing.T, c *testCase, a nn.Activation) {
		onBackends(t, func(b backend) { checkActivation(t, c, b, a) })
		if a == nn.Softmax {
			return
		}
		x, dy := c.floats("x"), c.floats("dy")
		y, grad := make([]float32, len(x)), make([]float32, len(x))
		for i := range x {
			y[i] = float32(a.At(float64(x[i])))
			grad[i] = float32(a.Derivative(float64(x[i]))) * dy[i]
		}
		compare(t, "activations", c, hostColumn, "At", y, c.floats("y"), valueBound)
		compare(t, "activations", c, hostColumn, "Derivative", grad, c.floats("grad_x"), valueBound)
	})
}

func checkActivation(t *testing.T, c *testCase, b backend, a nn.Activation) {
	t.Helper()
	net, err := nn.Build(a, c.shape("x")[1:])
	if err != nil {
		t.Fatal(err)
	}
	out := b.compute(t, func(in []*graph.Node) []*graph.Node {
		y := net.Apply(&nn.Call{Training: true}, in[0])
		return append([]*graph.Node{y}, graph.Gradient(graph.ReduceAllSum(graph.Mul(y, in[1])), in[0])...)
	}, c.tensor("x"), c.tensor("dy"))
	compare(t, "activations", c, b.name, "y", out[0], c.floats("y"), valueBound)
	compare(t, "activations", c, b.name, "grad_x", out[1], c.floats("grad_x"), valueBound)
}
