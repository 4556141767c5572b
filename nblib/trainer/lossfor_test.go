package trainer_test

import (
	"fmt"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/losses"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

func ExampleLossFor() {
	info, err := datasets.Spiral(60).Train.Info()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, end := range []nn.Layer{nn.Dense(3), nn.Dense(3, nn.Softmax), nn.Dense(1)} {
		net, err := nn.Build(end, info.Shape)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(trainer.LossFor(net, info))
	}
	// Output:
	// losses.SparseCategoricalCrossEntropy <nil>
	// losses.SparseCategoricalCrossEntropy.FromProbabilities() <nil>
	// losses.Auto losses: BinaryCrossEntropy: expected labels of 0 and 1 or values, got integer labels of 3 classes; use losses.SparseCategoricalCrossEntropy for them (layer 0.Dense)
}

// The loss is that of Fit, also for the ends that only a few networks have.
func TestLossForIsWhatFitChooses(t *testing.T) {
	t.Chdir(t.TempDir())
	xor := datasets.XOR(40)
	info, err := xor.Train.Info()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		net  nn.Layer
		want losses.Loss
	}{
		{nn.Perceptron(nn.Step), losses.MSE},
		{nn.Perceptron(nn.Sigmoid), losses.BinaryCrossEntropy.FromProbabilities()},
		{nn.Dense(1), losses.BinaryCrossEntropy},
		{nn.Sequential(nn.Dense(2), nn.Softmax), losses.SparseCategoricalCrossEntropy.FromProbabilities()},
	} {
		net, err := nn.Build(c.net, info.Shape)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := trainer.LossFor(net, info); err != nil || got != c.want {
			t.Errorf("%s: got %s, %v; want %s", c.net, got, err, c.want)
		}
		run, err := trainer.Fit(c.net, xor, trainer.Config{Epochs: 1, Quiet: true})
		if err != nil || run.Loss != c.want {
			t.Errorf("%s: Fit has %s, %v; want %s", c.net, run.Loss, err, c.want)
		}
	}
	net, err := nn.Build(nn.Conv2D(1, 3), []int{8, 8, 1})
	if err != nil {
		t.Fatal(err)
	}
	const want = "trainer: network: expected a flat output such as [2], got [6 6 1]; end it with nn.Flatten() and nn.Dense(2)"
	if _, err := trainer.LossFor(net, info); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
