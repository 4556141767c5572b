package trainer

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// interrupt hears the Stop button (SIGINT) and SIGTERM while a fit runs: the
// first one ends training after the step, the second ends the program at once.
type interrupt struct {
	count atomic.Int32
	heard chan os.Signal
}

func listen() *interrupt {
	i := &interrupt{heard: make(chan os.Signal, 2)}
	signal.Notify(i.heard, os.Interrupt, syscall.SIGTERM)
	go func() {
		for range i.heard {
			if i.count.Add(1) > 1 {
				os.Exit(130)
			}
		}
	}()
	return i
}

func (i *interrupt) asked() bool { return i.count.Load() > 0 }

func (i *interrupt) close() {
	signal.Stop(i.heard)
	close(i.heard)
}
