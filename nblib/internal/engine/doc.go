// Package engine is the only owner of backends and executors.
package engine

import (
	_ "github.com/gomlx/compute/gobackend"
	_ "github.com/gomlx/gomlx/core/graph"
)
