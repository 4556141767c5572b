package datasets

import (
	"math"
	"reflect"
	"testing"
)

func toySets(n int, opts ...ToyOption) map[string]*Set {
	return map[string]*Set{"XOR": XOR(n, opts...), "Moons": Moons(n, opts...), "Circles": Circles(n, opts...), "Spiral": Spiral(n, opts...),
		"Blobs": Blobs(n, opts...), "Sine": Sine(n, opts...), "Linear": Linear(n, opts...)}
}

func TestToyPartsAreStratifiedAndSeeded(t *testing.T) {
	again, other := toySets(300), toySets(300, Seed(1))
	for name, set := range toySets(300) {
		train, err := set.Train.Load()
		if err != nil {
			t.Fatal(err)
		}
		if train.Len != 240 || set.Test.Len() != 60 || set.Val.Len() != 0 {
			t.Errorf("%s: got parts of %d, %d, %d", name, train.Len, set.Val.Len(), set.Test.Len())
		}
		if train.Labels != nil {
			info, _ := set.Train.Info()
			count := make([]int, info.Target.Width)
			for _, l := range train.Labels {
				count[l]++
			}
			for _, c := range count {
				if c != 240/len(count) {
					t.Errorf("%s: classes of %v", name, count)
				}
			}
		}
		same, _ := again[name].Train.Load()
		if !reflect.DeepEqual(train, same) {
			t.Errorf("%s: the same seed gave other points", name)
		}
		differs, _ := other[name].Train.Load()
		if reflect.DeepEqual(train.X, differs.X) {
			t.Errorf("%s: another seed gave the same points", name)
		}
		a, _ := set.Train.Info()
		b, _ := again[name].Train.Info()
		c, _ := other[name].Train.Info()
		d, _ := set.Test.Info()
		if a.Fingerprint == "" || a.Fingerprint != b.Fingerprint || a.Fingerprint == c.Fingerprint || a.Fingerprint == d.Fingerprint {
			t.Errorf("%s: fingerprints %s %s %s %s", name, a.Fingerprint, b.Fingerprint, c.Fingerprint, d.Fingerprint)
		}
	}
}

// Without noise every point lies exactly where the documentation says.
func TestToyShapesWithoutNoise(t *testing.T) {
	for name, holds := range map[string]func(x []float32, label int32, y float32) bool{
		"XOR": func(x []float32, l int32, _ float32) bool {
			return math.Abs(float64(x[0])) == 1 && (x[0] == x[1]) == (l == 0)
		},
		"Circles": func(x []float32, l int32, _ float32) bool {
			return near(math.Hypot(float64(x[0]), float64(x[1])), 1-0.5*float64(l))
		},
		"Moons": func(x []float32, l int32, _ float32) bool {
			if l == 0 {
				return near(math.Hypot(float64(x[0]), float64(x[1])), 1) && x[1] >= 0
			}
			return near(math.Hypot(float64(x[0])-1, float64(x[1])-0.5), 1) && x[1] <= 0.5
		},
		"Spiral": func(x []float32, l int32, _ float32) bool {
			r := math.Hypot(float64(x[0]), float64(x[1]))
			turn := math.Atan2(float64(x[1]), float64(x[0])) - 4*r - 2*math.Pi*float64(l)/3
			return r <= 1 && math.Abs(math.Remainder(turn, 2*math.Pi)) < 1e-4
		},
		"Blobs":  func(x []float32, _ int32, _ float32) bool { return near(math.Hypot(float64(x[0]), float64(x[1])), 1) },
		"Sine":   func(x []float32, _ int32, y float32) bool { return near(math.Sin(float64(x[0])), float64(y)) },
		"Linear": func(x []float32, _ int32, y float32) bool { return near(2*float64(x[0])+1, float64(y)) },
	} {
		b, err := toySets(90, Noise(0))[name].Train.Load()
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Len {
			var label int32
			var y float32
			if b.Labels != nil {
				label = b.Labels[i]
			} else {
				y = b.Values[i]
			}
			if x := b.X.At(i); !holds(x, label, y) {
				t.Errorf("%s: point %v of class %d or value %v is off its pattern", name, x, label, y)
				break
			}
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-5 }

func TestToyBadInput(t *testing.T) {
	for _, c := range []struct {
		set  *Set
		want string
	}{
		{Spiral(3), "at least 10 points, got 3"},
		{Moons(100, Groups(3)), "expected 2 groups"},
		{Blobs(100, Groups(1)), "at least 2 groups"},
		{Sine(100, Noise(-1)), "noise of 0 or more, got -1"},
		{Sine(100, Noise(math.NaN())), "noise of 0 or more, got NaN"},
	} {
		_, err := c.set.Train.Info()
		wantSentence(t, err, c.want)
	}
}
