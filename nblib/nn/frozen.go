package nn

import (
	"math"
	"strconv"
)

type frozen struct {
	Layers []Layer `json:"-"` // exactly one
	Free   int     `json:"unfrozen,omitzero"`
	Rates  float64 `json:"block_rates,omitzero"`
}

// FrozenOption is a word that [Frozen] takes.
type FrozenOption interface{ frozen(*frozen) }

// Unfrozen lets the last n blocks of a [Frozen] network learn: the last n
// layers of its outermost Sequential.
type Unfrozen int

func (u Unfrozen) frozen(f *frozen) { f.Free = int(u) }

// BlockRates gives the unfrozen blocks of a [Frozen] network each its learning
// rate: the last learns with that part of the rate of the layers behind it, the
// one before with that part of the last one's, and so on down (discriminative
// rates, Howard and Ruder 2018). BlockRates(1), the default, is one rate for all.
type BlockRates float64

func (r BlockRates) frozen(f *frozen) { f.Rates = float64(r) }

// Frozen keeps the weights of l as they are (Keras: trainable=False): no
// training step changes them by a bit, BatchNorm uses its averages and keeps
// them, Dropout does nothing. Models free blocks again with [Model.Unfreeze].
func Frozen(l Layer, opts ...FrozenOption) Layer {
	f := frozen{Layers: []Layer{l}}
	for _, o := range opts {
		if o != nil {
			o.frozen(&f)
		}
	}
	return f
}

func (f frozen) kind() string      { return "Frozen" }
func (f frozen) head() string      { return "nn.Frozen(" }
func (f frozen) children() []Layer { return f.Layers }

func (f frozen) String() string {
	return call("Frozen", append(layerArgs(f.Layers), f.words()...)...)
}

// words are the options, as code.
func (f frozen) words() []string {
	var words []string
	if f.Free != 0 {
		words = append(words, call("Unfrozen", strconv.Itoa(f.Free)))
	}
	if f.Rates != 0 {
		words = append(words, call("BlockRates", num(f.Rates)))
	}
	return words
}

func (f frozen) build(b *builder, in []int) ([]int, applyFunc, error) {
	if f.Free < 0 {
		return nil, nil, needs("0 or more unfrozen blocks", f.Free, "use nn.Unfrozen(1)")
	}
	if !(f.Rates >= 0) || f.Rates > 1 {
		return nil, nil, needs("block rates above 0, at most 1", num(f.Rates), "use nn.BlockRates(0.5)")
	}
	frozen, outer, rate := b.frozen, b.outer, b.rate
	b.frozen, b.outer, b.free, b.rates = true, frozen, f.Free, f.Rates
	out, apply, err := b.root(f.Layers[0], in)
	b.frozen, b.outer, b.free, b.rates, b.rate = frozen, outer, 0, 0, rate
	return out, apply, err
}

type rated struct {
	Factor float64 `json:"factor"`
	Layers []Layer `json:"-"` // exactly one
}

// RateFactor multiplies the learning rate of all weights of l: pretrained
// layers learn with a smaller rate than a new head (discriminative rates,
// Howard and Ruder 2018).
func RateFactor(factor float64, l Layer) Layer { return rated{factor, []Layer{l}} }

func (r rated) kind() string      { return "RateFactor" }
func (r rated) head() string      { return "nn.RateFactor(" + num(r.Factor) + "," }
func (r rated) children() []Layer { return r.Layers }
func (r rated) String() string {
	return call("RateFactor", append([]string{num(r.Factor)}, layerArgs(r.Layers)...)...)
}

func (r rated) build(b *builder, in []int) ([]int, applyFunc, error) {
	if !(r.Factor >= 0) || math.IsInf(r.Factor, 0) {
		return nil, nil, needs("a factor of 0 or more", num(r.Factor), "use a number such as 0.1")
	}
	was := b.rate
	b.rate *= r.Factor
	out, apply, err := b.root(r.Layers[0], in)
	b.rate = was
	return out, apply, err
}
