package viz

import (
	"math"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/losses"
	"nnbook/nblib/nn"
)

func TestBackprop(t *testing.T) {
	computes(t)
	spiral := datasets.Spiral(30).Train
	wanted(t, "run-backprop", Backprop(nn.Sequential(nn.Dense(6, nn.Tanh), nn.Dense(4, nn.ReLU), nn.Dense(3)), spiral, 5))
	wanted(t, "run-backprop-digits", Backprop(nn.Sequential(nn.Conv2D(4, 5, nn.ReLU), nn.MaxPool2D(2), nn.Flatten(), nn.Dense(10, nn.Softmax)), datasets.MNIST().Test, 0))
	if Backprop(nn.Dense(3), spiral, 1000).Err() == nil {
		t.Error("there is no such example")
	}
	if Backprop(nn.Conv2D(3, 3), spiral, 0).Err() == nil {
		t.Error("shapes that do not fit were drawn")
	}
	if Backprop(nn.Conv2D(4, 5), datasets.MNIST().Test, 0).Err() == nil {
		t.Error("an output that is no row of scores was drawn")
	}
}

// TestBackpropByHand computes one unit by hand: y = w·x + b, loss (y - right)², so that ∂loss/∂y = 2(y - right) and
// ∂loss/∂x = 2(y - right)·w.
func TestBackpropByHand(t *testing.T) {
	computes(t)
	part := datasets.Linear(20, datasets.Seed(3)).Train
	info, err := part.Info()
	if err != nil {
		t.Fatal(err)
	}
	batch, err := part.Examples(4)
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.Build(nn.Dense(1), info.Shape)
	if err != nil {
		t.Fatal(err)
	}
	b, err := passBoth(net, info, batch, losses.MSE)
	if err != nil {
		t.Fatal(err)
	}
	w, x, right := float64(net.Init(0)[0].Data[0]), float64(batch.X.At(0)[0]), float64(batch.Values[0])
	y := w * x // the bias begins at 0
	same := func(what string, got float32, want float64) {
		t.Helper()
		if math.Abs(float64(got)-want) > 1e-4*math.Max(1, math.Abs(want)) {
			t.Errorf("%s is %v, by hand %v", what, got, want)
		}
	}
	last := b.layers[b.rows[len(b.rows)-1].Path]
	same("the output", last.out[0], y)
	same("the loss", float32(b.loss), (y-right)*(y-right))
	same("∂loss/∂y", last.gradient[0], 2*(y-right))
	same("∂loss/∂x", b.input.gradient[0], 2*(y-right)*w)
	same("the norm of ∂loss/∂w", float32(b.norms[net.Weights()[0].Name][1]), math.Abs(2*(y-right)*x))
}

func TestBrief(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1.234: "1.23", -99.4: "-99.40", 1234: "1234", 0.00123: "1e-3", -2.5e7: "-2e7"} {
		if got := brief(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
}
