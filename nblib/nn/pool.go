package nn

import (
	"fmt"
	"math"
	"strconv"

	"nnbook/nblib/internal/engine"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

type pool struct {
	Max     bool    `json:"max,omitzero"`
	Window  int     `json:"window"`
	Stride  *int    `json:"stride,omitzero"`
	Padding Padding `json:"padding,omitzero"`
}

// MaxPool2D keeps the largest value of each window × window cells: from
// [batch, height, width, channels] to [batch, height', width', channels]
// (Keras: MaxPooling2D). The [Stride] is the window's size unless said
// otherwise; cells of [Same] padding are left out, cells of [PadZeros] count as
// zeros. Where several cells are largest, the slope goes to the first of them,
// row by row, as in Keras.
func MaxPool2D(window int, opts ...PoolOption) Layer {
	return makePool(pool{Max: true, Window: window}, opts)
}

// AvgPool2D keeps the mean of each window × window cells (Keras:
// AveragePooling2D); shapes and options as [MaxPool2D].
func AvgPool2D(window int, opts ...PoolOption) Layer {
	return makePool(pool{Window: window}, opts)
}

func makePool(p pool, opts []PoolOption) Layer {
	for _, o := range opts {
		if o != nil {
			o.pool(&p)
		}
	}
	return p
}

func (p pool) kind() string {
	if p.Max {
		return "MaxPool2D"
	}
	return "AvgPool2D"
}

func (p pool) String() string {
	return call(p.kind(), append([]string{strconv.Itoa(p.Window)}, windowArgs(p.Stride, p.Padding)...)...)
}

func (p pool) build(_ *builder, in []int) ([]int, applyFunc, error) {
	w := p.window()
	if err := w.fit(in); err != nil {
		return nil, nil, err
	}
	return []int{w.outs[0], w.outs[1], in[2]}, func(_ *Call, x *graph.Node) *graph.Node {
		if p.Max {
			return w.on(x).max(x)
		}
		return w.on(x).mean(x)
	}, nil
}

func (p pool) window() window {
	return window{size: p.Window, stride: or(p.Stride, p.Window), dilation: 1, groups: 1, padding: p.Padding}
}

// max is the largest cell of each window. It avoids the backend's reduce-window,
// whose gradient is slow on XLA's CPU and missing on the Go backend.
func (w window) max(x *graph.Node) *graph.Node {
	leftOut := 0.0
	if w.padding == Same {
		leftOut = math.Inf(-1)
	}
	x = w.padding.apply(x, w.sides, leftOut)
	if w.size == w.stride {
		blocks := w.blocks(x)
		if engine.IsGo(x.Graph().Backend()) { // its passes cost more than the chain rule's slices
			return w.largest(blocks)
		}
		return withSlope(blocks, w.largest, w.largestSlope)
	}
	return w.combine(x, larger)
}

// larger is the larger of a and b, whose slope goes to a where they are equal.
func larger(a, b *graph.Node) *graph.Node {
	return graph.Where(graph.LessThan(a, b), b, a)
}

// largest is the largest cell of each block.
func (w window) largest(blocks *graph.Node) *graph.Node {
	for _, axis := range []int{4, 2} {
		cell := func(i int) *graph.Node {
			return graph.Squeeze(graph.SliceAxis(blocks, axis, graph.AxisElem(i)), axis)
		}
		all := cell(0)
		for i := 1; i < w.size; i++ {
			all = larger(all, cell(i))
		}
		blocks = all
	}
	return blocks
}

// blockCell is cell k, row by row, of each block.
func (w window) blockCell(blocks *graph.Node, k int) *graph.Node {
	row := graph.SliceAxis(blocks, 2, graph.AxisElem(k/w.size))
	return graph.Squeeze(graph.SliceAxis(row, 4, graph.AxisElem(k%w.size)), 2, 4)
}

// largestSlope brings the slope of each block's largest cell to that cell, the
// first where several are so large: one pass over the cells, which compares
// their numbers with the largest's. The chain rule through largest has three.
func (w window) largestSlope(blocks, slope *graph.Node) *graph.Node {
	g, dims := blocks.Graph(), blocks.Shape().Dimensions
	all := w.blockCell(blocks, 0)
	which := graph.Zeros(g, shapes.Make(dtypes.Int32, all.Shape().Dimensions...))
	for k := 1; k < w.size*w.size; k++ {
		cell := w.blockCell(blocks, k)
		which = graph.Where(graph.LessThan(all, cell), graph.AddScalar(graph.ZerosLike(which), k), which)
		all = larger(all, cell)
	}
	spread := func(x *graph.Node) *graph.Node {
		return graph.BroadcastToDims(graph.InsertAxes(x, 2, 3), dims...)
	}
	numbers := shapes.Make(dtypes.Int32, dims...)
	number := graph.Add(graph.MulScalar(graph.Iota(g, numbers, 2), w.size), graph.Iota(g, numbers, 4))
	return graph.Where(graph.Equal(spread(which), number), spread(slope), graph.ZerosLike(blocks))
}

// mean is the mean of the cells of each window that lie in the image or in
// padding that the user asked for cell by cell.
func (w window) mean(x *graph.Node) *graph.Node {
	counts := w.counts(x)
	x = w.padding.apply(x, w.sides, 0)
	var sum *graph.Node
	if w.size == w.stride {
		sum = graph.ReduceSum(w.blocks(x), 2, 4)
	} else {
		sum = w.combine(x, graph.Add)
	}
	return graph.Div(sum, counts)
}

// blocks cuts x, whose windows do not overlap, into
// [batch, rows, size, columns, size, channels].
func (w window) blocks(x *graph.Node) *graph.Node {
	d := x.Shape().Dimensions
	h, v := w.outs[0]*w.size, w.outs[1]*w.size
	if d[1] != h || d[2] != v {
		x = graph.Slice(x, graph.AxisRange(), graph.AxisRange(0, h), graph.AxisRange(0, v), graph.AxisRange())
	}
	return graph.Reshape(x, d[0], w.outs[0], w.size, w.outs[1], w.size, d[3])
}

// combine joins the cells of each window, first along the width, then along
// the height.
func (w window) combine(x *graph.Node, join func(a, b *graph.Node) *graph.Node) *graph.Node {
	for axis := 2; axis >= 1; axis-- {
		n := x.Shape().Dimensions[axis]
		var all *graph.Node
		for i := range w.size {
			end := min(n, i+(w.outs[axis-1]-1)*w.stride+1)
			cell := graph.SliceAxis(x, axis, graph.AxisRange(i, end).Stride(w.stride))
			if all == nil {
				all = cell
			} else {
				all = join(all, cell)
			}
		}
		x = all
	}
	return x
}

// counts gives the number of cells that each window averages:
// [1, height', width', 1].
func (w window) counts(x *graph.Node) *graph.Node {
	d := x.Shape().Dimensions
	lines := [2][]float32{}
	for axis := range 2 {
		n, low := d[axis+1], w.sides[axis][0]
		for o := range w.outs[axis] {
			start := o*w.stride - low
			inside := min(n, start+w.size) - max(0, start)
			if w.padding.mode != "Same" {
				inside = w.size
			}
			lines[axis] = append(lines[axis], float32(inside))
		}
	}
	g := x.Graph()
	rows := graph.Reshape(graph.Const(g, lines[0]), 1, w.outs[0], 1, 1)
	columns := graph.Reshape(graph.Const(g, lines[1]), 1, 1, w.outs[1], 1)
	return graph.Mul(rows, columns)
}

type globalPool struct {
	Max bool `json:"max,omitzero"`
}

// GlobalMaxPool2D keeps each channel's largest value: from
// [batch, height, width, channels] to [batch, channels] (Keras:
// GlobalMaxPooling2D). Where several are largest they share the slope, as in Keras.
func GlobalMaxPool2D() Layer { return globalPool{Max: true} }

// GlobalAvgPool2D keeps each channel's mean: from
// [batch, height, width, channels] to [batch, channels] (Keras: GlobalAveragePooling2D).
func GlobalAvgPool2D() Layer { return globalPool{} }

func (p globalPool) kind() string {
	if p.Max {
		return "GlobalMaxPool2D"
	}
	return "GlobalAvgPool2D"
}

func (p globalPool) String() string { return fmt.Sprintf("nn.%s()", p.kind()) }

func (p globalPool) build(_ *builder, in []int) ([]int, applyFunc, error) {
	if err := needImage(in); err != nil {
		return nil, nil, err
	}
	return in[2:], func(_ *Call, x *graph.Node) *graph.Node {
		if p.Max {
			return graph.ReduceMax(shareTies(x), 1, 2)
		}
		return graph.ReduceMean(x, 1, 2)
	}, nil
}

// shareTies is x, whose slope from a ReduceMax, which goes to all that are
// largest, is divided among them.
func shareTies(x *graph.Node) *graph.Node {
	return graph.IdentityWithCustomGradient(x, func(x, slope *graph.Node) *graph.Node {
		ties := graph.ConvertDType(graph.Equal(x, graph.ReduceAndKeep(x, graph.ReduceMax, 1, 2)), x.DType())
		return graph.Div(slope, graph.ReduceAndKeep(ties, graph.ReduceSum, 1, 2))
	})
}
