package datasets

import (
	"math"
	"strings"
	"testing"
)

func TestNilAndZeroParts(t *testing.T) {
	var set *Set
	train, val, test := set.Take(3).Parts()
	for _, p := range []*Part{train, val, test} {
		if _, err := p.Info(); err != nil || p.Len() != 0 {
			t.Errorf("a part of no set: %d examples, %v", p.Len(), err)
		}
	}
	if text := set.Describe().String(); !strings.HasPrefix(text, "part") {
		t.Errorf("no set: %q", text)
	}
	for _, p := range []*Part{nil, {}, Slices([]int{1, 2}, []int{0, 1}).Test} {
		for range 2 {
			_, err := p.Info()
			wantSentence(t, err, "expected a part of a set, got nil")
			_, err = p.Load()
			wantSentence(t, err, "expected a part of a set, got nil")
			_, err = p.Examples(0)
			wantSentence(t, err, "expected a part of a set, got nil")
			_, err = p.Subset("some", []int{0}).Info()
			wantSentence(t, err, "expected a part of a set, got nil")
		}
		for _, err := range p.Batches(1, Order{}) {
			wantSentence(t, err, "expected a part of a set, got nil")
		}
		if p.Len() != 0 || p.InMemory() || p.Augmented() {
			t.Error("nil has examples")
		}
	}
	var photos *Photos
	_, err := photos.Part("x.png").Info()
	wantSentence(t, err, "expected how they are prepared, got nil")
}

func TestNilOptionsAreLeftOut(t *testing.T) {
	if n := Blobs(20, nil).Train.Len(); n != 16 {
		t.Errorf("Blobs: %d", n)
	}
	if n := Slices([]int{1, 2}, []int{0, 1}, nil).Train.Len(); n != 2 {
		t.Errorf("Slices: %d", n)
	}
	_, err := ImageFolder("nowhere", nil).Train.Info()
	wantSentence(t, err, "no such file")
	if p := PhotosAs(nil, Resize(2, 2)); p.Height != 2 {
		t.Errorf("PhotosAs: %v", p)
	}
}

func TestFunctionsThatAreNilOrPanic(t *testing.T) {
	var nothing map[int]int
	panics := func(Example) bool { nothing[1] = 2; return true }
	later := func(e Example) (Example, error) {
		if e.Number == 3 {
			panic("boo")
		}
		return e, nil
	}
	runs := 0
	stream := func(from int) func(yield func(float32, int) bool) {
		return func(yield func(float32, int) bool) {
			runs++
			for i := 0; i < 20 && yield(float32(i), i%2); i++ {
				if runs >= from && i == 10 {
					panic("boo")
				}
			}
		}
	}
	for _, c := range []struct {
		set  *Set
		want string
	}{
		{numberedSet(9).Filter(nil), "Filter: expected a function, got nil"},
		{numberedSet(9).Map(nil), "Map: expected a function, got nil"},
		{numberedSet(9).Filter(panics), "got a panic at badinput_test.go:"},
		{numberedSet(9).Map(later), "Map: example 3: expected it to return, got a panic at badinput_test.go:"},
		{numberedSet(9).Map(func(Example) (Example, error) { return Example{}, nil }), "Map: expected an example with a Shape of at least one number"},
		{Stream[float32, int](nil, Streaming{}), "expected a sequence of examples, got nil"},
		{Stream(stream(1), Streaming{}), "stream: the sequence: expected it to return, got a panic at badinput_test.go:"},
		{Stream(stream(2), Streaming{}), "stream: the sequence: expected it to return, got a panic at badinput_test.go:"},
		{Stream(counting(9), Streaming{Shape: []int{-1, -1}}), "expected a Shape of positive sizes, got [-1 -1]"},
		{Slices([][]float32{{}, {}}, []int{0, 1}), "example 0: expected numbers, got an empty []float32"},
		{Stream(counting(9), Streaming{Len: 1 << 50}), "expected a Len of at most 4294967296 examples"},
		{numberedSet(9).Prefetch(math.MaxInt), "Prefetch: expected at least 1 batch and at most 1000"},
		{Blobs(1 << 40), "expected at most 10000000 points"},
	} {
		runs = 0
		_, err := c.set.Train.Load()
		wantSentence(t, err, c.want)
	}
}

func TestBatchesOfAnySize(t *testing.T) {
	for _, set := range []*Set{numberedSet(9), Stream(counting(9), Streaming{})} {
		for b, err := range set.Train.Batches(math.MaxInt, Order{Shuffle: true}) {
			if err != nil || b.Len != set.Train.Len() {
				t.Errorf("got %v, %v", b, err)
			}
		}
	}
}

func TestCSVOfUnreadableCells(t *testing.T) {
	_, err := CSV(table(t, "x,y\n"), Table{}).Train.Info()
	wantSentence(t, err, "expected at least 2 rows, got 0")
	_, err = CSV(table(t, "x,y\n1,a\n2,b\n3,a\n"+strings.Repeat("z", 1<<20)+",b\n"), Table{}).Train.Info()
	wantSentence(t, err, `got "zzzz`)
	if len(err.Error()) > 250 {
		t.Errorf("a message of %d bytes", len(err.Error()))
	}
}
