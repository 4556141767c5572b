package trainer

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Each call of a compiled function copies out all weights and slots, which
// costs an MLP a quarter of its time. So on XLA one call takes several steps,
// in a loop inside the graph. How many is an input of the one compiled loop:
// what a run comes to does not depend on where it was cut.

// room is how many steps one call can take.
const room = 128

// callTime is how long a call should take: longer than what it costs to make
// it, short enough for the Stop button.
const callTime = 80 * time.Millisecond

// manySteps tells whether one call trains on several batches: where batches are
// gathered on the device, by a backend whose loops are fast, and no metric wants
// the outputs of each batch.
//
// Not where there are convolutions: inside a loop XLA's CPU compiler computes
// them a hundred times slower (the bench has the figures), and they have few
// weights to copy for the work they do.
func (p *plan) manySteps(f feed) bool {
	_, resident := f.(residentFeed)
	return resident && !p.engine.IsGo() && !p.needsOutputs() && !p.convolves(f.applied())
}

// convolves tells whether the network may contain a convolution after the
// layers that are applied already.
func (p *plan) convolves(applied int) bool {
	for _, l := range p.network.LayersAfter(applied) {
		if strings.Contains(l.Kind, "Conv") || l.Kind == "Func" {
			return true
		}
	}
	return false
}

// loop builds the graph of several steps. Its inputs are trainStep's, where the
// feed's last are the rows [room, batch, 1], the number of steps and zero (int32
// []).
//
// A loop's graph cannot use a node from outside it, and equal constants of a
// graph are one node. So what is outside makes none.
func (p *plan) loop(f feed, in []*graph.Node) []*graph.Node {
	l := p.layout()
	last := len(in) - 1
	state := append([]*graph.Node{in[last]}, in[:last]...) // counter, ..., number of steps
	parameters := func(g *graph.Graph) []*graph.Node {
		nodes := make([]*graph.Node, len(state))
		for i, s := range state {
			nodes[i] = graph.Parameter(g, fmt.Sprintf("state%d", i), s.Shape())
		}
		return nodes
	}
	more := graph.NewClosure(in[0].Graph(), func(g *graph.Graph) []*graph.Node {
		s := parameters(g)
		return []*graph.Node{graph.LessThan(s[0], s[last])}
	})
	body := graph.NewClosure(in[0].Graph(), func(g *graph.Graph) []*graph.Node {
		return p.turn(f, parameters(g))
	})
	weights, slots, sums, rest := l.split(graph.While(more, body, state...)[1:])
	out := append(pick(weights, l.moves), slots...)
	losses := graph.Slice(rest[0], graph.AxisRange(), graph.AxisElem(lossColumn))
	return append(append(out, sums...), graph.Reshape(losses, room))
}

// loopCuts are the feed's cuts for the loop: of the rows [room, batch, 1] each
// device gets a part of every batch.
func loopCuts(f feed) []int {
	cuts := f.cuts()
	cuts[len(cuts)-1]++
	return append(cuts, engine.Whole, engine.Whole)
}

// turn is one turn of the loop: from its state to the next.
func (p *plan) turn(f feed, state []*graph.Node) []*graph.Node {
	counter := state[0]
	weights, slots, sums, rest := p.layout().split(state[1:])
	control, random := rest[0], rest[1]
	data, rows := rest[2:len(rest)-2], rest[len(rest)-2]
	batch := append(append([]*graph.Node{}, data...), rowAt(rows, counter))
	s := p.step(f, stepNodes{weights, slots, sums, rowAt(control, counter), rowAt(random, counter), batch})

	column := graph.Const(counter.Graph(), int32(lossColumn))
	control = graph.DynamicUpdateSlice(control, graph.Reshape(s.loss, 1, 1), []*graph.Node{counter, column})
	next := append([]*graph.Node{graph.AddScalar(counter, 1)}, s.weights...)
	next = append(append(next, s.slots...), s.sums...)
	return append(append(next, control), rest[1:]...)
}

// rowAt is row i of a tensor: its dimensions but the first.
func rowAt(x, i *graph.Node) *graph.Node {
	dims := x.Shape().Dimensions
	starts := []*graph.Node{i}
	for range dims[1:] {
		starts = append(starts, graph.ZerosLike(i))
	}
	row := graph.DynamicSlice(x, starts, append([]int{1}, dims[1:]...))
	return graph.Reshape(row, dims[1:]...)
}

// pieces gives an epoch's batches from batch number from on, several at a time.
// A last batch that is smaller is a piece of its own.
func (f residentFeed) pieces(o datasets.Order, size, from int, p *pace) iter.Seq2[fed, error] {
	return func(yield func(fed, error) bool) {
		order := f.order(o)[from*size:]
		for len(order) > 0 {
			each := min(size, len(order))
			steps := min(p.steps(), len(order)/each)
			rows := make([]int32, room*each)
			n := copy(rows, order[:steps*each])
			order = order[n:]
			in := append(append([]*tensors.Tensor{}, f.tensor...),
				tensors.FromFlatDataAndDimensions(rows, room, each, 1), tensors.FromScalar(int32(steps)), tensors.FromScalar(int32(0)))
			if !yield(fed{n, steps, room, in, len(f.tensor)}, nil) {
				return
			}
		}
	}
}

// pace chooses how many steps a call takes, by how long they took.
type pace struct {
	each  time.Duration // a step, smoothed
	calls int
	most  int // steps of a call; 0 for all that there is room for
}

func (p *pace) took(steps int, t time.Duration) {
	p.calls++
	each := t / time.Duration(steps)
	switch p.calls {
	case 1: // compiles
	case 2:
		p.each = each
	default:
		p.each = (3*p.each + each) / 4
	}
}

func (p *pace) steps() int {
	most := room
	if p.most > 0 {
		most = p.most
	}
	if p.each <= 0 {
		return 1
	}
	return min(max(1, int(callTime/p.each)), most)
}
