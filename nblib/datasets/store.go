package datasets

import (
	"fmt"
	"hash/fnv"
	"runtime"
	"slices"
	"sync"
)

// store is an opened part. Exactly one of read and each is set; whole may stand beside read, or instead of it.
type store struct {
	info          Info
	u8            bool                                     // pixels are bytes
	scale, offset float32                                  // what the bytes stand for
	classes       []int32                                  // the class of each example, where it is known without reading the example
	whole         func() (*Batch, error)                   // all examples at once, for parts that are arrays
	read          func(i int, r *row) error                // one example; called by many goroutines
	each          func(yield func(r *row, err error) bool) // examples in order, for streams; a row is valid until the next
}

// row is one example. Its slices are filled in place: they are views of the batch that it becomes part of.
type row struct {
	u8     []uint8
	f32    []float32
	label  int32
	values []float32
}

// arrayStore is a store of arrays that whole makes, once. The info must be known beforehand.
func arrayStore(info Info, whole func() (*Batch, error)) *store {
	s := &store{info: info, whole: sync.OnceValues(whole)}
	s.read = func(i int, r *row) error {
		b, err := s.whole()
		if err != nil {
			return err
		}
		copyRow(r, b, i, volume(info.Shape), info.Target.Width)
		return nil
	}
	return s
}

// copyRow copies example i of b, of size numbers and width values, into r.
func copyRow(r *row, b *Batch, i, size, width int) {
	if b.X.U8 != nil {
		copy(r.u8, b.X.U8[i*size:(i+1)*size])
	} else {
		copy(r.f32, b.X.F32[i*size:(i+1)*size])
	}
	if b.Labels != nil {
		r.label = b.Labels[i]
	} else {
		copy(r.values, b.Values[i*width:(i+1)*width])
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

// newRow makes a row that is not part of a batch.
func (s *store) newRow() *row { return s.rowOf(s.newBatch(1), 0) }

// rowOf is the view of example at of a batch made by newBatch.
func (s *store) rowOf(b *Batch, at int) *row {
	r, n, w := &row{}, volume(s.info.Shape), s.info.Target.Width
	if s.u8 {
		r.u8 = b.X.U8[at*n : (at+1)*n : (at+1)*n]
	} else {
		r.f32 = b.X.F32[at*n : (at+1)*n : (at+1)*n]
	}
	if b.Values != nil {
		r.values = b.Values[at*w : (at+1)*w : (at+1)*w]
	}
	return r
}

// readInto reads example i as example at of the batch.
func (s *store) readInto(b *Batch, at, i int) error {
	r := s.rowOf(b, at)
	if err := s.read(i, r); err != nil {
		return err
	}
	if b.Labels != nil {
		b.Labels[at] = r.label
	}
	return nil
}

// load reads all examples, in parallel.
func (s *store) load() (*Batch, error) {
	if s.whole != nil {
		return s.whole()
	}
	if free := freeMemory(); s.bytes() > free {
		return nil, fmt.Errorf("datasets: %s: expected at most %s, what is free in memory, got %s; use Take, smaller images, or Batches",
			s.info.Name, sizeText(free), sizeText(s.bytes()))
	}
	if s.each != nil {
		return s.loadStream()
	}
	b := s.newBatch(s.info.Len)
	return b, parallel(b.Len, func(i int) error { return s.readInto(b, i, i) })
}

// loadStream reads a stream from its beginning to its end.
func (s *store) loadStream() (*Batch, error) {
	return s.pickFromStream(rangeTo(s.info.Len))
}

// pickFromStream reads the stream as far as the numbers need.
func (s *store) pickFromStream(numbers []int) (*Batch, error) {
	b, at, last := s.newBatch(len(numbers)), map[int][]int{}, -1
	for k, i := range numbers {
		at[i], last = append(at[i], k), max(last, i)
	}
	i := 0
	for r, err := range s.each {
		if err != nil {
			return nil, err
		}
		for _, k := range at[i] {
			s.place(b, k, r)
		}
		if i++; i > last {
			break
		}
	}
	if i <= last {
		return nil, fmt.Errorf("datasets: %s: expected %d examples, as the stream gave when it was counted, got %d; give the same ones each time", s.info.Name, s.info.Len, i)
	}
	return b, nil
}

// place copies r into the batch as example at.
func (s *store) place(b *Batch, at int, r *row) {
	to := s.rowOf(b, at)
	copy(to.u8, r.u8)
	copy(to.f32, r.f32)
	copy(to.values, r.values)
	if b.Labels != nil {
		b.Labels[at] = r.label
	}
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
