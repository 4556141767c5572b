package parity

import (
	"fmt"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/optim"
)

var optimizerWords = join(
	map[string]optim.Optimizer{
		"SGD/plain":                 optim.SGD(0.1),
		"SGD/small_rate":            optim.SGD(0.003),
		"SGD/momentum":              optim.SGD(0.05, optim.Momentum(0.9)),
		"SGD/momentum_half":         optim.SGD(0.1, optim.Momentum(0.5)),
		"SGD/nesterov":              optim.SGD(0.05, optim.Momentum(0.9), optim.Nesterov),
		"RMSprop/plain":             optim.RMSprop(0.01),
		"RMSprop/rho":               optim.RMSprop(0.01, optim.Rho(0.5)),
		"RMSprop/momentum":          optim.RMSprop(0.01, optim.Momentum(0.8)),
		"RMSprop/centered":          optim.RMSprop(0.01, optim.Centered),
		"RMSprop/centered_momentum": optim.RMSprop(0.01, optim.Centered, optim.Momentum(0.7)),
		"RMSprop/epsilon":           optim.RMSprop(0.01, optim.Epsilon(1e-3)),
		"Adagrad/plain":             optim.Adagrad(0.1),
		"Adagrad/accumulator":       optim.Adagrad(0.05, optim.InitialAccumulator(1)),
		"Adagrad/epsilon":           optim.Adagrad(0.05, optim.Epsilon(1e-3)),
		"Adam/plain":                optim.Adam(0.01),
		"Adam/betas":                optim.Adam(0.01, optim.Beta1(0.8), optim.Beta2(0.99)),
		"Adam/epsilon":              optim.Adam(0.01, optim.Epsilon(1e-2)),
		"Adam/amsgrad":              optim.Adam(0.01, optim.AMSGrad),
		"AdamW/plain":               optim.AdamW(0.01),
		"AdamW/decay":               optim.AdamW(0.01, optim.WeightDecay(0.1)),
		"AdamW/betas":               optim.AdamW(0.02, optim.WeightDecay(0.05), optim.Beta1(0.7), optim.Beta2(0.9)),
	},
	withEach("SGD", func(rate optim.Schedule, opts ...optim.AnyOption) optim.Optimizer {
		return optim.SGD(rate, append(as[optim.SGDOption](opts), optim.Momentum(0.9))...)
	}),
	withEach("RMSprop", func(rate optim.Schedule, opts ...optim.AnyOption) optim.Optimizer {
		return optim.RMSprop(rate, as[optim.RMSpropOption](opts)...)
	}),
	withEach("Adagrad", func(rate optim.Schedule, opts ...optim.AnyOption) optim.Optimizer {
		return optim.Adagrad(rate, as[optim.AdagradOption](opts)...)
	}),
	withEach("Adam", func(rate optim.Schedule, opts ...optim.AnyOption) optim.Optimizer {
		return optim.Adam(rate, as[optim.AdamOption](opts)...)
	}),
	withEach("AdamW", func(rate optim.Schedule, opts ...optim.AnyOption) optim.Optimizer {
		return optim.AdamW(rate, as[optim.AdamOption](opts)...)
	}),
)

// withEach gives an optimizer each option that all of them have.
func withEach(word string, make func(rate optim.Schedule, opts ...optim.AnyOption) optim.Optimizer) map[string]optim.Optimizer {
	rate := optim.Constant(0.01)
	return map[string]optim.Optimizer{
		word + "/each_weight_decay":    make(rate, optim.WeightDecay(0.2)),
		word + "/each_clipnorm":        make(rate, optim.ClipNorm(0.8)),
		word + "/each_clipvalue":       make(rate, optim.ClipValue(0.3)),
		word + "/each_global_clipnorm": make(rate, optim.GlobalClipNorm(1.1)),
		word + "/each_cosine":          make(optim.Cosine(0.1, optim.Steps(10))),
		word + "/each_decay_clip_cosine": make(optim.Cosine(0.05, optim.Steps(8)),
			optim.WeightDecay(0.1), optim.GlobalClipNorm(1.1)),
	}
}

func as[O any](opts []optim.AnyOption) (out []O) {
	for _, o := range opts {
		out = append(out, any(o).(O))
	}
	return out
}

// TestOptimizers makes ten updates of two weights and compares them after each.
func TestOptimizers(t *testing.T) {
	forEach(t, "optimizers", optimizerWords, func(t *testing.T, c *testCase, o optim.Optimizer) {
		onBackends(t, func(b backend) { checkOptimizer(t, c, b, o) })
	})
}

func checkOptimizer(t *testing.T, c *testCase, b backend, o optim.Optimizer) {
	names := []string{"a", "b"}
	state := map[string][][]float32{} // of each weight: its values, then its slots
	for _, name := range names {
		state[name] = [][]float32{c.floats(name)}
		for _, slot := range o.Slots() {
			state[name] = append(state[name], slices.Repeat([]float32{float32(slot.Init)}, len(c.floats(name))))
		}
	}
	each := 1 + len(o.Slots())
	step, err := b.Func("step", func(in []*graph.Node) []*graph.Node {
		at := optim.StepNodes{LR: in[0], Step: in[1]}
		grads := o.Clip(in[2:4])
		var out []*graph.Node
		for i := range names {
			own := in[4+i*each : 4+(i+1)*each]
			w, slots := o.Update(at, own[0], grads[i], own[1:])
			out = append(append(out, w), slots...)
		}
		return out
	})
	if err != nil {
		t.Fatal(err)
	}
	defer step.Close()
	for n := range c.shape("grads_a")[0] {
		in := []*tensors.Tensor{
			tensors.FromScalar(float32(o.Rate().At(optim.Progress{Step: n}))),
			tensors.FromScalar(float32(n + 1)),
		}
		for _, name := range names {
			in = append(in, tensors.FromFlatDataAndDimensions(slice(c, "grads_"+name, n), c.shape(name)...))
		}
		for _, name := range names {
			for _, values := range state[name] {
				in = append(in, tensors.FromFlatDataAndDimensions(values, c.shape(name)...))
			}
		}
		out := numbers(t, b, step, in...)
		for i, name := range names {
			state[name] = out[i*each : (i+1)*each]
			what := fmt.Sprintf("weight %s after step %d", name, n+1)
			compare(t, "optimizers", c, b.name, what, state[name][0], slice(c, "after_"+name, n), valueBound)
		}
	}
}

// slice is entry i of a tensor along its first axis.
func slice(c *testCase, role string, i int) []float32 {
	all := c.floats(role)
	n := len(all) / c.shape(role)[0]
	return all[i*n : (i+1)*n]
}
