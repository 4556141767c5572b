package nn

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// phases is a convolution and the max-pool of pool × pool cells that follows it
// (1: none), as the Go backend computes them fastest. There a product of matrices
// is fast, copies of long rows are too, and slices and transpositions, which go
// number by number, are slow. So images are [channels, batch, height, width], of
// which every product gives and takes the layout that the next one needs; and
// each cell of a pool's block, a phase, is a product of its own over what the
// window sees there: the pool is the larger of whole results, with nothing to cut
// out, and positions that the pool drops are never computed.
type phases struct {
	window
	pool int
	outs [2]int // positions after the pool
	bias bool   // the last row of the weights
}

// offset is a cell of the image, counted from a position's first.
type offset struct{ row, column int }

// step is the distance of a phase's positions.
func (p phases) step() int { return p.stride * p.pool }

// cells lists, for each phase, what the window sees, row by row.
func (p phases) cells() (all [][]offset) {
	for phase := range p.pool * p.pool {
		var cells []offset
		for k := range p.size * p.size {
			cells = append(cells, offset{
				phase/p.pool*p.stride + k/p.size*p.dilation,
				phase%p.pool*p.stride + k%p.size*p.dilation,
			})
		}
		all = append(all, cells)
	}
	return all
}

// apply takes x [channels, batch, height, width], padded already, and weights
// [size·size·channels, filters], a bias below them, to [filters, batch, height', width'].
func (p phases) apply(x, weights *graph.Node) *graph.Node {
	var rows, over []*graph.Node // what each phase sees; where it is above all before it
	compute := func(in []*graph.Node) (all *graph.Node) {
		turned := graph.Transpose(in[1], 0, 1)
		for k, cells := range p.cells() {
			rows = append(rows, p.rows(in[0], cells))
			y := graph.Dot(turned, rows[k]).Product()
			if k == 0 {
				all, over = y, append(over, nil)
				continue
			}
			over = append(over, graph.LessThan(all, y))
			all = graph.Max(all, y)
		}
		return graph.Reshape(all, all.Shape().Dimensions[0], x.Shape().Dimensions[1], p.outs[0], p.outs[1])
	}
	return withSlopes([]*graph.Node{x, weights}, compute, func(in []*graph.Node, up *graph.Node) []*graph.Node {
		ups := parted(graph.Reshape(up, up.Shape().Dimensions[0], -1), over)
		return []*graph.Node{p.slopeByImage(in[0], in[1], ups), p.slopeByKernel(rows, ups)}
	})
}

// rows lays what the window sees of x at all positions of a phase out as
// [size·size·channels, positions], with a row of ones for the bias.
func (p phases) rows(x *graph.Node, cells []offset) *graph.Node {
	channels := x.Shape().Dimensions[0]
	var rows []*graph.Node
	for _, o := range cells {
		rows = append(rows, graph.Reshape(p.seen(x, o), channels, -1))
	}
	if p.bias {
		rows = append(rows, graph.Ones(x.Graph(), shapes.Make(x.DType(), 1, rows[0].Shape().Dimensions[1])))
	}
	return graph.Concatenate(rows, 0)
}

// seen is the cell o of all positions.
func (p phases) seen(x *graph.Node, o offset) *graph.Node {
	along := func(start, outs int) graph.SliceAxisSpec {
		return graph.AxisRange(start, start+(outs-1)*p.step()+1).Stride(p.step())
	}
	return graph.Slice(x, graph.AxisRange(), graph.AxisRange(), along(o.row, p.outs[0]), along(o.column, p.outs[1]))
}

// parted gives each phase its part of the slope: that of the cells where it is
// the largest, the first of equals.
func parted(up *graph.Node, over []*graph.Node) []*graph.Node {
	parts := make([]*graph.Node, len(over))
	for k := len(over) - 1; k > 0; k-- {
		parts[k] = only(up, over[k])
		up = graph.Sub(up, parts[k])
	}
	parts[0] = up
	return parts
}

