package datasets

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"

	"nnbook/nblib/internal/memory"
)

// npyArray is an array in NumPy's .npy format, of which only the header has been read. The format is simple enough to be
// read here: the Go library for it reads elements one by one, cannot begin in the middle of a file larger than memory, and
// panics on damaged headers.
//
// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
type npyArray struct {
	name    string // for messages
	shape   []int
	kind    byte // 'f', 'i', 'u' or 'b'
	size    int  // bytes of an element
	order   binary.ByteOrder
	number  func(o binary.ByteOrder, b []byte) float64
	columns bool // Fortran order: the first axis is the fastest
	data    io.ReaderAt
	start   int64 // of the elements in data
}

var npyHeader = regexp.MustCompile(`^\s*\{\s*'descr':\s*'([<>|=]?)([fiub])(\d+)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([\d,\sL]*)\),?\s*\}\s*$`)

// openNPY reads the header and checks that the data have the length that it promises.
func openNPY(name string, data io.ReaderAt, length int64) (*npyArray, error) {
	fail := func(expected, got any) (*npyArray, error) {
		return nil, fmt.Errorf("datasets: %s: expected %v, got %v; write it with numpy.save", name, expected, got)
	}
	head := make([]byte, 12)
	if n, _ := data.ReadAt(head, 0); n < 10 || string(head[:6]) != "\x93NUMPY" {
		return fail("a NumPy .npy file", "something else")
	}
	start, n := int64(10), int64(binary.LittleEndian.Uint16(head[8:]))
	if head[6] > 1 {
		start, n = 12, int64(binary.LittleEndian.Uint32(head[8:]))
	}
	if head[6] < 1 || head[6] > 3 || n > 1<<16 || start+n > length {
		return fail("a header of format 1 to 3 and at most 64 KiB", fmt.Sprintf("format %d with %d bytes", head[6], n))
	}
	header := make([]byte, n)
	if _, err := data.ReadAt(header, start); err != nil {
		return fail("a whole header", err)
	}
	m := npyHeader.FindSubmatch(header)
	if m == nil {
		return fail("an array of plain numbers", fmt.Sprintf("the header %.80q", bytes.TrimSpace(header)))
	}
	a := &npyArray{name: name, kind: m[2][0], order: binary.LittleEndian, columns: string(m[4]) == "True", data: data, start: start + n}
	if string(m[1]) == ">" {
		a.order = binary.BigEndian
	}
	a.size, _ = strconv.Atoi(string(m[3]))
	if a.number = numberReaders[fmt.Sprintf("%c%d", a.kind, a.size)]; a.number == nil {
		return fail("numbers of 8 to 64 bits", fmt.Sprintf("the type %s%s", m[2], m[3]))
	}
	elements := int64(1)
	for _, field := range strings.FieldsFunc(string(m[5]), func(r rune) bool { return r == ',' || r == ' ' || r == 'L' }) {
		d, err := strconv.ParseInt(field, 10, 64)
		if err != nil || d > 0 && elements > (1<<62)/d {
			return fail("axes that fit into memory", fmt.Sprintf("(%s)", m[5]))
		}
		a.shape, elements = append(a.shape, int(d)), elements*d
	}
	if have := length - a.start; elements > (1<<62)/int64(a.size) || have != elements*int64(a.size) {
		return fail(fmt.Sprintf("%d elements of %d bytes for the shape %v", elements, a.size, a.shape), fmt.Sprintf("%d bytes, a truncated or altered file", have))
	}
	return a, nil
}

// openNPYFile opens a file; its descriptor lives as long as the array.
func openNPYFile(path string) (*npyArray, os.FileInfo, error) {
	f, err := memory.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %s: expected a NumPy .npy file, got %v; correct the path, or write it with numpy.save", path, reason(err))
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("a folder")
	}
	if err != nil {
		f.Close()
		return nil, nil, fmt.Errorf("datasets: %s: expected a NumPy .npy file, got %v; correct the path, or write it with numpy.save", path, reason(err))
	}
	a, err := openNPY(path, f, info.Size())
	if err != nil {
		f.Close()
	}
	return a, info, err
}

