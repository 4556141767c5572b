package parity

import (
	"sync"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
)

// backend is one column of the report.
type backend struct {
	name string
	*engine.Engine
}

// started holds the backend in pure Go, and XLA where its plugin is found.
var started = sync.OnceValues(func() ([]backend, error) {
	pure, err := engine.New("go")
	if err != nil {
		return nil, err
	}
	all := []backend{{goColumn, pure}}
	for _, p := range engine.Plugins() {
		if p.Name != "cpu" {
			continue // the fixtures are a CPU's
		}
		xla, err := engine.New("xla:" + p.Path)
		if err != nil {
			return nil, err
		}
		return append(all, backend{xlaColumn, xla}), nil
	}
	return all, nil
})

// onBackends runs check on each backend.
func onBackends(t *testing.T, check func(b backend)) {
	t.Helper()
	all, err := started()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range all {
		check(b)
	}
}

// compute runs a graph once and gives its outputs' numbers.
func (b backend) compute(t *testing.T, build func(in []*graph.Node) []*graph.Node, in ...*tensors.Tensor) [][]float32 {
	t.Helper()
	f, err := b.Func("parity", build)
	if err != nil {
		t.Fatalf("%s: %v", b.name, err)
	}
	defer f.Close()
	return numbers(t, b, f, in...)
}

func numbers(t *testing.T, b backend, f *engine.Func, in ...*tensors.Tensor) [][]float32 {
	t.Helper()
	out, err := f.Call(in...)
	if err != nil {
		t.Fatalf("%s: %v", b.name, err)
	}
	flat := make([][]float32, len(out))
	for i, o := range out {
		flat[i] = tensors.MustCopyFlatData[float32](o)
	}
	return flat
}

// add sums nodes, leaving out those that are nil.
func add(nodes ...*graph.Node) (sum *graph.Node) {
	for _, n := range nodes {
		switch {
		case n == nil:
		case sum == nil:
			sum = n
		default:
			sum = graph.Add(sum, n)
		}
	}
	return sum
}
