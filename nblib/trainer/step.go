package trainer

import (
	"slices"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
)

// layout says in which order a step takes and gives its tensors: all weights,
// the optimizer's slots of those that learn, the running sums.
type layout struct {
	weights  int
	learns   []int // weights that the optimizer moves
	moves    []int // weights that a step changes: learns, and BatchNorm's averages
	slots    int   // a learning weight
	sums     []int // lengths of the running sums: loss and count, then the metrics'
	randomly bool  // some layer draws random numbers
}

func (p *plan) layout() layout {
	ws := p.network.Weights()
	l := layout{weights: len(ws), slots: len(p.config.Optimizer.Slots()), sums: p.sums()}
	for i, w := range ws {
		if w.Trainable {
			l.learns = append(l.learns, i)
		}
	}
	l.moves = p.network.Moves()
	l.randomly = p.network.Random()
	return l
}

// sums are the lengths of the running sums: [loss·n, n], then each metric's.
func (p *plan) sums() []int {
	sums := []int{2}
	for _, m := range p.meters {
		if m.accumulator != nil {
			sums = append(sums, m.accumulator.Sizes()...)
		}
	}
	return sums
}

// split cuts the inputs of a step into weights, slots, sums and the rest.
func (l layout) split(in []*graph.Node) (weights, slots, sums, rest []*graph.Node) {
	a := l.weights
	b := a + l.slots*len(l.learns)
	c := b + len(l.sums)
	return in[:a], in[a:b], in[b:c], in[c:]
}

// trainStep compiles training. Inputs: weights, slots, sums, control [steps, 3]
// (of each step the learning rate, its number, and where a loop puts the loss),
// random state [steps, 3], and the feed's. Outputs: the weights that move, slots, sums, each step's loss
// [steps], and what seen gives.
func (p *plan) trainStep(f feed) (*engine.Func, error) {
	l := p.layout()
	whole := l.weights + l.slots*len(l.learns) + len(l.sums) + 2
	if p.manySteps(f) {
		return p.compile("training steps", whole, loopCuts(f), func(in []*graph.Node) []*graph.Node { return p.loop(f, in) })
	}
	return p.compile("training step", whole, f.cuts(), func(in []*graph.Node) []*graph.Node {
		weights, slots, sums, rest := l.split(in)
		s := p.step(f, stepNodes{weights, slots, sums, graph.Reshape(rest[0], 3), graph.Reshape(rest[1], 3), rest[2:]})
		out := pick(s.weights, l.moves)
		out = append(out, s.slots...)
		out = append(out, s.sums...)
		out = append(out, graph.Reshape(s.loss, 1))
		return append(out, s.seen...)
	})
}

// compile makes a function that the fit's devices share: its first inputs are
// whole on each, and the feed's, which follow, are cut.
func (p *plan) compile(name string, whole int, cuts []int, build func(in []*graph.Node) []*graph.Node) (*engine.Func, error) {
	return p.engine.SplitFunc(name, p.config.Devices, append(wholes(whole), cuts...), build)
}

// wholes are the cuts of n inputs that each device gets whole.
func wholes(n int) []int { return slices.Repeat([]int{engine.Whole}, n) }

// The columns of control.
const (
	rateColumn = iota
	numberColumn
	lossColumn
)

// stepNodes is what one step reads.
type stepNodes struct {
	weights, slots, sums []*graph.Node
	control, random      *graph.Node // [3] each
	batch                []*graph.Node
}

// stepped is what one step comes to.
type stepped struct {
	weights, slots, sums []*graph.Node
	loss                 *graph.Node
	seen                 []*graph.Node
}

