package nn

import (
	"nnbook/nblib/internal/engine"

	"github.com/gomlx/gomlx/core/graph"
)

// convolve picks the way to compute a convolution that measures best:
// XLA has a good dense convolution of many channels and a naive grouped one, the Go backend has
// only a good matrix product.
func (w window) convolve(x, kernel *graph.Node, depthwise bool) *graph.Node {
	pointwise := w.size == 1 && w.groups == 1 && !depthwise
	// GoMLX's convolution takes a stride or a dilation, not both.
	native := !engine.IsGo(x.Graph().Backend()) && (w.stride == 1 || w.dilation == 1)
	single := x.Shape().Dimensions[3] == 1 && w.groups == 1 && w.size <= 5
	if native && !depthwise && !pointwise && !single && w.groups == 1 && w.nativelyPadded() {
		return w.native(x, kernel)
	}
	x = w.padding.apply(x, w.sides, 0)
	switch {
	case pointwise:
		return channelsDot(w.cell(x, 0, 0), kernel)
	case depthwise && onOneCPU(x.Graph()):
		return w.depthwise(x, kernel)
	case depthwise:
		return w.shifted(x, kernel)
	case single: // too little work for each cell of the kernel
		return w.patches(x, kernel)
	}
	return w.grouped(x, kernel, native)
}

// nativelyPadded tells whether the backend's convolution can pad: with zeros,
// and by no more than the kernel reaches, beyond which it has no slope.
func (w window) nativelyPadded() bool {
	return w.padding == Same || w.padding.mode != "PadReflect" && w.padding.mode != "PadConstant" && w.padding.cells < w.reach()
}

// reach is the number of cells from the window's first to its last.
func (w window) reach() int { return (w.size-1)*w.dilation + 1 }

// native is the backend's own convolution. Where the reach is even, GoMLX's
// slope by the image is off by a cell; a row and a column of zeros make the
// kernel's reach odd.
func (w window) native(x, kernel *graph.Node) *graph.Node {
	sides := w.sides
	if w.reach()%2 == 0 {
		for axis := range sides {
			kernel = padAxis(kernel, axis, [2]int{0, 1}, 0)
			sides[axis][1] += w.dilation
		}
	}
	return graph.Convolve(x, kernel).Strides(w.stride).Dilations(w.dilation).PaddingPerDim(sides[:]).Done()
}

// cell gives what the cell (i, j) of the window sees at all positions of the
// padded x: [batch, height', width', channels].
func (w window) cell(x *graph.Node, i, j int) *graph.Node {
	d := x.Shape().Dimensions
	along := func(offset, n, outs int) graph.SliceAxisSpec {
		start := offset * w.dilation
		return graph.AxisRange(start, min(n, start+(outs-1)*w.stride+1)).Stride(w.stride)
	}
	if w.size == 1 && w.stride == 1 {
		return x
	}
	return graph.Slice(x, graph.AxisRange(), along(i, d[1], w.outs[0]), along(j, d[2], w.outs[1]), graph.AxisRange())
}

// channelsDot multiplies the channels of x [batch, h, w, in] with a kernel
// [1, 1, in, out].
func channelsDot(x, kernel *graph.Node) *graph.Node {
	d, k := x.Shape().Dimensions, kernel.Shape().Dimensions
	flat := graph.Reshape(x, d[0]*d[1]*d[2], d[3])
	y := product(flat, graph.Reshape(kernel, k[len(k)-2], k[len(k)-1]))
	return graph.Reshape(y, d[0], d[1], d[2], k[len(k)-1])
}

// patches gathers what each position sees in a row and takes one product.
func (w window) patches(x, kernel *graph.Node) *graph.Node {
	k := kernel.Shape().Dimensions
	cells := make([]*graph.Node, 0, w.size*w.size)
	for i := range w.size {
		for j := range w.size {
			cells = append(cells, w.cell(x, i, j))
		}
	}
	rows := graph.Concatenate(cells, -1)
	return channelsDot(rows, graph.Reshape(kernel, 1, 1, w.size*w.size*k[2], k[3]))
}

