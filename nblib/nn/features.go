package nn

import (
	"fmt"
	"strings"
)

// Features is the part of the model that sees, without the part that decides:
// its layers up to the block of that name, that block included, or, without a
// name, up to the first GlobalAvgPool2D, GlobalMaxPool2D or Flatten, which is
// left out. Blocks are the layers of the outermost [Sequential] that are
// [Named]; other layers go by position and kind, as in "3.Conv2D".
//
// What comes out is a model of its own, [batch, height, width, channels] from
// most, with the same weights under the same names:
//
//	nn.Sequential(nn.Frozen(base.Features()), nn.GlobalAvgPool2D(), nn.Dense(2))
//
// A name that there is none of is an error from [Build].
func (m *Model) Features(block ...string) *Model {
	if m.empty() {
		return m
	}
	layers := outermost(m.layer)
	end, err := featureEnd(layers, block)
	if err != nil {
		return LazyModel(m.name, m.layer, m.input, func() ([]Tensor, error) { return nil, err })
	}
	spec := Sequential(layers[:end]...)
	return LazyModel(m.name, spec, m.input, func() ([]Tensor, error) { return m.part(spec) })
}

// part gives those of the model's weights that a part of its layers has.
func (m *Model) part(spec Layer) ([]Tensor, error) {
	if err := m.Load(); err != nil {
		return nil, err
	}
	n, err := Build(spec, m.input)
	if err != nil {
		return nil, err
	}
	var own []Tensor
	for _, w := range n.weights {
		if t, ok := m.Weight(w.Name); ok {
			own = append(own, t)
		}
	}
	return own, nil
}

// outermost are the layers of the outermost Sequential.
func outermost(l Layer) []Layer {
	if isNil(l) {
		return []Layer{l}
	}
	switch s := l.(type) {
	case *Model:
		return outermost(s.layer)
	case expander:
		return outermost(s.expand())
	case sequential:
		return s.Layers
	}
	return []Layer{l}
}

// featureEnd is the number of layers up to the named block, or to where
// images end.
func featureEnd(layers []Layer, block []string) (int, error) {
	var names []string
	for i, l := range layers {
		if isNil(l) {
			continue
		}
		name := element(i, l)
		names = append(names, fmt.Sprintf("%q", name))
		if len(block) > 0 && name == block[0] {
			return i + 1, nil
		}
		switch unnamed(l).(type) {
		case flatten, globalPool:
			if len(block) == 0 {
				return i, nil
			}
		}
	}
	if len(block) > 0 {
		return 0, fmt.Errorf("nn: Features(%q): expected the name of a block, got one that there is none of; use one of %s", block[0], strings.Join(names, ", "))
	}
	return 0, fmt.Errorf("nn: Features(): expected a network with a GlobalAvgPool2D, GlobalMaxPool2D or Flatten, got none; name the last block to take, one of %s", strings.Join(names, ", "))
}

// element is how the path of weights names the i-th layer.
func element(i int, l Layer) string {
	if n, ok := l.(named); ok {
		return n.Name
	}
	return fmt.Sprintf("%d.%s", i, l.kind())
}