// numberReaders turn the bytes of one element into a number, by kind and size.
var numberReaders = map[string]func(o binary.ByteOrder, b []byte) float64{
	"b1": func(_ binary.ByteOrder, b []byte) float64 { return float64(b[0]) },
	"u1": func(_ binary.ByteOrder, b []byte) float64 { return float64(b[0]) },
	"i1": func(_ binary.ByteOrder, b []byte) float64 { return float64(int8(b[0])) },
	"u2": func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint16(b)) },
	"i2": func(o binary.ByteOrder, b []byte) float64 { return float64(int16(o.Uint16(b))) },
	"u4": func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint32(b)) },
	"i4": func(o binary.ByteOrder, b []byte) float64 { return float64(int32(o.Uint32(b))) },
	"u8": func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint64(b)) },
	"i8": func(o binary.ByteOrder, b []byte) float64 { return float64(int64(o.Uint64(b))) },
	"f2": func(o binary.ByteOrder, b []byte) float64 { return half(o.Uint16(b)) },
	"f4": func(o binary.ByteOrder, b []byte) float64 { return float64(math.Float32frombits(o.Uint32(b))) },
	"f8": func(o binary.ByteOrder, b []byte) float64 { return math.Float64frombits(o.Uint64(b)) },
}

// half is the number that 16 bits stand for in IEEE 754.
func half(h uint16) float64 {
	sign, exponent, fraction := 1-2*float64(h>>15), int(h>>10&31), float64(h&1023)
	switch exponent {
	case 0:
		return sign * math.Ldexp(fraction, -24)
	case 31:
		if fraction != 0 {
			return math.NaN()
		}
		return sign * math.Inf(1)
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

// pixels says whether the elements are unsigned bytes, which stand for pixels.
func (a *npyArray) pixels() bool { return a.kind == 'u' && a.size == 1 }

// rowSize is the number of elements of one example.
func (a *npyArray) rowSize() int { return volume(a.shape[1:]) }

// readBytes reads the bytes of example i.
func (a *npyArray) readBytes(i int, to []byte) error {
	if _, err := a.data.ReadAt(to, a.start+int64(i)*int64(len(to))); err != nil {
		return fmt.Errorf("datasets: %s: example %d: expected %d bytes, got %v; was the file changed while it was read?", a.name, i, len(to), err)
	}
	return nil
}

// readNumbers reads example i as finite numbers.
func (a *npyArray) readNumbers(i int, to []float32) error {
	raw := borrow(len(to) * a.size)
	defer giveBack(raw)
	if err := a.readBytes(i, *raw); err != nil {
		return err
	}
	usual := a.kind == 'f' && a.size == 4 && a.order == binary.ByteOrder(binary.LittleEndian) // kept fast
	for k := range to {
		if usual {
			to[k] = math.Float32frombits(binary.LittleEndian.Uint32((*raw)[4*k:]))
		} else {
			to[k] = float32(a.number(a.order, (*raw)[k*a.size:]))
		}
		if notFinite(to[k]) {
			return fmt.Errorf("datasets: %s: example %d: expected finite numbers, got %v at place %d; clean the data before saving", a.name, i, to[k], k)
		}
	}
	return nil
}

// all reads the whole array as numbers, last axis fastest.
func (a *npyArray) all() ([]float32, error) {
	whole := *a
	whole.shape = []int{1, volume(a.shape)}
	out := make([]float32, volume(a.shape))
	if err := whole.readNumbers(0, out); err != nil || !a.columns || len(a.shape) < 2 {
		return out, err
	}
	turned := make([]float32, len(out))
	place := make([]int, len(a.shape))
	for i := range turned {
		at, step := 0, 1
		for axis, p := range place {
			at += p * step
			step *= a.shape[axis]
		}
		turned[i] = out[at]
		for axis := len(place) - 1; axis >= 0; axis-- {
			if place[axis]++; place[axis] < a.shape[axis] {
				break
			}
			place[axis] = 0
		}
	}
	return turned, nil
}
