package datasets

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"nnbook/nblib/internal/guard"
)

// Example is one example as your own functions for Map and Filter see it.
type Example struct {
	Number int       // its place in the part, from 0
	X      []float32 // the numbers, last axis fastest
	Shape  []int     // of X: [height, width, channels] for an image
	Class  int       // for Target kind Classes
	Values []float32 // for the other kinds
}

// Name is what one of your own functions is known by, so that results that rest on it can be found again: give another
// version whenever the function changes. Data shaped by a function without a name have no fingerprint, and nothing that
// rests on them is kept from one run of a program to the next.
type Name struct {
	Name    string
	Version int
}

// Named is the Name of a function, as in set.Map(invert, datasets.Named("invert", 1)).
func Named(name string, version int) Name { return Name{name, version} }

// Map passes each example of each part through change, which may write to its X and Values and return another shape; all
// examples must come back with the same shape and number of values, and NaN and infinite numbers are refused. It is called
// by many goroutines at once, anew in every epoch, and must give the same each time.
func (s *Set) Map(change func(Example) (Example, error), name ...Name) *Set {
	return s.layer(func(st *store) (*store, error) { return mapped(st, change, name) })
}

func mapped(s *store, change func(Example) (Example, error), name []Name) (*store, error) {
	if change == nil {
		return nil, sentence(s, "Map", "a function", "nil", "give it one, or leave Map away")
	}
	out := s.like()
	out.u8, out.scale, out.offset, out.classes = false, 0, 0, nil
	named(&out.info, "Map", name)
	out.info.Photos = nil
	first, err := s.first()
	if err != nil {
		return nil, err
	}
	e, err := s.change(change, 0, first)
	if err != nil {
		return nil, err
	}
	if len(e.Shape) == 0 || volume(e.Shape) < 1 {
		return nil, sentence(s, "Map", "an example with a Shape of at least one number", fmt.Sprintf("the shape %v", e.Shape), "return X and Shape together")
	}
	out.info.Shape = slices.Clone(e.Shape)
	if s.info.Target.Kind != Classes {
		out.info.Target.Width = len(e.Values)
	}
	return out.changed(s, func(i int, from, to row, _ Order) error {
		e, err := s.change(change, i, from)
		if err != nil {
			return err
		}
		return out.accept(i, e, to)
	}), nil
}

// change calls a user's function on example i.
func (s *store) change(by func(Example) (Example, error), i int, r row) (e Example, err error) {
	err = guard.Call(func() (err error) {
		e, err = by(s.example(i, r))
		return err
	})
	if err != nil {
		err = fmt.Errorf("datasets: %s: Map: example %d: %w", s.info.Name, i, err)
	}
	return e, err
}

// first reads the first example.
func (s *store) first() (row, error) {
	b, err := (&Part{name: s.info.Name, source: func() (*store, error) { return s, nil }}).Examples(0)
	if err != nil {
		return row{}, err
	}
	return s.row(b, 0), nil
}

// example is r as an Example, in memory of its own.
func (s *store) example(i int, r row) Example {
	e := Example{Number: i, Shape: slices.Clone(s.info.Shape), X: slices.Clone(r.f32), Values: slices.Clone(r.values)}
	if r.label != nil {
		e.Class = int(*r.label)
	}
	if s.u8 {
		e.X = Array{Shape: []int{1, len(r.u8)}, U8: r.u8, Scale: s.scale, Offset: s.offset}.At(0)
	}
	return e
}

