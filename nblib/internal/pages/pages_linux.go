//go:build cgo

package pages

// #include "blocks_linux.h"
// #include <stdlib.h>
import "C"

import (
	"sync"
	"time"
	"unsafe"
)

// Keep keeps the large blocks of a loaded library, named as it was when it was
// loaded. It tells whether it could: on Linux with glibc.
func Keep(path string) bool {
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	if C.pages_keep(name) == 0 {
		return false
	}
	releasing.Do(func() { go release() })
	return true
}

var releasing sync.Once

func release() {
	for range time.Tick(5 * time.Second) {
		C.pages_release_idle()
	}
}
