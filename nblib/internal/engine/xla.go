//go:build cgo

package engine

import _ "github.com/gomlx/go-xla/compute/xla"
