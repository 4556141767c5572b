package viz

import (
	"testing"

	"nnbook/nblib/nn"
)

func TestNeuron(t *testing.T) {
	golden(t, "neuron", Neuron(nn.ReLU))
	drawn(t, Neuron(nn.Sigmoid))
}
