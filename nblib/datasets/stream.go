package datasets

import (
	"cmp"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"nnbook/nblib/internal/guard"
)

// Streaming says what [Stream] cannot see by itself. Its zero value is fine: the sequence is then run once to be counted.
type Streaming struct {
	Name    string   // what the sequence is known by; without it nothing that rests on it is kept (see [Name])
	Version int      // another whenever what it gives changes
	Len     int      // number of examples; 0 counts them
	Classes []string // names of the classes, in the order of their numbers; nil finds them
	Values  bool     // whole numbers are values to predict, not classes
	Buffer  int      // examples that are shuffled at a time; 0 is 1000
	Val     float64  // share of the examples for the validation part; 0 is 0.1
	Test    float64  // share of the examples for the test part
	Shape   []int    // of an example; nil takes it from the first
}

// Stream is a set from any sequence of examples and answers, which may be larger than memory: rows of a database, files
// that a program of yours decodes, a simulation. The sequence must give the same each time it is run, for it is run in
// each epoch, ahead of training. Examples and answers are as [Slices] says; a sequence of [Example] and error may also
// fail. Which part an example belongs to depends on its place alone. A stream is shuffled through a buffer, so examples
// that come in the order of their classes should be mixed at their source; [Set.Cache] keeps a stream on disk, from where
// it can be read in any order.
func Stream[X, Y any](examples iter.Seq2[X, Y], c Streaming) *Set {
	survey := sync.OnceValues(func() (*stream, error) {
		s := &stream{config: c, name: cmp.Or(c.Name, "stream")}
		if examples == nil {
			return nil, fmt.Errorf("datasets: %s: expected a sequence of examples, got nil; give it a function that yields them", s.name)
		}
		s.run = func(yield func(x, y any) bool) error {
			err := guard.Call(func() error {
				for x, y := range examples {
					if !yield(x, y) {
						break
					}
				}
				return nil
			})
			if err != nil {
				err = fmt.Errorf("datasets: %s: the sequence: %w", s.name, err)
			}
			return err
		}
		whole := reflect.TypeFor[Y]().Kind()
		return s, s.survey(whole == reflect.Float32 || whole == reflect.Float64)
	})
	part := func(which string, k int) *Part {
		return newPart(cmp.Or(c.Name, "stream")+" "+which, func() (*store, error) {
			s, err := survey()
			if err != nil {
				return nil, err
			}
			return s.store(which, k), nil
		})
	}
	return &Set{Train: part("train", 0), Val: part("val", 1), Test: part("test", 2)}
}

// mostStreamed is how many examples a stream may have: each is assigned to a part when it is surveyed.
const mostStreamed = 1 << 32

// stream is a sequence that has been surveyed.
type stream struct {
	config Streaming
	name   string
	run    func(yield func(x, y any) bool) error // fails where the sequence panics
	form   *store                                // of its examples
	places map[string]int32
	counts [3]int
}

// survey finds the form of the examples, their number and the classes. floats says that the answers can only be values.
func (s *stream) survey(floats bool) error {
	c := s.config
	if c.Len < 0 || c.Buffer < 0 || !(c.Val >= 0 && c.Test >= 0 && cmp.Or(c.Val, 0.1)+c.Test < 1) {
		return fmt.Errorf("datasets: %s: expected a Len, a Buffer, a Val and a Test of 0 or more, and Val and Test below 1 together, got %d, %d, %v, %v; leave them at 0 for the defaults", s.name, c.Len, c.Buffer, c.Val, c.Test)
	}
	if c.Len > mostStreamed {
		return fmt.Errorf("datasets: %s: expected a Len of at most %d examples, got %d; leave it out to have them counted", s.name, mostStreamed, c.Len)
	}
	if c.Shape != nil && slices.ContainsFunc(c.Shape, func(d int) bool { return d < 1 }) {
		return fmt.Errorf("datasets: %s: expected a Shape of positive sizes, got %v; leave it out to take that of the first example", s.name, c.Shape)
	}
	s.form = &store{info: Info{Name: s.name, Shape: slices.Clone(c.Shape)}, buffer: cmp.Or(c.Buffer, 1000)}
	limit := 0 // examples to look at; 0 is all
	if c.Len > 0 && (c.Classes != nil || floats || c.Values) {
		limit = 1
	}
	n := 0
	var failed error
	t, err := answersOf(s.name, func(yield func(any) bool) {
		panicked := s.run(func(x, y any) bool {
			value, answer, err := unpack(x, y)
			if err == nil && n == 0 {
				err = s.formOf(value)
			}
			if failed = err; err != nil {
				failed = fmt.Errorf("datasets: %s: example %d: %w", s.name, n, err)
				return false
			}
			n++
			return yield(answer) && n != limit && n != c.Len
		})
		failed = cmp.Or(failed, panicked)
	}, arrayConfig{classes: c.Classes, values: c.Values})
	if failed = cmp.Or(failed, err); failed != nil {
		return failed
	}
	if n == 0 {
		return fmt.Errorf("datasets: %s: expected at least one example, got an empty sequence; it must begin anew each time that it is run", s.name)
	}
	s.form.info.Target, s.form.info.Len = t.target, max(n, c.Len)
	s.places = map[string]int32{}
	for k, class := range t.target.Classes {
		s.places[class] = int32(k)
	}
	for i := range s.form.info.Len {
		s.counts[s.partOf(i)]++
	}
	return nil
}

