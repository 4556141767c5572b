package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// affine says where in the old image a pixel (y, x) of the new one comes from, both counted from the middle:
// (yy·y + yx·x + dy, xy·y + xx·x + dx).
type affine struct{ yy, yx, dy, xy, xx, dx float64 }

// warp draws to by taking each pixel from where m says, between the four nearest ones. Places outside are mirrored in.
func warp(from, to picture, m affine) {
	middleY, middleX := float64(to.height-1)/2, float64(to.width-1)/2
	for y := range to.height {
		for x := range to.width {
			cy, cx := float64(y)-middleY, float64(x)-middleX
			sy := m.yy*cy + m.yx*cx + m.dy + float64(from.height-1)/2
			sx := m.xy*cy + m.xx*cx + m.dx + float64(from.width-1)/2
			y0, x0 := math.Floor(sy), math.Floor(sx)
			fy, fx := float32(sy-y0), float32(sx-x0)
			top, bottom := mirrored(int(y0), from.height), mirrored(int(y0)+1, from.height)
			left, right := mirrored(int(x0), from.width), mirrored(int(x0)+1, from.width)
			a, b := from.at(top, left), from.at(top, right)
			c, d := from.at(bottom, left), from.at(bottom, right)
			for k, pixel := 0, to.at(y, x); k < len(pixel); k++ {
				upper, lower := a[k]+(b[k]-a[k])*fx, c[k]+(d[k]-c[k])*fx
				pixel[k] = upper + (lower-upper)*fy
			}
		}
	}
}

// mirrored reflects a place outside 0 to n-1 back in: -1 is 0, -2 is 1, n is n-1.
func mirrored(i, n int) int {
	for i < 0 || i >= n {
		if i < 0 {
			i = -1 - i
		} else {
			i = 2*n - 1 - i
		}
	}
	return i
}

// mixedUp is s with Mixup.
func mixedUp(s *store, a Augmentation, training bool) (*store, error) {
	switch {
	case a.err != "":
		return nil, fmt.Errorf("datasets: %s: %s: %s", s.info.Name, a.text, a.err)
	case s.each != nil:
		return nil, streamError(s, "Mixup")
	case s.info.Target.Kind == Classes:
		s = retarget(s, OneHot, s.info.Target.Width, oneHot)
	}
	if !training {
		return s, nil
	}
	out := s.like()
	out.augmented, out.whole = true, s.whole
	out.info.Fingerprint = fingerprint(s.info.Fingerprint, a.text)
	out.read = func(i int, r row, o Order) error {
		if err := s.read(i, r, o); err != nil || !o.Augment {
			return err
		}
		random := randomAt(o.Seed, o.Epoch, i, 1) // other numbers than those of the changes below
		other := s.newRow()
		if err := s.read(random.IntN(s.info.Len), other, o); err != nil {
			return err
		}
		share := float32(beta(random, a.mixup))
		for k, u := range r.u8 {
			r.u8[k] = uint8(float32(u)*share + float32(other.u8[k])*(1-share) + 0.5)
		}
		for k := range r.f32 {
			r.f32[k] = r.f32[k]*share + other.f32[k]*(1-share)
		}
		for k := range r.values {
			r.values[k] = r.values[k]*share + other.values[k]*(1-share)
		}
		return nil
	}
	return out, nil
}

// beta draws from Beta(a, a) for a up to 1, by Jöhnk's method.
func beta(r *rand.Rand, a float64) float64 {
	for {
		x, y := math.Pow(r.Float64(), 1/a), math.Pow(r.Float64(), 1/a)
		if sum := x + y; sum > 0 && sum <= 1 {
			return x / sum
		}
	}
}
