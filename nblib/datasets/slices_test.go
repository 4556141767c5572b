package datasets

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"reflect"
	"slices"
	"testing"
)

func TestSlices(t *testing.T) {
	type kind string
	for _, c := range []struct {
		name   string
		set    *Set
		shape  []int
		target Target
		want   []float32
	}{
		{"numbers and words", Slices([]int{5, 6, 7}, []kind{"b", "a", "b"}), []int{1}, Target{Classes, 2, []string{"a", "b"}}, []float32{5, 6, 7}},
		{"rows and classes", Slices([][]float64{{1, 2}, {3, 4}}, []int8{0, 1}), []int{2}, Target{Classes, 2, []string{"0", "1"}}, []float32{1, 2, 3, 4}},
		{"arrays and floats", Slices([][2][1]uint8{{{1}, {2}}, {{3}, {4}}}, []float32{0.5, 1}), []int{2, 1}, Target{Values, 1, nil}, []float32{1, 2, 3, 4}},
		{"float32 and pairs", Slices([][]float32{{1}, {2}}, [][]float64{{1, 2}, {3, 4}}), []int{1}, Target{Values, 2, nil}, []float32{1, 2}},
		{"bools", Slices([]float32{1, 2}, []bool{true, false}), []int{1}, Target{Classes, 2, []string{"false", "true"}}, []float32{1, 2}},
		{"names", Slices([]float32{1, 2}, []string{"z", "a"}, ClassNames("z", "a", "q")), []int{1}, Target{Classes, 3, []string{"z", "a", "q"}}, []float32{1, 2}},
		{"values", Slices([]float32{1, 2}, []int{3, 9}, AsValues), []int{1}, Target{Values, 1, nil}, []float32{1, 2}},
	} {
		info, err := c.set.Train.Info()
		if err != nil || !slices.Equal(info.Shape, c.shape) || !reflect.DeepEqual(info.Target, c.target) || info.Fingerprint == "" {
			t.Errorf("%s: got %+v (%v)", c.name, info, err)
			continue
		}
		if b, err := c.set.Train.Load(); err != nil || !slices.Equal(b.X.F32, c.want) {
			t.Errorf("%s: got %v (%v)", c.name, b, err)
		}
	}
	b, _ := Slices([]int{5, 6, 7}, []kind{"b", "a", "b"}).Train.Load()
	if !slices.Equal(b.Labels, []int32{1, 0, 1}) {
		t.Errorf("labels %v", b.Labels)
	}
	pairs, _ := Slices([]int{1, 2}, [][]float64{{1, 2}, {3, 4}}).Train.Load()
	if !slices.Equal(pairs.Values, []float32{1, 2, 3, 4}) {
		t.Errorf("values %v", pairs.Values)
	}
}

func TestSlicesOfImages(t *testing.T) {
	im := image.NewRGBA(image.Rect(0, 0, 3, 2))
	im.Set(2, 1, color.RGBA{10, 20, 30, 255})
	b, err := Slices([]image.Image{im, im}, []int{0, 1}).Train.Load()
	if err != nil || !slices.Equal(b.X.Shape, []int{2, 2, 3, 3}) || !slices.Equal(b.X.U8[15:18], []uint8{10, 20, 30}) || b.X.Scale != float32(1.0/255) {
		t.Errorf("got %+v (%v)", b, err)
	}
}

func TestSlicesBadInput(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		set  *Set
		want string
	}{
		{Slices([]int{1, 2}, []int{1}), "as many answers as examples and at least one, got 2 examples and 1 answers"},
		{Slices([]int{}, []int{}), "at least one, got 0 examples"},
		{Slices([][]float32{{1}, {1, 2}}, []int{0, 1}), "example 1: expected the shape [1], as the first example has, got [2]"},
		{Slices([][][]int{{{1}, {2, 3}}, {{1}, {2}}}, []int{0, 1}), "expected slices of the same length, 1, got one of 2"},
		{Slices([]float64{1, nan}, []int{0, 1}), "example 1: expected finite numbers, got NaN"},
		{Slices([]float64{1, 2}, []float64{0, nan}), "answer 1: expected finite values, got NaN"},
		{Slices([]string{"a", "b"}, []int{0, 1}), "expected numbers or an image, got string"},
		{Slices([]int{1, 2}, []int{0, -1}), "expected a class from 0"},
		{Slices([]int{1, 2}, []string{"a", "a"}), "expected at least 2 classes, got 1 class (a)"},
		{Slices([]int{1, 2}, []string{"a", "b"}, ClassNames("a", "c")), `expected one of the classes a, c, got "b"`},
		{Slices([]int{1, 2}, [][]float32{{1}, {1, 2}}), "answer 1: expected 1 values, as in the first answer, got 2"},
		{Slices([]any{1, nil}, []int{0, 1}), "example 1: expected numbers or an image, got nil"},
	} {
		_, err := c.set.Train.Load()
		wantSentence(t, err, c.want)
	}
}

// counting gives n rows [i, i] of class i%2.
func counting(n int) func(yield func([]float32, int) bool) {
	return func(yield func([]float32, int) bool) {
		for i := range n {
			if !yield([]float32{float32(i), float32(i)}, i%2) {
				return
			}
		}
	}
}

