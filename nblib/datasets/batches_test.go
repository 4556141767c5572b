package datasets

import (
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"
)

// numbered is a part whose example i is [i i], class i%2.
func numbered(n int) *Part {
	return newPart("numbered", func() (*store, error) {
		info := Info{Name: "numbered", Len: n, Shape: []int{2}, Target: Target{Kind: Classes, Width: 2}, Fingerprint: "numbered"}
		return &store{info: info, read: func(i int, r row, _ Order) error {
			if i%3 == 0 {
				time.Sleep(time.Duration(i%7) * 10 * time.Microsecond) // so that workers finish out of order
			}
			r.f32[0], r.f32[1], *r.label = float32(i), float32(i), int32(i%2)
			return nil
		}}, nil
	})
}

// order lists the example numbers that Batches gives.
func order(t *testing.T, p *Part, size int, o Order) (all []int, sizes []int) {
	t.Helper()
	for b, err := range p.Batches(size, o) {
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, b.Len)
		for i := range b.Len {
			n := int(b.X.F32[2*i])
			if b.Labels[i] != int32(n%2) {
				t.Fatalf("example %d came with the label %d", n, b.Labels[i])
			}
			all = append(all, n)
		}
	}
	return all, sizes
}

func TestBatchesGoOnceThroughAll(t *testing.T) {
	p := numbered(103)
	all, sizes := order(t, p, 10, Order{})
	if !slices.Equal(all, rangeTo(103)) || len(sizes) != 11 || sizes[10] != 3 {
		t.Errorf("in order: got %v in batches of %v", all, sizes)
	}
	shuffled, _ := order(t, p, 10, Order{Shuffle: true, Seed: 5, Epoch: 2})
	again, _ := order(t, p, 32, Order{Shuffle: true, Seed: 5, Epoch: 2})
	next, _ := order(t, p, 10, Order{Shuffle: true, Seed: 5, Epoch: 3})
	if !slices.Equal(shuffled, again) || slices.Equal(shuffled, next) || slices.Equal(shuffled, rangeTo(103)) {
		t.Error("the order must be decided by seed and epoch alone")
	}
	slices.Sort(shuffled)
	if !slices.Equal(shuffled, rangeTo(103)) {
		t.Errorf("shuffled: some come twice or never: %v", shuffled)
	}
	if b, err := p.Load(); err != nil || b.Len != 103 || b.X.F32[2*77] != 77 {
		t.Errorf("load: %v", err)
	}
}

func TestBatchesStoppedEarlyLeavesNoGoroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		for range numbered(1000).Batches(7, Order{}) {
			break
		}
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("goroutines: %d before, %d after", before, after)
	}
}

func TestBatchesEndAfterAnError(t *testing.T) {
	p := newPart("broken", func() (*store, error) {
		info := Info{Name: "broken", Len: 50, Shape: []int{1}, Target: Target{Kind: Values, Width: 1}}
		return &store{info: info, read: func(i int, r row, _ Order) error {
			if i == 25 {
				return errTest
			}
			return nil
		}}, nil
	})
	good, bad := 0, 0
	for _, err := range p.Batches(10, Order{}) {
		if err != nil {
			bad++
		} else {
			good++
		}
	}
	if good != 2 || bad != 1 {
		t.Errorf("got %d batches and %d errors, want 2 and 1", good, bad)
	}
	if _, err := p.Load(); err != errTest {
		t.Errorf("Load: got %v", err)
	}
	for _, err := range p.Batches(0, Order{}) {
		wantSentence(t, err, "batch size of at least 1, got 0")
	}
}

type testError string

func (e testError) Error() string { return string(e) }

const errTest = testError("datasets: broken: example 25")

func TestExamplesAndSubset(t *testing.T) {
	b, err := numbered(10).Subset("some", []int{7, 3, 9}).Examples(2, 0)
	if err != nil || !reflect.DeepEqual(b.X.F32, []float32{9, 9, 7, 7}) || !reflect.DeepEqual(b.Labels, []int32{1, 1}) {
		t.Errorf("got %v %v", b, err)
	}
	_, err = numbered(10).Examples(10)
	wantSentence(t, err, "from 0 to 9, got 10")
	_, err = numbered(10).Subset("some", []int{-1}).Info()
	wantSentence(t, err, "from 0 to 9, got -1")
}

func TestArrayAtGivesNumbers(t *testing.T) {
	a := Array{Shape: []int{2, 2}, U8: []uint8{0, 255, 51, 102}, Scale: 1.0 / 255, Offset: 1}
	if got := a.At(1); !near(float64(got[0]), 1.2) || !near(float64(got[1]), 1.4) {
		t.Errorf("got %v", got)
	}
	f := Array{Shape: []int{2, 2}, F32: []float32{1, 2, 3, 4}}
	f.At(1)[0] = 9 // a copy
	if !reflect.DeepEqual(f.At(1), []float32{3, 4}) {
		t.Errorf("got %v", f.At(1))
	}
}
