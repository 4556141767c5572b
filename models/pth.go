package models

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// array is a tensor as it stands in a file of weights.
type array struct {
	shape []int
	data  []float32
}

// storage is a tensor's memory in a .pth file.
type storage struct {
	kind pickleGlobal
	n    int
	raw  []byte
}

// view is a tensor before its storage is read.
type view struct {
	of      *storage
	offset  int
	shape   []int
	strides []int // how far apart in the storage neighbours along each axis lie
}

// widths are the bytes of one value in each kind of storage.
var widths = map[pickleGlobal]int{
	"torch FloatStorage": 4, "torch DoubleStorage": 8, "torch HalfStorage": 2, "torch BFloat16Storage": 2,
	"torch LongStorage": 8, "torch IntStorage": 4, "torch BoolStorage": 1, "torch ByteStorage": 1,
}

// readPTH reads the state dict that PyTorch's torch.save wrote, in its present
// format (a zip file) or the one before version 1.6. Tensors of integers, such
// as BatchNorm's counters, are left out.
func readPTH(file []byte) (map[string]array, error) {
	p := &pth{size: len(file), storages: map[string]*storage{}}
	read := p.legacy
	if bytes.HasPrefix(file, []byte("PK\x03\x04")) {
		read = p.zip
	}
	dict, err := read(file)
	if err != nil {
		return nil, err
	}
	return p.arrays(dict)
}

type pth struct {
	size     int
	storages map[string]*storage
}

// find gives the storage of a persistent id: ("storage", kind, key, place, n, ...).
func (p *pth) find(id pickleTuple) (any, error) {
	if len(id) < 5 || id[0] != "storage" {
		return nil, errors.New("expected the id of a storage")
	}
	kind, _ := id[1].(pickleGlobal)
	key, isText := id[2].(string)
	n, isNumber := id[4].(int64)
	width, known := widths[kind]
	if !isText || !isNumber || !known || n < 0 || n > int64(p.size/width) {
		return nil, fmt.Errorf("expected a storage that the file has room for, got %v values", id[4])
	}
	if len(id) > 5 && id[5] != nil {
		return nil, errors.New("expected whole storages, got a view of one")
	}
	s, ok := p.storages[key]
	if !ok {
		s = &storage{kind: kind, n: int(n)}
		p.storages[key] = s
	}
	return s, nil
}

// legacy reads four pickles (magic number, protocol, system, dict), the list
// of storages, and the storages.
func (p *pth) legacy(file []byte) (any, error) {
	magic := pickleLong{0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19}
	var values [5]any
	rest := file
	for i := range values {
		v, after, err := unpickle(rest, p.find)
		if err != nil {
			return nil, err
		}
		if m, ok := v.(pickleLong); i == 0 && (!ok || !bytes.Equal(m, magic)) {
			return nil, errors.New("expected PyTorch's mark at the front")
		}
		values[i], rest = v, after
	}
	keys, ok := values[4].(*pickleList)
	if !ok {
		return nil, errors.New("expected the list of storages")
	}
	for _, k := range keys.items {
		key, _ := k.(string)
		s := p.storages[key]
		if s == nil || len(rest) < 8 {
			return nil, fmt.Errorf("expected a storage %.40q, got none", key)
		}
		n, bytes := binary.LittleEndian.Uint64(rest), s.n*widths[s.kind]
		if n != uint64(s.n) || bytes > len(rest)-8 {
			return nil, fmt.Errorf("expected %d values in storage %.40q, got fewer", s.n, key)
		}
		s.raw, rest = rest[8:8+bytes], rest[8+bytes:]
	}
	return values[3], nil
}

// zip reads the pickle "data.pkl" and the storages "data/<key>". They must be
// stored as they are, so that a small file cannot grow.
func (p *pth) zip(file []byte) (any, error) {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	entries := map[string]*zip.File{}
	var pickle *zip.File
	for _, f := range z.File {
		if path.Base(f.Name) == "data.pkl" {
			pickle = f
		}
		if dir, key := path.Split(f.Name); path.Base(dir) == "data" {
			entries[key] = f
		}
	}
	if pickle == nil {
		return nil, errors.New("expected data.pkl in the zip file, got none")
	}
	text, err := p.entry(pickle)
	if err != nil {
		return nil, err
	}
	dict, _, err := unpickle(text, p.find)
	if err != nil {
		return nil, err
	}
	for key, s := range p.storages {
		f := entries[key]
		if f == nil {
			return nil, fmt.Errorf("expected a storage %.40q, got none", key)
		}
		if s.raw, err = p.entry(f); err != nil {
			return nil, err
		}
		if len(s.raw) < s.n*widths[s.kind] {
			return nil, fmt.Errorf("expected %d values in storage %.40q, got fewer", s.n, key)
		}
	}
	return dict, nil
}

