package engine

import (
	"reflect"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
)

// workers are the Go backend's. It computes operations side by side, each on a
// worker, and some of them, large products for one, wait for more workers while
// they hold theirs: as many of them at once as there are workers, as in a network
// with branches, wait for ever. So there is one worker more for each that a
// graph has. (The backend itself computes but one graph at a time side by side.)
type workers struct {
	mu    sync.Mutex
	pool  workerPool
	extra int
}

type workerPool interface{ WorkerIsAsleep() } // as the backend calls it: makes room for one more

// newWorkers finds the pool of b, which it does not show.
func newWorkers(b compute.Backend) *workers {
	v := reflect.ValueOf(b)
	if !IsGo(b) || v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return &workers{}
	}
	field := v.Elem().FieldByName("Workers")
	if !field.IsValid() {
		return &workers{}
	}
	pool, _ := field.Interface().(workerPool)
	return &workers{pool: pool}
}

// roomFor makes room for a graph.
func (w *workers) roomFor(g *graph.Graph) {
	if w == nil || w.pool == nil { // not the Go backend
		return
	}
	waiting := 0
	for _, n := range g.Nodes() {
		if t := n.Type(); t == graph.NodeTypeDotGeneral || t == graph.NodeTypeErf || strings.HasPrefix(t.String(), "Fused") {
			waiting++
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for ; w.extra < waiting; w.extra++ {
		w.pool.WorkerIsAsleep()
	}
}
