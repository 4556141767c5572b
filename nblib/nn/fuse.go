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
		act, pool := applies[i], applies[i+1]
		switch l := unnamed(layers[i]).(type) {
		case Activation:
			if l.monotone() {
				fused = append(fused, pool, act)
				i++
				continue
			}
		case conv:
			if l.Activation.monotone() && l.ActivityRegularizer.zero() {
				fused = append(fused, poolInside(act, pool))
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

// poolInside lets a convolution pool before it adds its bias and activates.
func poolInside(convolve, pool applyFunc) applyFunc {
	return func(c *Call, x *graph.Node) *graph.Node {
		c.beforeActivation = func(y *graph.Node) *graph.Node { return pool(c, y) }
		return convolve(c, x)
	}
}

// pooled applies, once, what poolInside left for the layer.
func (c *Call) pooled(x *graph.Node) *graph.Node {
	pool := c.beforeActivation
	if pool == nil {
		return x
	}
	c.beforeActivation = nil
	return pool(x)
}
