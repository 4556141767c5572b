package viz

import (
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

func TestActivation(t *testing.T) {
	golden(t, "activation", Activation(nn.Sigmoid, nn.Tanh, nn.ReLU, nn.LeakyReLU(0.1)))
	if Activation().Err() == nil {
		t.Error("nothing was drawn")
	}
}

func TestSchedule(t *testing.T) {
	golden(t, "schedule", Schedule(10, 20, optim.Cosine(0.1), optim.Exponential(0.1, 0.8, optim.Staircase), optim.OneCycle(0.1)))
	if Schedule(0, 5, optim.Cosine(0.1)).Err() == nil {
		t.Error("no epochs were drawn")
	}
}

func TestDiagram(t *testing.T) {
	net := nn.Sequential(
		nn.Frozen(nn.Sequential(nn.Conv2D(32, 3, nn.ReLU, nn.Same), nn.MaxPool2D(2))),
		nn.Conv2D(64, 3, nn.ReLU, nn.L2(1e-4)), nn.MaxPool2D(2), nn.Flatten(), nn.Dense(128, nn.ReLU), nn.Dropout(0.5), nn.Dense(10))
	golden(t, "diagram", Diagram(net, datasets.MNIST()))
}

func TestDiagramOfAMisfit(t *testing.T) {
	net := nn.Sequential(nn.Conv2D(32, 3, nn.ReLU), nn.Dense(10), nn.Softmax)
	c := Diagram(net, datasets.MNIST())
	golden(t, "diagram-misfit", c)
	if s := c.String(); !strings.Contains(s, "needs a flat input") || !strings.Contains(s, "nn.Flatten()") {
		t.Errorf("the text does not say what to do:\n%s", s)
	}
}

func TestDiagramOfADeepNetwork(t *testing.T) {
	var layers []nn.Layer
	for range 30 {
		layers = append(layers, nn.Residual(nn.Dense(2), nn.ReLU, nn.Dense(2)))
	}
	c := diagramFor(nn.Sequential(layers...), []int{2})
	if n := strings.Count(c.svg, "Residual"); n != 30 {
		t.Errorf("%d boxes, want the 30 outermost layers", n)
	}
	wellFormed(t, c.svg)
}
