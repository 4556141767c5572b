//go:build cgo

package engine

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
)

// noXLA says why XLA cannot be had at all, or nothing.
const noXLA = ""

func init() { xla.EnableAutoInstall(false) } // nothing is downloaded at run time

// startDevices starts the CPU's plugin with n devices.
func startDevices(config string, n int) (compute.Backend, error) {
	return xla.NewWithOptions(config, pjrt.NamedValuesMap{"cpu_device_count": int64(n)})
}
