package nn

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"
)

// NormOption is a word that [BatchNorm] and [LayerNorm] take.
type NormOption interface{ norm(*norm) }

type norm struct {
	Layer    bool     `json:"each_example,omitzero"`
	Epsilon  *float64 `json:"epsilon,omitzero"`
	Momentum *float64 `json:"momentum,omitzero"`
}

// Epsilon is the small number that [BatchNorm] and [LayerNorm] add to the
// variance. Default: 0.001, as in Keras.
type Epsilon float64

func (e Epsilon) norm(n *norm) { n.Epsilon = ptr(float64(e)) }

// Momentum is how much of its moving averages [BatchNorm] keeps at each step.
// Default: 0.99, as in Keras. (PyTorch counts the other way: its 0.1 is 0.9 here.)
type Momentum float64

func (m Momentum) norm(n *norm) { n.Momentum = ptr(float64(m)) }

// BatchNorm makes each channel, or each unit, of a batch have mean 0 and
// variance 1, then scales by gamma and shifts by beta, which are learnt:
// y = gamma·(x-mean)/sqrt(variance+epsilon) + beta (Keras: BatchNormalization;
// Ioffe and Szegedy 2015). Shapes stay. In training the moments are the
// batch's; otherwise they are moving averages of those, and a [Frozen]
// BatchNorm uses and keeps its averages even in training.
func BatchNorm(opts ...NormOption) Layer { return makeNorm(norm{}, opts) }

// LayerNorm makes the last axis of each example have mean 0 and variance 1,
// then scales by gamma and shifts by beta (Keras: LayerNormalization; Ba et
// al. 2016). It does the same in training and after. [Momentum] does not
// apply to it and is refused.
func LayerNorm(opts ...NormOption) Layer { return makeNorm(norm{Layer: true}, opts) }

func makeNorm(n norm, opts []NormOption) Layer {
	for _, o := range opts {
		if o != nil {
			o.norm(&n)
		}
	}
	return n
}

func (n norm) kind() string {
	if n.Layer {
		return "LayerNorm"
	}
	return "BatchNorm"
}

func (n norm) String() string {
	var args []string
	if n.Epsilon != nil {
		args = append(args, call("Epsilon", num(*n.Epsilon)))
	}
	if n.Momentum != nil {
		args = append(args, call("Momentum", num(*n.Momentum)))
	}
	return call(n.kind(), args...)
}

func (n norm) build(b *builder, in []int) ([]int, applyFunc, error) {
	epsilon, momentum := or(n.Epsilon, 1e-3), or(n.Momentum, 0.99)
	switch {
	case !(epsilon > 0) || math.IsInf(epsilon, 0):
		return nil, nil, needs("an epsilon above 0", num(epsilon), "use a number such as 0.001")
	case !(momentum >= 0 && momentum < 1):
		return nil, nil, needs("a momentum of at least 0 and below 1", num(momentum), "use a number such as 0.99")
	case n.Layer && n.Momentum != nil:
		return nil, nil, needs("no momentum (it keeps no averages)", num(momentum), "leave nn.Momentum out")
	}
	channels := in[len(in)-1:]
	claim := func(role string, init Initializer, learns bool) int {
		return b.weight(role, Weight{Shape: channels, Trainable: learns, averages: !learns && !b.frozen, init: init, fanIn: channels[0], fanOut: channels[0]})
	}
	s := scaling{gamma: claim("gamma", Ones, true), beta: claim("beta", Zeros, true), epsilon: epsilon}
	if n.Layer {
		return in, s.layer, nil
	}
	mean, variance := claim("moving_mean", Zeros, false), claim("moving_variance", Ones, false)
	learns := !b.frozen
	return in, func(c *Call, x *graph.Node) *graph.Node {
		if !c.Training || !learns {
			return s.apply(c, x, widen(c.Weights[mean], x), widen(c.Weights[variance], x))
		}
		m, v := batchMoments(graph.StopGradient(x))
		average := func(i int, now *graph.Node) {
			was := c.Weights[i]
			flat := graph.Reshape(graph.StopGradient(now), was.Shape().Dimensions...)
			c.update(i, graph.Add(graph.MulScalar(was, momentum), graph.MulScalar(flat, 1-momentum)))
		}
		average(mean, m)
		average(variance, v)
		return s.batch(c, x, m, v)
	}, nil
}

// scaling is the learnt part of a normalization.
type scaling struct {
	gamma, beta int
	epsilon     float64
}

func (s scaling) layer(c *Call, x *graph.Node) *graph.Node {
	m, v := moments(x, []int{x.Rank() - 1})
	return s.apply(c, x, m, v)
}

// apply folds scale and shift into one product and one sum.
func (s scaling) apply(c *Call, x, mean, variance *graph.Node) *graph.Node {
	inverse := graph.Reciprocal(graph.Sqrt(graph.AddScalar(variance, s.epsilon)))
	scale := graph.Mul(inverse, widen(c.Weights[s.gamma], x))
	return graph.Add(graph.Mul(graph.Sub(x, mean), scale), widen(c.Weights[s.beta], x))
}

// batch is apply with the batch's own moments, and with the slopes that follow
// through these, written out: the chain rule's take twice the passes over x.
func (s scaling) batch(c *Call, x, mean, variance *graph.Node) *graph.Node {
	inverse := graph.Reciprocal(graph.Sqrt(graph.AddScalar(variance, s.epsilon)))
	in := []*graph.Node{x, c.Weights[s.gamma], c.Weights[s.beta]}
	return withSlopes(in, func(in []*graph.Node) *graph.Node {
		scale := graph.Mul(inverse, widen(in[1], x))
		return graph.Add(graph.Mul(graph.Sub(in[0], mean), scale), widen(in[2], x))
	}, func(in []*graph.Node, up *graph.Node) []*graph.Node {
		normal := graph.Mul(graph.Sub(in[0], mean), inverse)
		gamma, beta := channelSum(graph.Mul(up, normal)), channelSum(up)
		share := 1 / float64(x.Shape().Size()/in[1].Shape().Size())
		common := graph.Add(widen(graph.MulScalar(beta, share), x), graph.Mul(normal, widen(graph.MulScalar(gamma, share), x)))
		return []*graph.Node{graph.Mul(graph.Mul(inverse, widen(in[1], x)), graph.Sub(up, common)), gamma, beta}
	})
}

// batchMoments gives mean and variance of each channel, of x's rank.
func batchMoments(x *graph.Node) (mean, variance *graph.Node) {
	share := 1 / float64(x.Shape().Size()/x.Shape().Dimensions[x.Rank()-1])
	mean = widen(graph.MulScalar(channelSum(x), share), x)
	variance = widen(graph.MulScalar(channelSum(graph.Square(graph.Sub(x, mean))), share), x)
	return mean, variance
}

// moments gives mean and variance over axes, which stay with size 1.
func moments(x *graph.Node, axes []int) (mean, variance *graph.Node) {
	mean = graph.ReduceAndKeep(x, graph.ReduceMean, axes...)
	variance = graph.ReduceAndKeep(graph.Square(graph.Sub(x, mean)), graph.ReduceMean, axes...)
	return mean, variance
}

// widen gives w, one value a channel, the rank of x.
func widen(w, x *graph.Node) *graph.Node { return graph.ExpandLeftToRank(w, x.Rank()) }
