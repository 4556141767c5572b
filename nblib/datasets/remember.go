package datasets

import "sync"

// remembered is s with each example kept in memory from the first time it is decoded, so that later epochs, and
// augmentation in them, do not decode again. It is for data within [MemoryLimit]; larger ones come back as they are.
func remembered(s *store) *store {
	if s.bytes() > MemoryLimit {
		return s
	}
	type slot struct {
		once sync.Once
		err  error
	}
	out := *s
	slots := make([]slot, s.info.Len)
	room := sync.OnceValue(func() *Batch { return s.newBatch(s.info.Len) })
	decode := func(i int) error {
		slots[i].once.Do(func() { slots[i].err = s.read(i, s.row(room(), i), Order{}) })
		return slots[i].err
	}
	out.read = func(i int, r row, _ Order) error {
		if err := decode(i); err != nil {
			return err
		}
		r.copy(s.row(room(), i))
		return nil
	}
	out.whole = func() (*Batch, error) {
		return room(), parallel(s.info.Len, decode)
	}
	return &out
}
