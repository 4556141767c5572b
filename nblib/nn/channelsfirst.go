package nn

import (
	"nnbook/nblib/internal/engine"

	"github.com/gomlx/gomlx/core/graph"
)

// inPhases tells whether the Go backend computes the convolution as [phases]:
// a dense one of more than a cell.
func (l conv) inPhases(w window, g *graph.Graph) bool {
	return engine.IsGo(g.Backend()) && !l.Depthwise && w.groups == 1 && w.size > 1
}

// applyInPhases convolves, pools where a max-pool of blocks was moved here, and
// activates, all with channels first.
func (l conv) applyInPhases(c *Call, w window, x, kernel, bias *graph.Node) *graph.Node {
	k := kernel.Shape().Dimensions
	weights := graph.Reshape(kernel, k[0]*k[1]*k[2], k[3])
	if bias != nil {
		weights = graph.Concatenate([]*graph.Node{weights, graph.Reshape(bias, 1, k[3])}, 0)
	}
	p := phases{window: w, pool: c.takeBlocks(w.outs), outs: w.outs, bias: bias != nil}
	for axis := range p.outs {
		p.outs[axis] /= p.pool
	}
	y := p.apply(w.paddedFirst(c, x), weights)
	if c.later != nil { // a pool whose windows overlap or reach into padding
		y = c.channelsFirst(c.pooled(channelsLast(y)))
	}
	if l.Activation == Softmax { // over the channels
		y = graph.TransposeAllAxes(Softmax.apply(channelsLast(y)), 3, 0, 1, 2)
	} else {
		y = l.Activation.apply(y)
	}
	out := channelsLast(y)
	c.penalize(l.ActivityRegularizer, out)
	c.keepFirst(out, y)
	return out
}

// paddedFirst is x with its padding and channels first.
func (w window) paddedFirst(c *Call, x *graph.Node) *graph.Node {
	if w.padding.mode == "PadReflect" || w.padding.mode == "PadConstant" {
		return c.channelsFirst(w.padding.apply(x, w.sides, 0))
	}
	x = c.channelsFirst(x)
	for i, s := range w.sides {
		x = padAxis(x, i+2, s, 0)
	}
	return x
}

// channelsFirst is x [batch, height, width, channels] as [channels, batch,
// height, width]: what the convolution before it gave, where that is known.
func (c *Call) channelsFirst(x *graph.Node) *graph.Node {
	if first := c.first[x]; first != nil {
		return first
	}
	if d := x.Shape().Dimensions; d[3] == 1 {
		return graph.Reshape(x, 1, d[0], d[1], d[2])
	}
	return graph.TransposeAllAxes(x, 3, 0, 1, 2)
}

// keepFirst remembers x with channels first, for the layer that follows. A Tap
// wants the slope by x itself, which must then be what goes on.
func (c *Call) keepFirst(x, first *graph.Node) {
	if c.Tap != nil {
		return
	}
	if c.first == nil {
		c.first = map[*graph.Node]*graph.Node{}
	}
	c.first[x] = first
}

func channelsLast(x *graph.Node) *graph.Node { return graph.TransposeAllAxes(x, 1, 2, 3, 0) }
