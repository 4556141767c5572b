package viz

import (
	"fmt"
	"testing"

	"nnbook/nblib/nn"
)

func TestConvAnimation(t *testing.T) {
	golden(t, "convanimation", ConvAnimation(7, 3, 2, nn.Same))
	drawn(t, ConvAnimation(5, 3, 1, nn.Valid))
	drawn(t, ConvAnimation(1, 1, 1, nn.Valid))
	if ConvAnimation(3, 5, 1, nn.Valid).Err() == nil {
		t.Error("a kernel larger than the image was drawn")
	}
}

func TestWindow(t *testing.T) {
	for _, c := range []struct {
		size, kernel, stride int
		padding              nn.Padding
		out                  int
		uses                 string
	}{
		{5, 3, 1, nn.Valid, 3, "[1 2 3 2 1]"},
		{5, 3, 1, nn.Same, 5, "[2 3 3 3 2]"},
		{7, 3, 2, nn.Same, 4, "[1 2 1 2 1 2 1]"},
		{4, 2, 2, nn.Same, 2, "[1 1 1 1]"},
		{4, 3, 2, nn.Same, 2, "[1 1 2 1]"}, // the padding is behind, as in TensorFlow
		{4, 3, 1, nn.PadZeros(2), 6, "[3 3 3 3]"},
	} {
		w, err := windowFor(c.size, c.kernel, c.stride, c.padding)
		if err != nil {
			t.Fatal(err)
		}
		if w.out != c.out || fmt.Sprint(w.uses()) != c.uses {
			t.Errorf("%v: %d positions, uses %v; want %d, %s", c, w.out, w.uses(), c.out, c.uses)
		}
	}
}
