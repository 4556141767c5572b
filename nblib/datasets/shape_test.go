package datasets

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func numberedSet(n int) *Set { return &Set{Train: numbered(n), Test: numbered(n / 2)} }

func TestTakeShuffleSplit(t *testing.T) {
	set := numberedSet(100)
	if a, b := set.Take(10).Train.Len(), set.Take(60).Test.Len(); a != 10 || b != 50 {
		t.Errorf("Take: %d and %d", a, b)
	}
	first, _ := order(t, set.Shuffle(1).Take(10).Train, 10, Order{})
	again, _ := order(t, set.Shuffle(1).Take(10).Train, 4, Order{})
	other, _ := order(t, set.Shuffle(2).Take(10).Train, 10, Order{})
	if !slices.Equal(first, again) || slices.Equal(first, other) || slices.Equal(first, rangeTo(10)) {
		t.Errorf("Shuffle: %v %v %v", first, again, other)
	}

	split := set.Split(0.1, 0.2, 7)
	train, _ := order(t, split.Train, 9, Order{})
	val, _ := order(t, split.Val, 9, Order{})
	if len(train) != 70 || len(val) != 10 || split.Test.Len() != 20+50 {
		t.Errorf("Split: %d, %d, %d", len(train), len(val), split.Test.Len())
	}
	odd := 0
	for _, n := range val {
		odd += n % 2
	}
	if odd != 5 {
		t.Errorf("Split: %d of 10 in val are odd", odd)
	}
	test, _ := order(t, split.Test, 100, Order{})
	together := slices.Concat(train, val, test[:20])
	slices.Sort(together)
	if !slices.Equal(together, rangeTo(100)) || !slices.Equal(test[20:], rangeTo(50)) {
		t.Errorf("Split lost or doubled examples: %v", together)
	}
	b, err := split.Test.Load()
	if err != nil || b.Len != 70 || b.X.F32[2*69] != 49 {
		t.Errorf("Load of a joined part: %v", err)
	}
}

// Split stays exact when classes are small and many.
func TestDivideManySmallClasses(t *testing.T) {
	classes := make([]int32, 0, 300)
	for i := range 300 {
		classes = append(classes, int32(i%150))
	}
	s := &store{info: Info{Len: 300, Target: Target{Kind: Classes, Width: 150}}, classes: classes}
	pieces, err := divide(s, 0.1, 0.2, 1)
	if err != nil || len(pieces[0]) != 210 || len(pieces[1]) != 30 || len(pieces[2]) != 60 {
		t.Errorf("got %d %d %d (%v)", len(pieces[0]), len(pieces[1]), len(pieces[2]), err)
	}
}

func TestMapAndFilter(t *testing.T) {
	double := func(e Example) (Example, error) {
		return Example{X: []float32{2 * e.X[0]}, Shape: []int{1}, Class: 1 - e.Class}, nil
	}
	set := numberedSet(20).Filter(func(e Example) bool { return e.X[0] >= 4 }, Named("from four", 1)).Map(double, Named("double", 1))
	b, err := set.Train.Load()
	if err != nil || b.Len != 16 || b.X.F32[0] != 8 || b.Labels[0] != 1 || !slices.Equal(b.X.Shape, []int{16, 1}) {
		t.Fatalf("got %+v (%v)", b, err)
	}
	info, _ := set.Train.Info()
	again, _ := numberedSet(20).Filter(func(e Example) bool { return e.X[0] >= 4 }, Named("from four", 1)).Map(double, Named("double", 2)).Train.Info()
	if info.Fingerprint == "" || info.Fingerprint == again.Fingerprint || info.Notes != nil {
		t.Errorf("fingerprints %q and %q, notes %v", info.Fingerprint, again.Fingerprint, info.Notes)
	}
	nameless, _ := numberedSet(20).Map(double).Take(3).Train.Info()
	if nameless.Fingerprint != "" || len(nameless.Notes) != 1 || !strings.Contains(nameless.Notes[0], "the function given to Map has no name") {
		t.Errorf("without a name: %q %v", nameless.Fingerprint, nameless.Notes)
	}
}

func TestMapBadResults(t *testing.T) {
	for want, change := range map[string]func(e Example) (Example, error){
		"example 3: expected the shape [2] of the first example, got [1]": func(e Example) (Example, error) {
			if e.Number == 3 {
				return Example{X: []float32{1}, Shape: []int{1}}, nil
			}
			return e, nil
		},
		"expected 2 numbers for the shape [2], got 1": func(e Example) (Example, error) { e.X = e.X[:1]; return e, nil },
		"expected a class from 0 to 1, got 5":         func(e Example) (Example, error) { e.Class = 5; return e, nil },
		"expected finite numbers, got NaN at place 1": func(e Example) (Example, error) { e.X[1] = float32(math.NaN()); return e, nil },
		"Map: example 0: out of paper":                func(e Example) (Example, error) { return e, errors.New("out of paper") },
	} {
		_, err := numberedSet(8).Map(change, Named("bad", 1)).Train.Load()
		wantSentence(t, err, want)
	}
	_, err := numberedSet(8).Filter(func(Example) bool { return false }).Train.Info()
	wantSentence(t, err, "Filter: expected at least one example to be kept, got none of 8")
}

