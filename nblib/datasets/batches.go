package datasets

import (
	"cmp"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"
)

// Batches goes once through the part in batches of size examples; the last may be smaller. Examples are read and decoded
// by all cores ahead of the loop, in an order that o alone decides, and memory stays flat: a few batches are alive at a
// time. After an error the sequence ends.
func (p *Part) Batches(size int, o Order) iter.Seq2[*Batch, error] {
	return func(yield func(*Batch, error) bool) {
		s, err := p.open()
		if err == nil && size < 1 {
			err = fmt.Errorf("datasets: %s: expected a batch size of at least 1, got %d; 32 is a usual one", p.name, size)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		plan(s, min(size, max(1, s.info.Len)), o)(yield)
	}
}

// plan chooses the way through the examples.
func plan(s *store, size int, o Order) iter.Seq2[*Batch, error] {
	produce := func(start func(*job) bool) { planNumbers(s, size, o, start) }
	if s.each != nil {
		produce = func(start func(*job) bool) { planStream(s, size, o, start) }
	}
	return func(yield func(*Batch, error) bool) {
		ahead(cmp.Or(s.ahead, aheadBatches), produce, yield)
	}
}

// planNumbers goes through examples that can be read in any order.
func planNumbers(s *store, size int, o Order, start func(*job) bool) {
	order := rangeTo(s.info.Len)
	if o.Shuffle {
		order = permutation(s.info.Len, o.Seed, o.Epoch)
	}
	for now := range slices.Chunk(order, size) {
		j := &job{batch: s.newBatch(len(now))}
		j.work = func(at int) error { return s.read(now[at], s.row(j.batch, at), o) }
		if !start(j) {
			return
		}
	}
}

// planStream goes through a stream. To shuffle, it keeps s.buffer examples and lets each new one take the place of one
// drawn from them.
func planStream(s *store, size int, o Order, start func(*job) bool) {
	next, goOn := s.newBatch(size), true
	next.Len = 0
	emit := func(r row) {
		s.row(next, next.Len).copy(r)
		if next.Len++; next.Len == size {
			goOn = start(&job{batch: next})
			next = s.newBatch(size)
			next.Len = 0
		}
	}
	var kept *Batch
	n, random := 0, randomAt(o.Seed, o.Epoch)
	if o.Shuffle {
		kept = s.newBatch(min(s.buffer, s.info.Len))
	}
	seen := 0
	s.each(o, func(r row, err error) bool {
		switch {
		case err != nil:
			goOn = false
			start(&job{err: err})
		case seen == s.info.Len:
			return false
		case kept == nil:
			emit(r)
		case n < kept.Len:
			s.row(kept, n).copy(r)
			n++
		default:
			place := s.row(kept, random.IntN(n))
			emit(place)
			place.copy(r)
		}
		seen++
		return goOn
	})
	if !goOn {
		return
	}
	if seen < s.info.Len {
		start(&job{err: s.shortStream(seen)})
		return
	}
	for _, at := range random.Perm(n) {
		if emit(s.row(kept, at)); !goOn {
			return
		}
	}
	if next.Len > 0 {
		start(&job{batch: next.cut()})
	}
}

// cut shortens a batch to its first Len examples.
func (b *Batch) cut() *Batch {
	full := b.X.Shape[0]
	shorten := func(f []float32) []float32 { return f[:len(f)/full*b.Len] }
	b.X.F32, b.Values, b.X.U8 = shorten(b.X.F32), shorten(b.Values), b.X.U8[:len(b.X.U8)/full*b.Len]
	b.X.Shape[0] = b.Len
	if b.Labels != nil {
		b.Labels = b.Labels[:b.Len]
	}
	return b
}

// job is a batch in the making.
type job struct {
	batch *Batch
	work  func(at int) error // makes example at; for all of them, in any order, by many goroutines; nil if there is no more to do
	err   error              // set instead where there is no batch
	done  sync.WaitGroup
	errs  []error // one for each share of the work
}

// divide makes ready for the work to be done in shares.
func (j *job) divide(workers int) *job {
	if j.work != nil {
		j.errs = make([]error, min(workers, j.batch.Len))
		j.done.Add(len(j.errs))
	}
	return j
}

// hand gives the shares to whoever takes tasks, and says false when stopped.
func (j *job) hand(tasks chan<- func(), stop <-chan struct{}) bool {
	for k := range j.errs {
		share := func() {
			defer j.done.Done()
			for at := k; at < j.batch.Len && j.errs[k] == nil; at += len(j.errs) {
				j.errs[k] = j.work(at)
			}
		}
		select {
		case <-stop:
			return false
		case tasks <- share:
		}
	}
	return true
}

// aheadBatches is how many batches are made before they are asked for, unless Prefetch says otherwise.
const aheadBatches = 2

// ahead runs produce, which starts jobs, and hands the finished batches to yield in the order of their start. All cores
// work on one batch at a time, so that the first is there soon. When the consumer stops, start returns false and ahead
// returns only after all its goroutines have ended.
func ahead(batches int, produce func(start func(*job) bool), yield func(*Batch, error) bool) {
	workers := runtime.GOMAXPROCS(0)
	stop := make(chan struct{})
	tasks := make(chan func())
	jobs := make(chan *job, batches)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for task := range tasks {
				task()
			}
		})
	}
	wg.Go(func() {
		defer close(jobs)
		defer close(tasks)
		produce(func(j *job) bool {
			select {
			case <-stop:
				return false
			case jobs <- j.divide(workers):
				return j.hand(tasks, stop)
			}
		})
	})
	defer wg.Wait()
	defer close(stop)
	for j := range jobs {
		j.done.Wait()
		if j.err == nil {
			j.err = firstError(j.errs)
		}
		if j.err != nil {
			yield(nil, j.err)
			return
		}
		if !yield(j.batch, nil) {
			return
		}
	}
}
