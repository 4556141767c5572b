package nn

import "fmt"

// Unfreeze gives the same model with the last n blocks of what was [Frozen]
// free to learn: the last n layers of the frozen network's outermost
// Sequential. Weights are kept; the model m stays as it is. Where nothing is
// frozen, there is nothing to choose from: an error from [Build].
func (m *Model) Unfreeze(n int) *Model {
	freed, found := m.unfreeze(n)
	if !found && !m.empty() {
		err := fmt.Errorf("nn: Unfreeze: expected a model with a part in nn.Frozen, got %q with none; all of it learns already, leave Unfreeze out", m.name)
		return LazyModel(m.name, m.layer, m.input, func() ([]Tensor, error) { return nil, err })
	}
	return freed
}

// UnfreezeAll gives the same model with nothing frozen.
func (m *Model) UnfreezeAll() *Model {
	freed, _ := m.unfreeze(1 << 20)
	return freed
}

// unfreeze also tells whether there was anything frozen.
func (m *Model) unfreeze(n int) (freed *Model, found bool) {
	if m.empty() {
		return m, false
	}
	freed = m.withLayer(rewrite(m.layer, func(f frozen) Layer {
		f.Free, found = n, true
		return f
	}))
	return freed, found
}

// BlockRates gives the same model with falling learning rates in the unfrozen
// blocks of what was [Frozen]; see the word [BlockRates].
func (m *Model) BlockRates(factor float64) *Model {
	if m.empty() {
		return m
	}
	return m.withLayer(rewrite(m.layer, func(f frozen) Layer {
		f.Rates = factor
		return f
	}))
}

func (m *Model) withLayer(l Layer) *Model {
	c := *m
	c.layer = l
	return &c
}

// rewrite gives l with each Frozen in it replaced.
func rewrite(l Layer, change func(frozen) Layer) Layer {
	all := func(layers []Layer) []Layer {
		if layers == nil {
			return nil
		}
		out := make([]Layer, len(layers))
		for i, k := range layers {
			out[i] = rewrite(k, change)
		}
		return out
	}
	if isNil(l) {
		return l
	}
	switch l := l.(type) {
	case frozen:
		return change(l)
	case sequential:
		return sequential{all(l.Layers)}
	case named:
		return named{l.Name, all(l.Layers)}
	case rated:
		return rated{l.Factor, all(l.Layers)}
	case parallel:
		return parallel{l.Merge, all(l.Layers)}
	case residual:
		return residual{all(l.Layers), all(l.Shortcut)}
	case *Model:
		return l.withLayer(rewrite(l.layer, change))
	}
	return l
}
