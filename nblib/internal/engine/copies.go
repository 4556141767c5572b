package engine

import (
	"sync"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
)

// onOthers are what the other devices have of the tensors on the first: callers
// know of the first alone, and a copy lives until [Free] frees it.
var onOthers copies

type copies struct {
	mu sync.Mutex
	of map[*tensors.Tensor][]*tensors.Tensor // on devices 1, 2, ...
}

// Free frees tensors on all devices that they are on.
func Free(ts ...*tensors.Tensor) {
	for _, t := range ts {
		for _, other := range onOthers.remove(t) {
			other.MustFinalizeAll()
		}
		t.MustFinalizeAll()
	}
}

func (c *copies) remove(t *tensors.Tensor) []*tensors.Tensor {
	c.mu.Lock()
	defer c.mu.Unlock()
	of := c.of[t]
	delete(c.of, t)
	return of
}

// add notes what the next device has of t.
func (c *copies) add(t, other *tensors.Tensor) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[*tensors.Tensor][]*tensors.Tensor{}
	}
	c.of[t] = append(c.of[t], other)
}

// all gives a tensor as it is on the first n devices, copied to those that do not
// have it yet.
func (c *copies) all(t *tensors.Tensor, n int, b compute.Backend) ([]*tensors.Tensor, error) {
	c.mu.Lock()
	have := c.of[t]
	c.mu.Unlock()
	for len(have) < n-1 {
		first, err := t.Buffer(b, 0)
		if err != nil {
			return nil, err
		}
		buffer, err := first.CopyToDevice(compute.DeviceNum(len(have) + 1))
		if err != nil {
			return nil, err
		}
		other, err := tensors.FromBuffer(buffer)
		if err != nil {
			return nil, err
		}
		c.add(t, other)
		have = append(have, other)
	}
	return append([]*tensors.Tensor{t}, have[:n-1]...), nil
}
