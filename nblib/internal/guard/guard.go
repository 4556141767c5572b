// Package guard calls the functions that users write: callbacks, and what they
// give to Map, Filter and Stream. They run in goroutines of the library's own
// and in the middle of training, where a panic would take the whole program,
// and the run in progress, with it.
package guard

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// Panic is the error of a function that panicked.
type Panic struct {
	Place string // file and line
	Said  string
}

// Error is one sentence, to stand behind the name of the function.
func (p *Panic) Error() string {
	return fmt.Sprintf("expected it to return, got a panic at %s: %s; correct it there", p.Place, p.Said)
}

// Call calls f and gives its error. A panic in f becomes an error too: what it
// said, with the file and line where it was.
func Call(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &Panic{place(), oneLine(r)}
		}
	}()
	return f()
}

// place is the file and line that panicked, seen from the deferred function
// that recovers.
func place() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	panicking := false
	for {
		frame, more := frames.Next()
		inRuntime := strings.HasPrefix(frame.Function, "runtime.")
		if panicking && !inRuntime {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		panicking = panicking || frame.Function == "runtime.gopanic"
		if !more {
			return "a place unknown"
		}
	}
}

func oneLine(said any) string {
	return strings.Join(strings.Fields(strings.TrimPrefix(fmt.Sprint(said), "runtime error: ")), " ")
}
