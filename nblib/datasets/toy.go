package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// ToyOption is a word for the toy data: [Noise], [Seed], [Groups].
type ToyOption interface{ toy(*toyConfig) }

// Noise is how far toy points stray from their pattern: the standard deviation of what is added to each coordinate (to the
// answer, for Sine and Linear).
type Noise float64

// Groups is the number of arms of [Spiral] or of centres of [Blobs], which is the number of classes. The default is 3.
type Groups int

type toyConfig struct {
	noise  float64
	seed   int64
	groups int
}

func (n Noise) toy(c *toyConfig)  { c.noise = float64(n) }
func (s Seed) toy(c *toyConfig)   { c.seed = int64(s) }
func (g Groups) toy(c *toyConfig) { c.groups = int(g) }

// XOR is n points around the four corners (±1, ±1) of a square, features [2], in 2 classes: 0 where both coordinates have
// the same sign, 1 where not. No straight line separates them. The default Noise is 0.2. As all toy sets it is seeded and
// has a Train part of 80 % and a Test part of 20 %, with the classes in the same proportion.
func XOR(n int, opts ...ToyOption) *Set {
	return toyClasses("XOR", n, 2, 0.2, opts, func(r *rand.Rand, class, _, k int, noise float64) (x, y float64) {
		x = float64(1 - 2*(k%2))
		y = x * float64(1-2*class)
		return x + noise*r.NormFloat64(), y + noise*r.NormFloat64()
	})
}

// Moons is n points on two half circles that reach into one another, features [2], 2 classes. The default Noise is 0.1.
// See [XOR] for the parts. scikit-learn: make_moons.
func Moons(n int, opts ...ToyOption) *Set {
	return toyClasses("Moons", n, 2, 0.1, opts, func(r *rand.Rand, class, _, _ int, noise float64) (x, y float64) {
		sin, cos := math.Sincos(math.Pi * r.Float64())
		x, y = cos, sin
		if class == 1 {
			x, y = 1-cos, 0.5-sin
		}
		return x + noise*r.NormFloat64(), y + noise*r.NormFloat64()
	})
}

// Circles is n points on two circles around the origin, the outer of radius 1 and the inner of radius 0.5, features [2],
// 2 classes. The default Noise is 0.05. See [XOR] for the parts. scikit-learn: make_circles.
func Circles(n int, opts ...ToyOption) *Set {
	return toyClasses("Circles", n, 2, 0.05, opts, func(r *rand.Rand, class, _, _ int, noise float64) (x, y float64) {
		sin, cos := math.Sincos(2 * math.Pi * r.Float64())
		radius := 1 - 0.5*float64(class)
		return radius*cos + noise*r.NormFloat64(), radius*sin + noise*r.NormFloat64()
	})
}

// Spiral is n points on three spiral arms (or as many as [Groups] says) that turn around the origin, features [2] within
// the unit circle, one class for each arm. The default Noise is 0.02. See [XOR] for the parts.
func Spiral(n int, opts ...ToyOption) *Set {
	return toyClasses("Spiral", n, 3, 0.02, opts, func(r *rand.Rand, class, classes, _ int, noise float64) (x, y float64) {
		radius := 0.05 + 0.95*r.Float64()
		sin, cos := math.Sincos(2*math.Pi*float64(class)/float64(classes) + 4*radius)
		return radius*cos + noise*r.NormFloat64(), radius*sin + noise*r.NormFloat64()
	})
}

// Blobs is n points around three centres (or as many as [Groups] says) that lie on the unit circle, features [2], one
// class for each centre. The default Noise is 0.25. See [XOR] for the parts. scikit-learn: make_blobs.
func Blobs(n int, opts ...ToyOption) *Set {
	return toyClasses("Blobs", n, 3, 0.25, opts, func(r *rand.Rand, class, classes, _ int, noise float64) (x, y float64) {
		sin, cos := math.Sincos(2 * math.Pi * float64(class) / float64(classes))
		return cos + noise*r.NormFloat64(), sin + noise*r.NormFloat64()
	})
}

