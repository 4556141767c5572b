package nn_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nnbook/nblib/nn"
)

// small is a network with two blocks, a pool and a head.
func small() nn.Layer {
	return nn.Sequential(
		nn.Rescaling(2, -1),
		nn.Named("stem", nn.Sequential(nn.Conv2D(4, 3, nn.Same), nn.BatchNorm(), nn.ReLU)),
		nn.Named("block", nn.Residual(nn.Conv2D(4, 3, nn.Same))),
		nn.GlobalAvgPool2D(),
		nn.Dense(5),
	)
}

func randomModel(t *testing.T, l nn.Layer, input ...int) *nn.Model {
	t.Helper()
	n, err := nn.Build(l, input)
	if err != nil {
		t.Fatal(err)
	}
	m, err := nn.NewModel("small", l, input, n.Init(1))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFeatures(t *testing.T) {
	m := randomModel(t, small(), 8, 8, 3)
	for _, c := range []struct {
		block   []string
		layers  int
		weights int
		out     []int
	}{{nil, 3, 8, []int{8, 8, 4}}, {[]string{"stem"}, 2, 6, []int{8, 8, 4}}, {[]string{"4.Dense"}, 5, 10, []int{5}}} {
		f := m.Features(c.block...)
		n, err := nn.Build(f, []int{8, 8, 3})
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Weights()) != c.weights || !slices.Equal(n.Output(), c.out) {
			t.Errorf("Features(%v): %d weights, output %v; want %d and %v", c.block, len(f.Weights()), n.Output(), c.weights, c.out)
		}
		for _, w := range f.Weights() {
			if of, ok := m.Weight(w.Name); !ok || !slices.Equal(of.Data, w.Data) {
				t.Errorf("Features(%v): %s differs from the model's", c.block, w.Name)
			}
		}
	}
	for _, c := range []struct {
		m    *nn.Model
		want string
	}{
		{m.Features("blok"), `use one of "0.Rescaling", "stem", "block"`},
		{randomModel(t, nn.Dense(2), 3).Features(), "expected a network with a GlobalAvgPool2D"},
	} {
		if _, err := nn.Build(nn.Sequential(nn.Frozen(c.m), nn.GlobalAvgPool2D()), c.m.Input()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got error %v, want one with %q", err, c.want)
		}
	}
}

func TestUnfreezeBlocksOfFeatures(t *testing.T) {
	base := randomModel(t, small(), 8, 8, 3).Features()
	head := randomModel(t, nn.Sequential(nn.Frozen(base), nn.GlobalAvgPool2D(), nn.Dense(2)), 8, 8, 3)
	for _, c := range []struct {
		m    *nn.Model
		want int // weights that learn
	}{{head, 2}, {head.Unfreeze(1), 4}, {head.Unfreeze(2), 8}, {head.UnfreezeAll(), 8}} {
		learns := 0
		for _, w := range c.m.Network().Weights() {
			if w.Trainable {
				learns++
			}
		}
		if learns != c.want || c.m.Hash() != head.Hash() {
			t.Errorf("%d weights learn, want %d", learns, c.want)
		}
	}
}

func TestLazyModel(t *testing.T) {
	whole, reads := randomModel(t, small(), 8, 8, 3), 0
	m := nn.LazyModel("lazy", small(), []int{8, 8, 3}, func() ([]nn.Tensor, error) {
		reads++
		return whole.Weights(), nil
	})
	f := m.WithClasses([]string{"a"}).Features()
	if reads != 0 {
		t.Error("the weights were read before they were needed")
	}
	if m.Hash() != whole.Hash() || len(f.Weights()) != 8 || reads != 1 {
		t.Errorf("hash %s, %d weights, read %d times", m.Hash(), len(f.Weights()), reads)
	}
	bad := nn.LazyModel("lazy", small(), []int{8, 8, 3}, func() ([]nn.Tensor, error) { return nil, errors.New("no such file") })
	short := nn.LazyModel("lazy", small(), []int{8, 8, 3}, func() ([]nn.Tensor, error) { return whole.Weights()[1:], nil })
	for _, l := range []nn.Layer{bad, nn.Frozen(bad.Features()), nn.Sequential(bad.Unfreeze(1)), short} {
		if _, err := nn.Build(l, []int{8, 8, 3}); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("got error %v, want one sentence", err)
		}
	}
	if bad.Hash() != "" || bad.Weights() != nil || bad.Save(t.TempDir()+"/m") == nil {
		t.Error("a model without its weights has a hash, weights, or a file")
	}
}

func TestRescaling(t *testing.T) {
	for _, c := range []struct {
		l    nn.Layer
		code string
	}{
		{nn.Rescaling(2, -1), "nn.Rescaling(2, -1)"},
		{nn.Normalize([]float64{0.5, 0.25}, []float64{0.5, 2}), "nn.Normalize([]float64{0.5, 0.25}, []float64{0.5, 2})"},
	} {
		text, err := nn.Marshal(c.l)
		if err != nil {
			t.Fatal(err)
		}
		back, err := nn.Unmarshal(text)
		if err != nil || !nn.Equal(back, c.l) || back.String() != c.code {
			t.Errorf("%s comes back as %v (%v)", c.code, back, err)
		}
	}
	if _, err := nn.Build(nn.Normalize([]float64{1}, []float64{1}), []int{2, 2, 3}); err == nil {
		t.Error("one mean for three channels is accepted")
	}
	if _, err := nn.Build(nn.Normalize([]float64{1}, []float64{0}), []int{1}); err == nil {
		t.Error("a deviation of 0 is accepted")
	}
}

func ExampleModel_Features() {
	spec := nn.Sequential(nn.Named("stem", nn.Conv2D(8, 3)), nn.Named("top", nn.Conv2D(16, 3)), nn.GlobalAvgPool2D(), nn.Dense(10))
	n, _ := nn.Build(spec, []int{28, 28, 1})
	base, _ := nn.NewModel("base", spec, []int{28, 28, 1}, n.Init(1))
	fmt.Println(base.Features().Network().Output(), base.Features("stem").Network().Output())
	// Output: [24 24 16] [26 26 8]
}

func ExampleLazyModel() {
	m := nn.LazyModel("mine", nn.Dense(1), []int{2}, func() ([]nn.Tensor, error) {
		return []nn.Tensor{{Name: "0.Dense.kernel", Shape: []int{2, 1}, Data: []float32{1, 2}}, {Name: "0.Dense.bias", Shape: []int{1}, Data: []float32{3}}}, nil
	})
	fmt.Println(m.Load(), len(m.Weights()))
	// Output: <nil> 2
}

func ExampleRescaling() {
	fmt.Println(nn.Rescaling(2, -1)) // pixels of 0 to 1 become -1 to 1
	// Output: nn.Rescaling(2, -1)
}

func ExampleNormalize() {
	n, _ := nn.Build(nn.Normalize([]float64{0.485, 0.456, 0.406}, []float64{0.229, 0.224, 0.225}), []int{224, 224, 3})
	fmt.Println(n.Output())
	// Output: [224 224 3]
}
