package trainer

import (
	"sync"

	"nnbook/nblib/internal/engine"

	"github.com/gomlx/gomlx/core/tensors"
)

// keeper frees device tensors when the last who needs them is done: a step
// drops what it replaced, while the best weights and a save in progress may
// still hold it. Tensors never change, so holding one is a snapshot.
type keeper struct {
	mu      sync.Mutex
	holds   map[*tensors.Tensor]int
	dropped map[*tensors.Tensor]bool
}

func newKeeper() *keeper {
	return &keeper{holds: map[*tensors.Tensor]int{}, dropped: map[*tensors.Tensor]bool{}}
}

// hold keeps tensors until as many releases.
func (k *keeper) hold(ts ...*tensors.Tensor) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, t := range ts {
		k.holds[t]++
	}
}

// release undoes a hold, and frees what was dropped meanwhile.
func (k *keeper) release(ts ...*tensors.Tensor) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, t := range ts {
		if k.holds[t]--; k.holds[t] > 0 {
			continue
		}
		delete(k.holds, t)
		if k.dropped[t] {
			delete(k.dropped, t)
			engine.Free(t)
		}
	}
}

// drop frees tensors now, or when their last holder releases them.
func (k *keeper) drop(ts ...*tensors.Tensor) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, t := range ts {
		if k.holds[t] > 0 {
			k.dropped[t] = true
			continue
		}
		engine.Free(t)
	}
}
