package optim_test

import (
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/internal/engine/enginetest"
	"nnbook/nblib/optim"
)

func TestClip(t *testing.T) {
	a, b := []float32{3, -4}, []float32{0, 12} // norms 5 and 12, jointly 13
	inf := float32(math.Inf(1))
	for _, c := range []struct {
		option       optim.AnyOption
		a, b         []float32
		wantA, wantB []float32
	}{
		{optim.ClipNorm(0), a, b, a, b},
		{optim.ClipNorm(10), a, b, a, []float32{0, 10}},
		{optim.ClipNorm(1), a, b, []float32{0.6, -0.8}, []float32{0, 1}},
		{optim.ClipNorm(1), []float32{0, 0}, b, []float32{0, 0}, []float32{0, 1}},
		{optim.GlobalClipNorm(6.5), a, b, []float32{1.5, -2}, []float32{0, 6}},
		{optim.GlobalClipNorm(20), a, b, a, b},
		{optim.GlobalClipNorm(1), a, []float32{inf, 0}, []float32{nan, nan}, []float32{nan, nan}},
		{optim.ClipValue(3.5), a, b, []float32{3, -3.5}, []float32{0, 3.5}},
	} {
		o := optim.SGD(1, c.option)
		enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
			got := enginetest.Call(t, e, func(in []*graph.Node) []*graph.Node { return o.Clip(in) },
				tensors.FromValue(c.a), tensors.FromValue(c.b))
			for i, want := range [][]float32{c.wantA, c.wantB} {
				for j := range want {
					if g := float64(got[i][j]); math.IsNaN(float64(want[j])) != math.IsNaN(g) || math.Abs(g-float64(want[j])) > 1e-6 {
						t.Errorf("%s: got %v, want %v", o, got[i], want)
					}
				}
			}
		})
	}
}

var nan = float32(math.NaN())
