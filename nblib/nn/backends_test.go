package nn_test

import (
	"testing"

	"nnbook/nblib/internal/engine"
)

// backends are the backends to test on: the one in pure Go, and XLA where its
// plugin is found.
func backends(t testing.TB) []*engine.Engine {
	t.Helper()
	e, err := engine.New("go")
	if err != nil {
		t.Fatal(err)
	}
	all := []*engine.Engine{e}
	plugins := engine.Plugins()
	if len(plugins) == 0 {
		t.Log("XLA is left out: no plugin was found; make env installs one")
		return all
	}
	x, err := engine.New("xla:" + plugins[len(plugins)-1].Path) // the CPU's comes last
	if err != nil {
		t.Fatal(err)
	}
	return append(all, x)
}
