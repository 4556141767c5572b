package datasets

import (
	"fmt"
	"hash/fnv"
	"runtime"
	"slices"
	"sync"

	"nnbook/nblib/internal/memory"
)

// store is an opened part. Exactly one of read and each is set; whole may stand beside read.
//
// Read and each are given the order in which the examples are wanted, because an example may depend on it: augmentation
// changes with the seed and the epoch.
type store struct {
	info          Info
	u8            bool                   // pixels are bytes
	scale, offset float32                // what the bytes stand for
	classes       []int32                // the class of each example, where it is known without reading the example
	augmented     bool                   // Order.Augment makes a difference
	ahead         int                    // batches to prepare before they are asked for; 0 means the default
	whole         func() (*Batch, error) // all examples at once, not augmented, for parts that are arrays
	read          func(i int, r row, o Order) error
	each          func(o Order, yield func(r row, err error) bool) // for streams; a row is valid until the next
	columns       []Column                                         // of a table
	buffer        int                                              // examples of a stream that are shuffled at a time
}

// row is a view of one example of a batch. It is filled in place.
type row struct {
	u8     []uint8
	f32    []float32
	label  *int32 // nil unless the target is Classes
	values []float32
}

// arrayStore is a store of arrays that whole makes, once. The info must be known beforehand.
func arrayStore(info Info, whole func() (*Batch, error)) *store {
	s := &store{info: info, whole: sync.OnceValues(whole)}
	s.read = func(i int, r row, _ Order) error {
		b, err := s.whole()
		if err == nil {
			r.copy(s.row(b, i))
		}
		return err
	}
	return s
}

// copy copies an example.
func (r row) copy(from row) {
	copy(r.u8, from.u8)
	copy(r.f32, from.f32)
	copy(r.values, from.values)
	if r.label != nil && from.label != nil {
		*r.label = *from.label
	}
}

// bytes is the memory that all examples take.
func (s *store) bytes() int64 {
	n := int64(s.info.Len) * int64(volume(s.info.Shape))
	if !s.u8 {
		n *= 4
	}
	return n
}

// newBatch makes room for n examples.
func (s *store) newBatch(n int) *Batch {
	b := &Batch{Len: n, X: Array{Shape: append([]int{n}, s.info.Shape...)}}
	if s.u8 {
		b.X.U8, b.X.Scale, b.X.Offset = make([]uint8, n*volume(s.info.Shape)), s.scale, s.offset
	} else {
		b.X.F32 = make([]float32, n*volume(s.info.Shape))
	}
	if s.info.Target.Kind == Classes {
		b.Labels = make([]int32, n)
	} else {
		b.Values = make([]float32, n*s.info.Target.Width)
	}
	return b
}

// row is the view of example at of a batch of this store.
func (s *store) row(b *Batch, at int) (r row) {
	n, w := volume(s.info.Shape), s.info.Target.Width
	if b.X.U8 != nil {
		r.u8 = b.X.U8[at*n : (at+1)*n : (at+1)*n]
	} else {
		r.f32 = b.X.F32[at*n : (at+1)*n : (at+1)*n]
	}
	if b.Labels != nil {
		r.label = &b.Labels[at]
	} else {
		r.values = b.Values[at*w : (at+1)*w : (at+1)*w]
	}
	return r
}

// newRow makes a row that is not part of a larger batch.
func (s *store) newRow() row { return s.row(s.newBatch(1), 0) }

// load reads all examples, in parallel.
func (s *store) load() (*Batch, error) {
	if s.whole != nil {
		return s.whole()
	}
	if free := memory.Free(); s.bytes() > free {
		return nil, fmt.Errorf("datasets: %s: expected at most %s, what is free in memory, got %s; use Take, smaller images, or Batches",
			s.info.Name, memory.Text(free), memory.Text(s.bytes()))
	}
	if s.each != nil {
		return s.pickFromStream(rangeTo(s.info.Len))
	}
	return s.gather(rangeTo(s.info.Len))
}

// gather reads the examples with the given numbers, in parallel.
func (s *store) gather(numbers []int) (*Batch, error) {
	b := s.newBatch(len(numbers))
	return b, parallel(b.Len, func(at int) error { return s.read(numbers[at], s.row(b, at), Order{}) })
}

// pickFromStream reads the stream as far as the numbers need.
func (s *store) pickFromStream(numbers []int) (*Batch, error) {
	b, at, last := s.newBatch(len(numbers)), map[int][]int{}, -1
	for k, i := range numbers {
		at[i], last = append(at[i], k), max(last, i)
	}
	i := 0
	var failed error
	s.each(Order{}, func(r row, err error) bool {
		if failed = err; err != nil {
			return false
		}
		for _, k := range at[i] {
			s.row(b, k).copy(r)
		}
		i++
		return i <= last
	})
	if failed == nil && i <= last {
		failed = s.shortStream(i)
	}
	return b, failed
}

// shortStream is the error of a stream that ended early.
func (s *store) shortStream(got int) error {
	return fmt.Errorf("datasets: %s: expected %d examples, as many as the stream had when it was counted, got %d; give it a sequence that can be run again",
		s.info.Name, s.info.Len, got)
}

// parallel calls do for 0 to n-1 on all cores and returns the error of the lowest number that failed.
func parallel(n int, do func(i int) error) error {
	workers := min(runtime.GOMAXPROCS(0), n)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n && errs[w] == nil; i += workers {
				errs[w] = do(i)
			}
		})
	}
	wg.Wait()
	return firstError(errs)
}

// firstError returns the first that is not nil.
func firstError(errs []error) error {
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return errs[i]
	}
	return nil
}

// rangeTo is 0 to n-1.
func rangeTo(n int) []int {
	idx := make([]int, n)
	for i := range idx {
		idx[i] = i
	}
	return idx
}

// fingerprint mixes what data depend on into a short text. It is empty if the first part, that of the data below, is.
func fingerprint(base string, rest ...any) string {
	if base == "" {
		return ""
	}
	h := fnv.New128a()
	fmt.Fprintf(h, "%s\x00%#v", base, rest)
	return fmt.Sprintf("%x", h.Sum(nil))
}