// formOf takes the shape of the examples from the first.
func (s *stream) formOf(value any) error {
	first, err := contentOf(value)
	if err != nil {
		return err
	}
	if s.form.info.Shape == nil {
		s.form.info.Shape = first.shape
	}
	if first.u8 != nil {
		s.form.u8, s.form.scale = true, 1.0/255
	}
	return nil
}

// unpack takes an Example and an error apart; other pairs are as they are.
func unpack(x, y any) (value, answer any, err error) {
	e, ok := x.(Example)
	if !ok {
		return x, y, nil
	}
	if err, _ := y.(error); err != nil {
		return nil, nil, err
	}
	if e.Values != nil {
		return shaped{e.X, e.Shape}, e.Values, nil
	}
	return shaped{e.X, e.Shape}, e.Class, nil
}

// shaped is numbers with a shape of their own.
type shaped struct {
	numbers []float32
	shape   []int
}

// partOf says which part example i belongs to: 0 Train, 1 Val, 2 Test.
func (s *stream) partOf(i int) int {
	at := float64(mix(uint64(i)+0x9e3779b97f4a7c15)>>11) / (1 << 53)
	switch test := s.config.Test; {
	case at < test:
		return 2
	case at < test+cmp.Or(s.config.Val, 0.1):
		return 1
	}
	return 0
}

// store is one part.
func (s *stream) store(which string, part int) *store {
	out := s.form.like()
	out.info.Name, out.info.Len = s.name+" "+which, s.counts[part]
	if c := s.config; c.Name != "" {
		out.info.Fingerprint = fingerprint("stream", c, which)
	} else {
		out.info.Notes = []string{"not kept: the stream has no name; give Streaming a Name"}
	}
	out.each = func(_ Order, yield func(row, error) bool) {
		r, i, goOn := out.newRow(), 0, true
		err := s.run(func(x, y any) bool {
			if i == s.form.info.Len { // a sequence may go on forever
				return false
			}
			mine := s.partOf(i) == part
			i++
			if !mine {
				return true
			}
			if err := s.fill(x, y, i-1, r); err != nil {
				goOn = false
				yield(row{}, err)
				return false
			}
			goOn = yield(r, nil)
			return goOn
		})
		if err != nil && goOn {
			yield(row{}, err)
		}
	}
	return out
}

// fill writes an example and its answer.
func (s *stream) fill(x, y any, i int, r row) error {
	value, answer, err := unpack(x, y)
	if err == nil {
		err = s.answer(answer, r)
	}
	if err != nil {
		return fmt.Errorf("datasets: %s: example %d: %w", s.name, i, err)
	}
	return s.form.takeValue(value, i, r)
}

// answer writes an answer.
func (s *stream) answer(answer any, r row) error {
	target := s.form.info.Target
	switch v := reflect.ValueOf(answer); {
	case r.label != nil && v.Kind() == reflect.String, r.label != nil && v.Kind() == reflect.Bool:
		word := fmt.Sprint(answer)
		code, ok := s.places[word]
		if !ok {
			return fmt.Errorf("expected one of the classes %v, got %q", target.Classes, word)
		}
		*r.label = code
	case r.label != nil && (v.CanInt() || v.CanUint()):
		k, err := strconv.Atoi(fmt.Sprint(v.Interface()))
		if err != nil || k < 0 || k >= target.Width {
			return fmt.Errorf("expected a class from 0 to %d, got %v", target.Width-1, answer)
		}
		*r.label = int32(k)
	case r.label != nil:
		return fmt.Errorf("expected a class, got %v", answer)
	default:
		c, err := contentOf(answer)
		if err != nil || len(c.f32) != target.Width || slices.ContainsFunc(c.f32, notFinite) {
			return fmt.Errorf("expected %d finite values, got %v", target.Width, answer)
		}
		copy(r.values, c.f32)
	}
	return nil
}
