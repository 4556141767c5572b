package viz

import (
	"strings"
	"testing"

	"nnbook/nblib/datasets"
)

func TestImages(t *testing.T) {
	golden(t, "images", Images(datasets.MNIST(), 3, 8))
}

func TestImagesOfPoints(t *testing.T) {
	err := Images(datasets.Spiral(30).Train, 2, 2).Err()
	if err == nil || !strings.Contains(err.Error(), "expected images") {
		t.Errorf("Images of points: %v", err)
	}
	if Images(datasets.MNIST(), 0, 3).Err() == nil {
		t.Error("no rows were drawn")
	}
}

func TestScale(t *testing.T) {
	for _, c := range []struct {
		values []float32
		want   scale
	}{
		{[]float32{0, 0.5, 1}, scale{0, 1}},
		{[]float32{0, 200}, scale{0, 255}},
		{[]float32{-1, 3}, scale{-1, 3}},
		{[]float32{-7, -7}, scale{-7, -6}},
	} {
		if got := scaleOf([]pixels{{1, len(c.values), 1, c.values}}); got != c.want {
			t.Errorf("scale of %v is %v, want %v", c.values, got, c.want)
		}
	}
	if got := (scale{0, 1}).byteOf(float32(nan())); got != 0 {
		t.Errorf("NaN is drawn as %d", got)
	}
}

func TestLargeImagesShrink(t *testing.T) {
	p := pixels{300, 200, 3, make([]float32, 300*200*3)}
	if b := p.image(scale{0, 1}).Bounds(); b.Dx() > largestImage || b.Dy() > largestImage || b.Dy() <= b.Dx() {
		t.Errorf("a photo is drawn as %v", b)
	}
}
