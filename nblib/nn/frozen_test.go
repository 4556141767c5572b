package nn_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
)

// learns lists the names of the weights that a step moves.
func learns(n *nn.Network) string {
	var names []string
	for _, i := range n.Moves() {
		names = append(names, n.Weights()[i].Name)
	}
	return strings.Join(names, " ")
}

func TestWhatIsFrozen(t *testing.T) {
	block := nn.Sequential(nn.Dense(2), nn.BatchNorm())
	for _, c := range []struct {
		l    nn.Layer
		want string
	}{
		{nn.Frozen(block), ""},
		{nn.Sequential(nn.Frozen(nn.Dense(2)), nn.Dense(1)), "1.Dense.kernel 1.Dense.bias"},
		{nn.Frozen(block, nn.Unfrozen(1)), "1.BatchNorm.gamma 1.BatchNorm.beta 1.BatchNorm.moving_mean 1.BatchNorm.moving_variance"},
		{nn.Frozen(nn.Sequential(nn.Dense(2), nn.Dense(2)), nn.Unfrozen(9)), "0.Dense.kernel 0.Dense.bias 1.Dense.kernel 1.Dense.bias"},
		{nn.Frozen(nn.Named("a", nn.Sequential(nn.Dense(2), nn.Dense(2))), nn.Unfrozen(1)), "a.1.Dense.kernel a.1.Dense.bias"},
		{nn.Frozen(nn.RateFactor(0.1, nn.Sequential(nn.Dense(2), nn.Dense(2))), nn.Unfrozen(1)), "1.Dense.kernel 1.Dense.bias"},
		{nn.Frozen(nn.Sequential(nn.Dense(2), nn.Frozen(nn.Sequential(nn.Dense(2), nn.Dense(1)), nn.Unfrozen(1)))), ""},
		{nn.Frozen(nn.Sequential(nn.Dense(2), nn.Frozen(nn.Dense(1))), nn.Unfrozen(1)), ""},
		{nn.Frozen(nn.Sequential(nn.Dense(2), nn.Residual(nn.Dense(2))), nn.Unfrozen(1)), "1.Residual.0.Dense.kernel 1.Residual.0.Dense.bias"},
	} {
		if got := learns(build(t, c.l, 3)); got != c.want {
			t.Errorf("%v: learns %q, want %q", c.l, got, c.want)
		}
	}
}

func TestUnfreeze(t *testing.T) {
	base := nn.Sequential(nn.Dense(2, nn.L2(0.1)), nn.Residual(nn.Dense(2)), nn.Dense(2))
	m := randomModel(t, nn.Sequential(nn.Frozen(base), nn.Parallel(nn.Add, nn.Named("head", nn.Frozen(nn.Dense(1))), nn.Dense(1))), 3)
	for n, want := range []int{2, 6, 8, 10, 10} {
		freed := m
		if n > 0 {
			freed = m.Unfreeze(n)
		}
		count := learning(freed.Network())
		if count != want || freed.Hash() != m.Hash() {
			t.Errorf("Unfreeze(%d): %d weights learn, want %d", n, count, want)
		}
	}
	if !nn.Equal(m.Unfreeze(1).Unfreeze(0), m) {
		t.Errorf("freezing again gives %v", m.Unfreeze(1).Unfreeze(0).Layer())
	}
	plain := randomModel(t, base, 3)
	if _, err := nn.Build(nn.Sequential(plain.Unfreeze(2), nn.Dense(1)), []int{3}); err == nil || !strings.Contains(err.Error(), "nn: Unfreeze: expected a model with a part in nn.Frozen") {
		t.Errorf("Unfreeze where nothing is frozen: %v", err)
	}
	if all := plain.UnfreezeAll(); !nn.Equal(all, plain) {
		t.Errorf("UnfreezeAll where nothing is frozen gives %v", all)
	}
	if n := build(t, nn.Frozen(base), 3); n.Penalty(nil) != nil {
		t.Error("a frozen kernel is still regularized")
	}
}

// In training, frozen layers do exactly what they do afterwards.
func TestFrozenLayersAreCalm(t *testing.T) {
	l := nn.Sequential(nn.Reshape(1, 1, 3), nn.Flatten(), nn.Frozen(nn.Sequential(nn.Dense(4), nn.BatchNorm(), nn.Dropout(0.5), nn.GaussianNoise(1),
		nn.Reshape(1, 1, 4), nn.SpatialDropout2D(0.5))))
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		n := build(t, l, 3)
		if n.Random() || len(n.Moves()) > 0 {
			t.Fatalf("draws random numbers %v, moves %v", n.Random(), n.Moves())
		}
		rng := rand.New(rand.NewPCG(1, 1))
		x, weights := values(rng, 6), jiggled(rng, n.Init(1))
		after := compile(t, e, n, use{}).call(2, x, nil, weights)
		during := compile(t, e, n, use{training: true}).call(2, x, nil, weights)
		if !slices.Equal(after.y, during.y) || len(during.averages) > 0 {
			t.Errorf("%v in training, %v after", during.y, after.y)
		}
	})
}

func TestRateFactorMultiplies(t *testing.T) {
	n := build(t, nn.Sequential(nn.RateFactor(0.5, nn.Sequential(nn.Dense(1), nn.RateFactor(0.1, nn.Dense(1)))), nn.Dense(1)), 2)
	var rates []float64
	for _, w := range n.Weights() {
		rates = append(rates, w.Rate)
	}
	if !slices.Equal(rates, []float64{0.5, 0.5, 0.05, 0.05, 1, 1}) {
		t.Errorf("rates %v", rates)
	}
}

func TestBlockRates(t *testing.T) {
	base := nn.Sequential(nn.Dense(1), nn.Dense(1), nn.Sequential(nn.Dense(1)))
	for _, c := range []struct {
		l    nn.Layer
		want []float64 // of each layer's weights
	}{
		{nn.Sequential(nn.Frozen(base, nn.Unfrozen(3), nn.BlockRates(0.5)), nn.Dense(1)), []float64{0.125, 0.25, 0.5, 1}},
		{nn.Sequential(nn.Frozen(base, nn.Unfrozen(2), nn.BlockRates(0.5)), nn.Dense(1)), []float64{1, 0.25, 0.5, 1}},
		{nn.Sequential(nn.RateFactor(0.1, nn.Frozen(base, nn.Unfrozen(1), nn.BlockRates(0.5))), nn.Dense(1)), []float64{0.1, 0.1, 0.05, 1}},
		{nn.Sequential(nn.Frozen(base, nn.Unfrozen(3)), nn.Dense(1)), []float64{1, 1, 1, 1}},
	} {
		var rates []float64
		for i, w := range build(t, c.l, 2).Weights() {
			if i%2 == 0 {
				rates = append(rates, w.Rate)
			}
		}
		if !slices.Equal(rates, c.want) {
			t.Errorf("%v: rates %v, want %v", c.l, rates, c.want)
		}
	}
	m := randomModel(t, nn.Sequential(nn.Frozen(base), nn.Dense(1)), 2)
	if got, want := m.Unfreeze(2).BlockRates(0.5).Layer(), nn.Sequential(nn.Frozen(base, nn.Unfrozen(2), nn.BlockRates(0.5)), nn.Dense(1)); !nn.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