func (p phases) slopeByKernel(rows, ups []*graph.Node) (sum *graph.Node) {
	for k := range rows {
		part := rowsDot(rows[k], ups[k])
		if sum == nil {
			sum = part
		} else {
			sum = graph.Add(sum, part)
		}
	}
	return sum
}

// slopeByImage sums, over all that see a cell of the image, the weight times the
// slope of what it gave. Cells one step apart go together: the slopes by each of
// step × step such grids are sums of shifted products, and are interleaved at last.
func (p phases) slopeByImage(x, weights *graph.Node, ups []*graph.Node) *graph.Node {
	d, filters := x.Shape().Dimensions, weights.Shape().Dimensions[1]
	kernels, slopes := map[offset][]*graph.Node{}, map[offset][]*graph.Node{}
	var order []offset
	for phase, cells := range p.cells() {
		for k, o := range cells {
			if kernels[o] == nil {
				order = append(order, o)
			}
			kernels[o] = append(kernels[o], graph.Slice(weights, graph.AxisRange(k*d[0], (k+1)*d[0]), graph.AxisRange(0, filters)))
			slopes[o] = append(slopes[o], ups[phase])
		}
	}
	last := order[len(order)-1] // the last cell of the last phase is the farthest
	high, wide := last.row/p.step()+p.outs[0], last.column/p.step()+p.outs[1]
	grids := map[offset]*graph.Node{}
	for _, o := range order {
		part := graph.Dot(graph.Concatenate(kernels[o], 1), graph.Concatenate(slopes[o], 0)).Product()
		part = graph.Reshape(part, d[0], d[1], p.outs[0], p.outs[1])
		part = placed(part, offset{o.row / p.step(), o.column / p.step()}, high, wide)
		grid := offset{o.row % p.step(), o.column % p.step()}
		if grids[grid] != nil {
			part = graph.Add(grids[grid], part)
		}
		grids[grid] = part
	}
	return cut(p.interleaved(x.Graph(), grids, []int{d[0], d[1], high, wide}), d[2], d[3])
}

// interleaved weaves the grids, [channels, batch, high, wide] each, into one
// image; a grid that is missing is zero.
func (p phases) interleaved(g *graph.Graph, grids map[offset]*graph.Node, d []int) *graph.Node {
	n := p.step()
	if n == 1 {
		return grids[offset{}]
	}
	lines := make([]*graph.Node, n)
	for row := range n {
		cells := make([]*graph.Node, n)
		for column := range n {
			cells[column] = grids[offset{row, column}]
			if cells[column] == nil {
				cells[column] = graph.Zeros(g, shapes.Make(dtypes.Float32, d...))
			}
		}
		lines[row] = graph.Reshape(graph.Stack(cells, 4), d[0], d[1], d[2], d[3]*n)
	}
	return graph.Reshape(graph.Stack(lines, 3), d[0], d[1], d[2]*n, d[3]*n)
}

// placed puts x [channels, batch, height, width] at o into zeros, high × wide.
func placed(x *graph.Node, o offset, high, wide int) *graph.Node {
	d := x.Shape().Dimensions
	if d[2] == high && d[3] == wide {
		return x
	}
	return graph.Pad(x, graph.ScalarZero(x.Graph(), x.DType()), compute.PadAxis{}, compute.PadAxis{},
		compute.PadAxis{Start: o.row, End: high - o.row - d[2]}, compute.PadAxis{Start: o.column, End: wide - o.column - d[3]})
}

// cut makes x high × wide at its ends, by cutting off or by zeros.
func cut(x *graph.Node, high, wide int) *graph.Node {
	d := x.Shape().Dimensions
	if d[2] > high || d[3] > wide {
		x = graph.Slice(x, graph.AxisRange(), graph.AxisRange(), graph.AxisRange(0, min(d[2], high)), graph.AxisRange(0, min(d[3], wide)))
	}
	return placed(x, offset{}, high, wide)
}
