package viz

import (
	"os"
	"testing"
)

// TestMain lets the tests train on the Go backend where nothing else is asked for: the networks are so small that
// compiling them for XLA would take most of the time. The gallery's tests in internal/e2e draw every chart on XLA.
func TestMain(m *testing.M) {
	if os.Getenv("GOMLX_BACKEND") == "" {
		_ = os.Setenv("GOMLX_BACKEND", "go")
	}
	os.Exit(m.Run())
}

// computes leaves a test out under -short: what computes on a backend does not run under the race detector, whose checks
// of pointers stop the Go backend.
func computes(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it computes on a backend")
	}
}