// shifted sums the image moved by each cell times that cell's weight: a
// depthwise convolution.
func (w window) shifted(x, kernel *graph.Node) *graph.Node {
	channels := kernel.Shape().Dimensions[2]
	var sum *graph.Node
	for i := range w.size {
		for j := range w.size {
			k := graph.Slice(kernel, graph.AxisElem(i), graph.AxisElem(j), graph.AxisRange(), graph.AxisElem(0))
			term := graph.Mul(w.cell(x, i, j), graph.Reshape(k, 1, 1, 1, channels))
			if sum == nil {
				sum = term
			} else {
				sum = graph.Add(sum, term)
			}
		}
	}
	return sum
}

// depthwise is shifted with slopes that XLA's CPU compiler computes fast. The
// chain rule's slope by the image is a sum of padded products, which is good
// where these are few.
func (w window) depthwise(x, kernel *graph.Node) *graph.Node {
	if w.size <= 3 || w.stride > 1 {
		return withSlope(kernel,
			func(kernel *graph.Node) *graph.Node { return w.shifted(x, kernel) },
			func(kernel, up *graph.Node) *graph.Node { return w.shiftedSlope(x, kernel, up) })
	}
	return withSlopes([]*graph.Node{x, kernel},
		func(in []*graph.Node) *graph.Node { return w.shifted(in[0], in[1]) },
		func(in []*graph.Node, up *graph.Node) []*graph.Node {
			return []*graph.Node{w.shiftedBack(in[0], in[1], up), w.shiftedSlope(in[0], in[1], up)}
		})
}

// shiftedBack is the slope of shifted by its image, where the stride is 1: the
// same sum over the slope up, with the kernel turned around.
func (w window) shiftedBack(x, kernel, up *graph.Node) *graph.Node {
	d, edge := x.Shape().Dimensions, w.reach()-1
	back := w
	back.outs = [2]int{d[1], d[2]}
	return back.shifted(surround(up, [2][2]int{{edge, edge}, {edge, edge}}, 0), graph.Reverse(kernel, 0, 1))
}

// shiftedSlope is the slope of shifted by its kernel: for each of its cells, the
// sum over all positions of the image moved by it times the slope up of the
// result. It takes a row of positions at a time.
func (w window) shiftedSlope(x, kernel, up *graph.Node) *graph.Node {
	d, k := up.Shape().Dimensions, kernel.Shape().Dimensions
	n, height, width, channels := d[0], d[1], d[2], d[3]
	lines := x.Shape().Dimensions[2]
	sums := loopSums(n*height, w.size*w.size, []int{width, channels}, []*graph.Node{x, up}, func(turn *graph.Node, in []*graph.Node) []*graph.Node {
		number := func(n int) *graph.Node { return graph.Const(turn.Graph(), int32(n)) }
		image, row := graph.Div(turn, number(height)), graph.Mod(turn, number(height))
		from := graph.Mul(row, number(w.stride))
		seen := graph.DynamicSlice(in[0], []*graph.Node{image, from, number(0), number(0)}, []int{1, w.reach(), lines, channels})
		slope := graph.DynamicSlice(in[1], []*graph.Node{image, row, number(0), number(0)}, []int{1, 1, width, channels})
		one := w
		one.outs[0] = 1
		var terms []*graph.Node
		for i := range w.size {
			for j := range w.size {
				terms = append(terms, graph.Reshape(graph.Mul(one.cell(seen, i, j), slope), width, channels))
			}
		}
		return terms
	})
	for i, sum := range sums {
		sums[i] = graph.ReduceSum(sum, 0)
	}
	return graph.Reshape(graph.Stack(sums, 0), k...)
}

// grouped convolves each group of channels apart; x is already padded.
func (w window) grouped(x, kernel *graph.Node, native bool) *graph.Node {
	one := w
	one.groups, one.sides, one.padding = 1, [2][2]int{}, Valid
	convolve := one.patches
	if native {
		convolve = one.native
	}
	if w.groups == 1 {
		return convolve(x, kernel)
	}
	xs, ks := graph.Split(x, 3, w.groups), graph.Split(kernel, 3, w.groups)
	out := make([]*graph.Node, w.groups)
	for i := range out {
		out[i] = convolve(xs[i], ks[i])
	}
	return graph.Concatenate(out, 3)
}