// Sine is n points of y = sin(x) for x from -π to π: features [1], one value to predict. The default Noise is 0.1. Train is
// 80 % and Test 20 %.
func Sine(n int, opts ...ToyOption) *Set {
	return toyValues("Sine", n, 0.1, opts, func(r *rand.Rand) (x, y float64) {
		x = math.Pi * (2*r.Float64() - 1)
		return x, math.Sin(x)
	})
}

// Linear is n points of the line y = 2x + 1 for x from -1 to 1: features [1], one value to predict. The default Noise is
// 0.1. Train is 80 % and Test 20 %.
func Linear(n int, opts ...ToyOption) *Set {
	return toyValues("Linear", n, 0.1, opts, func(r *rand.Rand) (x, y float64) {
		x = 2*r.Float64() - 1
		return x, 2*x + 1
	})
}

// toyClasses makes a set of points in classes of the same size. point draws point k of a class.
func toyClasses(name string, n, classes int, noise float64, opts []ToyOption,
	point func(r *rand.Rand, class, classes, k int, noise float64) (x, y float64)) *Set {
	c := toyConfigOf(opts, noise, classes)
	target := Target{Kind: Classes, Width: c.groups}
	for i := range c.groups {
		target.Classes = append(target.Classes, fmt.Sprint(i))
	}
	return toySet(name, n, c, []int{2}, target, func(b *Batch) {
		r := randomAt(c.seed)
		for i := range n {
			class := i % c.groups
			x, y := point(r, class, c.groups, i/c.groups, c.noise)
			b.X.F32 = append(b.X.F32, float32(x), float32(y))
			b.Labels = append(b.Labels, int32(class))
		}
	})
}

// toyValues makes a set of points of a function.
func toyValues(name string, n int, noise float64, opts []ToyOption, point func(r *rand.Rand) (x, y float64)) *Set {
	c := toyConfigOf(opts, noise, 1)
	return toySet(name, n, c, []int{1}, Target{Kind: Values, Width: 1}, func(b *Batch) {
		r := randomAt(c.seed)
		for range n {
			x, y := point(r)
			b.X.F32 = append(b.X.F32, float32(x))
			b.Values = append(b.Values, float32(y+c.noise*r.NormFloat64()))
		}
	})
}

func toyConfigOf(opts []ToyOption, noise float64, groups int) toyConfig {
	c := toyConfig{noise: noise, groups: groups}
	for _, o := range opts {
		if o != nil {
			o.toy(&c)
		}
	}
	return c
}

// toySet splits what draw makes into Train and Test.
func toySet(name string, n int, c toyConfig, shape []int, target Target, draw func(b *Batch)) *Set {
	all := newPart(name, func() (*store, error) {
		if err := checkToy(name, n, c, target); err != nil {
			return nil, err
		}
		b := &Batch{Len: n, X: Array{Shape: append([]int{n}, shape...)}}
		draw(b)
		info := Info{Name: name, Len: n, Shape: shape, Target: target, Fingerprint: fingerprint("toy", name, n, c)}
		return arrayStore(info, func() (*Batch, error) { return b, nil }), nil
	})
	return splitPart(all, name, 0, 0.2, c.seed)
}

// maxToyPoints is far more than a toy needs, and still little memory.
const maxToyPoints = 10_000_000

func checkToy(name string, n int, c toyConfig, target Target) error {
	switch {
	case n < 10:
		return fmt.Errorf("datasets: %s: expected at least 10 points, got %d; ask for more", name, n)
	case n > maxToyPoints:
		return fmt.Errorf("datasets: %s: expected at most %d points, got %d; ask for fewer", name, maxToyPoints, n)
	case target.Kind == Classes && (c.groups < 2 || n < 5*c.groups):
		return fmt.Errorf("datasets: %s: expected at least 2 groups and 5 points for each, got %d groups and %d points; datasets.Spiral(600) is usual", name, c.groups, n)
	case target.Kind == Classes && c.groups != 2 && (name == "XOR" || name == "Moons" || name == "Circles"):
		return fmt.Errorf("datasets: %s: expected 2 groups, as it always has, got %d; use Spiral or Blobs for more", name, c.groups)
	case !(c.noise >= 0 && c.noise < 1e6):
		return fmt.Errorf("datasets: %s: expected a noise of 0 or more, got %v; 0 puts each point in its place", name, c.noise)
	}
	return nil
}
