package nn

import "github.com/gomlx/gomlx/core/graph"

// fusePools moves a monotone activation behind the max-pool that follows it:
// max(f(x)) = f(max(x)) where f never falls, and f then has a quarter of the
// work or less. The result is equal, and so are its slopes; only a Tap, which wants each output, sees
// a difference, and fusing is off there.
func fusePools(layers []Layer, applies []applyFunc) []applyFunc {
	var fused []applyFunc
	for i := 0; i < len(layers); i++ {
		if i+1 == len(layers) || !commutes(layers[i+1]) {
			fused = append(fused, applies[i])
			continue
		}
		act, after := applies[i], applies[i+1]
		switch l := unnamed(layers[i]).(type) {
		case Activation:
			if l.monotone() {
				fused = append(fused, after, act)
				i++
				continue
			}
		case conv:
			if l.Activation.monotone() && l.ActivityRegularizer.zero() {
				fused = append(fused, poolInside(act, laterPool{unnamed(layers[i+1]).(pool), after}))
				i++
				continue
			}
		}
		fused = append(fused, act)
	}
	return fused
}

// commutes tells whether l is a max-pool whose every cell comes from the image:
// a cell of padding would miss the activation.
func commutes(l Layer) bool {
	p, ok := unnamed(l).(pool)
	return ok && p.Max && p.Padding.mode != "PadZeros" && p.Padding.mode != "PadConstant"
}

// laterPool is a max-pool that a convolution applies.
type laterPool struct {
	spec  pool
	apply applyFunc
}

// poolInside lets a convolution pool before it adds its bias and activates.
func poolInside(convolve applyFunc, p laterPool) applyFunc {
	return func(c *Call, x *graph.Node) *graph.Node {
		c.later = &p
		return convolve(c, x)
	}
}

// pooled applies, once, what poolInside left for the layer.
func (c *Call) pooled(x *graph.Node) *graph.Node {
	p := c.later
	if p == nil {
		return x
	}
	c.later = nil
	return p.apply(c, x)
}

// takeBlocks takes over a pool of positions that poolInside left, where its
// windows are blocks of cells, and gives their size; 1 where there is none.
func (c *Call) takeBlocks(positions [2]int) int {
	if c.later == nil {
		return 1
	}
	w := c.later.spec.window()
	if w.fit([]int{positions[0], positions[1], 1}) != nil || w.size != w.stride || w.sides != [2][2]int{} {
		return 1
	}
	c.later = nil
	return w.size
}
