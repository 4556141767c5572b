package optim

import "github.com/gomlx/gomlx/core/graph"

// Clip limits the gradients of all trained weights before [Optimizer.Update]: by [ClipNorm], [ClipValue] or
// [GlobalClipNorm]; without one of these it returns them as they are.
func (o Optimizer) Clip(grads []*graph.Node) []*graph.Node {
	k := o.set
	switch {
	case k.ClipNorm > 0:
		return each(grads, func(g *graph.Node) *graph.Node {
			return graph.Mul(g, shrink(norm([]*graph.Node{g}), k.ClipNorm))
		})
	case k.GlobalClipNorm > 0 && len(grads) > 0:
		joint := norm(grads)
		scale := graph.Add(shrink(joint, k.GlobalClipNorm), graph.Sub(joint, joint)) // NaN if one is not finite, as in Keras
		return each(grads, func(g *graph.Node) *graph.Node { return graph.Mul(g, scale) })
	case k.ClipValue > 0:
		return each(grads, func(g *graph.Node) *graph.Node { return graph.ClipScalar(g, -k.ClipValue, k.ClipValue) })
	}
	return grads
}

// norm is the joint Euclidean norm of tensors, a scalar.
func norm(xs []*graph.Node) *graph.Node {
	var sum *graph.Node
	for _, x := range xs {
		squares := graph.ReduceAllSum(graph.Square(x))
		if sum == nil {
			sum = squares
		} else {
			sum = graph.Add(sum, squares)
		}
	}
	return graph.Sqrt(sum)
}

// shrink is the factor that brings a norm down to limit, 1 where it is below.
func shrink(norm *graph.Node, limit float64) *graph.Node {
	most := graph.Scalar(norm.Graph(), norm.DType(), limit)
	return graph.Div(most, graph.Max(norm, most))
}

func each(xs []*graph.Node, f func(*graph.Node) *graph.Node) []*graph.Node {
	ys := make([]*graph.Node, len(xs))
	for i, x := range xs {
		ys[i] = f(x)
	}
	return ys
}