// step builds one step: forward, loss, gradients, the optimizer's update.
func (p *plan) step(f feed, in stepNodes) stepped {
	l := p.layout()
	x, y, w := f.open(in.batch)
	call := &nn.Call{Training: true, Weights: in.weights, Random: in.random}
	outputs := p.network.ApplyAfter(f.applied(), call, x)
	loss := p.total(p.loss.PerExample(y, outputs), w, call)

	grads := p.config.Optimizer.Clip(graph.Gradient(loss, pick(in.weights, l.learns)...))
	rate, number := element(in.control, rateColumn), element(in.control, numberColumn)
	out := stepped{weights: append([]*graph.Node{}, in.weights...), loss: loss}
	for k, i := range l.learns {
		at := optim.StepNodes{LR: scaled(rate, p.network.Weights()[i].Rate), Step: number}
		moved, own := p.config.Optimizer.Update(at, in.weights[i], grads[k], in.slots[k*l.slots:(k+1)*l.slots])
		out.weights[i] = p.network.Constrain(i, moved)
		out.slots = append(out.slots, own...)
	}
	for i, v := range call.Updates {
		out.weights[i] = v
	}
	out.sums = p.add(in.sums, loss, y, outputs, w)
	out.seen = p.seen(y, outputs)
	return out
}

// seen are the labels and outputs of the batch where a metric needs them all.
func (p *plan) seen(y, outputs *graph.Node) []*graph.Node {
	if !p.needsOutputs() {
		return nil
	}
	return []*graph.Node{graph.ConvertDType(y, dtypes.Float32), outputs}
}

// evalStep compiles one batch of evaluation. Inputs: weights, sums, and the
// feed's. Outputs: sums, and what seen gives.
func (p *plan) evalStep(f feed) (*engine.Func, error) {
	l := p.layout()
	loss := p.loss.ClassWeights() // class weights are for training
	return p.compile("evaluation", l.weights+len(l.sums), f.cuts(), func(in []*graph.Node) []*graph.Node {
		weights, sums, rest := in[:l.weights], in[l.weights:l.weights+len(l.sums)], in[l.weights+len(l.sums):]
		x, y, w := f.open(rest)
		call := &nn.Call{Weights: weights}
		outputs := p.network.ApplyAfter(f.applied(), call, x)
		out := p.add(sums, p.total(loss.PerExample(y, outputs), w, call), y, outputs, w)
		return append(out, p.seen(y, outputs)...)
	})
}

// total is the batch's loss: the weighted mean and all penalties.
func (p *plan) total(each, w *graph.Node, call *nn.Call) *graph.Node {
	loss := graph.ReduceAllMean(graph.Mul(each, w))
	if penalty := p.network.Penalty(call.Weights); penalty != nil {
		loss = graph.Add(loss, penalty)
	}
	for _, penalty := range call.Penalties {
		loss = graph.Add(loss, penalty)
	}
	return loss
}

// add gives the running sums after a batch.
func (p *plan) add(sums []*graph.Node, loss, y, outputs, w *graph.Node) []*graph.Node {
	g := loss.Graph()
	n := graph.Scalar(g, dtypes.Float32, outputs.Shape().Dimensions[0])
	batch := graph.Stack([]*graph.Node{graph.Mul(loss, n), n}, 0)
	next := []*graph.Node{graph.Add(sums[0], batch)}
	at := 1
	everyone := graph.OnesLike(w) // metrics count each example once
	for _, m := range p.meters {
		if m.accumulator == nil {
			continue
		}
		k := len(m.accumulator.Sizes())
		next = append(next, m.accumulator.Update(sums[at:at+k], y, outputs, everyone)...)
		at += k
	}
	return next
}

func pick(nodes []*graph.Node, indexes []int) []*graph.Node {
	out := make([]*graph.Node, len(indexes))
	for k, i := range indexes {
		out[k] = nodes[i]
	}
	return out
}

func element(vector *graph.Node, i int) *graph.Node {
	return graph.Reshape(graph.Slice(vector, graph.AxisElem(i)))
}

func scaled(rate *graph.Node, factor float64) *graph.Node {
	if factor == 1 {
		return rate
	}
	return graph.MulScalar(rate, factor)
}
