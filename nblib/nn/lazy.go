package nn

import (
	"errors"
	"fmt"
	"sync"
)

// source is where a Model's weights are: in memory, or to be read when they
// are first needed. Models made of one another share it.
type source struct {
	once    sync.Once
	load    func() ([]Tensor, string, error) // nil: in memory from the start
	err     error
	tensors []Tensor
	hash    string
}

// LazyModel is a [NewModel] whose weights are read when they are first needed:
// when it is built into a network, hashed, saved or printed. Making one is
// free, and read gets called once at most. If it fails, or its weights do not
// fit, [Build] and with it Fit give the error.
func LazyModel(name string, l Layer, input []int, read func() ([]Tensor, error)) *Model {
	return &Model{name: name, layer: plainSpec(l), input: input, source: &source{load: func() ([]Tensor, string, error) {
		if read == nil {
			return nil, "", fmt.Errorf("nn: model %q: expected a function that reads its weights, got nil; use nn.NewModel for weights that are there", name)
		}
		tensors, err := read()
		if err != nil {
			return nil, "", err
		}
		m, err := NewModel(name, l, input, tensors)
		if err != nil {
			return nil, "", err
		}
		return m.tensors, m.hash, nil
	}}}
}

// empty tells whether m is nil, or a Model that nothing of this package made.
func (m *Model) empty() bool { return m == nil || m.source == nil || isNil(m.layer) }

// isNil tells whether a layer is missing, also as a nil pointer.
func isNil(l Layer) bool { return l == nil || settle(l) == nil }

// Load reads the weights now, if they are not in memory yet, and tells what
// is wrong with them.
func (m *Model) Load() error {
	if m.empty() {
		return errors.New("nn: model: expected a network with weights, got an empty Model; load one with LoadModel, or take a Run's")
	}
	s := m.source
	s.once.Do(func() {
		if s.load != nil {
			s.tensors, s.hash, s.err = s.load()
		}
	})
	return s.err
}