func (p *pth) entry(f *zip.File) ([]byte, error) {
	if f.Method != zip.Store || f.UncompressedSize64 > uint64(p.size) {
		return nil, fmt.Errorf("expected %.40q stored as it is, got it compressed", f.Name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, int64(p.size)))
}

// reduce calls one of pickleGlobals.
func reduce(f any, args pickleTuple) (any, error) {
	switch f {
	case pickleGlobal("collections OrderedDict"):
		return &pickleDict{}, nil
	case pickleGlobal("torch._utils _rebuild_parameter"):
		if len(args) > 0 {
			return args[0], nil
		}
	case pickleGlobal("torch._utils _rebuild_tensor_v2"):
		return rebuild(args)
	}
	return nil, fmt.Errorf("expected a call that makes a tensor, got one of %v with %d arguments", f, len(args))
}

// rebuild makes a tensor of (storage, offset, shape, strides, ...).
func rebuild(args pickleTuple) (any, error) {
	if len(args) < 4 {
		return nil, errors.New("expected a tensor of 4 arguments or more")
	}
	s, ok := args[0].(*storage)
	offset, isNumber := args[1].(int64)
	shape, err1 := integers(args[2])
	strides, err2 := integers(args[3])
	if !ok || !isNumber || err1 != nil || err2 != nil || len(strides) != len(shape) {
		return nil, errors.New("expected a tensor's storage, offset, shape and strides")
	}
	outside := fmt.Errorf("expected a tensor within its storage of %d values, got offset %d, shape %v, strides %v", s.n, offset, shape, strides)
	if offset < 0 || offset >= int64(s.n) {
		return nil, outside
	}
	n, last := 1, int(offset)
	for i, d := range shape {
		if d < 1 || d > s.n/n || strides[i] < 0 || d > 1 && strides[i] > (s.n-1-last)/(d-1) {
			return nil, outside
		}
		n *= d
		last += (d - 1) * strides[i]
	}
	return view{s, int(offset), shape, strides}, nil
}

func integers(v any) ([]int, error) {
	t, ok := v.(pickleTuple)
	out := make([]int, len(t))
	for i, x := range t {
		n, isNumber := x.(int64)
		ok = ok && isNumber
		out[i] = int(n)
	}
	if !ok {
		return nil, errors.New("expected integers")
	}
	return out, nil
}

// arrays reads the tensors of a state dict, or of the one inside a checkpoint
// under "state_dict".
func (p *pth) arrays(v any) (map[string]array, error) {
	dict, ok := v.(*pickleDict)
	if !ok {
		return nil, fmt.Errorf("expected a dict of tensors, got %T", v)
	}
	if i := slices.Index(dict.keys, any("state_dict")); i >= 0 {
		if dict, ok = dict.values[i].(*pickleDict); !ok {
			return nil, fmt.Errorf("expected a dict of tensors under state_dict")
		}
	}
	out, room := map[string]array{}, p.size
	for i, k := range dict.keys {
		name, isText := k.(string)
		t, isTensor := dict.values[i].(view)
		if !isText || !isTensor {
			return nil, fmt.Errorf("expected tensors by name, got %T under %.60v", dict.values[i], k)
		}
		decode := decoders[t.of.kind]
		if decode == nil {
			continue
		}
		width := widths[t.of.kind]
		if room -= volume(t.shape) * width; room < 0 {
			return nil, errors.New("expected tensors as large as the file, got more (several share one storage)")
		}
		a := array{t.shape, make([]float32, 0, volume(t.shape))}
		t.each(0, t.offset, func(at int) { a.data = append(a.data, decode(t.of.raw[at*width:])) })
		out[strings.TrimPrefix(name, "module.")] = a
	}
	return out, nil
}

// each visits the tensor's places in its storage, row by row.
func (v view) each(axis, at int, visit func(at int)) {
	if axis == len(v.shape) {
		visit(at)
		return
	}
	for i := range v.shape[axis] {
		v.each(axis+1, at+i*v.strides[axis], visit)
	}
}
