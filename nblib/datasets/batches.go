package datasets

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
)

// Batches goes once through the part in batches of size examples; the last may be smaller. Examples are read and decoded
// by all cores ahead of the loop, in an order that o alone decides, and memory stays flat: a few batches are alive at a
// time. After an error the sequence ends.
func (p *Part) Batches(size int, o Order) iter.Seq2[*Batch, error] {
	return func(yield func(*Batch, error) bool) {
		s, err := p.open()
		if err == nil && size < 1 {
			err = fmt.Errorf("datasets: %s: expected a batch size of at least 1, got %d", p.name, size)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		plan(s, size, o)(yield)
	}
}

// plan chooses the way through the examples.
func plan(s *store, size int, o Order) iter.Seq2[*Batch, error] {
	return func(yield func(*Batch, error) bool) {
		ahead(func(start func(*job) bool) {
			order := rangeTo(s.info.Len)
			if o.Shuffle {
				order = permutation(s.info.Len, o.Seed, o.Epoch)
			}
			for len(order) > 0 {
				now := order[:min(size, len(order))]
				order = order[len(now):]
				j := &job{batch: s.newBatch(len(now))}
				j.work = func(at int) error { return s.readInto(j.batch, at, now[at]) }
				if !start(j) {
					return
				}
			}
		}, yield)
	}
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

// aheadBatches is how many batches are made before they are asked for.
const aheadBatches = 2

// ahead runs produce, which starts jobs, and hands the finished batches to yield in the order of their start. All cores
// work on one batch at a time, so that the first is there soon. When the consumer stops, start returns false and ahead
// returns only after all its goroutines have ended.
func ahead(produce func(start func(*job) bool), yield func(*Batch, error) bool) {
	workers := runtime.GOMAXPROCS(0)
	stop := make(chan struct{})
	tasks := make(chan func())
	jobs := make(chan *job, aheadBatches)
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
