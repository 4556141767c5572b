package nn

import "testing"

// Whatever bit of a model's file is flipped, it is noticed, or is none that
// the model is read from.
func TestFlippedBitsAreNoticed(t *testing.T) {
	net := Sequential(Dense(3, ReLU), Dense(2))
	n, err := Build(net, []int{4})
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewModel("m", net, []int{4}, n.Init(1))
	if err != nil {
		t.Fatal(err)
	}
	file, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for i := range file {
		for bit := range 8 {
			file[i] ^= 1 << bit
			if _, _, err := DecodeChecked(file); err == nil {
				t.Errorf("bit %d of byte %d, near %q, is not noticed", bit, i, file[max(0, i-8):min(len(file), i+8)])
			}
			file[i] ^= 1 << bit
		}
	}
	if _, _, err := DecodeChecked(file); err != nil {
		t.Errorf("the whole file: %v", err)
	}
}
