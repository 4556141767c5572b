package nn

import (
	"slices"

	"github.com/gomlx/gomlx/core/graph"
)

// cropUnread gives the first of a chain of windows (convolutions and pools) only
// the rows and columns that the output of the last depends on: a pool of 2 on 11
// rows leaves out the last, which the convolution before it then need not
// compute, and so on up the chain. ins and out are the shapes around the layers.
// The result is equal; a Tap sees each layer's output whole, and nothing is cut
// there.
func cropUnread(layers []Layer, ins [][]int, out []int, applies []applyFunc) []applyFunc {
	cropped := slices.Clone(applies)
	need, saves := out, false
	for i := len(layers) - 1; i >= 0; i-- {
		read := reads(layers[i], need)
		switch {
		case read == nil:
			need, saves = ins[i], false
		case isWindow(layers[i]) && !endWithWindow(layers[:i]): // the first of its chain
			if saves {
				cropped[i] = afterCrop(read[0], read[1], applies[i])
			}
			need, saves = ins[i], false
		default:
			saves = saves || read[0] < ins[i][0] || read[1] < ins[i][1]
			need = read
		}
	}
	return cropped
}

// endWithWindow tells whether layers end with one that may give less: a window,
// with or without activations behind it.
func endWithWindow(layers []Layer) bool {
	for _, l := range slices.Backward(layers) {
		if reads(l, []int{1, 1, 1}) == nil {
			return false
		}
		if isWindow(l) {
			return true
		}
	}
	return false
}

func isWindow(l Layer) bool {
	switch unnamed(settle(l)).(type) {
	case conv, pool:
		return true
	}
	return false
}

// reads gives the rows and columns of its image that a layer reads for those
// that are needed of its output, in a shape whose channels are left out (0); nil
// where that depends on all of the image.
func reads(l Layer, need []int) []int {
	w := window{size: 1, stride: 1, dilation: 1}
	switch l := unnamed(settle(l)).(type) {
	case Activation:
	case conv:
		if w = l.unfitted(); !l.ActivityRegularizer.zero() {
			return nil
		}
	case pool:
		w = l.window()
	default:
		return nil
	}
	if len(need) != 3 || w.padding != Valid {
		return nil
	}
	return []int{(need[0]-1)*w.stride + w.reach(), (need[1]-1)*w.stride + w.reach(), 0}
}

func afterCrop(high, wide int, apply applyFunc) applyFunc {
	return func(c *Call, x *graph.Node) *graph.Node { return apply(c, c.crop(x, high, wide)) }
}

// crop is the top left of x [batch, height, width, channels].
func (c *Call) crop(x *graph.Node, high, wide int) *graph.Node {
	rows, columns := graph.AxisRange(0, high), graph.AxisRange(0, wide)
	y := graph.Slice(x, graph.AxisRange(), rows, columns, graph.AxisRange())
	if first := c.first[x]; first != nil {
		c.keepFirst(y, graph.Slice(first, graph.AxisRange(), graph.AxisRange(), rows, columns))
	}
	return y
}
