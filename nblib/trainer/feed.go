package trainer

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// feed hands batches to a compiled step: tensors, and the graph that makes
// x, y and w of them.
type feed interface {
	// batches gives an epoch's batches from batch number from on.
	batches(o datasets.Order, size, from int) iter.Seq2[fed, error]
	// cuts says of each of a batch's tensors along which axis devices share it.
	cuts() []int
	// applied is how many layers of the network x has been through already.
	applied() int
	// open makes a batch's x [n, shape...], y (int32 [n] or float32 [n, width])
	// and w [n] of its tensors.
	open(in []*graph.Node) (x, y, w *graph.Node)
	close()
}

// fed is what one call of a step gets: a batch, or several in training on XLA.
type fed struct {
	n      int // examples
	steps  int // batches
	room   int // batches that there is room for
	in     []*tensors.Tensor
	shared int // the first tensors are the feed's own
}

func (f fed) free() {
	engine.Free(f.in[f.shared:]...)
}

// newFeed keeps the data on the device where they fit in memory and nothing
// changes them from epoch to epoch; otherwise it streams them.
func newFeed(s share, info datasets.Info, augment bool, kept *residents) (feed, error) {
	if kept.features != nil || s.part.InMemory() && !(augment && s.part.Augmented()) {
		r, err := kept.load(s.part, info)
		if err != nil {
			return nil, err
		}
		return residentFeed{r, s.rows, s.n}, nil
	}
	return streamFeed{s.streamed(info.Name), info}, nil
}

// residents are the parts that lie on the device, each once.
type residents struct {
	parts    map[*datasets.Part]*resident
	features *features // where the network learns from features, not from the data
}

// resident is a whole part on the device.
type resident struct {
	info    datasets.Info
	x       datasets.Array
	tensor  []*tensors.Tensor // x, y and, where there are weights, w
	applied int               // layers that x has been through
}

func (k *residents) load(p *datasets.Part, info datasets.Info) (*resident, error) {
	if r, ok := k.parts[p]; ok {
		return r, nil
	}
	r, err := k.read(p, info)
	if err != nil {
		return nil, err
	}
	if k.parts == nil {
		k.parts = map[*datasets.Part]*resident{}
	}
	k.parts[p] = r
	return r, nil
}

func (k *residents) read(p *datasets.Part, info datasets.Info) (*resident, error) {
	if k.features != nil {
		return k.features.load(p)
	}
	b, err := p.Load()
	if err != nil {
		return nil, err
	}
	if err := checkBatch(b, info); err != nil {
		return nil, err
	}
	return &resident{info: info, x: b.X, tensor: batchTensors(b, info)}, nil
}

func (k *residents) free() {
	for _, r := range k.parts {
		engine.Free(r.tensor...)
	}
}

// batchTensors lays a batch out as the graph wants it: x [n, size], y, w.
func batchTensors(b *datasets.Batch, info datasets.Info) []*tensors.Tensor {
	n := b.Len
	var x, y *tensors.Tensor
	if b.X.U8 != nil {
		x = tensors.FromFlatDataAndDimensions(b.X.U8, n, len(b.X.U8)/n)
	} else {
		x = tensors.FromFlatDataAndDimensions(b.X.F32, n, len(b.X.F32)/n)
	}
	if b.Labels != nil {
		y = tensors.FromFlatDataAndDimensions(b.Labels, n, 1)
	} else {
		y = tensors.FromFlatDataAndDimensions(b.Values, n, info.Target.Width)
	}
	out := []*tensors.Tensor{x, y}
	if b.Weights != nil {
		out = append(out, tensors.FromFlatDataAndDimensions(b.Weights, n, 1))
	}
	return out
}

