package datasets

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
)

// Augmentation is a random change of training images, so that a network never sees quite the same one twice: [Flip],
// [Rotate], [Mixup] and their like. It prints as the Go code that makes it.
type Augmentation struct {
	text  string
	err   string                               // what is wrong with its number, if something is
	size  func(height, width int) (int, int)   // of the result; nil means unchanged
	apply func(r *rand.Rand, from, to picture) // writes every pixel of to; r is nil for the calm form of a crop
	mixup float64                              // alpha, for Mixup, which is not a change of one image
}

// String is the Go code that makes the augmentation.
func (a Augmentation) String() string { return "datasets." + a.text }

// picture is an image of numbers on the scale 0 to full, last axis fastest.
type picture struct {
	height, width, channels int
	pix                     []float32
	full                    float32
}

func (p picture) at(y, x int) []float32 {
	i := (y*p.width + x) * p.channels
	return p.pix[i : i+p.channels : i+p.channels]
}

// Augment changes the training images at random, in the order given, each time they are trained on: the changes of an
// example in an epoch depend on the seed, the epoch and the example's number, and on nothing else. Val and Test stay as
// they are, except that RandomCrop gives them the middle and Mixup writes all targets as OneHot. Images are
// [height, width, channels]. The work is done by all cores, ahead of training; see [Order] and [Part.Augmented].
func (s *Set) Augment(changes ...Augmentation) *Set {
	train, val, test := s.Parts()
	with := func(p *Part, training bool) *Part {
		for _, group := range augmentGroups(changes) {
			p = p.layer(func(st *store) (*store, error) {
				if group[0].mixup != 0 {
					return mixedUp(st, group[0], training)
				}
				return augmented(st, group, training)
			})
		}
		return p
	}
	return &Set{Train: with(train, true), Val: with(val, false), Test: with(test, false)}
}

// augmentGroups divides the changes so that each Mixup, which needs two examples, stands alone.
func augmentGroups(changes []Augmentation) (groups [][]Augmentation) {
	for i, a := range changes {
		if i > 0 && a.mixup == 0 && changes[i-1].mixup == 0 {
			last := &groups[len(groups)-1]
			*last = append(*last, a)
			continue
		}
		groups = append(groups, []Augmentation{a})
	}
	return groups
}

// augmented is s with changes of single images.
func augmented(s *store, changes []Augmentation, training bool) (*store, error) {
	if len(s.info.Shape) != 3 {
		return nil, sentence(s, "Augment", "images [height, width, channels]", fmt.Sprintf("the shape %v", s.info.Shape), "leave Augment away for other data")
	}
	out, sizes := s.like(), []picture{{height: s.info.Shape[0], width: s.info.Shape[1]}}
	for _, a := range changes {
		last := sizes[len(sizes)-1]
		if a.err != "" {
			return nil, fmt.Errorf("datasets: %s: %s: %s", s.info.Name, a.text, a.err)
		}
		if a.size != nil {
			h, w := a.size(last.height, last.width)
			if h > last.height || w > last.width {
				return nil, sentence(s, a.text, fmt.Sprintf("a size of at most %d×%d, that of the images", last.height, last.width), fmt.Sprintf("%d×%d", h, w), "take a smaller one, or larger images")
			}
			last.height, last.width = h, w
		}
		sizes = append(sizes, last)
	}
	final := sizes[len(sizes)-1]
	out.info.Shape = []int{final.height, final.width, s.info.Shape[2]}
	out.augmented = out.augmented || training
	out.info.Fingerprint = fingerprint(s.info.Fingerprint, "augment", training, fmt.Sprint(changes))
	resized := !slices.Equal(out.info.Shape, s.info.Shape)
	if resized {
		out.info.Photos = s.info.Photos.cropped(final.height, final.width)
	}
	if !resized && !training {
		return s, nil
	}
	if !resized {
		out.whole = s.whole
	}
	work := newDarkroom(s, sizes)
	return out.changed(s, func(i int, from, to row, o Order) error {
		var r *rand.Rand
		if o.Augment && training {
			r = randomAt(o.Seed, o.Epoch, i)
		}
		if r == nil && !resized {
			to.copy(from)
			return nil
		}
		work.develop(r, changes, from, to)
		return nil
	}), nil
}

// darkroom is where images are changed: two sheets of paper for each goroutine that works there.
type darkroom struct {
	sizes  []picture // before the first change, and after each
	full   float32
	sheets sync.Pool
}

func newDarkroom(s *store, sizes []picture) *darkroom {
	d := &darkroom{sizes: sizes, full: 1}
	if s.u8 {
		d.full = 255
	}
	for i := range sizes {
		sizes[i].channels, sizes[i].full = s.info.Shape[2], d.full
	}
	n := volume(s.info.Shape)
	d.sheets.New = func() any { return &[2][]float32{make([]float32, n), make([]float32, n)} }
	return d
}

// develop passes an image through the changes; r is nil for the calm form.
func (d *darkroom) develop(r *rand.Rand, changes []Augmentation, from, to row) {
	sheets := d.sheets.Get().(*[2][]float32)
	defer d.sheets.Put(sheets)
	now := d.on(sheets[0], 0)
	copy(now.pix, from.f32)
	for k, u := range from.u8 {
		now.pix[k] = float32(u)
	}
	for k, a := range changes {
		if r == nil && a.size == nil {
			continue
		}
		next := d.on(sheets[1], k+1)
		a.apply(r, now, next)
		sheets[0], sheets[1] = sheets[1], sheets[0]
		now = next
	}
	to.copy(row{label: from.label, values: from.values})
	copy(to.f32, now.pix)
	for k := range to.u8 {
		to.u8[k] = uint8(min(max(now.pix[k], 0), 255) + 0.5)
	}
}

// on lays out a sheet as the image after k changes.
func (d *darkroom) on(sheet []float32, k int) picture {
	p := d.sizes[k]
	p.pix = sheet[:p.height*p.width*p.channels]
	return p
}
