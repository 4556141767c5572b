package nn_test

import (
	"path/filepath"
	"strings"
	"testing"

	"nnbook/nblib/nn"
)

// A nil or zero Model says what it is wherever it is used, and never panics.
func TestEmptyModels(t *testing.T) {
	unread := nn.LazyModel("x", nn.Dense(2), []int{2}, nil)
	for _, m := range []*nn.Model{nil, {}, nn.Pretrained("x", "", nil, nil).(*nn.Model), unread} {
		if err := m.Load(); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("Load: %v", err)
		}
		if err := m.Save(filepath.Join(t.TempDir(), "m.safetensors")); err == nil {
			t.Error("an empty model was saved")
		}
		for name, l := range map[string]nn.Layer{
			"itself":      m,
			"inside":      nn.Sequential(m, nn.Dense(2)),
			"frozen":      nn.Frozen(m),
			"features":    nn.Sequential(nn.Frozen(m.Features()), nn.Dense(2)),
			"a block":     m.Features("block"),
			"unfrozen":    m.Unfreeze(2),
			"all":         m.UnfreezeAll(),
			"rates":       m.BlockRates(0.5),
			"classes":     m.WithClasses([]string{"a"}),
			"preparation": m.WithPreparation("{}"),
		} {
			if _, err := nn.Build(l, []int{2}); err == nil || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: got %v, want a sentence", name, err)
			}
			_ = nn.Format(l)
		}
		if m != unread && (m.String() != "nil" || m.Hash() != "" || m.Weights() != nil || m.Classes() != nil) {
			t.Errorf("an empty model has %v %q", m, m.Hash())
		}
		_, _, _, _ = m.Layer(), m.Name(), m.Input(), m.Preparation()
	}
	holes := nn.Sequential(nil, nn.Frozen(nil), nn.Named("n", nil))
	if got := nn.Format(holes); !strings.Contains(got, "nil") {
		t.Errorf("Format: %q", got)
	}
	if got := nn.Format(nil); got != "nil" {
		t.Errorf("Format: %q", got)
	}
}
