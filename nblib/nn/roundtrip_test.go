package nn_test

import (
	"path/filepath"
	"slices"
	"testing"

	"nnbook/nblib/nn"
)

func TestJSONRoundTrip(t *testing.T) {
	for _, c := range layerCases {
		text, err := nn.Marshal(c.layer)
		if err != nil {
			t.Fatal(err)
		}
		back, err := nn.Unmarshal(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if !nn.Equal(back, c.layer) || back.String() != c.layer.String() {
			t.Errorf("%s comes back as %s from %s", c.layer, back, text)
		}
	}
}

func TestLayersDiffer(t *testing.T) {
	for i, a := range layerCases {
		for j, b := range layerCases {
			if nn.Equal(a.layer, b.layer) != (i == j) {
				t.Errorf("%v and %v are equal: %v", a.layer, b.layer, i != j)
			}
		}
	}
}

func TestSaveAndLoad(t *testing.T) {
	dir := t.TempDir()
	for _, c := range layerCases {
		m := randomModel(t, c.layer, c.in...).WithClasses([]string{"cat", `"dog"`})
		path := filepath.Join(dir, "model.safetensors")
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
		back, err := nn.LoadModel(path)
		if err != nil {
			t.Errorf("%v: %v", c, err)
			continue
		}
		if back.Hash() != m.Hash() || !nn.Equal(back, m) || back.Name() != m.Name() ||
			!slices.Equal(back.Classes(), m.Classes()) || !slices.Equal(back.Input(), m.Input()) {
			t.Errorf("%v comes back as %v", m, back)
		}
		if again, _ := back.Encode(); !slices.Equal(again, must(m.Encode())) {
			t.Errorf("%v: saved again, the file is another", c)
		}
		for _, w := range m.Network().Init(99) { // a model's weights, not the seed's
			if kept, ok := back.Weight(w.Name); !ok || !slices.Equal(kept.Data, w.Data) {
				t.Errorf("%v: weight %s comes back changed", c, w.Name)
			}
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A network built on a model, trained and saved, carries all weights itself.
func TestModelInAModel(t *testing.T) {
	base := randomModel(t, nn.Sequential(nn.Named("stem", nn.Dense(3)), nn.BatchNorm()), 2)
	whole := randomModel(t, nn.Sequential(nn.Frozen(base), nn.Dense(1)), 2)
	if w, ok := whole.Weight("0.Frozen.stem.kernel"); !ok || !slices.Equal(w.Data, must2(base.Weight("stem.kernel")).Data) {
		t.Errorf("the base's kernel is not in the whole's weights")
	}
	back, err := nn.DecodeModel(must(whole.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if back.Hash() != whole.Hash() || !nn.Equal(back, whole) {
		t.Errorf("%v comes back as %v", whole, back)
	}
	if _, err := nn.Build(nn.Pretrained(base.Name(), base.Hash()[:16], []int{2}, base.Layer()), []int{2}); err == nil {
		t.Error("a reference to weights builds without them")
	}
}

func must2[T any](v T, _ bool) T { return v }

func TestNewModelRefusesWrongWeights(t *testing.T) {
	l := nn.Dense(2)
	right := build(t, l, 3).Init(1)
	short := slices.Clone(right)
	short[0].Data = short[0].Data[1:]
	turned := slices.Clone(right)
	turned[0].Shape = []int{2, 3}
	stray := append(slices.Clone(right), nn.Tensor{Name: "1.Dense.kernel", Shape: []int{1}, Data: []float32{1}})
	for _, c := range []struct {
		weights []nn.Tensor
		want    string
	}{
		{right[:1], `nn: model "m": expected a weight "0.Dense.bias", got none; load the weights it was trained with`},
		{append(slices.Clone(right), right[0]), `nn: model "m": expected each weight once, got "0.Dense.kernel" twice; leave one out`},
		{short, `nn: model "m": weight "0.Dense.kernel": expected 6 values for shape [3 2], got 5; give one for each cell of the shape`},
		{turned, `nn: model "m": weight "0.Dense.kernel": expected shape [3 2], got [2 3]; use the weights of this very network`},
		{stray, `nn: model "m": weight "1.Dense.kernel" belongs to no layer of nn.Dense(2); leave it out, or add its layer`},
	} {
		if _, err := nn.NewModel("m", l, []int{3}, c.weights); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
