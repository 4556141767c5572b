package nn

import (
	"fmt"
	"strconv"

	"github.com/gomlx/gomlx/core/graph"
)

type conv struct {
	Filters   int     `json:"filters"` // depthwise: the multiplier
	Kernel    int     `json:"kernel"`
	Depthwise bool    `json:"depthwise,omitzero"`
	Stride    *int    `json:"stride,omitzero"`
	Dilation  *int    `json:"dilation,omitzero"`
	Groups    *int    `json:"groups,omitzero"`
	Padding   Padding `json:"padding,omitzero"`
	weighted
}

// Conv2D slides filters of kernel × kernel cells over images: from
// [batch, height, width, channels] to [batch, height', width', filters], with
// a kernel [kernel, kernel, channels/groups, filters] and a bias [filters]
// (Keras: Conv2D). Padding is [Valid] and the [Stride] 1 unless said otherwise;
// height' = (height + padding - dilation·(kernel-1) - 1)/stride + 1.
func Conv2D(filters, kernel int, opts ...ConvOption) Layer {
	return makeConv(conv{Filters: filters, Kernel: kernel}, opts)
}

// DepthwiseConv2D slides one filter over each channel apart: from
// [batch, height, width, channels] to the same channels, with a kernel
// [kernel, kernel, channels, 1] and a bias [channels] (Keras: DepthwiseConv2D
// with depth_multiplier=1). Followed by a Conv2D of kernel 1 it is a separable
// convolution.
func DepthwiseConv2D(kernel int, opts ...ConvOption) Layer {
	return makeConv(conv{Filters: 1, Kernel: kernel, Depthwise: true}, opts)
}

func makeConv(c conv, opts []ConvOption) Layer {
	for _, o := range opts {
		if o != nil {
			o.conv(&c)
		}
	}
	return c
}

func (l conv) kind() string {
	if l.Depthwise {
		return "DepthwiseConv2D"
	}
	return "Conv2D"
}

func (l conv) String() string {
	args := []string{strconv.Itoa(l.Filters), strconv.Itoa(l.Kernel)}
	if l.Depthwise {
		args = args[1:]
	}
	args = append(args, windowArgs(l.Stride, l.Padding)...)
	if l.Dilation != nil {
		args = append(args, call("Dilation", strconv.Itoa(*l.Dilation)))
	}
	if l.Groups != nil {
		args = append(args, call("Groups", strconv.Itoa(*l.Groups)))
	}
	return call(l.kind(), append(args, l.args()...)...)
}

func windowArgs(stride *int, p Padding) (args []string) {
	if stride != nil {
		args = append(args, call("Stride", strconv.Itoa(*stride)))
	}
	if p != Valid {
		args = append(args, p.String())
	}
	return args
}

func (l conv) build(b *builder, in []int) ([]int, applyFunc, error) {
	w, err := l.window(in)
	if err != nil {
		return nil, nil, err
	}
	out := []int{w.outs[0], w.outs[1], l.Filters}
	shape := []int{l.Kernel, l.Kernel, in[2] / w.groups, l.Filters}
	if l.Depthwise {
		out[2] = in[2]
		shape = []int{l.Kernel, l.Kernel, in[2], 1}
	}
	area := l.Kernel * l.Kernel
	norms := []int{0, 1, 2} // what feeds one unit
	if l.Depthwise {
		norms = []int{0, 1}
	}
	kernel := l.kernel(b, shape, area*shape[2], area*shape[3], norms)
	bias := l.bias(b, out[2])
	b.macs(int64(out[0]) * int64(out[1]) * int64(size(shape)))
	return out, func(c *Call, x *graph.Node) *graph.Node {
		w := w.on(x)
		if l.inPhases(w, x.Graph()) {
			return l.applyInPhases(c, w, x, c.Weights[kernel], c.optional(bias))
		}
		return l.finish(c, w.convolve(x, c.Weights[kernel], l.Depthwise), bias)
	}, nil
}

func (l conv) unfitted() window {
	return window{size: l.Kernel, stride: or(l.Stride, 1), dilation: or(l.Dilation, 1), groups: or(l.Groups, 1), padding: l.Padding}
}

// window checks the numbers of a convolution against its input.
func (l conv) window(in []int) (window, error) {
	w := l.unfitted()
	if err := w.fit(in); err != nil {
		return w, err
	}
	switch {
	case l.Filters <= 0:
		return w, needs("at least 1 filter", l.Filters, "use a positive number, as in nn.Conv2D(32, 3)")
	case w.groups < 1:
		return w, needs("at least 1 group", w.groups, "leave nn.Groups out or use a positive number")
	case l.Depthwise && w.groups != 1:
		return w, needs("no groups (a depthwise convolution has one a channel)", w.groups, "leave nn.Groups out")
	case in[2]%w.groups != 0 || l.Filters%w.groups != 0:
		return w, needs(fmt.Sprintf("channels and filters that %d groups divide", w.groups),
			fmt.Sprintf("%d channels and %d filters", in[2], l.Filters), "change the groups or the filters")
	}
	return w, l.check()
}

// window is a square window that walks over an image.
type window struct {
	size, stride, dilation, groups int
	padding                        Padding
	sides                          [2][2]int // cells of padding, per axis
	outs                           [2]int    // positions, per axis
}

// on is w for x, which may be smaller than what w was fitted to (cropUnread).
func (w window) on(x *graph.Node) window {
	if err := w.fit(x.Shape().Dimensions[1:]); err != nil {
		panic(err)
	}
	return w
}

// mostCells bounds windows and paddings, so that no sum of them overflows.
const mostCells = 1 << 24

// limit names the bound in messages of a number that is above it.
func limit(n int) string {
	if n > mostCells {
		return fmt.Sprintf(" and at most %d", mostCells)
	}
	return ""
}

// fit computes padding and positions for an image of shape in.
func (w *window) fit(in []int) error {
	if err := needImage(in); err != nil {
		return err
	}
	for _, n := range []struct {
		what string
		n    int
	}{{"window", w.size}, {"stride", w.stride}, {"dilation", w.dilation}} {
		if n.n < 1 || n.n > mostCells {
			return needs("a "+n.what+" of at least 1"+limit(n.n), n.n, "use a number such as 2")
		}
	}
	if err := w.padding.check(in); err != nil {
		return err
	}
	reach := w.reach()
	for i := range 2 {
		w.sides[i] = w.padding.sides(in[i], w.size, w.stride, w.dilation)
		room := in[i] + w.sides[i][0] + w.sides[i][1] - reach
		if room < 0 {
			return needs(fmt.Sprintf("an image of at least %dx%d for its window", reach, reach), fmt.Sprint(in),
				"use a smaller window, nn.Same, or fewer pools before it")
		}
		w.outs[i] = room/w.stride + 1
	}
	return nil
}
