package nn

import (
	"fmt"
	"slices"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/internal/engine/enginetest"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Where a chain of windows leaves rows or columns of an image 15x16 unread, its
// first layer gets the rest alone. TestFusedPoolEqualsUnfused shows that all
// results stay.
func TestUnreadIsCropped(t *testing.T) {
	for _, c := range []struct {
		layers []Layer
		want   map[int][]int // rows and columns, by layer
	}{
		{[]Layer{Conv2D(2, 3), MaxPool2D(2), Conv2D(2, 3), MaxPool2D(2), Flatten()}, map[int][]int{0: {14, 14}}},
		{[]Layer{Conv2D(2, 3), MaxPool2D(2), Dropout(0.5), Conv2D(2, 3), MaxPool2D(2)}, map[int][]int{0: {14, 16}, 3: {6, 6}}},
		{[]Layer{Conv2D(2, 3, Same), ReLU, Conv2D(2, 3), Named("pool", AvgPool2D(3))}, map[int][]int{2: {14, 14}}},
		{[]Layer{BatchNorm(), Conv2D(2, 3, Dilation(2)), MaxPool2D(2), GlobalAvgPool2D()}, map[int][]int{1: {14, 16}}},
		{[]Layer{Conv2D(2, 2), MaxPool2D(2)}, map[int][]int{0: {15, 15}}},
		{[]Layer{DepthwiseConv2D(3, Stride(2)), MaxPool2D(2), Softmax}, map[int][]int{0: {13, 13}}},
		{[]Layer{Conv2D(2, 3), ReLU, MaxPool2D(2), BatchNorm(), MaxPool2D(1)}, map[int][]int{0: {14, 16}}},
		{[]Layer{Conv2D(2, 2, ActivityRegularizer(L2(1))), MaxPool2D(2)}, nil},
		{[]Layer{Conv2D(2, 2), BatchNorm(), MaxPool2D(2)}, nil},
		{[]Layer{Conv2D(2, 2), MaxPool2D(2, Same)}, nil},
		{[]Layer{MaxPool2D(2)}, nil},
	} {
		n, err := Build(Sequential(c.layers...), []int{15, 16, 2})
		if err != nil {
			t.Fatal(err)
		}
		var ins [][]int
		var applies []applyFunc
		got := map[int][]int{}
		for i, l := range n.Layers() {
			ins = append(ins, l.In)
			applies = append(applies, func(_ *Call, x *graph.Node) *graph.Node {
				if gets := x.Shape().Dimensions[1:]; !slices.Equal(gets, l.In) {
					got[i] = gets[:2]
				}
				return x
			})
		}
		cropped := cropUnread(c.layers, ins, n.Output(), applies)
		for i, in := range ins {
			given(t, in, func(x *graph.Node) { cropped[i](&Call{}, x) })
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%v: layers that get less: %v, want %v", c.layers, got, c.want)
		}
	}
}

// given calls use, within a graph, with one example of a shape.
func given(t *testing.T, shape []int, use func(x *graph.Node)) {
	t.Helper()
	e, err := engine.New("go")
	if err != nil {
		t.Fatal(err)
	}
	dims := append([]int{1}, shape...)
	enginetest.Call(t, e, func(in []*graph.Node) []*graph.Node {
		use(in[0])
		return in
	}, tensors.FromFlatDataAndDimensions(make([]float32, size(dims)), dims...))
}