func TestStream(t *testing.T) {
	set := Stream(counting(1000), Streaming{Name: "counting", Version: 1, Buffer: 50, Val: 0.2, Test: 0.1})
	var together []int
	for _, p := range []*Part{set.Train, set.Val, set.Test} {
		all, _ := order(t, p, 7, Order{})
		if !slices.IsSorted(all) || len(all) != p.Len() || p.InMemory() {
			t.Errorf("%s: %d examples of %d", p.name, len(all), p.Len())
		}
		together = append(together, all...)
	}
	slices.Sort(together)
	if !slices.Equal(together, rangeTo(1000)) {
		t.Error("some examples are in two parts or in none")
	}
	if n := set.Val.Len(); n < 150 || n > 250 {
		t.Errorf("val has %d of 1000, want about 200", n)
	}

	plain, _ := order(t, set.Train, 7, Order{})
	one, _ := order(t, set.Train, 7, Order{Shuffle: true, Seed: 1})
	same, _ := order(t, set.Train, 32, Order{Shuffle: true, Seed: 1})
	two, _ := order(t, set.Train, 7, Order{Shuffle: true, Seed: 1, Epoch: 1})
	if slices.Equal(one, plain) || !slices.Equal(one, same) || slices.Equal(one, two) {
		t.Error("the shuffle buffer must be decided by seed and epoch alone")
	}
	slices.Sort(one)
	if !slices.Equal(one, plain) {
		t.Error("shuffling lost or doubled examples")
	}
	info, _ := set.Train.Info()
	if info.Fingerprint == "" || info.Target.Width != 2 {
		t.Errorf("got %+v", info)
	}
	if nameless, _ := Stream(counting(50), Streaming{}).Train.Info(); nameless.Fingerprint != "" || len(nameless.Notes) != 1 {
		t.Errorf("without a name: %+v", nameless)
	}
}

func TestStreamIsShaped(t *testing.T) {
	base := Stream(counting(500), Streaming{Name: "counting", Version: 1})
	double := func(e Example) (Example, error) { e.X = []float32{2 * e.X[0], 2 * e.X[1]}; return e, nil }
	set := base.Filter(func(e Example) bool { return e.X[0] >= 100 }, Named("from 100", 1)).Map(double, Named("double", 1)).OneHot().Take(150)
	before, _ := order(t, base.Train, 500, Order{})
	before = slices.DeleteFunc(before, func(n int) bool { return n < 100 })[:150]
	k := 0
	for b, err := range set.Train.Batches(20, Order{}) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Len {
			if b.X.F32[2*i] != float32(2*before[k]) || b.Values[2*i+before[k]%2] != 1 {
				t.Fatalf("example %d: %v %v", k, b.X.At(i), b.Values[2*i:2*i+2])
			}
			k++
		}
	}
	if k != 150 {
		t.Errorf("got %d examples", k)
	}
	if b, err := set.Train.Load(); err != nil || b.Len != 150 {
		t.Errorf("Load: %v", err)
	}
	if b, err := set.Train.Examples(149, 0, 0); err != nil || b.X.F32[0] != float32(2*before[149]) || b.X.F32[4] != float32(2*before[0]) {
		t.Errorf("Examples: %v", err)
	}
	mean, std := momentsOf(t, base.Normalize().Train, 2)
	if math.Abs(mean[0]) > 1e-4 || math.Abs(std[1]-1) > 1e-4 {
		t.Errorf("Normalize: %v %v", mean, std)
	}
	_, err := base.Split(0.1, 0.1).Train.Info()
	wantSentence(t, err, "Split: expected data that can be read in any order, got a stream")
}

func TestStreamBadInput(t *testing.T) {
	runs := 0
	once := func(yield func(float32, float32) bool) {
		if runs++; runs == 1 {
			for i := range 100 {
				if !yield(float32(i), 0) {
					return
				}
			}
		}
	}
	_, err := Stream(once, Streaming{}).Train.Load()
	wantSentence(t, err, "got 0; give it a sequence that can be run again")
	_, err = Stream(counting(0), Streaming{}).Train.Info()
	wantSentence(t, err, "expected at least one example, got an empty sequence")
	_, err = Stream(counting(9), Streaming{Val: -1}).Train.Info()
	wantSentence(t, err, "got 0, 0, -1, 0")
	failing := func(yield func(Example, error) bool) {
		for i := range 30 {
			e := Example{X: []float32{float32(i)}, Shape: []int{1}, Class: i % 2}
			var err error
			if i == 20 {
				err = errors.New("the disk is gone")
			}
			if !yield(e, err) {
				return
			}
		}
	}
	_, err = Stream(failing, Streaming{}).Train.Info()
	wantSentence(t, err, "example 20: the disk is gone")
	_, err = Stream(failing, Streaming{Len: 30, Classes: []string{"a", "b"}, Val: 0.01}).Train.Load()
	wantSentence(t, err, "example 20: the disk is gone")
	late := func(yield func([]float32, string) bool) {
		for i := range 40 {
			x := []float32{1}
			if i == 30 {
				x = []float32{1, float32(math.Inf(1))}
			}
			if !yield(x, fmt.Sprint(i%2)) {
				return
			}
		}
	}
	_, err = Stream(late, Streaming{Val: 0.01}).Train.Load()
	wantSentence(t, err, "example 30: expected the shape [1], as the first example has, got [2]")
	_, err = Stream(counting(40), Streaming{Len: 40, Classes: []string{"only"}, Val: 0.01}).Train.Info()
	wantSentence(t, err, "expected at least 2 classes")
}
