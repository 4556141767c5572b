package trainer

import (
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
)

// A second prediction with the same network and examples of the same kind takes
// what the first compiled, gives the same, and other networks do not mix in.
func TestPredictionsReuseWhatIsCompiled(t *testing.T) {
	data := datasets.Blobs(40)
	models := make([]*nn.Model, mostCompiled+1)
	for i := range models {
		spec := nn.Sequential(nn.Dense(3 + i))
		network, err := nn.Build(spec, []int{2})
		if err != nil {
			t.Fatal(err)
		}
		if models[i], err = nn.NewModel("m", spec, []int{2}, network.Init(int64(i))); err != nil {
			t.Fatal(err)
		}
	}
	predict := func(m *nn.Model, p *datasets.Part) *Predictions {
		said, err := predictModel(m, p)
		if err != nil {
			t.Fatal(err)
		}
		return said
	}
	first := predict(models[0], data.Train)
	held := forwards.kept[len(forwards.kept)-1].step
	again := predict(models[0], data.Train)
	if forwards.kept[len(forwards.kept)-1].step != held {
		t.Error("the second prediction compiled again")
	}
	for i, v := range first.Outputs {
		if again.Outputs[i] != v {
			t.Fatalf("output %d: %g, then %g", i, v, again.Outputs[i])
		}
	}
	for i, m := range models {
		if said := predict(m, data.Train); said.Width != 3+i {
			t.Errorf("model %d: width %d", i, said.Width)
		}
	}
	if n := len(forwards.kept); n != mostCompiled {
		t.Errorf("%d are kept, want %d", n, mostCompiled)
	}
	if forwards.take(keyOf(models[mostCompiled], streamFeed{})) != nil {
		t.Error("a streamed feed takes a resident one's function")
	}
}
