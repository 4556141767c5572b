package datasets

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// layer returns the part that change makes of p's store when it is opened.
func (p *Part) layer(change func(s *store) (*store, error)) *Part {
	return newPart(p.title(), func() (*store, error) {
		s, err := p.open()
		if err != nil || s.info.Len == 0 {
			return s, err
		}
		return change(s)
	})
}

// layer applies the same change to each part.
func (s *Set) layer(change func(s *store) (*store, error)) *Set {
	train, val, test := s.Parts()
	return &Set{Train: train.layer(change), Val: val.layer(change), Test: test.layer(change)}
}

// like is a store that starts as a copy of s for examples made from those of s: what depends on their numbers is left out.
func (s *store) like() *store {
	return &store{info: s.info, u8: s.u8, scale: s.scale, offset: s.offset, classes: s.classes, augmented: s.augmented,
		ahead: s.ahead, buffer: s.buffer}
}

// changed gives s its examples by way of change, which makes out of in; i is the number of the example. Streams are
// changed by all cores too, and stay in order.
func (s *store) changed(in *store, change func(i int, in, out row, o Order) error) *store {
	if in.each != nil {
		s.each = changedStream(in, s, change)
		return s
	}
	rows := sync.Pool{New: func() any { r := in.newRow(); return &r }}
	s.read = func(i int, r row, o Order) error {
		tmp := rows.Get().(*row)
		defer rows.Put(tmp)
		if err := in.read(i, *tmp, o); err != nil {
			return err
		}
		return change(i, *tmp, r, o)
	}
	return s
}

// streamGroup is how many examples of a stream are changed at a time.
const streamGroup = 64

func changedStream(in, out *store, change func(i int, in, out row, o Order) error) func(Order, func(row, error) bool) {
	return func(o Order, yield func(row, error) bool) {
		produce := func(start func(*job) bool) {
			first, n, group := 0, 0, in.newBatch(streamGroup)
			flush := func() bool {
				from, at0, j := group, first, &job{batch: out.newBatch(n)}
				j.work = func(at int) error { return change(at0+at, in.row(from, at), out.row(j.batch, at), o) }
				first, n, group = first+n, 0, in.newBatch(streamGroup)
				return start(j)
			}
			goOn := true
			in.each(o, func(r row, err error) bool {
				if err != nil {
					start(&job{err: err})
					goOn = false
					return false
				}
				in.row(group, n).copy(r)
				if n++; n == streamGroup {
					goOn = flush()
				}
				return goOn
			})
			if goOn && n > 0 {
				flush()
			}
		}
		ahead(1, produce, func(b *Batch, err error) bool {
			if err != nil {
				return yield(row{}, err)
			}
			for at := range b.Len {
				if !yield(out.row(b, at), nil) {
					return false
				}
			}
			return true
		})
	}
}

// Shuffle puts the examples of the training part into another order, once, as seed says: before Take, for data that are
// sorted. Training shuffles each epoch anyway.
func (s *Set) Shuffle(seed Seed) *Set {
	train, val, test := s.Parts()
	shuffled := train.layer(func(st *store) (*store, error) {
		if st.each != nil {
			return nil, streamError(st, "Shuffle")
		}
		return st.subset(st.info.Name, permutation(st.info.Len, int64(seed), 0)), nil
	})
	return &Set{Train: shuffled, Val: val, Test: test}
}

// Take keeps at most the first n examples of each part: for trying things out quickly.
func (s *Set) Take(n int) *Set {
	return s.layer(func(st *store) (*store, error) { return st.take(n) })
}

func (s *store) take(n int) (*store, error) {
	switch {
	case n < 1:
		return nil, sentence(s, "Take", "at least 1 example", n, "leave Take away for all")
	case n >= s.info.Len:
		return s, nil
	case s.each == nil:
		return s.subset(s.info.Name, rangeTo(n)), nil
	}
	out := s.like()
	out.info.Len, out.info.Fingerprint = n, fingerprint(s.info.Fingerprint, "take", n)
	out.each = func(o Order, yield func(row, error) bool) {
		left := n
		s.each(o, func(r row, err error) bool {
			left--
			return yield(r, err) && left > 0
		})
	}
	return out, nil
}

// Split divides the training part anew, into Train, Val and Test, by the shares given: Split(0.1, 0.2) leaves 70 % to
// train on. Each class is divided in the same proportion. Examples that are in Val or Test already stay there, after the
// new ones. The shares are 0 or more and together below 1; without a [Seed] the seed is 0.
func (s *Set) Split(val, test float64, seed ...Seed) *Set {
	train, oldVal, oldTest := s.Parts()
	name := strings.TrimSuffix(train.name, " train")
	var at int64
	if len(seed) > 0 {
		at = int64(seed[0])
	}
	out := splitPart(train, name, val, test, at)
	out.Val, out.Test = out.Val.and(oldVal), out.Test.and(oldTest)
	return out
}

// and is the examples of p followed by those of q.
func (p *Part) and(q *Part) *Part {
	return newPart(p.name, func() (*store, error) {
		a, err := p.open()
		if err != nil {
			return nil, err
		}
		b, err := q.open()
		if err != nil || b.info.Len == 0 {
			return a, err
		}
		if a.info.Len == 0 {
			return b, nil
		}
		return joined(a, b)
	})
}

// joined is a store of the examples of two stores of the same form.
func joined(a, b *store) (*store, error) {
	if !slices.Equal(a.info.Shape, b.info.Shape) || a.u8 != b.u8 || a.scale != b.scale || a.offset != b.offset {
		return nil, sentence(b, "joining parts", a.info.Shape, b.info.Shape, "bring both to one shape first")
	}
	if a.each != nil || b.each != nil {
		return nil, streamError(a, "joining parts")
	}
	out := a.like()
	out.info.Len += b.info.Len
	out.info.Notes = slices.Concat(a.info.Notes, b.info.Notes)
	out.info.Fingerprint = ""
	if a.info.Fingerprint != "" && b.info.Fingerprint != "" {
		out.info.Fingerprint = fingerprint(a.info.Fingerprint, "and", b.info.Fingerprint)
	}
	out.classes = nil
	if a.classes != nil && b.classes != nil {
		out.classes = slices.Concat(a.classes, b.classes)
	}
	out.read = func(i int, r row, o Order) error {
		if i < a.info.Len {
			return a.read(i, r, o)
		}
		return b.read(i-a.info.Len, r, o)
	}
	if a.whole != nil && b.whole != nil {
		out.whole = sync.OnceValues(func() (*Batch, error) { return out.gather(rangeTo(out.info.Len)) })
	}
	return out, nil
}

// mostAhead is more batches than it pays to keep ready.
const mostAhead = 1000

// Prefetch sets how many batches are read and decoded before they are asked for. The default is 2. More helps where single
// examples take very different time; each costs the memory of a batch.
func (s *Set) Prefetch(batches int) *Set {
	return s.layer(func(st *store) (*store, error) {
		if batches < 1 || batches > mostAhead {
			return nil, sentence(st, "Prefetch", fmt.Sprintf("at least 1 batch and at most %d", mostAhead), batches, "leave Prefetch away for 2")
		}
		out := *st
		out.ahead = batches
		return &out, nil
	})
}
