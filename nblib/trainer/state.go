package trainer

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"nnbook/nblib/nn"
	"nnbook/nblib/optim"

	"github.com/gomlx/gomlx/core/tensors"
)

// state is what a step changes, on the device.
type state struct {
	layout
	weights []*tensors.Tensor
	slots   []*tensors.Tensor
	sums    []*tensors.Tensor
}

// newState puts first weights on the device; slots begin as the optimizer says.
func (p *plan) newState(first []nn.Tensor) *state {
	s := &state{layout: p.layout()}
	for _, t := range first {
		s.weights = append(s.weights, toDevice(t))
	}
	ws := p.network.Weights()
	for _, i := range s.learns {
		for _, slot := range p.config.Optimizer.Slots() {
			s.slots = append(s.slots, filled(ws[i].Shape, slot))
		}
	}
	s.sums = zeroSums(s.layout.sums)
	return s
}

func toDevice(t nn.Tensor) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(t.Data, t.Shape...)
}

func filled(shape []int, slot optim.Slot) *tensors.Tensor {
	n := 1
	for _, d := range shape {
		n *= d
	}
	data := make([]float32, n)
	for i := range data {
		data[i] = float32(slot.Init)
	}
	return tensors.FromFlatDataAndDimensions(data, shape...)
}

// zeroSums begins an epoch's sums anew.
func (s *state) zeroSums(k *keeper) {
	k.drop(s.sums...)
	s.sums = zeroSums(s.layout.sums)
}

func zeroSums(lengths []int) []*tensors.Tensor {
	var sums []*tensors.Tensor
	for _, n := range lengths {
		sums = append(sums, tensors.FromFlatDataAndDimensions(make([]float32, n), n))
	}
	return sums
}

// inputs are the state's tensors in the order of trainStep.
func (s *state) inputs() []*tensors.Tensor {
	in := append([]*tensors.Tensor{}, s.weights...)
	in = append(in, s.slots...)
	return append(in, s.sums...)
}

// take puts the outputs of a step in place of what they follow, and gives the
// rest.
func (s *state) take(out []*tensors.Tensor, k *keeper) []*tensors.Tensor {
	replace := func(at **tensors.Tensor, with *tensors.Tensor) {
		k.drop(*at)
		*at = with
	}
	for j, i := range s.moves {
		replace(&s.weights[i], out[j])
	}
	out = out[len(s.moves):]
	for j := range s.slots {
		replace(&s.slots[j], out[j])
	}
	out = out[len(s.slots):]
	for j := range s.sums {
		replace(&s.sums[j], out[j])
	}
	return out[len(s.sums):]
}

// host copies device tensors to named tensors in memory.
func host(names []nn.Weight, ts []*tensors.Tensor) ([]nn.Tensor, error) {
	out := make([]nn.Tensor, len(ts))
	for i, t := range ts {
		data, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return nil, fmt.Errorf("trainer: reading weight %s: %w", names[i].Name, err)
		}
		out[i] = nn.Tensor{Name: names[i].Name, Shape: names[i].Shape, Data: data}
	}
	return out, nil
}

// randomState is the state that random layers draw from in one step: decided
// by the seed and the number of the step alone, so that nothing has to be kept
// to go on later.
func randomState(seed int64, step int) []uint64 {
	rng := rand.New(rand.NewPCG(uint64(seed)^dropoutStream, mixed(step)))
	return []uint64{rng.Uint64(), rng.Uint64(), rng.Uint64()}
}

func mixed(step int) uint64 {
	h := fnv.New64a()
	_ = binary.Write(h, binary.LittleEndian, int64(step))
	return h.Sum64()
}
