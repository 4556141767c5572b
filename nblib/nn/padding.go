package nn

import (
	"fmt"
	"strconv"

	"nnbook/nblib/internal/engine"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// Padding is what surrounds an image where a window goes over its edge. As a
// word it stands in [Conv2D], [DepthwiseConv2D] and the pools; as a layer of
// its own it is [Pad]. The zero Padding is [Valid].
type Padding struct {
	mode  string
	cells int
	value float64
}

var (
	// Valid is no padding: the window stays inside (Keras: padding="valid").
	Valid = Padding{}
	// Same pads so that with stride 1 the output is as large as the input; an
	// odd cell goes to the bottom and right, as in TensorFlow (Keras:
	// padding="same"). A convolution sees zeros there; a pool leaves the cells out.
	Same = Padding{mode: "Same"}
)

// PadZeros surrounds the image with n cells of zero (Keras: ZeroPadding2D).
func PadZeros(n int) Padding { return Padding{mode: "PadZeros", cells: n} }

// PadConstant surrounds the image with n cells of the value v.
func PadConstant(n int, v float64) Padding { return Padding{"PadConstant", n, v} }

// PadReflect surrounds the image with n cells mirrored at its edge, the edge
// itself not repeated (NumPy: mode="reflect").
func PadReflect(n int) Padding { return Padding{mode: "PadReflect", cells: n} }

func (p Padding) conv(c *conv) { c.Padding = p }
func (p Padding) pool(l *pool) { l.Padding = p }

// String is the Go code of the padding.
func (p Padding) String() string {
	switch p.mode {
	case "":
		return "nn.Valid"
	case "Same":
		return "nn.Same"
	case "PadConstant":
		return call(p.mode, strconv.Itoa(p.cells), num(p.value))
	}
	return call(p.mode, strconv.Itoa(p.cells))
}

func (p Padding) check(in []int) error {
	if p.cells < 0 || p.cells > mostCells {
		return needs("a padding of 0 cells or more"+limit(p.cells), p.cells, "use a number such as 1")
	}
	if p.mode == "PadReflect" && len(in) == 3 && p.cells >= min(in[0], in[1]) {
		return needs(fmt.Sprintf("an image larger than its reflection of %d cells", p.cells), fmt.Sprint(in), "pad less")
	}
	return nil
}

// sides gives the cells before and after, along one axis of n cells.
func (p Padding) sides(n, window, stride, dilation int) [2]int {
	if p.mode != "Same" {
		return [2]int{p.cells, p.cells}
	}
	reach := (window-1)*dilation + 1
	total := max(0, ((n+stride-1)/stride-1)*stride+reach-n)
	return [2]int{total / 2, total - total/2}
}

// apply surrounds x [batch, height, width, channels] with cells; fill is what
// Same and PadZeros put there.
func (p Padding) apply(x *graph.Node, sides [2][2]int, fill float64) *graph.Node {
	if sides == [2][2]int{} {
		return x
	}
	switch p.mode {
	case "PadReflect":
		return reflect2D(x, p.cells)
	case "PadConstant":
		fill = p.value
	}
	if !engine.IsGo(x.Graph().Backend()) {
		return surround(x, sides, fill)
	}
	for i, s := range sides {
		x = padAxis(x, i+1, s, fill)
	}
	return x
}

// surround is apply in one operation; graph.Pad has no slope. Slices of a
// concatenation XLA's compiler pushes into its parts, and then it computes these
// again for each cell of a window.
func surround(x *graph.Node, sides [2][2]int, fill float64) *graph.Node {
	g, dims := x.Graph(), append([]int{}, x.Shape().Dimensions...)
	for i, s := range sides {
		dims[i+1] += s[0] + s[1]
	}
	at := func(i int) *graph.Node { return graph.Const(g, int32(i)) }
	around := graph.FillScalar(g, shapes.Make(x.DType(), dims...), fill)
	return graph.DynamicUpdateSlice(around, x, []*graph.Node{at(0), at(sides[0][0]), at(sides[1][0]), at(0)})
}

// padAxis concatenates cells of one value before and after an axis.
func padAxis(x *graph.Node, axis int, sides [2]int, fill float64) *graph.Node {
	cells := func(n int) *graph.Node {
		dims := append([]int{}, x.Shape().Dimensions...)
		dims[axis] = n
		return graph.FillScalar(x.Graph(), shapes.Make(x.DType(), dims...), fill)
	}
	parts := []*graph.Node{x}
	if sides[0] > 0 {
		parts = append([]*graph.Node{cells(sides[0])}, parts...)
	}
	if sides[1] > 0 {
		parts = append(parts, cells(sides[1]))
	}
	if len(parts) == 1 {
		return x
	}
	return graph.Concatenate(parts, axis)
}

// reflect2D takes the mirrored cells one by one, for graph.Reverse has no gradient.
func reflect2D(x *graph.Node, n int) *graph.Node {
	for axis := 1; axis <= 2; axis++ {
		last := x.Shape().Dimensions[axis] - 1
		cell := func(i int) *graph.Node { return graph.SliceAxis(x, axis, graph.AxisRange(i, i+1)) }
		parts := make([]*graph.Node, 2*n+1)
		parts[n] = x
		for i := 1; i <= n; i++ {
			parts[n-i], parts[n+i] = cell(i), cell(last-i)
		}
		x = graph.Concatenate(parts, axis)
	}
	return x
}

type pad struct {
	Padding Padding `json:"padding"`
}

// Pad is padding as a layer: [height, width, channels] grows on every side
// (Keras: ZeroPadding2D). p is [PadZeros], [PadConstant] or [PadReflect].
func Pad(p Padding) Layer { return pad{p} }

func (p pad) kind() string   { return "Pad" }
func (p pad) String() string { return call("Pad", p.Padding.String()) }

func (p pad) build(_ *builder, in []int) ([]int, applyFunc, error) {
	if err := needImage(in); err != nil {
		return nil, nil, err
	}
	if p.Padding.mode == "Same" || p.Padding.mode == "" {
		return nil, nil, needs("a number of cells", p.Padding.String(), "use nn.Pad(nn.PadZeros(1))")
	}
	if err := p.Padding.check(in); err != nil {
		return nil, nil, err
	}
	n := p.Padding.cells
	return []int{in[0] + 2*n, in[1] + 2*n, in[2]}, func(_ *Call, x *graph.Node) *graph.Node {
		return p.Padding.apply(x, [2][2]int{{n, n}, {n, n}}, 0)
	}, nil
}

// needImage checks that images come in.
func needImage(in []int) error {
	if len(in) == 3 {
		return nil
	}
	fix := "put it before nn.Flatten()"
	if len(in) == 2 {
		fix = fmt.Sprintf("give the images a channel axis with nn.Reshape(%d, %d, 1)", in[0], in[1])
	}
	return needs("images [height width channels]", fmt.Sprint(in), fix)
}
