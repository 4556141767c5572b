package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// TestSpiralCell runs the cell that trains four activations on a spiral, in the real kernel.
func TestSpiralCell(t *testing.T) {
	needEnv(t)
	r := runNotebook(t, notebookCopy(t, "nblib/internal/e2e/testdata/spiral.ipynb"))
	for _, a := range []string{"nn.Sigmoid", "nn.Tanh", "nn.ReLU", "nn.LeakyReLU(0.1)"} {
		if printed := r.printed(); !strings.Contains(printed, fmt.Sprint(a, " 50 loss ")) {
			t.Errorf("%s does not say that it has 50 epochs, and its scores:\n%s", a, printed)
		}
	}
	if n := r.charts(); n != 5 {
		t.Errorf("expected 4 boundaries and the activations, got %d charts", n)
	}
}
