package engine_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/internal/engine/enginetest"
)

// More large products, and more Erfs, that could be computed at once than the Go backend has workers come to an end.
func TestManyBranches(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		f, err := e.Func("branches", func(in []*graph.Node) []*graph.Node {
			var sum *graph.Node
			for i := range 4 * runtime.GOMAXPROCS(0) {
				branch := graph.Dot(graph.Erf(graph.AddScalar(in[0], i)), in[0]).Product()
				if sum == nil {
					sum = branch
				} else {
					sum = graph.Add(sum, branch)
				}
			}
			return []*graph.Node{sum}
		})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() {
			_, err := f.Call(tensors.FromFlatDataAndDimensions(make([]float32, 256*256), 256, 256))
			done <- err
		}()
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
		case <-time.After(time.Minute):
			t.Fatal("the products are still waiting for each other")
		}
	})
}
