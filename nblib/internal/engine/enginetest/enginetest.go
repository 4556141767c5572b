// Package enginetest runs a test on every backend that is there: Go always, XLA where its plugin is found.
package enginetest

import (
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
)

// Each runs the test once on each backend, as a subtest named "Go" or "XLA".
func Each(t *testing.T, test func(t *testing.T, e *engine.Engine)) {
	t.Helper()
	for name, config := range configs() {
		t.Run(name, func(t *testing.T) {
			e, err := engine.New(config)
			if err != nil {
				t.Fatal(err)
			}
			test(t, e)
		})
	}
}

func configs() map[string]string {
	found := map[string]string{"Go": "go"}
	for _, p := range engine.Plugins() {
		if p.Name == "cpu" {
			found["XLA"] = "xla:" + p.Path
		}
	}
	return found
}

// Call builds a graph of the inputs, computes it once, and returns the numbers of its outputs.
func Call(t *testing.T, e *engine.Engine, build func(in []*graph.Node) []*graph.Node, in ...*tensors.Tensor) [][]float32 {
	t.Helper()
	f, err := e.Func(t.Name(), build)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out, err := f.Call(in...)
	if err != nil {
		t.Fatal(err)
	}
	numbers := make([][]float32, len(out))
	for i, o := range out {
		if numbers[i], err = tensors.CopyFlatData[float32](o); err != nil {
			t.Fatal(err)
		}
	}
	return numbers
}
