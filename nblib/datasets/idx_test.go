package datasets

import (
	"bytes"
	"slices"
	"testing"
)

func TestReadIDX(t *testing.T) {
	good := []byte{0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6}
	shape, data, err := readIDX(bytes.NewReader(good), "x.idx")
	if err != nil || !slices.Equal(shape, []int{2, 3}) || !bytes.Equal(data, []byte{1, 2, 3, 4, 5, 6}) {
		t.Errorf("got %v %v %v", shape, data, err)
	}
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "a shorter file"},
		{"other type", []byte{0, 0, 13, 1, 0, 0, 0, 0}, "00 00 0d 01"},
		{"no axes", []byte{0, 0, 8, 2, 0, 0, 0, 2}, "a shorter file"},
		{"truncated", good[:len(good)-1], "got 5"},
		{"too long", append(slices.Clone(good), 7), "got more"},
		{"huge", []byte{0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}, "at most 4 GiB"},
	} {
		_, _, err := readIDX(bytes.NewReader(c.file), "x.idx")
		t.Run(c.name, func(t *testing.T) { wantSentence(t, err, "x.idx", c.want) })
	}
}

func FuzzReadIDX(f *testing.F) {
	f.Add([]byte{0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6})
	f.Add([]byte{0, 0, 8, 1, 0, 0, 0, 1, 9})
	f.Add([]byte{0, 0, 8, 3, 0, 0, 255, 255, 0, 0, 0, 1, 0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, file []byte) {
		shape, data, err := readIDX(bytes.NewReader(file), "fuzz")
		if err == nil && volume(shape) != len(data) {
			t.Errorf("shape %v with %d bytes", shape, len(data))
		}
	})
}
