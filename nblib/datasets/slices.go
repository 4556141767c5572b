package datasets

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"image"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Slices is a training part from your own Go values: example i is x[i] and its answer y[i]. An example is a number, a
// slice or array of numbers of any depth (its shape is that of the first example), or an image.Image. An answer is a
// string, a bool or a whole number (a class), a float (a value to predict) or a slice of floats (several). The values are
// copied when the part is opened. Divide the set with [Set.Split].
func Slices[X, Y any](x []X, y []Y, opts ...ArrayOption) *Set {
	return &Set{Train: newPart("slices", func() (*store, error) {
		if len(x) != len(y) || len(x) == 0 {
			return nil, fmt.Errorf("datasets: Slices: expected as many answers as examples and at least one, got %d examples and %d answers", len(x), len(y))
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

// answersOf collects the answers of a part.
func answersOf(name string, all func(yield func(any) bool), c arrayConfig) (*targets, error) {
	var numbers []float32
	var codes []int32
	words, n, whole, perRow := map[string]int32{}, 0, true, 0
	var failed error
	all(func(value any) bool {
		switch v := reflect.ValueOf(value); v.Kind() {
		case reflect.Bool:
			codes = append(codes, wordCode(words, strconv.FormatBool(v.Bool())))
		case reflect.String:
			codes = append(codes, wordCode(words, v.String()))
		default:
			content, err := contentOf(value)
			if err == nil && n > 0 && len(content.f32) != perRow {
				err = fmt.Errorf("expected %d values, as in the first answer, got %d", perRow, len(content.f32))
			}
			if k := slices.IndexFunc(content.f32, notFinite); err == nil && k >= 0 {
				err = fmt.Errorf("expected finite values, got %v", content.f32[k])
			}
			if content.u8 != nil {
				err = fmt.Errorf("expected a class or values, got an image")
			}
			if err != nil {
				failed = fmt.Errorf("datasets: %s: answer %d: %w", name, n, err)
				return false
			}
			perRow = len(content.f32)
			whole = whole && (v.CanInt() || v.CanUint())
			numbers = append(numbers, content.f32...)
		}
		n++
		return true
	})
	if failed != nil {
		return nil, failed
	}
	if len(words) > 0 {
		return wordTargets(name, codes, words, n, c)
	}
	return targetsOf(name, numbers, n, whole, c, 0)
}

// wordCode numbers words as they come.
func wordCode(words map[string]int32, word string) int32 {
	code, ok := words[word]
	if !ok {
		code = int32(len(words))
		words[word] = code
	}
	return code
}

// wordTargets makes classes of words: those of ClassNames in its order, or all in alphabetical order.
func wordTargets(name string, codes []int32, words map[string]int32, n int, c arrayConfig) (*targets, error) {
	if len(codes) != n {
		return nil, fmt.Errorf("datasets: %s: expected answers of one kind, got words and numbers", name)
	}
	classes := slices.Clone(c.classes)
	if classes == nil {
		for w := range words {
			classes = append(classes, w)
		}
		slices.Sort(classes)
	}
	if len(classes) < 2 {
		return nil, fmt.Errorf("datasets: %s: expected at least 2 classes, got %s", name, listed("class", classes))
	}
	moved := make([]int32, len(words))
	for w, code := range words {
		k := slices.Index(classes, w)
		if k < 0 {
			return nil, fmt.Errorf("datasets: %s: expected one of the classes %s, got %q; add it to ClassNames", name, strings.Join(classes, ", "), w)
		}
		moved[code] = int32(k)
	}
	for i, code := range codes {
		codes[i] = moved[code]
	}
	return &targets{target: Target{Kind: Classes, Width: len(classes), Classes: classes}, labels: codes}, nil
}

// Structs is a set from Go structs, one for each row: every exported field of a basic type is a column with the field's name
// (or that of its tag `data:"name"`; `data:"-"` leaves it out), used as [CSV] uses the columns of a file, by the same
// [Table]. A nil pointer to a basic type is a missing cell, and so is NaN. A bool becomes 0 or 1, a time.Time its seconds
// since 1970.
func Structs[T any](all []T, t Table) *Set {
	return tableSet("structs", t, func() (*tableData, error) {
		names, fields, err := structColumns(reflect.TypeFor[T]())
		if err != nil {
			return nil, err
		}
		if t.TestFile != "" {
			return nil, fmt.Errorf("datasets: Structs: expected no TestFile, which is for CSV, got %q", t.TestFile)
		}
		source := rows{"structs", func(yield func(int, []string) error) error {
			if err := yield(0, names); err != nil {
				return err
			}
			cells := make([]string, len(fields))
			for i := range all {
				v := reflect.ValueOf(&all[i]).Elem()
				for k, f := range fields {
					cells[k] = cellOf(v.FieldByIndex(f))
				}
				if err := yield(i, cells); err != nil {
					return err
				}
			}
			return nil
		}}
		d := &tableData{table: t, name: "structs", sources: []rows{source}}
		if err := d.read(); err != nil {
			return nil, err
		}
		sum := sha256.New()
		err = source.each(func(_ int, cells []string) error {
			_, err := fmt.Fprintf(sum, "%q\n", cells)
			return err
		})
		d.stamp = []any{t, fmt.Sprintf("%x", sum.Sum(nil))}
		return d, err
	})
}

var timeType = reflect.TypeFor[time.Time]()

// structColumns lists the fields that are columns.
func structColumns(t reflect.Type) (names []string, fields [][]int, err error) {
	if t.Kind() != reflect.Struct {
		return nil, nil, fmt.Errorf("datasets: Structs: expected a slice of structs, got one of %v", t)
	}
	for _, f := range reflect.VisibleFields(t) {
		name, kind := f.Tag.Get("data"), f.Type
		if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		basic := kind == timeType || kind.Kind() >= reflect.Bool && kind.Kind() <= reflect.Float64 && kind.Kind() != reflect.Uintptr || kind.Kind() == reflect.String
		if !f.IsExported() || !basic || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		names, fields = append(names, name), append(fields, f.Index)
	}
	if len(names) < 2 {
		return nil, nil, fmt.Errorf("datasets: Structs: expected exported fields for the features and the target, got %s in %v", listed("field", names), t)
	}
	return names, fields, nil
}

// cellOf writes a field as a cell, so that reading it gives the same number.
func cellOf(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch {
	case v.Type() == timeType:
		return strconv.FormatInt(v.Interface().(time.Time).Unix(), 10)
	case v.Kind() == reflect.Bool:
		if v.Bool() {
			return "1"
		}
		return "0"
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	}
	return v.String()
}
