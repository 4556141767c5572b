package nn_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"nnbook/nblib/nn"
)

func TestPrefix(t *testing.T) {
	base := randomModel(t, small(), 8, 8, 3).Features()
	frozen := nn.Frozen(base)
	trained := randomModel(t, nn.Sequential(frozen, nn.GlobalAvgPool2D(), nn.Dropout(0.2), nn.Dense(2)), 8, 8, 3)
	for name, c := range map[string]struct {
		l   nn.Layer
		k   int
		out []int
	}{
		"frozen, pool, then dropout":  {trained.Layer(), 6, []int{4}},
		"a trained model":             {trained, 6, []int{4}},
		"frozen and a head":           {nn.Sequential(frozen, nn.Flatten(), nn.Dense(2)), 6, []int{256}},
		"two frozen":                  {nn.Sequential(frozen, nn.Frozen(nn.Conv2D(2, 3)), nn.Flatten(), nn.Dense(2)), 7, []int{72}},
		"scaled before":               {nn.Sequential(nn.Rescaling(2, 0), frozen, nn.Flatten(), nn.Dense(2)), 7, []int{256}},
		"frozen dropout":              {nn.Sequential(frozen, nn.Frozen(nn.Dropout(0.5)), nn.Flatten(), nn.Dense(2)), 7, []int{256}},
		"nothing frozen":              {small(), 0, nil},
		"nothing won":                 {nn.Sequential(nn.Flatten(), nn.Dense(2)), 0, nil},
		"random before":               {nn.Sequential(nn.GaussianNoise(0.1), frozen, nn.Flatten(), nn.Dense(2)), 0, nil},
		"learning before":             {nn.Sequential(nn.Conv2D(3, 1), frozen, nn.Flatten(), nn.Dense(2)), 0, nil},
		"partly free":                 {trained.Unfreeze(1), 4, []int{8, 8, 4}},
		"all free":                    {trained.UnfreezeAll(), 0, nil},
		"a penalty on frozen weights": {nn.Sequential(nn.Frozen(nn.Conv2D(3, 1, nn.L2(0.1))), nn.Flatten(), nn.Dense(2)), 0, nil},
		"a penalty on frozen outputs": {nn.Sequential(nn.Frozen(nn.Conv2D(3, 1, nn.ActivityRegularizer(nn.L2(0.1)))), nn.Flatten(), nn.Dense(2)), 0, nil},
	} {
		n, err := nn.Build(c.l, []int{8, 8, 3})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if k, out := n.Prefix(); k != c.k || !slices.Equal(out, c.out) {
			t.Errorf("%s: the first %d layers stay the same, to %v; want %d, %v", name, k, out, c.k, c.out)
		}
	}
	n := trained.Network()
	if got := n.PrefixWeights(6); len(got) != len(base.Weights()) {
		t.Errorf("%d weights in the prefix, want %d", len(got), len(base.Weights()))
	}
}

// Every layer is before the cut or after it.
func TestPrefixLayers(t *testing.T) {
	n := randomModel(t, nn.Sequential(nn.Frozen(randomModel(t, small(), 8, 8, 3).Features()), nn.Flatten(), nn.Dense(2)), 8, 8, 3).Unfreeze(1).Network()
	k, _ := n.Prefix()
	if k == 0 {
		t.Fatal("no layer is before the cut")
	}
	for _, r := range n.Layers() {
		before := slices.ContainsFunc(n.PrefixLayers(k), func(l nn.LayerInfo) bool { return l.Path == r.Path || strings.HasPrefix(r.Path, l.Path+".") })
		after := slices.ContainsFunc(n.LayersAfter(k), func(l nn.LayerInfo) bool { return l.Path == r.Path })
		if before == after && !r.Container {
			t.Errorf("%s: before the cut %v, after it %v", r.Path, before, after)
		}
	}
}

func ExampleNetwork_PrefixLayers() {
	n, _ := nn.Build(nn.Sequential(nn.Frozen(nn.Sequential(nn.Dense(8), nn.ReLU, nn.Dense(4)), nn.Unfrozen(1)), nn.Dense(2)), []int{3})
	k, _ := n.Prefix()
	for _, l := range n.PrefixLayers(k) {
		fmt.Println("once:", l.Path)
	}
	for _, l := range n.LayersAfter(k) {
		fmt.Println("in each step:", l.Path)
	}
	// Output:
	// once: 0.Frozen.0.Dense
	// once: 0.Frozen.1.ReLU
	// in each step: 0.Frozen.2.Dense
	// in each step: 1.Dense
}

func ExampleNetwork_Prefix() {
	n, _ := nn.Build(nn.Sequential(nn.Frozen(nn.Conv2D(8, 3)), nn.GlobalAvgPool2D(), nn.Dropout(0.2), nn.Dense(2)), []int{32, 32, 3})
	k, out := n.Prefix()
	fmt.Println(k, out) // 2 layers need be computed only once; they give 8 numbers
	// Output: 2 [8]
}
