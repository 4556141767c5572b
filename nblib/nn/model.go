package nn

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// Model is a network with its weights: what training gives and what is saved.
// It is immutable, and a [Layer]: a new network can be built on it, and then
// refers to its weights by name and hash.
type Model struct {
	name    string
	layer   Layer
	input   []int
	classes []string
	photos  string
	*source
}

// NewModel joins a network's description, the shape of its input, and its
// weights; name says in messages where they come from. Weights missing or of
// the wrong shape are an error.
func NewModel(name string, l Layer, input []int, weights []Tensor) (*Model, error) {
	m := &Model{name: name, layer: plainSpec(l), input: slices.Clone(input), source: &source{tensors: slices.Clone(weights)}}
	n, err := Build(m, input)
	if err != nil {
		return nil, err
	}
	given := map[string]bool{}
	for _, t := range weights {
		if given[t.Name] {
			return nil, fmt.Errorf("nn: model %q: expected each weight once, got %q twice; leave one out", name, t.Name)
		}
		if given[t.Name] = true; size(t.Shape) != len(t.Data) {
			return nil, fmt.Errorf("nn: model %q: weight %q: expected %d values for shape %v, got %d; give one for each cell of the shape", name, t.Name, size(t.Shape), t.Shape, len(t.Data))
		}
	}
	place := map[string]int{}
	for i, w := range n.weights {
		place[w.Name] = i
	}
	for _, t := range weights {
		if _, ok := place[t.Name]; !ok {
			return nil, fmt.Errorf("nn: model %q: weight %q belongs to no layer of %s; leave it out, or add its layer", name, t.Name, l)
		}
	}
	slices.SortFunc(m.tensors, func(a, b Tensor) int { return place[a.Name] - place[b.Name] })
	m.hash = hashTensors(m.tensors)
	return m, nil
}

// plainSpec is the description of l without the weights that parts of it
// carry: in a Model all weights are the Model's own.
func plainSpec(l Layer) Layer {
	if m, ok := l.(*Model); ok && m != nil {
		return plainSpec(m.layer)
	}
	return l
}

// Layer is the model's description.
func (m *Model) Layer() Layer {
	if m == nil {
		return nil
	}
	return m.layer
}

// Name says where the weights come from.
func (m *Model) Name() string {
	if m == nil {
		return ""
	}
	return m.name
}

// Input is the shape of one example that the model takes.
func (m *Model) Input() []int {
	if m == nil {
		return nil
	}
	return slices.Clone(m.input)
}

// Weights are the model's tensors. They are shared: do not change them. There
// are none where they cannot be read; see [Model.Load].
func (m *Model) Weights() []Tensor {
	if m.Load() != nil {
		return nil
	}
	return m.tensors
}

// Weight is the tensor of that name, as in "2.Dense.kernel".
func (m *Model) Weight(name string) (Tensor, bool) {
	for _, t := range m.Weights() {
		if t.Name == name {
			return t, true
		}
	}
	return Tensor{}, false
}

// Hash identifies the weights: equal hashes, equal weights. It is empty where
// they cannot be read.
func (m *Model) Hash() string {
	if m.empty() {
		return ""
	}
	_ = m.Load()
	return m.hash
}

// Classes are the names of what the outputs stand for, or nil.
func (m *Model) Classes() []string {
	if m == nil {
		return nil
	}
	return slices.Clone(m.classes)
}

// WithClasses gives the same model with names for its outputs.
func (m *Model) WithClasses(names []string) *Model {
	if m == nil {
		return nil
	}
	c := *m
	c.classes = slices.Clone(names)
	return &c
}

// Preparation says how photos become the model's inputs, as datasets.Photos
// writes it; "" where that is not known.
func (m *Model) Preparation() string {
	if m == nil {
		return ""
	}
	return m.photos
}

// WithPreparation gives the same model with another [Model.Preparation].
func (m *Model) WithPreparation(photos string) *Model {
	if m == nil {
		return nil
	}
	c := *m
	c.photos = photos
	return &c
}

// Network is the model's network, shapes checked.
func (m *Model) Network() *Network {
	n, err := Build(m, m.Input())
	if err != nil {
		panic(err) // NewModel has built it once; of a LazyModel, ask Load first
	}
	return n
}

