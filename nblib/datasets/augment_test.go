package datasets

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// photos is a set of n random byte images of shape [h w c], class i%2, in Train and in Test.
func photos(n, h, w, c int) *Set {
	part := func(name string) *Part {
		return newPart(name, func() (*store, error) {
			info := Info{Name: name, Len: n, Shape: []int{h, w, c}, Target: Target{Kind: Classes, Width: 2, Classes: []string{"a", "b"}}, Fingerprint: name}
			s := arrayStore(info, func() (*Batch, error) {
				b := &Batch{Len: n, X: Array{Shape: []int{n, h, w, c}, U8: make([]uint8, n*h*w*c), Scale: 1.0 / 255}}
				r := randomAt(3)
				for i := range b.X.U8 {
					b.X.U8[i] = uint8(r.IntN(256))
				}
				for i := range n {
					b.Labels = append(b.Labels, int32(i%2))
				}
				return b, nil
			})
			s.u8, s.scale = true, 1.0/255
			return s, nil
		})
	}
	return &Set{Train: part("train"), Test: part("test")}
}

// all reads a part through Batches into one batch of bytes.
func all(t *testing.T, p *Part, size int, o Order) (pixels []uint8, values []float32) {
	t.Helper()
	for b, err := range p.Batches(size, o) {
		if err != nil {
			t.Fatal(err)
		}
		pixels = append(pixels, b.X.U8...)
		values = append(values, b.Values...)
	}
	return pixels, values
}

var everyAugmentation = []Augmentation{Flip, FlipVertical, PadCrop(2), Rotate(20), Zoom(0.2), Shift(0.2), Brightness(0.3), Contrast(0.4), Cutout(3), Mixup(0.4)}

func TestAugmentationDependsOnSeedEpochAndExampleAlone(t *testing.T) {
	for _, a := range everyAugmentation {
		set := photos(20, 8, 6, 3).Augment(a)
		o := Order{Augment: true, Seed: 4, Epoch: 1}
		one, oneValues := all(t, set.Train, 20, o)
		two, twoValues := all(t, set.Train, 3, o)
		if !slices.Equal(one, two) || !slices.Equal(oneValues, twoValues) {
			t.Errorf("%v: the batch size changed the result", a)
		}
		o.Epoch = 2
		if next, _ := all(t, set.Train, 20, o); slices.Equal(one, next) {
			t.Errorf("%v: the same in two epochs", a)
		}
		plain, _ := all(t, photos(20, 8, 6, 3).Train, 20, Order{})
		if calm, _ := all(t, set.Train, 20, Order{}); !slices.Equal(calm, plain) {
			t.Errorf("%v: changed the images without Order.Augment", a)
		}
		if test, _ := all(t, set.Test, 20, o); !slices.Equal(test, plain) {
			t.Errorf("%v: changed the test part", a)
		}
		if whole, err := set.Train.Load(); err != nil || !slices.Equal(whole.X.U8, plain) {
			t.Errorf("%v: Load gave changed images (%v)", a, err)
		}
		if !set.Train.Augmented() || set.Test.Augmented() {
			t.Errorf("%v: Augmented says %v for train and %v for test", a, set.Train.Augmented(), set.Test.Augmented())
		}
		before, _ := photos(20, 8, 6, 3).Train.Info()
		after, _ := set.Train.Info()
		if after.Fingerprint == before.Fingerprint || after.Fingerprint == "" {
			t.Errorf("%v: fingerprint %q", a, after.Fingerprint)
		}
	}
}

func numberPicture(h, w, c int) picture {
	p := picture{height: h, width: w, channels: c, full: 255}
	for i := range h * w * c {
		p.pix = append(p.pix, float32(i))
	}
	return p
}

func blank(like picture) picture {
	like.pix = make([]float32, len(like.pix))
	return like
}

func TestFlipIsTheImageOrItsMirror(t *testing.T) {
	from := picture{height: 2, width: 3, channels: 1, pix: []float32{1, 2, 3, 4, 5, 6}}
	for _, c := range []struct {
		a    Augmentation
		want []float32
	}{{Flip, []float32{3, 2, 1, 6, 5, 4}}, {FlipVertical, []float32{4, 5, 6, 1, 2, 3}}} {
		count := map[bool]int{}
		for i := range 200 {
			to := blank(from)
			c.a.apply(randomAt(1, i), from, to)
			turned := slices.Equal(to.pix, c.want)
			if !turned && !slices.Equal(to.pix, from.pix) {
				t.Fatalf("%v: got %v", c.a, to.pix)
			}
			count[turned]++
		}
		if count[true] < 70 || count[false] < 70 {
			t.Errorf("%v: turned %d of 200", c.a, count[true])
		}
	}
}

func TestWarp(t *testing.T) {
	from := numberPicture(3, 3, 2)
	quarter, same := blank(from), blank(from)
	warp(from, quarter, affine{yy: 0, yx: 1, xy: -1, xx: 0})
	warp(from, same, affine{yy: 1, xx: 1})
	if !slices.Equal(same.pix, from.pix) {
		t.Errorf("identity: %v", same.pix)
	}
	for y := range 3 {
		for x := range 3 {
			if !slices.Equal(quarter.at(y, x), from.at(x, 2-y)) {
				t.Fatalf("quarter turn: %v", quarter.pix)
			}
		}
	}
	half := blank(from)
	warp(from, half, affine{yy: 1, xx: 1, dx: 0.5})
	if got, want := half.at(1, 0)[0], (from.at(1, 0)[0]+from.at(1, 1)[0])/2; got != want {
		t.Errorf("half a pixel: got %v, want %v", got, want)
	}
	if got, want := half.at(1, 2)[0], from.at(1, 2)[0]; got != want {
		t.Errorf("at the edge, mirrored: got %v, want %v", got, want)
	}
}

