package nn

import (
	"errors"
	"fmt"
	"regexp"
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

// at fills in where an error happened: first the innermost layer, with its
// path, then each that holds it.
func at(err error, layer, path string, in []int) error {
	var s *ShapeError
	if !errors.As(err, &s) {
		return err
	}
	if s.Layer == "" {
		s.Layer, s.Path, s.Input = layer, path, in
		return s
	}
	s.Layer += " of " + layer
	return s
}

// position is how messages name the layer at i: its place, its name if it has
// one, and its code without the package's name; containers by kind only.
func position(i int, l Layer) string {
	where := fmt.Sprintf("layer %d", i)
	for {
		n, ok := l.(named)
		if !ok {
			break
		}
		where += fmt.Sprintf(" %q", n.Name)
		if l = settle(n.Layers[0]); l == nil {
			return where
		}
	}
	switch l.(type) {
	case interface{ children() []Layer }, expander:
		return where + " " + l.kind()
	}
	return where + " " + bare(l.String())
}

// quoted or the package's name: what bare looks at.
var quotedOrPackage = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\bnn\.`)

// bare is Go code without this package's name; text in quotes stays.
func bare(code string) string {
	return quotedOrPackage.ReplaceAllStringFunc(code, func(s string) string {
		if s == "nn." {
			return ""
		}
		return s
	})
}
