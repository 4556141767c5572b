package checkout

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRoot(t *testing.T) {
	t.Setenv("NNBOOK_ROOT", "")
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	root := Root()
	if want := filepath.Join(root, "nblib", "internal", "checkout"); here != want {
		t.Errorf("from %s the root is %q", here, root)
	}
	if got := Above(filepath.Join(root, "nblib", "nn")); got != root {
		t.Errorf("above a package: %q, want %q", got, root)
	}
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "go.mod"), []byte("module another\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Above(outside); got != "" {
		t.Errorf("above another module: %q, want none", got)
	}
	t.Setenv("NNBOOK_ROOT", outside)
	if got := Root(); got != outside {
		t.Errorf("with NNBOOK_ROOT: %q, want %q", got, outside)
	}
}
