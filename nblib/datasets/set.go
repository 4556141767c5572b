package datasets

// Source is anything with a training, a validation and a test part; a [*Set] is one. Val and test may be empty (Len 0) but
// are never nil.
type Source interface {
	Parts() (train, val, test *Part)
}

// Set is a data set in three parts. Val and Test may be empty: where there is no Val, the trainer holds out the last 10 %
// of a seeded shuffle of Train. Test is for the end, and is never watched while learning.
type Set struct {
	Train, Val, Test *Part
}

// Parts returns the three parts; a part left nil comes back empty.
func (s *Set) Parts() (train, val, test *Part) {
	if s == nil {
		s = &Set{}
	}
	orEmpty := func(p *Part, name string) *Part {
		if p == nil {
			return emptyPart(name)
		}
		return p
	}
	return orEmpty(s.Train, "train"), orEmpty(s.Val, "val"), orEmpty(s.Test, "test")
}

// newSet returns a set whose parts are opened by train and test.
func newSet(name string, train, test func() (*store, error)) *Set {
	return &Set{Train: newPart(name+" train", train), Val: emptyPart(name + " val"), Test: newPart(name+" test", test)}
}
