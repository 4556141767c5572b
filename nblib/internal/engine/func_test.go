package engine_test

import (
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/internal/engine/enginetest"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

func TestOutputThatIsAnInput(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		x := tensors.FromFlatDataAndDimensions([]float32{1, 2}, 2)
		for range 2 {
			out := enginetest.Call(t, e, func(in []*graph.Node) []*graph.Node { return []*graph.Node{in[0]} }, x, x)
			if len(out) != 1 || len(out[0]) != 2 || out[0][1] != 2 {
				t.Errorf("got %v", out)
			}
		}
	})
}