// opened shapes x, y, w, of which w may be missing, for the network and the loss.
func opened(in []*graph.Node, a datasets.Array, info datasets.Info) (x, y, w *graph.Node) {
	x, y = in[0], in[1]
	n := x.Shape().Dimensions[0]
	if a.U8 != nil {
		x = graph.MulScalar(graph.ConvertDType(x, dtypes.Float32), a.Scale)
		if a.Offset != 0 {
			x = graph.AddScalar(x, a.Offset)
		}
	}
	x = graph.Reshape(x, append([]int{n}, info.Shape...)...)
	if y.DType() == dtypes.Int32 {
		y = graph.Reshape(y, n)
	}
	if len(in) > 2 {
		w = graph.Reshape(in[2], n)
	} else {
		w = graph.Ones(x.Graph(), shapes.Make(dtypes.Float32, n))
	}
	return x, y, w
}

// residentFeed gathers batches on the device, by row numbers.
type residentFeed struct {
	*resident
	rows []int
	n    int
}

func (f residentFeed) applied() int { return f.resident.applied }
func (f residentFeed) close()       {}

// cuts shares out the rows: each device gathers its own from all of the data.
func (f residentFeed) cuts() []int { return append(wholes(len(f.tensor)), 0) }

func (f residentFeed) open(in []*graph.Node) (x, y, w *graph.Node) {
	last := len(in) - 1
	var picked []*graph.Node
	for _, t := range in[:last] {
		picked = append(picked, graph.Gather(t, in[last], false))
	}
	return opened(picked, f.x, f.info)
}

func (f residentFeed) batches(o datasets.Order, size, from int) iter.Seq2[fed, error] {
	return func(yield func(fed, error) bool) {
		order := f.order(o)
		for at := from * size; at < len(order); at += size {
			rows := order[at:min(at+size, len(order))]
			in := append(append([]*tensors.Tensor{}, f.tensor...), tensors.FromFlatDataAndDimensions(rows, len(rows), 1))
			if !yield(fed{len(rows), 1, 1, in, len(f.tensor)}, nil) {
				return
			}
		}
	}
}

// order lists the rows of an epoch, shuffled by seed and epoch alone.
func (f residentFeed) order(o datasets.Order) []int32 {
	order := make([]int32, f.n)
	for i := range order {
		order[i] = int32(i)
		if f.rows != nil {
			order[i] = int32(f.rows[i])
		}
	}
	if o.Shuffle {
		rng := rand.New(rand.NewPCG(uint64(o.Seed), shuffleStream+uint64(o.Epoch)<<32))
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	return order
}

// streamFeed takes batches from a part as they are decoded.
type streamFeed struct {
	part *datasets.Part
	info datasets.Info
}

func (f streamFeed) close()       {}
func (f streamFeed) applied() int { return 0 }

// cuts shares out x, y and w: a streamed batch always brings its weights.
func (f streamFeed) cuts() []int { return []int{0, 0, 0} }

func (f streamFeed) open(in []*graph.Node) (x, y, w *graph.Node) {
	return opened(in, datasets.Array{}, f.info)
}

func (f streamFeed) batches(o datasets.Order, size, from int) iter.Seq2[fed, error] {
	return func(yield func(fed, error) bool) {
		i := -1
		for b, err := range f.part.Batches(size, o) {
			if err != nil {
				yield(fed{}, err)
				return
			}
			if i++; i < from {
				continue
			}
			if err := checkBatch(b, f.info); err != nil {
				yield(fed{}, fmt.Errorf("%w (batch %d)", err, i))
				return
			}
			if !yield(fed{n: b.Len, steps: 1, room: 1, in: batchTensors(floats(b), f.info)}, nil) {
				return
			}
		}
	}
}

// floats gives the batch with numbers for bytes and with weights, so that all
// batches of a stream have one layout.
func floats(b *datasets.Batch) *datasets.Batch {
	c := *b
	if c.X.U8 != nil {
		f := make([]float32, len(c.X.U8))
		for i, u := range c.X.U8 {
			f[i] = float32(u)*c.X.Scale + c.X.Offset
		}
		c.X = datasets.Array{Shape: c.X.Shape, F32: f}
	}
	if c.Weights == nil {
		c.Weights = make([]float32, c.Len)
		for i := range c.Weights {
			c.Weights[i] = 1
		}
	}
	return &c
}