// String is the Go code of the description, under the name and hash of the
// weights: see [Pretrained].
func (m *Model) String() string {
	if m.empty() {
		return "nil"
	}
	return call("Pretrained", strconv.Quote(m.name), strconv.Quote(m.short()), ints(m.input), m.layer.String())
}

func (m *Model) short() string {
	hash := m.Hash()
	return hash[:min(16, len(hash))]
}

func (m *Model) kind() string      { return "Model" }
func (m *Model) children() []Layer { return []Layer{m.layer} }
func (m *Model) head() string {
	return fmt.Sprintf("nn.Pretrained(%q, %q, %s,", m.name, m.short(), ints(m.input))
}

func (m *Model) build(b *builder, in []int) ([]int, applyFunc, error) {
	if err := m.Load(); err != nil {
		return nil, nil, err
	}
	prefix := b.prefix()
	if b.given == nil {
		b.given = map[string]Tensor{}
	}
	for _, t := range m.tensors {
		if _, ok := b.given[prefix+t.Name]; !ok {
			b.given[prefix+t.Name] = t
		}
	}
	first := len(b.net.weights)
	out, apply, err := b.root(m.layer, in)
	if err != nil {
		return nil, nil, err
	}
	for _, w := range b.net.weights[first:] {
		t, ok := b.given[w.Name]
		if !ok {
			return nil, nil, fmt.Errorf("nn: model %q: expected a weight %q, got none; load the weights it was trained with", m.name, w.Name)
		}
		if !slices.Equal(t.Shape, w.Shape) && !slices.Equal(in, m.input) {
			return nil, nil, needs(fmt.Sprintf("an input such as %v, which its weights were trained on", m.input), in, "change what comes before it")
		}
		if !slices.Equal(t.Shape, w.Shape) {
			return nil, nil, fmt.Errorf("nn: model %q: weight %q: expected shape %v, got %v; use the weights of this very network", m.name, w.Name, w.Shape, t.Shape)
		}
	}
	return out, apply, nil
}

// Init gives the weights a network begins with: those of the Models in it, the
// others drawn by their initializers. The seed decides them, whatever the
// backend; each weight draws from a stream of its own, so that adding a layer
// does not change the others.
func (n *Network) Init(seed int64) []Tensor {
	tensors := make([]Tensor, len(n.weights))
	for i, w := range n.weights {
		data := w.value
		if data == nil {
			h := sha256.Sum256([]byte(w.Name))
			rng := rand.New(rand.NewPCG(uint64(seed), binary.LittleEndian.Uint64(h[:8])))
			data = w.init.Values(rng, w.Size(), w.fanIn, w.fanOut)
		}
		tensors[i] = Tensor{w.Name, slices.Clone(w.Shape), data}
	}
	return tensors
}

func hashTensors(tensors []Tensor) string {
	h := sha256.New()
	buf := make([]byte, 0, 1<<16)
	for _, t := range tensors {
		fmt.Fprintf(h, "%q %v\n", t.Name, t.Shape)
		for part := range slices.Chunk(t.Data, 1<<14) {
			buf = buf[:0]
			for _, x := range part {
				buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(x))
			}
			h.Write(buf)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// reference is what another network's JSON keeps of a model: not the weights.
type reference struct {
	Name  string `json:"name"`
	Hash  string `json:"hash"`
	Input []int  `json:"input"`
}

func (m *Model) reference() reference { return reference{m.name, m.short(), m.input} }

func readReference(text []byte, layers []Layer) (Layer, error) {
	var r reference
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, err
	}
	if len(layers) != 1 {
		return nil, errors.New("expected exactly 1 layer inside")
	}
	return Pretrained(r.Name, r.Hash, r.Input, layers[0]), nil
}

// Pretrained stands for a model whose weights are elsewhere: how a network that
// was built on a [Model] prints and is kept, with the beginning of the hash of
// the weights. It has none itself: [Build] refuses it, unless it is part of a
// Model that has them.
func Pretrained(name, hash string, input []int, l Layer) Layer {
	return &Model{name: name, input: slices.Clone(input), layer: l, source: &source{hash: hash}}
}

// ints is the code of a []int.
func ints(xs []int) string {
	return "[]int{" + strings.Trim(strings.ReplaceAll(fmt.Sprint(xs), " ", ", "), "[]") + "}"
}
