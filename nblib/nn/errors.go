package nn

import (
	"errors"
	"fmt"
	"strings"
)

// ShapeError says which layer of a network does not fit what comes into it.
// Its message is one sentence: where, expected, got, fix.
type ShapeError struct {
	Path     string // path of the layer, as in "2.Dense"
	Layer    string // position and code, as in "layer 2 Dense(10)"
	Expected string // what the layer needs, as in "a flat input"
	Got      string // what it got, as in "[26 26 32]"
	Fix      string // what to do, as in "put nn.Flatten() before it"
	Input    []int  // the shape that came in

	// Rows are the layers up to this one, as in a Summary; the last, which does not fit, has no Out.
	Rows []LayerInfo
}

// Error is the sentence.
func (e *ShapeError) Error() string {
	s := fmt.Sprintf("nn: %s: needs %s, got %s", e.Layer, e.Expected, e.Got)
	if e.Fix != "" {
		s += "; " + e.Fix
	}
	return s
}

// needs makes the error of a layer whose position the builder fills in.
func needs(expected string, got any, fix string) error {
	return &ShapeError{Expected: expected, Got: fmt.Sprint(got), Fix: fix}
}

// at fills in where an error happened, innermost layer first.
func at(err error, i int, l Layer, b *builder, in []int) error {
	var s *ShapeError
	if !errors.As(err, &s) {
		return err
	}
	if s.Path == "" {
		s.Path = strings.Join(append(append([]string{}, b.path...), fmt.Sprintf("%d.%s", i, l.kind())), ".")
		s.Layer = fmt.Sprintf("layer %d %s", i, short(l))
		s.Input = in
	} else if b.depth > 0 || !strings.Contains(s.Layer, " of ") {
		s.Layer = fmt.Sprintf("%s of layer %d %s", s.Layer, i, l.kind())
	}
	return s
}

// short is the code of a layer as messages show it: without package names,
// and containers by name only.
func short(l Layer) string {
	if _, ok := l.(interface{ children() []Layer }); ok {
		return l.kind()
	}
	return strings.ReplaceAll(l.String(), "nn.", "")
}
