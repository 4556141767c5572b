package optim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Span is a length of time, in epochs or in steps. As an option of a schedule it is the length of its decay: the time for
// one factor of [Exponential], the time until the end of [Cosine].
type Span struct {
	n    float64
	unit unit
}

type unit uint8

const (
	none unit = iota // the zero Span: no length was asked for
	epochs
	steps
)

// Epochs is a length of n passes over the training data; parts of one are allowed.
func Epochs(n float64) Span { return Span{n, epochs} }

// Steps is a length of n batches.
func Steps(n int) Span { return Span{float64(n), steps} }

// String is the Go code that makes the span.
func (s Span) String() string {
	switch s.unit {
	case epochs:
		return "optim.Epochs(" + number(s.n) + ")"
	case steps:
		return "optim.Steps(" + number(s.n) + ")"
	}
	return "optim.Span{}"
}

func (s Span) steps(perEpoch float64) float64 {
	if s.unit == epochs {
		return s.n * perEpoch
	}
	return s.n
}

func (s Span) or(other Span) Span {
	if s.unit == none {
		return other
	}
	return s
}

var unitNames = [...]string{none: "", epochs: "epochs", steps: "steps"}

// MarshalText writes "2 epochs" or "100 steps".
func (s Span) MarshalText() ([]byte, error) {
	return []byte(number(s.n) + " " + unitNames[s.unit]), nil
}

// UnmarshalText reads what [Span.MarshalText] wrote.
func (s *Span) UnmarshalText(text []byte) error {
	n, name, _ := strings.Cut(string(text), " ")
	x, err := strconv.ParseFloat(n, 64)
	u := slices.Index(unitNames[:], name)
	if err != nil || u < 0 {
		return fmt.Errorf("optim: reading a span: expected one as \"2 epochs\" or \"100 steps\", got %q", text)
	}
	*s = Span{x, unit(u)}
	return nil
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
