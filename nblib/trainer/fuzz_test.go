package trainer

import (
	"bytes"
	"reflect"
	"testing"

	"nnbook/nblib/nn"
)

// Hostile bytes are an error, never a panic; what is read is written as it was.

func FuzzSnapshot(f *testing.F) {
	s := &snapshot{record: record{Version: snapshotVersion, Name: "a", State: "training", History: []Epoch{{N: 1, Values: map[string]float64{"loss": 2}}}, Layer: []byte("null")}}
	s.best = []nn.Tensor{{Name: "0.Dense.bias", Shape: []int{2}, Data: []float32{1, 2}}}
	s.weights = []nn.Tensor{{Name: "0.Dense.bias", Shape: []int{2}, Data: []float32{3, 4}}}
	s.slots, s.sums = [][]float32{{5, 6}}, [][]float32{{7, 8}}
	s.seen = [2][]float32{{0, 1}, {.5, .5}}
	whole, err := s.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)-3])
	f.Add([]byte{8, 0, 0, 0, 0, 0, 0, 0, '{', '}', ' ', ' ', ' ', ' ', ' ', ' '})
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := decodeSnapshot(file)
		if err != nil {
			return
		}
		again, err := s.encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeSnapshot(again)
		if err != nil {
			t.Fatalf("what was read does not read again: %v", err)
		}
		if !reflect.DeepEqual(back.record, s.record) || len(back.best) != len(s.best) {
			t.Fatalf("read %+v, then %+v", s.record, back.record)
		}
		_, _ = s.run() // an error, or a run, whatever it holds
	})
}

// FuzzRecord reads the text of a run past the checksum, as a faulty writer of
// our own could have made it.
func FuzzRecord(f *testing.F) {
	f.Add([]byte(`{"version":1,"state":"finished","layer":{"layer":"Dense","units":2},"input":[1],"history":[{"epoch":1,"seconds":0,"loss":"NaN"}]}`))
	f.Add([]byte(`{"version":2}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := nn.EncodeTensors(nil, map[string]string{"format": "nnbook-run", "nnbook.run": string(text)})
		if err != nil {
			return
		}
		if s, err := decodeSnapshot(file); err == nil {
			_, _ = s.run()
		}
	})
}

func FuzzHistory(f *testing.F) {
	f.Add([]byte("{\"epoch\":1,\"seconds\":0.5,\"loss\":2,\"val_loss\":\"NaN\"}\n{\"epoch\":2,\"seconds\":1,\"loss\":\"+Inf\"}\n"))
	f.Add([]byte("\n\n{}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		h, err := ReadHistory(bytes.NewReader(text))
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		if err := h.WriteJSONL(&first); err != nil {
			t.Fatal(err)
		}
		again, err := ReadHistory(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatalf("what was read does not read again: %v\n%s", err, first.Bytes())
		}
		if err := again.WriteJSONL(&second); err != nil || first.String() != second.String() {
			t.Fatalf("written %q, then %q (%v)", first.String(), second.String(), err)
		}
		if err := h.WriteCSV(&first); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzMoments(f *testing.F) {
	m := Moment{Epoch: 1, Weights: distributions([]nn.Tensor{{Name: "w", Shape: []int{2}, Data: []float32{1, 2}}}),
		Predictions: &Predictions{Len: 1, Width: 2, Outputs: []float32{1, 2}}}
	whole, err := m.encode("print")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(append(bytes.Clone(whole), whole[:20]...))
	f.Fuzz(func(t *testing.T, file []byte) {
		frames, err := decodeFrames(file)
		if err != nil {
			return
		}
		for _, fr := range frames {
			_, _ = decodeMoment(fr.data[frameHead:])
		}
	})
}
