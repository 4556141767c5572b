package nn

import "testing"

// The field that tells the two apart must not be named as the key that holds every layer's kind.
func TestNormsRoundTrip(t *testing.T) {
	for _, l := range []Layer{BatchNorm(), LayerNorm(), BatchNorm(Momentum(0.9), Epsilon(1e-5)), LayerNorm(Epsilon(1e-6))} {
		text, err := Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Unmarshal(text)
		if err != nil || !Equal(l, back) {
			t.Errorf("%s comes back from %s as %v (%v)", l, text, back, err)
		}
	}
}
