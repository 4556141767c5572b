//go:build linux && cgo

package engine

import (
	"bytes"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// What a step takes for intermediate values is mapped in the first one alone.
func TestNextStepHasItsPages(t *testing.T) {
	skipHugePages(t)
	f, err := onXLA(t, 1).Func("large", func(in []*graph.Node) []*graph.Node {
		tall := graph.BroadcastToDims(graph.Reshape(in[0], 4096, 1), 4096, 8)
		square := graph.Dot(tall, graph.Transpose(tall, 0, 1)).Product() // 64 MB
		return []*graph.Node{graph.Dot(square, tall).Product()}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	x := tensors.FromFlatDataAndDimensions(make([]float32, 4096), 4096)
	step := func() {
		out, err := f.Call(x)
		if err != nil {
			t.Fatal(err)
		}
		Free(out...)
	}
	step()
	step()
	before := pageFaults(t)
	for range 4 {
		step()
	}
	const square = 64 << 20 / 4096
	if mapped := pageFaults(t) - before; mapped > square {
		t.Errorf("4 steps mapped %d pages, expected less than the %d that one has", mapped, square)
	}
}

// Go's own linker, which links the cells of a notebook, makes another program.
func TestNextStepHasItsPagesInCells(t *testing.T) {
	skipHugePages(t)
	onXLA(t, 1) // or skip
	out, err := exec.Command("go", "test", "-ldflags=-linkmode=internal", "-count=1", "-v", "-run=^TestNextStepHasItsPages$", ".").CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestNextStepHasItsPages")) {
		t.Errorf("%v\n%s", err, out)
	}
}

func skipHugePages(t *testing.T) {
	t.Helper()
	if huge, _ := os.ReadFile("/sys/kernel/mm/transparent_hugepage/enabled"); bytes.Contains(huge, []byte("[always]")) {
		t.Skip("pages are huge here, and few, also without keeping them")
	}
}

func pageFaults(t *testing.T) int64 {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return usage.Minflt
}
