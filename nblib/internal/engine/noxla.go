//go:build !cgo

package engine

import (
	"errors"

	"github.com/gomlx/compute"
)

// noXLA says why XLA cannot be had at all, or nothing.
const noXLA = "XLA needs a C compiler, and this program was built without one; install gcc to use it"

func startDevices(string, int) (compute.Backend, error) { return nil, errors.New(noXLA) }
