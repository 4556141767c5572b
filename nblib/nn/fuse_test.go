package nn_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
)

// A pool moved before the activation, and images without what no pool reads,
// give the same values and slopes, also where cells tie: the inputs here are
// whole numbers with many equal ones.
func TestFusedPoolEqualsUnfused(t *testing.T) {
	var nets []nn.Layer
	for _, a := range []nn.Activation{nn.Linear, nn.ReLU, nn.ReLU6, nn.LeakyReLU(0.1), nn.LeakyReLU(-0.1), nn.ELU(1), nn.SELU, nn.Sigmoid,
		nn.Tanh, nn.Softplus, nn.GELU, nn.SiLU, nn.Softmax} {
		nets = append(nets, nn.Sequential(nn.Conv2D(2, 3, a, nn.Same), nn.MaxPool2D(2)))
	}
	for _, p := range []nn.Layer{nn.MaxPool2D(3, nn.Stride(2)), nn.MaxPool2D(3, nn.Same), nn.MaxPool2D(2, nn.PadZeros(1)),
		nn.MaxPool2D(2, nn.PadConstant(1, 0.2)), nn.MaxPool2D(2, nn.PadReflect(1)), nn.AvgPool2D(2)} {
		nets = append(nets, nn.Sequential(nn.Conv2D(2, 3, nn.ReLU), nn.Named("pool", p)), nn.Sequential(nn.BatchNorm(), nn.Sigmoid, p))
	}
	nets = append(nets,
		nn.Sequential(nn.DepthwiseConv2D(3, nn.ReLU), nn.MaxPool2D(2), nn.Conv2D(3, 1, nn.ReLU), nn.MaxPool2D(2)),
		nn.Sequential(nn.Conv2D(2, 3, nn.ReLU, nn.ActivityRegularizer(nn.L2(1))), nn.MaxPool2D(2)),
		nn.Sequential(nn.MaxPool2D(2), nn.ReLU, nn.MaxPool2D(2)),
		nn.Sequential(nn.Conv2D(2, 2, nn.ReLU), nn.MaxPool2D(2, nn.Stride(1)), nn.Conv2D(2, 2), nn.AvgPool2D(2), nn.Flatten(), nn.Dense(2)),
		nn.Sequential(nn.Conv2D(3, 3, nn.Same), nn.ReLU, nn.Conv2D(2, 2, nn.Dilation(2), nn.ReLU), nn.MaxPool2D(3)),
		nn.Sequential(nn.DepthwiseConv2D(2, nn.Stride(2)), nn.AvgPool2D(3), nn.Softmax),
		nn.Sequential(nn.BatchNorm(), nn.Conv2D(2, 3, nn.Groups(2)), nn.MaxPool2D(3, nn.Stride(2)), nn.GlobalAvgPool2D()),
	)
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		for _, l := range nets {
			n := build(t, l, 9, 8, 2)
			rng := rand.New(rand.NewPCG(1, 1))
			x := make([]float32, 2*9*8*2)
			for i := range x {
				x[i] = float32(rng.IntN(3))
				if i%144 < 60 {
					x[i] = 0 // a flat part, as the border of a digit
				}
			}
			weights := jiggled(rng, n.Init(1))
			up := values(rng, 2*product(n.Output()))
			fused := compile(t, e, n, use{slopes: true}).call(2, x, up, weights)
			plain := compile(t, e, n, use{slopes: true, unfused: true}).call(2, x, up, weights)
			if d := distance(fused.y, plain.y); d > 1e-6 {
				t.Errorf("%v: fused differs by %g", l, d)
			}
			for i := range fused.slopes {
				if d := distance(fused.slopes[i], plain.slopes[i]); d > 1e-5 {
					t.Errorf("%v: slope %d fused differs by %g", l, i, d)
				}
			}
		}
	})
}

// Where cells tie, the first gets the slope of a MaxPool2D, and all share that
// of a GlobalMaxPool2D: Keras's conventions.
func TestSlopesOfTies(t *testing.T) {
	x := []float32{
		1, 1, 5, 2,
		1, 1, 5, 5,
	}
	for _, c := range []struct {
		l    nn.Layer
		up   []float32
		want []float32
	}{
		{nn.MaxPool2D(2), []float32{10, 20}, []float32{10, 0, 20, 0, 0, 0, 0, 0}},
		{nn.MaxPool2D(2, nn.Stride(1)), []float32{10, 20, 30}, []float32{10, 0, 20 + 30, 0, 0, 0, 0, 0}},
		{nn.GlobalMaxPool2D(), []float32{30}, []float32{0, 0, 10, 0, 0, 0, 10, 10}},
	} {
		eachBackend(t, func(t *testing.T, e *engine.Engine) {
			r := compile(t, e, build(t, c.l, 2, 4, 1), use{slopes: true}).call(1, x, c.up, nil)
			if distance(r.slopes[0], c.want) > 1e-6 {
				t.Errorf("%v: slopes %v, want %v", c.l, r.slopes[0], c.want)
			}
		})
	}
}

// Kernels and pools of all kinds learn on both backends: a step down the slope
// makes the error smaller.
func TestConvolutionsTrain(t *testing.T) {
	l := nn.Sequential(nn.Conv2D(4, 3, nn.ReLU, nn.Same), nn.MaxPool2D(3, nn.Stride(2), nn.Same), nn.DepthwiseConv2D(2, nn.ReLU),
		nn.Conv2D(4, 3, nn.Groups(2), nn.PadReflect(1)), nn.AvgPool2D(2), nn.GlobalMaxPool2D(), nn.Dense(1))
	eachBackend(t, func(t *testing.T, e *engine.Engine) {
		n := build(t, l, 10, 10, 1)
		rng := rand.New(rand.NewPCG(5, 5))
		x, weights := values(rng, 8*100), n.Init(3)
		m := compile(t, e, n, use{training: true, slopes: true})
		square := func(y []float32) float64 { return dot(y, y) }
		first := square(m.call(8, x, nil, weights).y)
		last := first
		for range 30 {
			r := m.call(8, x, m.call(8, x, nil, weights).y, weights) // slope of half the sum of squares
			for i, w := range weights {
				weights[i].Data = moved(w.Data, r.slopes[i+1], -0.02)
			}
			last = square(r.y)
		}
		if !(last < first/10) {
			t.Errorf("the error goes from %g to %g", first, last)
		}
	})
}

func TestTapSeesEveryLayer(t *testing.T) {
	n := build(t, nn.Sequential(nn.Named("stem", nn.Conv2D(1, 1, nn.ReLU)), nn.MaxPool2D(2), nn.Residual(nn.Linear)), 2, 2, 1)
	var paths []string
	for _, r := range n.Layers() {
		paths = append(paths, r.Path)
	}
	if want := []string{"stem", "1.MaxPool2D", "2.Residual", "2.Residual.0.Linear"}; !slices.Equal(paths, want) {
		t.Errorf("paths %v, want %v", paths, want)
	}
}
