package models

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestReadPTH(t *testing.T) {
	for _, name := range []string{"zip.pth", "legacy.pth"} { // as make_fixtures.py wrote them
		file, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		dict, err := readPTH(file)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		conv := dict["conv.weight"]
		if !slices.Equal(conv.shape, []int{2, 3, 2, 2}) || conv.data[0] != 0 || conv.data[23] != 23 {
			t.Errorf("%s: conv.weight is %v", name, conv)
		}
		if h := dict["half"].data; h[0] != 1.5 || h[1] != -0.25 || h[2] < 5.9e-8 || h[2] > 6.1e-8 {
			t.Errorf("%s: half is %v", name, h)
		}
		if b, d := dict["brain"].data, dict["double"].data; b[0] != 1 || b[1] != -3 || d[0] != 0.1 {
			t.Errorf("%s: brain is %v, double %v", name, b, d)
		}
		if len(dict) != 4 {
			t.Errorf("%s: %d tensors, want 4: the counter is left out", name, len(dict))
		}
	}
}

// pthOf is a zip file with this pickle.
func pthOf(t *testing.T, pickle string, storage int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range map[string][]byte{"archive/data.pkl": []byte(pickle), "archive/data/0": make([]byte, storage)} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tensorPickle is {"x": tensor} with a storage of n values and this shape and
// strides, each a pickled tuple.
func tensorPickle(n uint32, shape, strides string) string {
	number := func(v uint32) string { return "J" + string(binary.LittleEndian.AppendUint32(nil, v)) }
	storage := "(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpu" + number(n) + "tQ"
	return "\x80\x02}(X\x01\x00\x00\x00xctorch._utils\n_rebuild_tensor_v2\n(" + storage + "K\x00" + shape + strides + "\x89ccollections\nOrderedDict\n)RtRu."
}

func TestPTHPickleOfTheTests(t *testing.T) {
	dict, err := readPTH(pthOf(t, tensorPickle(4, "K\x02K\x02\x86", "K\x01K\x02\x86"), 16))
	if err != nil || !slices.Equal(dict["x"].shape, []int{2, 2}) {
		t.Fatalf("%v, %v", dict, err)
	}
}

func TestHostilePTH(t *testing.T) {
	legacy, err := os.ReadFile("testdata/legacy.pth")
	if err != nil {
		t.Fatal(err)
	}
	deflated := func() []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, _ := z.Create("archive/data.pkl")
		_, _ = w.Write(make([]byte, 1<<20))
		_ = z.Close()
		return b.Bytes()
	}()
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"runs a command":       {pthOf(t, "\x80\x02cos\nsystem\n(X\x04\x00\x00\x00exittR.", 0), `"system" of Python's module "os"`},
		"runs it by its stack": {pthOf(t, "\x80\x04\x8c\x05posix\x8c\x06system\x93)R.", 0), `"system" of Python's module "posix"`},
		"evaluates":            {pthOf(t, "\x80\x02cbuiltins\neval\n(X\x01\x00\x00\x001tR.", 0), "do not trust"},
		"makes an object":      {pthOf(t, "\x80\x02(ios\nsystem\n.", 0), "instruction 0x69"},
		"calls a class":        {pthOf(t, "\x80\x02ctorch\nFloatStorage\n)R.", 0), "expected a call that makes a tensor"},
		"text beyond the end":  {pthOf(t, "\x80\x02X\xff\xff\xff\x7fx.", 0), "more bytes"},
		"storage of 2^31":      {pthOf(t, tensorPickle(0x7fffffff, "K\x02\x85", "K\x01\x85"), 16), "a storage that the file has room for"},
		"storage of -1":        {pthOf(t, tensorPickle(0xffffffff, "K\x02\x85", "K\x01\x85"), 16), "a storage that the file has room for"},
		"shape too large":      {pthOf(t, tensorPickle(4, "K\x05\x85", "K\x01\x85"), 16), "within its storage"},
		"strides too large":    {pthOf(t, tensorPickle(4, "K\x02\x85", "K\x09\x85"), 16), "within its storage"},
		"shape that overflows": {pthOf(t, tensorPickle(4, "J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86", "K\x00K\x00\x86"), 16), "within its storage"},
		"storage cut short":    {pthOf(t, tensorPickle(4, "K\x02\x85", "K\x01\x85"), 8), "got fewer"},
		"negative shape":       {pthOf(t, tensorPickle(4, "J\xff\xff\xff\xff\x85", "K\x01\x85"), 16), "within its storage"},
		"grows from a zip":     {deflated, "stored as it is"},
		"empty pickle":         {pthOf(t, "", 0), "got the end"},
		"empty stack":          {pthOf(t, ".", 0), "expected a value"},
		"not a dict":           {pthOf(t, "K\x01.", 0), "expected a dict of tensors"},
		"dict of numbers":      {pthOf(t, "}(X\x01\x00\x00\x00xK\x01u.", 0), "expected tensors by name"},
		"fills a number":       {pthOf(t, "K\x01K\x01a.", 0), "expected a list or dict"},
		"forgotten value":      {pthOf(t, "h\x07.", 0), "was not remembered"},
		"no mark":              {pthOf(t, "K\x01t.", 0), "expected a mark"},
		"zip without a pickle": {[]byte("PK\x03\x04 and nothing more"), "zip"},
		"legacy, cut short":    {legacy[:len(legacy)-40], "got fewer"},
		"legacy, another mark": {append([]byte("\x80\x02\x8a\x0axxxxxxxxxx."), legacy[15:]...), "PyTorch's mark"},
	} {
		dict, err := readPTH(c.file)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, error %v; want an error with %q", name, dict, err, c.want)
		}
	}
}

func FuzzReadPTH(f *testing.F) {
	for _, name := range []string{"zip.pth", "legacy.pth"} {
		file, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		dict, err := readPTH(file)
		n := 0
		for _, a := range dict {
			n += len(a.data)
		}
		if err != nil && dict != nil || n > len(file) {
			t.Errorf("%d values of a file of %d bytes, error %v", n, len(file), err)
		}
	})
}
