package nn_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"nnbook/nblib/nn"
)

// FuzzUnmarshal reads descriptions of networks that may be damaged: an error of
// one sentence, or a network that prints, builds or says why not, and goes
// through JSON once more.
func FuzzUnmarshal(f *testing.F) {
	for _, c := range layerCases {
		f.Add(must(nn.Marshal(c.layer)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := nn.Unmarshal(text)
		if err != nil {
			oneSentence(t, err)
			return
		}
		_, _ = l.String(), nn.Format(l)
		again, err := nn.Marshal(l)
		if err != nil {
			oneSentence(t, err)
			return
		}
		if back, err := nn.Unmarshal(again); err != nil || !nn.Equal(l, back) {
			t.Errorf("%s comes back as %v (%v)", again, back, err)
		}
		if _, err := nn.Build(l, []int{4, 4, 1}); err != nil {
			oneSentence(t, err)
		}
	})
}

// FuzzDecodeTensors reads safetensors files that may be damaged; those that are
// whole can be written again and hold the same.
func FuzzDecodeTensors(f *testing.F) {
	for _, file := range fuzzFiles(f) {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		tensors, meta, err := nn.DecodeTensors(file)
		if err != nil {
			oneSentence(t, err)
			return
		}
		for _, x := range tensors {
			if product(x.Shape) != len(x.Data) {
				t.Fatalf("%q of shape %v has %d values", x.Name, x.Shape, len(x.Data))
			}
		}
		written, err := nn.EncodeTensors(tensors, meta)
		if err != nil {
			t.Fatal(err)
		}
		back, _, err := nn.DecodeChecked(written)
		if err != nil || !sameTensors(tensors, back) {
			t.Errorf("%v comes back as %v (%v)", tensors, back, err)
		}
	})
}

// FuzzDecodeModel reads model files that may be damaged.
func FuzzDecodeModel(f *testing.F) {
	for _, file := range fuzzFiles(f) {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := nn.DecodeModel(file)
		if err != nil {
			oneSentence(t, err)
			return
		}
		_, _ = m.String(), m.Network().Summary().String()
		if _, err := nn.DecodeModel(must(m.Encode())); err != nil {
			t.Errorf("saved again: %v", err)
		}
	})
}

// fuzzFiles are files to begin with: a model, tensors alone, and both without
// their checksum, so that what lies behind it is reached.
func fuzzFiles(f *testing.F) [][]byte {
	m, err := nn.NewModel("m", nn.Sequential(nn.Dense(2, nn.ReLU), nn.BatchNorm()), []int{3},
		must(nn.Build(nn.Sequential(nn.Dense(2, nn.ReLU), nn.BatchNorm()), []int{3})).Init(1))
	if err != nil {
		f.Fatal(err)
	}
	files := [][]byte{
		must(m.WithClasses([]string{"a", "b"}).Encode()),
		must(nn.EncodeTensors([]nn.Tensor{{Name: "x", Shape: []int{2, 1}, Data: []float32{1, -2}}, {Name: "s", Data: []float32{3}}}, nil)),
	}
	for _, file := range files[:2:2] {
		files = append(files, bytes.Replace(file, []byte("nnbook.sha256"), []byte("nnbook.sha000"), 1))
	}
	header := []byte(`{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`)
	return append(files, append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), append(header, make([]byte, 8)...)...))
}

func sameTensors(a, b []nn.Tensor) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Name != b[i].Name || len(a[i].Data) != len(b[i].Data) {
			return false
		}
		for k := range a[i].Data {
			if math.Float32bits(a[i].Data[k]) != math.Float32bits(b[i].Data[k]) {
				return false
			}
		}
	}
	return true
}

func oneSentence(t *testing.T, err error) {
	t.Helper()
	if s := err.Error(); !strings.HasPrefix(s, "nn: ") || strings.Contains(s, "\n") {
		t.Errorf("expected one sentence of nn, got %q", s)
	}
}