// Each word stays within the amount it is given.
func TestAugmentationAmounts(t *testing.T) {
	grey := numberPicture(9, 9, 1)
	for i := range grey.pix {
		grey.pix[i] = 100
	}
	for i := range 100 {
		r := randomAt(8, i)
		bright := blank(grey)
		Brightness(0.2).apply(r, grey, bright)
		if d := math.Abs(float64(bright.pix[0] - 100)); d > 51 || bright.pix[0] != bright.pix[80] {
			t.Fatalf("Brightness(0.2) moved by %v", d)
		}
		for _, a := range []Augmentation{Rotate(90), Zoom(0.5), Shift(0.9), Contrast(1)} {
			to := blank(grey)
			a.apply(r, grey, to)
			if slices.IndexFunc(to.pix, func(f float32) bool { return math.Abs(float64(f-100)) > 1e-3 }) >= 0 {
				t.Fatalf("%v changed an even grey: %v", a, to.pix)
			}
		}
		cut := blank(grey)
		Cutout(4).apply(r, grey, cut)
		black := 0
		for _, f := range cut.pix {
			if f == 0 {
				black++
			}
		}
		if black < 4 || black > 16 {
			t.Fatalf("Cutout(4) blackened %d pixels", black)
		}
	}
	from, to := numberPicture(4, 4, 1), blank(numberPicture(4, 4, 1))
	Contrast(0.5).apply(randomAt(2), from, to)
	ratio := (to.pix[15] - to.pix[0]) / 15
	if ratio < 0.5 || ratio > 1.5 || ratio == 1 {
		t.Errorf("Contrast(0.5) stretched by %v", ratio)
	}
}

func TestRandomCropIsTheMiddleOutsideTraining(t *testing.T) {
	set := photos(6, 8, 8, 1).Augment(RandomCrop(4), Flip)
	plain, _ := all(t, photos(6, 8, 8, 1).Train, 6, Order{})
	for _, p := range []*Part{set.Train, set.Test} {
		info, err := p.Info()
		if err != nil || !slices.Equal(info.Shape, []int{4, 4, 1}) {
			t.Fatalf("got the shape %v (%v)", info.Shape, err)
		}
		b, err := p.Load()
		if err != nil || b.X.U8[0] != plain[2*8+2] || b.X.U8[15] != plain[5*8+5] {
			t.Errorf("not the middle: %v (%v)", b.X.U8[:16], err)
		}
	}
	trained, _ := all(t, set.Train, 6, Order{Augment: true, Seed: 1})
	calm, _ := all(t, set.Train, 6, Order{})
	if slices.Equal(trained, calm) {
		t.Error("training sees the middle only")
	}
}

func TestMixupBlendsPixelsAndTargetsAlike(t *testing.T) {
	set := photos(30, 4, 4, 1).Augment(Mixup(0.4))
	info, _ := set.Test.Info()
	if info.Target.Kind != OneHot || info.Target.Width != 2 {
		t.Errorf("test target %+v", info.Target)
	}
	_, values := all(t, set.Train, 7, Order{Augment: true})
	blended := 0
	for i := 0; i < len(values); i += 2 {
		if !near(float64(values[i]+values[i+1]), 1) || values[i] < 0 {
			t.Fatalf("shares %v", values[i:i+2])
		}
		if values[i] > 0.001 && values[i] < 0.999 {
			blended++
		}
	}
	if blended < 3 {
		t.Errorf("only %d of 30 are blends of two classes", blended)
	}
}

// Beta(a, a) has mean 1/2 and variance 1/(4(2a+1)).
func TestBeta(t *testing.T) {
	for _, a := range []float64{0.2, 1} {
		r, sum, squares, n := rand.New(rand.NewPCG(1, 2)), 0.0, 0.0, 20000
		for range n {
			v := beta(r, a) - 0.5
			sum += v
			squares += v * v
		}
		if mean, variance := sum/float64(n), squares/float64(n); math.Abs(mean) > 0.01 || math.Abs(variance*4*(2*a+1)-1) > 0.04 {
			t.Errorf("Beta(%v): mean %v, variance %v", a, mean+0.5, variance)
		}
	}
}

func TestAugmentBadInput(t *testing.T) {
	for _, c := range []struct {
		set  *Set
		want string
	}{
		{photos(4, 8, 8, 1).Augment(Flip, Rotate(-1)), "Rotate(-1): expected an angle above 0"},
		{photos(4, 8, 8, 1).Augment(Mixup(3)), "Mixup(3): expected an alpha above 0, at most 1, got 3"},
		{photos(4, 8, 8, 1).Augment(RandomCrop(9)), "at most 8×8"},
		{photos(4, 8, 8, 1).Augment(Zoom(math.NaN())), "Zoom(NaN)"},
		{Spiral(60).Augment(Flip), "expected images [height, width, channels], got the shape [2]"},
	} {
		_, err := c.set.Train.Info()
		wantSentence(t, err, c.want)
	}
	if got := Rotate(15).String(); got != "datasets.Rotate(15)" || !strings.HasPrefix(Flip.String(), "datasets.") {
		t.Errorf("String: %s", got)
	}
	if reflect.DeepEqual(augmentGroups(everyAugmentation), [][]Augmentation{everyAugmentation}) {
		t.Error("Mixup must stand alone")
	}
}

func BenchmarkAugment(b *testing.B) {
	set := photos(1000, 32, 32, 3).Augment(PadCrop(4), Flip, Rotate(10), Cutout(8))
	if _, err := set.Train.Info(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for range set.Train.Batches(128, Order{Augment: true}) {
		}
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "images/s")
}
