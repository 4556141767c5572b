package nn

import "github.com/gomlx/gomlx/core/graph"

// withSlope is compute(x), whose slope by x is computed by slope instead of by
// the chain rule through compute: from x and the slope of the result. The chain
// rule's own result is used by nothing, and the compiler leaves it out.
func withSlope(x *graph.Node, compute func(x *graph.Node) *graph.Node, slope func(x, up *graph.Node) *graph.Node) *graph.Node {
	var up *graph.Node // the result's nodes come later than x's, so their slope is there first
	x = graph.IdentityWithCustomGradient(x, func(x, _ *graph.Node) *graph.Node { return slope(x, up) })
	return graph.IdentityWithCustomGradient(compute(x), func(_, v *graph.Node) *graph.Node {
		up = v
		return v
	})
}
