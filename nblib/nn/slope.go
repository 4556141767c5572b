package nn

import "github.com/gomlx/gomlx/core/graph"

// withSlopes is compute(in), whose slopes by in are computed by slopes instead
// of by the chain rule through compute: from in and the slope of the result. The
// chain rule's own results are used by nothing, and the compiler leaves them out.
func withSlopes(in []*graph.Node, compute func(in []*graph.Node) *graph.Node, slopes func(in []*graph.Node, up *graph.Node) []*graph.Node) *graph.Node {
	var up *graph.Node // the result's nodes come later than in's, so their slope is there first
	var made []*graph.Node
	own := make([]*graph.Node, len(in))
	for i := range in {
		own[i] = graph.IdentityWithCustomGradient(in[i], func(_, _ *graph.Node) *graph.Node {
			if made == nil {
				made = slopes(in, up)
			}
			return made[i]
		})
	}
	return graph.IdentityWithCustomGradient(compute(own), func(_, v *graph.Node) *graph.Node {
		up, made = v, nil
		return v
	})
}

// withSlope is withSlopes for one input.
func withSlope(x *graph.Node, compute func(x *graph.Node) *graph.Node, slope func(x, up *graph.Node) *graph.Node) *graph.Node {
	return withSlopes([]*graph.Node{x},
		func(in []*graph.Node) *graph.Node { return compute(in[0]) },
		func(in []*graph.Node, up *graph.Node) []*graph.Node { return []*graph.Node{slope(in[0], up)} })
}
