package nn_test

import (
	"math/rand/v2"
	"testing"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// backends are the backends to test on: the one in pure Go, and XLA where its
// plugin is found.
func backends(t testing.TB) []*engine.Engine {
	t.Helper()
	configs := []string{"go"}
	for _, p := range engine.Plugins() {
		if p.Name == "cpu" {
			configs = append(configs, "xla:"+p.Path)
		}
	}
	if len(configs) == 1 {
		t.Log("XLA is left out: no plugin was found; make env installs one")
	}
	var all []*engine.Engine
	for _, config := range configs {
		e, err := engine.New(config)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// eachBackend runs a test on every backend.
func eachBackend(t *testing.T, test func(t *testing.T, e *engine.Engine)) {
	t.Helper()
	for _, e := range backends(t) {
		t.Run(e.Label, func(t *testing.T) { test(t, e) })
	}
}

func build(t testing.TB, l nn.Layer, in ...int) *nn.Network {
	t.Helper()
	n, err := nn.Build(l, in)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// use is how a test calls a network.
type use struct {
	training bool
	unfused  bool // layer by layer, as with a Tap
	slopes   bool // of the sum of output·upstream, by the input and each weight
	seed     int64
}

// result is what a call gave.
type result struct {
	y        []float32
	shape    []int
	slopes   [][]float32 // by the input, then by each weight
	averages [][]float32 // the new values of the weights that Moves lists and that do not learn
}

// machine is a network compiled for one use.
type machine struct {
	t   testing.TB
	n   *nn.Network
	use use
	f   *engine.Func
}

func compile(t testing.TB, e *engine.Engine, n *nn.Network, u use) machine {
	t.Helper()
	f, err := e.Func("test", func(in []*graph.Node) []*graph.Node {
		x, up, random, weights := in[0], in[1], in[2], in[3:]
		c := &nn.Call{Training: u.training, Weights: weights}
		if u.training {
			c.Random = random
		}
		if u.unfused {
			c.Tap = func(_ string, x *graph.Node) *graph.Node { return x }
		}
		y := n.Apply(c, x)
		out := []*graph.Node{y}
		for i, w := range n.Weights() {
			if now, ok := c.Updates[i]; ok && !w.Trainable {
				out = append(out, now)
			}
		}
		if u.slopes {
			total := graph.ReduceAllSum(graph.Mul(y, up))
			out = append(out, graph.Gradient(total, append([]*graph.Node{x}, weights...)...)...)
		}
		return out
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return machine{t, n, u, f}
}

// call computes the network of x, whose first axis is the batch; upstream may
// be nil where no slopes are wanted.
func (m machine) call(batch int, x, upstream []float32, weights []nn.Tensor) result {
	m.t.Helper()
	random, err := graph.RNGStateFromSeed(m.use.seed + 1)
	if err != nil {
		m.t.Fatal(err)
	}
	if upstream == nil {
		upstream = make([]float32, batch*product(m.n.Output()))
	}
	in := []*tensors.Tensor{
		tensors.FromFlatDataAndDimensions(x, append([]int{batch}, m.n.Input()...)...),
		tensors.FromFlatDataAndDimensions(upstream, append([]int{batch}, m.n.Output()...)...),
		random,
	}
	for _, w := range weights {
		in = append(in, tensors.FromFlatDataAndDimensions(w.Data, w.Shape...))
	}
	out, err := m.f.Call(in...)
	if err != nil {
		m.t.Fatal(err)
	}
	r := result{shape: out[0].Shape().Dimensions}
	var flat [][]float32
	for _, o := range out {
		data, err := tensors.CopyFlatData[float32](o)
		if err != nil {
			m.t.Fatal(err)
		}
		flat = append(flat, data)
	}
	r.y, flat = flat[0], flat[1:]
	if m.use.slopes {
		k := len(flat) - 1 - len(weights)
		flat, r.slopes = flat[:k], flat[k:]
	}
	r.averages = flat
	return r
}

func product(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// values draws n numbers from -1 to 1.
func values(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = 2*rng.Float32() - 1
	}
	return v
}

// jiggled are weights that are none of them special: not zeros and ones as
// many layers begin with, and variances above 0.
func jiggled(rng *rand.Rand, weights []nn.Tensor) []nn.Tensor {
	for i, w := range weights {
		data := make([]float32, len(w.Data))
		for k, v := range w.Data {
			data[k] = v + 0.4*rng.Float32() + 0.1
		}
		weights[i].Data = data
	}
	return weights
}