// accept checks an example that comes from a user's function and keeps it in r.
func (s *store) accept(i int, e Example, r row) error {
	fail := func(expected, got any) error {
		return fmt.Errorf("datasets: %s: example %d: expected %v, got %v", s.info.Name, i, expected, got)
	}
	switch {
	case !slices.Equal(e.Shape, s.info.Shape):
		return fail(fmt.Sprintf("the shape %v of the first example", s.info.Shape), e.Shape)
	case len(e.X) != volume(e.Shape):
		return fail(fmt.Sprintf("%d numbers for the shape %v", volume(e.Shape), e.Shape), len(e.X))
	case r.label != nil && (e.Class < 0 || e.Class >= s.info.Target.Width):
		return fail(fmt.Sprintf("a class from 0 to %d", s.info.Target.Width-1), e.Class)
	case r.label == nil && len(e.Values) != s.info.Target.Width:
		return fail(fmt.Sprintf("%d values, as in the first example", s.info.Target.Width), len(e.Values))
	}
	for _, list := range [][]float32{e.X, e.Values} {
		if k := slices.IndexFunc(list, notFinite); k >= 0 {
			return fail("finite numbers", fmt.Sprintf("%v at place %d", list[k], k))
		}
	}
	copy(r.f32, e.X)
	copy(r.values, e.Values)
	if r.label != nil {
		*r.label = int32(e.Class)
	}
	return nil
}

func notFinite(f float32) bool { return math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) }

// named makes the fingerprint depend on the name of a function, or drops it and says so.
func named(info *Info, word string, name []Name) {
	if len(name) > 0 && name[0].Name != "" {
		info.Fingerprint = fingerprint(info.Fingerprint, word, name[0])
		return
	}
	info.Fingerprint = ""
	info.Notes = append(slices.Clone(info.Notes), fmt.Sprintf("not kept: the function given to %s has no name; add datasets.Named(\"...\", 1)", word))
}

// Filter keeps the examples of each part for which keep is true. All examples are read once to find them.
func (s *Set) Filter(keep func(Example) bool, name ...Name) *Set {
	return s.layer(func(st *store) (*store, error) { return filtered(st, keep, name) })
}

func filtered(s *store, keep func(Example) bool, name []Name) (*store, error) {
	if keep == nil {
		return nil, sentence(s, "Filter", "a function", "nil", "give it one, or leave Filter away")
	}
	kept := make([]bool, s.info.Len)
	if err := s.visit(func(i int, r row) error {
		err := guard.Call(func() error { kept[i] = keep(s.example(i, r)); return nil })
		if err != nil {
			err = fmt.Errorf("datasets: %s: Filter: example %d: %w", s.info.Name, i, err)
		}
		return err
	}); err != nil {
		return nil, err
	}
	var numbers []int
	for i, k := range kept {
		if k {
			numbers = append(numbers, i)
		}
	}
	if len(numbers) == 0 {
		return nil, sentence(s, "Filter", "at least one example to be kept", fmt.Sprintf("none of %d", s.info.Len), "let keep be true for some")
	}
	var out *store
	if s.each == nil {
		out = s.subset(s.info.Name, numbers)
	} else {
		out = s.like()
		out.info.Len = len(numbers)
		out.each = func(o Order, yield func(row, error) bool) {
			i := -1
			s.each(o, func(r row, err error) bool {
				i++
				return err == nil && !(i < len(kept) && kept[i]) || yield(r, err)
			})
		}
	}
	out.info.Fingerprint = s.info.Fingerprint
	named(&out.info, "Filter", name)
	return out, nil
}

// visit calls do for each example, by all cores where the examples can be read in any order.
func (s *store) visit(do func(i int, r row) error) error {
	if s.each != nil {
		i := 0
		var failed error
		s.each(Order{}, func(r row, err error) bool {
			if err == nil && i < s.info.Len {
				err = do(i, r)
			}
			failed = err
			i++
			return err == nil
		})
		return failed
	}
	if s.whole != nil {
		b, err := s.whole()
		if err != nil {
			return err
		}
		return parallel(b.Len, func(i int) error { return do(i, s.row(b, i)) })
	}
	rows := sync.Pool{New: func() any { r := s.newRow(); return &r }}
	return parallel(s.info.Len, func(i int) error {
		r := rows.Get().(*row)
		defer rows.Put(r)
		if err := s.read(i, *r, Order{}); err != nil {
			return err
		}
		return do(i, *r)
	})
}
