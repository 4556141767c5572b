package datasets

import (
	"fmt"
	"math"
	"slices"
	"sync"
)

// Subset is the part made of the examples with the given numbers, in that order. What it holds is read only when used.
func (p *Part) Subset(name string, numbers []int) *Part {
	numbers = slices.Clone(numbers)
	return newPart(name, func() (*store, error) {
		s, err := p.open()
		if err != nil {
			return nil, err
		}
		if s.each != nil {
			return nil, streamError(s, "Subset")
		}
		for _, i := range numbers {
			if i < 0 || i >= s.info.Len {
				return nil, fmt.Errorf("datasets: %s: expected example numbers from 0 to %d, got %d; leave that one out", name, s.info.Len-1, i)
			}
		}
		return s.subset(name, numbers), nil
	})
}

// subset is a store of some examples of another.
func (s *store) subset(name string, numbers []int) *store {
	sub := *s
	sub.info.Name, sub.info.Len = name, len(numbers)
	sub.info.Fingerprint = fingerprint(s.info.Fingerprint, "subset", numbers)
	if s.classes != nil {
		sub.classes = make([]int32, len(numbers))
		for k, i := range numbers {
			sub.classes[k] = s.classes[i]
		}
	}
	sub.read = func(i int, r row, o Order) error { return s.read(numbers[i], r, o) }
	if s.whole != nil {
		sub.whole = sync.OnceValues(func() (*Batch, error) { return s.gather(numbers) })
	}
	return &sub
}

// splitPart divides p, seeded and with the classes in the same proportion everywhere, into the set of the given name.
func splitPart(p *Part, name string, val, test float64, seed int64) *Set {
	piece := func(which string, k int) *Part {
		return newPart(name+" "+which, func() (*store, error) {
			s, err := p.open()
			if err != nil {
				return nil, err
			}
			numbers, err := divide(s, val, test, seed)
			if err != nil {
				return nil, err
			}
			return s.subset(name+" "+which, numbers[k]), nil
		})
	}
	return &Set{Train: piece("train", 0), Val: piece("val", 1), Test: piece("test", 2)}
}

// divide chooses the examples of train, val and test. Each class is shuffled and cut on its own, so that its shares are
// as exact as whole numbers allow; then each piece is shuffled.
func divide(s *store, val, test float64, seed int64) (pieces [3][]int, err error) {
	if !(val >= 0 && test >= 0 && val+test < 1) {
		return pieces, fmt.Errorf("datasets: %s: Split: expected shares of 0 or more that leave something to train on, got %v for validation and %v for test; Split(0.1, 0.2) leaves 70 %% to train on", s.info.Name, val, test)
	}
	if s.each != nil {
		return pieces, streamError(s, "Split")
	}
	groups, err := s.strata()
	if err != nil {
		return pieces, err
	}
	r := randomAt(seed, 1)
	seen, cutVal, cutTest := 0.0, 0, 0
	for _, g := range groups {
		r.Shuffle(len(g), func(i, j int) { g[i], g[j] = g[j], g[i] })
		seen += float64(len(g)) // rounding is carried from class to class, so that the totals are right too
		nTest := int(math.Round(seen*test)) - cutTest
		nVal := max(0, int(math.Round(seen*(val+test)))-cutTest-nTest-cutVal)
		cutTest, cutVal = cutTest+nTest, cutVal+nVal
		pieces[2] = append(pieces[2], g[:nTest]...)
		pieces[1] = append(pieces[1], g[nTest:nTest+nVal]...)
		pieces[0] = append(pieces[0], g[nTest+nVal:]...)
	}
	for _, piece := range pieces {
		r.Shuffle(len(piece), func(i, j int) { piece[i], piece[j] = piece[j], piece[i] })
	}
	return pieces, nil
}

// strata lists the examples of each class, or all together where there are no classes.
func (s *store) strata() ([][]int, error) {
	if s.info.Target.Kind != Classes {
		return [][]int{rangeTo(s.info.Len)}, nil
	}
	labels, err := s.labels()
	if err != nil {
		return nil, err
	}
	groups := make([][]int, s.info.Target.Width)
	for i, l := range labels {
		groups[l] = append(groups[l], i)
	}
	return groups, nil
}

// labels is the class of each example.
func (s *store) labels() ([]int32, error) {
	if s.classes != nil {
		return s.classes, nil
	}
	b, err := s.load()
	if err != nil {
		return nil, err
	}
	return b.Labels, nil
}
