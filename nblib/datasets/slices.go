package datasets

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"image"
	"reflect"
	"slices"
)

// Slices is a training part from your own Go values: example i is x[i] and its answer y[i]. An example is a number, a
// slice or array of numbers of any depth (its shape is that of the first example), or an image.Image. An answer is a
// string, a bool or a whole number (a class), a float (a value to predict) or a slice of floats (several). The values are
// copied when the part is opened. Divide the set with [Set.Split].
func Slices[X, Y any](x []X, y []Y, opts ...ArrayOption) *Set {
	return &Set{Train: newPart("slices", func() (*store, error) {
		if len(x) != len(y) || len(x) == 0 {
			return nil, fmt.Errorf("datasets: Slices: expected as many answers as examples and at least one, got %d examples and %d answers; give one answer for each example", len(x), len(y))
		}
		return slicesStore(x, y, arrayConfigOf(opts))
	})}
}

func slicesStore[X, Y any](x []X, y []Y, c arrayConfig) (*store, error) {
	t, err := answersOf("Slices", func(yield func(any) bool) {
		for _, v := range y {
			if !yield(v) {
				return
			}
		}
	}, c)
	if err != nil {
		return nil, err
	}
	first, err := contentOf(x[0])
	if err != nil {
		return nil, fmt.Errorf("datasets: Slices: example 0: %w", err)
	}
	info := Info{Name: "slices", Len: len(x), Shape: first.shape, Target: t.target}
	form := &store{info: info, u8: first.u8 != nil, classes: t.labels}
	if form.u8 {
		form.scale = 1.0 / 255
	}
	all := form.newBatch(len(x))
	if err := parallel(len(x), func(i int) error {
		t.put(i, form.row(all, i))
		return form.takeValue(x[i], i, form.row(all, i))
	}); err != nil {
		return nil, err
	}
	info.Fingerprint = fingerprint("slices", all.hash(), t.target)
	s := arrayStore(info, func() (*Batch, error) { return all, nil })
	s.u8, s.scale, s.classes = form.u8, form.scale, form.classes
	return s, nil
}

// takeValue copies example i, a user's value, into a row.
func (s *store) takeValue(value any, i int, r row) error {
	c, err := contentOf(value)
	if err == nil && (!slices.Equal(c.shape, s.info.Shape) || (c.u8 != nil) != s.u8) {
		err = fmt.Errorf("expected the shape %v, as the first example has, got %v", s.info.Shape, c.shape)
	}
	if err == nil {
		if k := slices.IndexFunc(c.f32, notFinite); k >= 0 {
			err = fmt.Errorf("expected finite numbers, got %v at place %d", c.f32[k], k)
		}
	}
	if err != nil {
		return fmt.Errorf("datasets: %s: example %d: %w", s.info.Name, i, err)
	}
	copy(r.u8, c.u8)
	copy(r.f32, c.f32)
	return nil
}

// hash is a checksum of all numbers.
func (b *Batch) hash() string {
	h := sha256.New()
	_, _ = h.Write(b.X.U8) // a hash never fails
	writeFloats(h, b.X.F32)
	writeFloats(h, b.Values)
	_ = binary.Write(h, binary.LittleEndian, b.Labels)
	return fmt.Sprintf("%x", h.Sum(nil))
}

func writeFloats(h hash.Hash, f []float32) {
	for part := range slices.Chunk(f, 1<<14) {
		_ = binary.Write(h, binary.LittleEndian, part)
	}
}

// content is a user's value as numbers.
type content struct {
	shape []int
	f32   []float32
	u8    []uint8 // instead, for images
}

// contentOf reads a number, nested slices of them, or an image.
func contentOf(value any) (content, error) {
	switch v := value.(type) {
	case image.Image:
		channels := 3
		if _, ok := v.(*image.Gray); ok {
			channels = 1
		}
		im := linesOf(v, channels, make([]uint8, v.Bounds().Dx()*channels)).raster()
		return content{shape: []int{im.height, im.width, channels}, u8: im.pix}, nil
	case []float32:
		if len(v) == 0 {
			return content{}, fmt.Errorf("expected numbers, got an empty []float32")
		}
		return content{shape: []int{len(v)}, f32: v}, nil
	case shaped:
		if len(v.numbers) != volume(v.shape) || len(v.numbers) == 0 {
			return content{}, fmt.Errorf("expected %d numbers for the shape %v, got %d", volume(v.shape), v.shape, len(v.numbers))
		}
		return content{shape: v.shape, f32: v.numbers}, nil
	case nil:
		return content{}, fmt.Errorf("expected numbers or an image, got nil")
	}
	var c content
	v := reflect.ValueOf(value)
	for at := v; at.Kind() == reflect.Slice || at.Kind() == reflect.Array; at = at.Index(0) {
		if c.shape = append(c.shape, at.Len()); at.Len() == 0 {
			return c, fmt.Errorf("expected numbers, got an empty %v", at.Type())
		}
	}
	err := flatten(v, c.shape, &c.f32)
	if len(c.shape) == 0 {
		c.shape = []int{1}
	}
	return c, err
}

// flatten appends the numbers in v, which must have the given shape.
func flatten(v reflect.Value, shape []int, to *[]float32) error {
	if len(shape) > 0 {
		if v.Len() != shape[0] {
			return fmt.Errorf("expected slices of the same length, %d, got one of %d", shape[0], v.Len())
		}
		for i := range v.Len() {
			if err := flatten(v.Index(i), shape[1:], to); err != nil {
				return err
			}
		}
		return nil
	}
	switch {
	case v.CanFloat():
		*to = append(*to, float32(v.Float()))
	case v.CanInt():
		*to = append(*to, float32(v.Int()))
	case v.CanUint():
		*to = append(*to, float32(v.Uint()))
	default:
		return fmt.Errorf("expected numbers or an image, got %v", v.Type())
	}
	return nil
}
