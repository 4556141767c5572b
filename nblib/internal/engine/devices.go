package engine

import (
	"fmt"
	"strings"
	"sync"
)

// most is how many devices XLA on the CPU is given at the most: they are
// threads, and show how work is shared out rather than share it.
const most = 64

// many are the engines that were started for more devices than [Default] has.
var many struct {
	sync.Mutex
	of map[int]*Engine
}

// WithDevices gives an engine with n devices: the default one where it has so
// many, else one more beside it where the devices are the CPU's, which are as
// many as one asks for. The error says how many there are, and what to do.
func WithDevices(n int) (*Engine, error) {
	e, err := Default()
	if err != nil {
		return nil, err
	}
	return e.withDevices(n)
}

func (e *Engine) withDevices(n int) (*Engine, error) {
	if n < 2 || n <= e.NumDevices() {
		return e, nil
	}
	if e.IsGo() {
		return nil, fmt.Errorf("expected 0 or 1 on the Go backend, which has one device, got %d; leave it out, or use XLA (%s)", n, e.Why)
	}
	if e.plugin == nil || !strings.Contains(e.plugin.Name, "cpu") {
		return nil, fmt.Errorf("expected at most %d, which is how many devices %s has, got %d; lower it", e.NumDevices(), e.Label, n)
	}
	if n > most {
		return nil, fmt.Errorf("expected at most %d virtual devices on %s, got %d; lower it", most, e.Label, n)
	}
	many.Lock()
	defer many.Unlock()
	if many.of[n] == nil {
		another, err := e.again(n)
		if err != nil {
			return nil, fmt.Errorf("expected %d virtual devices on %s, got an error (%s); lower it to %d, which there are", n, e.Label, firstLine(err), e.NumDevices())
		}
		if many.of == nil {
			many.of = map[int]*Engine{}
		}
		many.of[n] = another
	}
	return many.of[n], nil
}

// again starts the engine's plugin once more, with n devices.
func (e *Engine) again(n int) (*Engine, error) {
	b, err := startDevices(e.plugin.config(e.options), n)
	if err != nil {
		return nil, err
	}
	another := *e
	another.Backend = b
	return &another, nil
}
