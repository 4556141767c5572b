package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Flip turns every second image left to right. Not for digits and letters. Keras: RandomFlip("horizontal").
var Flip = Augmentation{text: "Flip", apply: func(r *rand.Rand, from, to picture) {
	mirrored := r.IntN(2) == 0
	eachPixel(to, func(y, x int) []float32 {
		if mirrored {
			x = from.width - 1 - x
		}
		return from.at(y, x)
	})
}}

// FlipVertical turns every second image upside down: for pictures without an up, as from a microscope.
var FlipVertical = Augmentation{text: "FlipVertical", apply: func(r *rand.Rand, from, to picture) {
	mirrored := r.IntN(2) == 0
	eachPixel(to, func(y, x int) []float32 {
		if mirrored {
			y = from.height - 1 - y
		}
		return from.at(y, x)
	})
}}

// RandomCrop cuts a square of size×size pixels out of each image, anywhere while training and from the middle otherwise, so
// that the shape of all parts changes. Keras: RandomCrop.
func RandomCrop(size int) Augmentation {
	return Augmentation{text: fmt.Sprintf("RandomCrop(%d)", size), err: unless(size >= 1, "a size of 1 or more", size, "24 cuts a little off images of 28"),
		size: func(int, int) (int, int) { return size, size },
		apply: func(r *rand.Rand, from, to picture) {
			top, left := (from.height-to.height)/2, (from.width-to.width)/2
			if r != nil {
				top, left = r.IntN(from.height-to.height+1), r.IntN(from.width-to.width+1)
			}
			eachPixel(to, func(y, x int) []float32 { return from.at(y+top, x+left) })
		}}
}

// PadCrop surrounds each image with a border of n black pixels and cuts one of the old size out of it, which shifts it by at
// most n pixels. It is the usual change for CIFAR, with n = 4. torchvision: RandomCrop(32, padding=4).
func PadCrop(n int) Augmentation {
	return Augmentation{text: fmt.Sprintf("PadCrop(%d)", n), err: unless(n >= 1, "a border of 1 or more", n, "4 is usual for CIFAR"),
		apply: func(r *rand.Rand, from, to picture) {
			down, right := r.IntN(2*n+1)-n, r.IntN(2*n+1)-n
			black := make([]float32, from.channels)
			eachPixel(to, func(y, x int) []float32 {
				if y, x = y+down, x+right; y < 0 || y >= from.height || x < 0 || x >= from.width {
					return black
				}
				return from.at(y, x)
			})
		}}
}

// Rotate turns each image around its middle by up to the given degrees, either way. What comes in from outside is the image
// mirrored at its edge. Keras: RandomRotation(degrees/360).
func Rotate(degrees float64) Augmentation {
	return Augmentation{text: fmt.Sprintf("Rotate(%v)", degrees), err: unless(degrees > 0 && degrees <= 180, "an angle above 0, at most 180", degrees, "10 is a usual one"),
		apply: func(r *rand.Rand, from, to picture) {
			sin, cos := math.Sincos(degrees * math.Pi / 180 * (2*r.Float64() - 1))
			warp(from, to, affine{cos, sin, 0, -sin, cos, 0})
		}}
}

// Zoom makes each image larger or smaller by a factor from 1-amount to 1+amount, around its middle. Keras: RandomZoom.
func Zoom(amount float64) Augmentation {
	return Augmentation{text: fmt.Sprintf("Zoom(%v)", amount), err: unless(amount > 0 && amount < 1, "an amount between 0 and 1", amount, "0.1 is a usual one"),
		apply: func(r *rand.Rand, from, to picture) {
			s := 1 / (1 + amount*(2*r.Float64()-1))
			warp(from, to, affine{s, 0, 0, 0, s, 0})
		}}
}