func TestOneHotAndBinary(t *testing.T) {
	b, err := photos(4, 2, 2, 1).OneHot().Train.Load()
	if err != nil || b.Labels != nil || !reflect.DeepEqual(b.Values, []float32{1, 0, 0, 1, 1, 0, 0, 1}) {
		t.Errorf("OneHot: %+v (%v)", b, err)
	}
	set := photos(4, 2, 2, 1).Binary()
	for batch, err := range set.Train.Batches(3, Order{}) {
		if err != nil || !reflect.DeepEqual(batch.Values, []float32{0, 1, 0}) {
			t.Errorf("Binary: %+v (%v)", batch, err)
		}
		break
	}
	if info, _ := set.Train.Info(); info.Target.Kind != Binary || info.Target.Width != 1 || len(info.Target.Classes) != 2 {
		t.Errorf("Binary: %+v", info.Target)
	}
	_, err = Spiral(60).Binary().Train.Info()
	wantSentence(t, err, "expected two classes, got 3 outputs of kind Classes")
	_, err = Sine(60).OneHot().Train.Info()
	wantSentence(t, err, "expected class numbers as targets, got Values")
}

// momentsOf measures what a network would see.
func momentsOf(t *testing.T, p *Part, channels int) (mean, std []float64) {
	t.Helper()
	b, err := p.Load()
	if err != nil {
		t.Fatal(err)
	}
	mean, std = make([]float64, channels), make([]float64, channels)
	var numbers []float32
	for i := range b.Len {
		numbers = append(numbers, b.X.At(i)...)
	}
	for i, v := range numbers {
		mean[i%channels] += float64(v) / float64(len(numbers)/channels)
	}
	for i, v := range numbers {
		d := float64(v) - mean[i%channels]
		std[i%channels] += d * d / float64(len(numbers)/channels)
	}
	for c := range std {
		std[c] = math.Sqrt(std[c])
	}
	return mean, std
}

func TestNormalizeIsFittedOnTheTrainingPart(t *testing.T) {
	for name, set := range map[string]*Set{"grey": photos(50, 5, 5, 1), "colour": photos(50, 5, 5, 3), "table": Moons(100)} {
		info, _ := set.Train.Info()
		channels := info.Shape[len(info.Shape)-1]
		mean, std := momentsOf(t, set.Normalize().Train, channels)
		for c := range channels {
			if math.Abs(mean[c]) > 1e-4 || math.Abs(std[c]-1) > 1e-4 {
				t.Errorf("%s: mean %v, standard deviation %v", name, mean, std)
			}
		}
	}
	// The test part is moved by the training part's numbers, not by its own.
	set := &Set{Train: numbered(3), Test: numbered(2)}
	b, err := set.Normalize().Test.Load()
	if std := math.Sqrt(2.0 / 3); err != nil || !near(float64(b.X.F32[0]), -1/std) || !near(float64(b.X.F32[2]), 0) {
		t.Errorf("test part: %v (%v)", b.X.F32, err)
	}
	grey, _ := photos(50, 5, 5, 1).Normalize().Train.Load()
	if grey.X.U8 == nil {
		t.Error("grey bytes should stay bytes")
	}
	still := &Set{Train: newPart("still", func() (*store, error) {
		return &store{info: Info{Name: "still", Len: 3, Shape: []int{1}, Target: Target{Kind: Values, Width: 1}},
			read: func(_ int, r row, _ Order) error { r.f32[0] = 7; return nil }}, nil
	})}
	if b, err := still.Normalize().Train.Load(); err != nil || !reflect.DeepEqual(b.X.F32, []float32{0, 0, 0}) {
		t.Errorf("a feature that never varies: %v (%v)", b, err)
	}
}

func TestShapingBadInput(t *testing.T) {
	for _, c := range []struct {
		set  *Set
		want string
	}{
		{numberedSet(5).Take(0), "Take: expected at least 1 example, got 0"},
		{numberedSet(5).Prefetch(0), "Prefetch: expected at least 1 batch and at most 1000, got 0"},
		{numberedSet(5).Split(0.5, 0.5), "Split: expected shares of 0 or more"},
		{numberedSet(5).Split(-0.1, 0), "Split: expected shares of 0 or more"},
	} {
		_, err := c.set.Train.Info()
		wantSentence(t, err, c.want)
	}
}

func TestPrefetchChangesNothingButTheWait(t *testing.T) {
	got, _ := order(t, numberedSet(50).Prefetch(7).Train, 4, Order{})
	if !slices.Equal(got, rangeTo(50)) {
		t.Errorf("got %v", got)
	}
}

func TestDescribe(t *testing.T) {
	d := photos(10, 4, 4, 3).Describe()
	if d.Err != nil || len(d.Parts) != 2 || !slices.Equal(d.Parts[0].Counts, []int{5, 5}) {
		t.Fatalf("got %+v", d)
	}
	text := fmt.Sprint(d)
	for _, want := range []string{"train", "test", "[4 4 3]", "Classes × 2", "a      5      5     █"} {
		if !strings.Contains(text, want) {
			t.Errorf("the table lacks %q:\n%s", want, text)
		}
	}
	if text := Spiral(2).Describe().String(); !strings.Contains(text, "at least 10 points") {
		t.Errorf("the error is not shown: %s", text)
	}
}
