//go:build cgo

package engine

import "github.com/gomlx/go-xla/compute/xla"

// noXLA says why XLA cannot be had at all, or nothing.
const noXLA = ""

func init() { xla.EnableAutoInstall(false) } // nothing is downloaded at run time
