package viz

import (
	"math"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
)

func TestFrozenMap(t *testing.T) {
	net, err := nn.Build(nn.Sequential(nn.Frozen(nn.Sequential(nn.Dense(8, nn.ReLU), nn.Dense(4, nn.ReLU)), nn.Unfrozen(1)), nn.Dense(2)), []int{3})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "frozenmap", frozenMap(net.Layers()))
}

func TestDrift(t *testing.T) {
	before := []nn.Tensor{{Name: "a", Data: []float32{3, 4}}, {Name: "b", Data: []float32{0}}, {Name: "gone", Data: []float32{1}}}
	after := []nn.Tensor{{Name: "a", Data: []float32{3, 5}}, {Name: "b", Data: []float32{1}}, {Name: "new", Data: []float32{1}}}
	c := drift(before, after)
	golden(t, "drift", c)
	if got := seriesOf(c.Option())[0]["data"].([]any); got[0] != 20.0 || got[1] != nil {
		t.Errorf("drift %v, want 20 %% and a gap", got)
	}
	if drift(before, nil).note == "" {
		t.Error("nothing was drawn")
	}
}

func TestEmbeddings(t *testing.T) {
	wanted(t, "run-embeddings", Embeddings(trained(t).digits, datasets.MNIST().Take(200).Test))
	wanted(t, "run-embeddings-points", Embeddings(trained(t).points, datasets.Spiral(60).Train))
	if Embeddings(trained(t).digits, datasets.Spiral(60).Train).Err() == nil {
		t.Error("examples of another shape were laid out")
	}
}

func TestPrincipal(t *testing.T) {
	// Points on a line in three dimensions: one component holds everything.
	var v []float32
	for i := range 10 {
		v = append(v, float32(i), float32(2*i), float32(-i))
	}
	first, second, explained, err := principal(v, 10, 3)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(explained-1) > 1e-9 || math.Abs(math.Abs(first[9]-first[0])-9*math.Sqrt(6)) > 1e-6 || math.Abs(second[9]-second[0]) > 1e-6 {
		t.Errorf("explained %v, first %v, second %v", explained, first, second)
	}
}