// Shift moves each image by up to the given share of its height and of its width. What comes in from outside is the image
// mirrored at its edge. Keras: RandomTranslation.
func Shift(share float64) Augmentation {
	return Augmentation{text: fmt.Sprintf("Shift(%v)", share), err: unless(share > 0 && share < 1, "a share between 0 and 1", share, "0.1 is a usual one"),
		apply: func(r *rand.Rand, from, to picture) {
			down, right := share*(2*r.Float64()-1)*float64(from.height), share*(2*r.Float64()-1)*float64(from.width)
			warp(from, to, affine{1, 0, down, 0, 1, right})
		}}
}

// Brightness adds to all pixels of an image a number of up to amount either way, where 1 is the way from black to white.
// Keras: RandomBrightness.
func Brightness(amount float64) Augmentation {
	return Augmentation{text: fmt.Sprintf("Brightness(%v)", amount), err: unless(amount > 0 && amount <= 1, "an amount above 0, at most 1", amount, "0.2 is a usual one"),
		apply: func(r *rand.Rand, from, to picture) {
			add := float32(amount*(2*r.Float64()-1)) * from.full
			for i, v := range from.pix {
				to.pix[i] = min(max(v+add, 0), from.full)
			}
		}}
}

// Contrast stretches the pixels of an image away from their mean, or pulls them to it, by a factor from 1-amount to
// 1+amount, channel by channel. Keras: RandomContrast.
func Contrast(amount float64) Augmentation {
	return Augmentation{text: fmt.Sprintf("Contrast(%v)", amount), err: unless(amount > 0 && amount <= 1, "an amount above 0, at most 1", amount, "0.2 is a usual one"),
		apply: func(r *rand.Rand, from, to picture) {
			factor := 1 + float32(amount*(2*r.Float64()-1))
			for c := range from.channels {
				mean := float32(0)
				for i := c; i < len(from.pix); i += from.channels {
					mean += from.pix[i]
				}
				mean /= float32(from.height * from.width)
				for i := c; i < len(from.pix); i += from.channels {
					to.pix[i] = min(max((from.pix[i]-mean)*factor+mean, 0), from.full)
				}
			}
		}}
}

// Cutout blackens a square of size×size pixels around a random place of each image; at the border less of it is seen.
// Source: DeVries, Taylor 2017.
func Cutout(size int) Augmentation {
	return Augmentation{text: fmt.Sprintf("Cutout(%d)", size), err: unless(size >= 1, "a size of 1 or more", size, "8 is usual for CIFAR"),
		apply: func(r *rand.Rand, from, to picture) {
			copy(to.pix, from.pix)
			top, left := r.IntN(from.height)-size/2, r.IntN(from.width)-size/2
			for y := max(0, top); y < min(top+size, to.height); y++ {
				for x := max(0, left); x < min(left+size, to.width); x++ {
					clear(to.at(y, x))
				}
			}
		}}
}

// Mixup blends each training example with another one drawn at random, pixels and targets alike, in the shares λ and 1-λ
// with λ drawn from Beta(alpha, alpha); alpha is usually 0.1 to 0.4. The targets of all parts become OneHot, since a blend
// belongs to two classes: use losses.CategoricalCrossEntropy. Source: Zhang, Cisse, Dauphin, Lopez-Paz 2018.
func Mixup(alpha float64) Augmentation {
	return Augmentation{text: fmt.Sprintf("Mixup(%v)", alpha), err: unless(alpha > 0 && alpha <= 1, "an alpha above 0, at most 1", alpha, "0.2 is a usual one"), mixup: orOne(alpha)}
}

// orOne keeps a Mixup recognizable when its alpha is wrong.
func orOne(alpha float64) float64 {
	if alpha > 0 && alpha <= 1 {
		return alpha
	}
	return 1
}

func unless(ok bool, expected string, got any, fix string) string {
	if ok {
		return ""
	}
	return fmt.Sprintf("expected %s, got %v; %s", expected, got, fix)
}

// eachPixel fills to with the pixels that from names.
func eachPixel(to picture, from func(y, x int) []float32) {
	for y := range to.height {
		for x := range to.width {
			copy(to.at(y, x), from(y, x))
		}
	}
}
