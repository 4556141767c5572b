package trainer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// features is what a network's first layers make of the data. Where these are
// frozen and nothing random comes before the layers that learn, each example
// goes through them once, not once an epoch, and the rest of the network learns
// from what came out: the same run, in a fraction of the time. They are kept
// beside the runs.
type features struct {
	plan   *plan
	layers int   // how many, as Network.Prefix counts them
	shape  []int // of their output for one example
	say    func(line string)

	examples int // that they were computed for or read
	computed int // of these, computed now
	spent    time.Duration
}

// useFeatures makes the fit learn from features where that gives the same run.
func (f *Fitting) useFeatures() {
	k, shape := f.plan.network.Prefix()
	if k == 0 || f.plain || f.material.train.part.Augmented() {
		return
	}
	bytes := 0
	for _, s := range []share{f.material.train, f.material.val, f.material.test} {
		if s.n > 0 {
			bytes += 4 * s.part.Len() * volume(shape)
		}
	}
	if bytes > datasets.MemoryLimit {
		return
	}
	say := func(string) {}
	for _, c := range f.callbacks {
		if p, ok := c.(*progress); ok {
			say = p.say
		}
	}
	f.residents.features = &features{plan: f.plan, layers: k, shape: shape, say: say}
}

// noteFeatures says what was won.
func (f *Fitting) noteFeatures() {
	x := f.residents.features
	if x == nil {
		return
	}
	how := fmt.Sprintf("computed once in %s", clock(x.spent))
	if x.computed == 0 {
		how = "found kept"
	}
	f.plan.notes = append(f.plan.notes, fmt.Sprintf(
		"features once: what the frozen layers make of %d examples was %s; only the layers after them run in each epoch", x.examples, how))
}

// load gives the features of a part, on the device.
func (x *features) load(p *datasets.Part) (*resident, error) {
	info, err := p.Info()
	if err != nil {
		return nil, err
	}
	x.examples += info.Len
	key := x.key(info)
	made, ok := readFeatures(key, info.Len)
	if !ok {
		started := time.Now()
		if made, err = x.compute(p, info); err != nil {
			return nil, err
		}
		x.computed += info.Len
		x.spent += time.Since(started)
		keepFeatures(key, made)
	}
	info.Shape = x.shape
	r := &resident{info: info, applied: x.layers}
	for _, t := range made {
		r.tensor = append(r.tensor, toDevice(t))
	}
	if info.Target.Kind == datasets.Classes { // labels are kept as numbers
		labels := make([]int32, len(made[1].Data))
		for i, v := range made[1].Data {
			labels[i] = int32(v)
		}
		engine.Free(r.tensor[1])
		r.tensor[1] = tensors.FromFlatDataAndDimensions(labels, info.Len, 1)
	}
	return r, nil
}

// compute runs a part through the layers: features [n, size], targets and
// weights of the examples.
func (x *features) compute(p *datasets.Part, info datasets.Info) ([]nn.Tensor, error) {
	plain := &residents{}
	defer plain.free()
	from, err := newFeed(share{part: p, n: info.Len}, info, false, plain)
	if err != nil {
		return nil, err
	}
	defer from.close()
	step, err := x.step(from)
	if err != nil {
		return nil, err
	}
	defer step.Close()
	weights := onDevice(x.plan.network.Init(x.plan.config.Seed))
	defer engine.Free(weights...)
	made, done := []nn.Tensor{{Name: "x"}, {Name: "y"}, {Name: "w"}}, 0
	for batch, err := range from.batches(datasets.Order{}, min(featureBatch, info.Len), 0) {
		if err != nil {
			return nil, err
		}
		out, err := step.Call(append(append([]*tensors.Tensor{}, weights...), batch.in...)...)
		batch.free()
		if err != nil {
			return nil, err
		}
		for i := range made {
			rows, err := tensors.CopyFlatData[float32](out[i])
			if err != nil {
				return nil, err
			}
			made[i].Data = append(made[i].Data, rows...)
			made[i].Shape = []int{info.Len, out[i].Shape().Dimensions[1]}
		}
		engine.Free(out...)
		done += batch.n
		x.say(fmt.Sprintf("features once: %s, %d of %d examples are through the frozen layers", info.Name, done, info.Len))
	}
	return made, nil
}

// featureBatch is how many examples go through the layers at a time.
const featureBatch = 32

// step compiles the layers for one batch.
func (x *features) step(from feed) (*engine.Func, error) {
	network := x.plan.network
	n := len(network.Weights())
	return x.plan.engine.Func("features", func(in []*graph.Node) []*graph.Node {
		images, y, w := from.open(in[n:])
		out := network.ApplyPrefix(x.layers, &nn.Call{Weights: in[:n]}, images)
		rows := images.Shape().Dimensions[0]
		flat := func(v *graph.Node) *graph.Node {
			return graph.Reshape(graph.ConvertDType(v, dtypes.Float32), rows, v.Shape().Size()/rows)
		}
		return []*graph.Node{flat(out), flat(y), flat(w)}
	})
}

// key stands for all that the features of a part depend on; "" where that is
// not known, and nothing is kept.
func (x *features) key(info datasets.Info) string {
	if info.Fingerprint == "" {
		return ""
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%v %d\n", arithmetic, x.plan.engine.Label, info.Fingerprint, info.Target.Kind, info.Len)
	for _, l := range x.plan.network.PrefixLayers(x.layers) {
		fmt.Fprintf(h, "%s %v\n", l.Text, l.In)
	}
	own := x.plan.network.PrefixWeights(x.layers)
	for i, t := range x.plan.network.Init(x.plan.config.Seed) {
		if slices.Contains(own, i) {
			_ = binary.Write(h, binary.LittleEndian, t.Data)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
