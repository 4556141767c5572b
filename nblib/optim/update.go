package optim

import "github.com/gomlx/gomlx/core/graph"

// Slot is what an optimizer remembers of each weight between steps: a tensor of the weight's shape, float32, which starts
// filled with Init.
type Slot struct {
	Name string // as Keras names it: "momentum", "velocity"
	Init float64
}

// StepNodes are the scalars that an update reads, both float32 [].
type StepNodes struct {
	LR   *graph.Node // the learning rate of this step, [Schedule.At]
	Step *graph.Node // the number of this step, from 1
}

// Slots lists what the optimizer keeps for each weight, in the order in which [Optimizer.Update] takes and returns them.
func (o Optimizer) Slots() []Slot {
	o = o.full()
	var slots []Slot
	add := func(name string, wanted bool, init float64) {
		if wanted {
			slots = append(slots, Slot{name, init})
		}
	}
	switch o.method {
	case sgd:
		add("momentum", o.set.Momentum != 0, 0)
	case rmsprop:
		add("velocity", true, 0)
		add("momentum", o.set.Momentum != 0, 0)
		add("average_gradient", o.set.Centered, 0)
	case adagrad:
		add("accumulator", true, o.set.Accumulator)
	default:
		add("momentum", true, 0)
		add("velocity", true, 0)
		add("velocity_hat", o.set.AMSGrad, 0)
	}
	return slots
}

// Update builds the graph of one step of one weight: from the weight w, its gradient (clipped already, [Optimizer.Clip])
// and its slots to their next values, all of w's shape. It has no side effects, so it can stand inside a loop.
func (o Optimizer) Update(s StepNodes, w, grad *graph.Node, slots []*graph.Node) (newW *graph.Node, newSlots []*graph.Node) {
	o = o.full()
	if o.set.WeightDecay != 0 {
		w = graph.Mul(w, graph.OneMinus(graph.MulScalar(s.LR, o.set.WeightDecay)))
	}
	switch o.method {
	case sgd:
		return o.set.sgd(s.LR, w, grad, slots)
	case rmsprop:
		return o.set.rmsprop(s.LR, w, grad, slots)
	case adagrad:
		return o.set.adagrad(s.LR, w, grad, slots)
	default:
		return o.set.adam(s, w, grad, slots)
	}
}

func (k settings) sgd(lr, w, g *graph.Node, slots []*graph.Node) (*graph.Node, []*graph.Node) {
	step := graph.Mul(g, lr)
	if k.Momentum == 0 {
		return graph.Sub(w, step), nil
	}
	v := graph.Sub(graph.MulScalar(slots[0], k.Momentum), step)
	if k.Nesterov {
		return graph.Add(w, graph.Sub(graph.MulScalar(v, k.Momentum), step)), []*graph.Node{v}
	}
	return graph.Add(w, v), []*graph.Node{v}
}

func (k settings) rmsprop(lr, w, g *graph.Node, slots []*graph.Node) (*graph.Node, []*graph.Node) {
	v := runningMean(slots[0], graph.Square(g), k.Rho)
	under, mean := v, (*graph.Node)(nil)
	if k.Centered {
		mean = runningMean(slots[len(slots)-1], g, k.Rho)
		under = graph.Sub(v, graph.Square(mean))
	}
	step := graph.Div(graph.Mul(g, lr), graph.Sqrt(graph.AddScalar(under, k.Epsilon)))
	next := []*graph.Node{v}
	if k.Momentum != 0 {
		step = graph.Add(graph.MulScalar(slots[1], k.Momentum), step)
		next = append(next, step)
	}
	if k.Centered {
		next = append(next, mean)
	}
	return graph.Sub(w, step), next
}

func (k settings) adagrad(lr, w, g *graph.Node, slots []*graph.Node) (*graph.Node, []*graph.Node) {
	sum := graph.Add(slots[0], graph.Square(g))
	step := graph.Div(graph.Mul(g, lr), graph.Sqrt(graph.AddScalar(sum, k.Epsilon)))
	return graph.Sub(w, step), []*graph.Node{sum}
}

func (k settings) adam(s StepNodes, w, g *graph.Node, slots []*graph.Node) (*graph.Node, []*graph.Node) {
	m := runningMean(slots[0], g, k.Beta1)
	v := runningMean(slots[1], graph.Square(g), k.Beta2)
	next := []*graph.Node{m, v}
	under := v
	if k.AMSGrad {
		under = graph.Max(slots[2], v)
		next = append(next, under)
	}
	// Both corrections of the start are in one scalar: no power and no extra division per entry of the weight.
	alpha := graph.Mul(s.LR, graph.Div(
		graph.Sqrt(graph.OneMinus(power(k.Beta2, s.Step))), graph.OneMinus(power(k.Beta1, s.Step))))
	step := graph.Div(graph.Mul(m, alpha), graph.AddScalar(graph.Sqrt(under), k.Epsilon))
	return graph.Sub(w, step), next
}

// runningMean keeps the given share of the mean and takes the rest from x.
func runningMean(mean, x *graph.Node, share float64) *graph.Node {
	return graph.Add(graph.MulScalar(mean, share), graph.MulScalar(x, 1-share))
}

func power(base float64, exponent *graph.Node) *graph.Node {
	return graph.Pow(graph.Scalar(exponent.Graph(), exponent.DType(), base), exponent)
}
