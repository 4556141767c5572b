package optim_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/internal/engine/enginetest"
	"nnbook/nblib/optim"
)

// rule is one step of one number in float64, written as in the papers; memory starts at 0 but for what start sets.
type rule func(w, g, lr float64, t int, memory map[string]float64) float64

var updates = []struct {
	optimizer optim.Optimizer
	slots     []string
	start     float64 // of the accumulator
	rule      rule
}{
	{optim.SGD(0.1), nil, 0, momentum(0, false)},
	{optim.SGD(0.1, optim.Momentum(0.9)), []string{"momentum"}, 0, momentum(0.9, false)},
	{optim.SGD(0.03, optim.Momentum(0.5), optim.Nesterov), []string{"momentum"}, 0, momentum(0.5, true)},
	{optim.SGD(0.1, optim.Momentum(0.9), optim.WeightDecay(0.2)), []string{"momentum"}, 0, decayed(0.2, momentum(0.9, false))},
	{optim.RMSprop(0.01), []string{"velocity"}, 0, rmsprop(0.9, 0, 1e-7, false)},
	{optim.RMSprop(0.01, optim.Rho(0.5), optim.Momentum(0.8)), []string{"velocity", "momentum"}, 0, rmsprop(0.5, 0.8, 1e-7, false)},
	{optim.RMSprop(0.01, optim.Centered, optim.Epsilon(1e-3)), []string{"velocity", "average_gradient"}, 0,
		rmsprop(0.9, 0, 1e-3, true)},
	{optim.RMSprop(0.01, optim.Centered, optim.Momentum(0.3), optim.WeightDecay(0.1)),
		[]string{"velocity", "momentum", "average_gradient"}, 0, decayed(0.1, rmsprop(0.9, 0.3, 1e-7, true))},
	{optim.Adagrad(0.1), []string{"accumulator"}, 0.1, adagrad(1e-7)},
	{optim.Adagrad(0.1, optim.InitialAccumulator(1), optim.Epsilon(1e-2)), []string{"accumulator"}, 1, adagrad(1e-2)},
	{optim.Adagrad(0.1, optim.WeightDecay(0.5)), []string{"accumulator"}, 0.1, decayed(0.5, adagrad(1e-7))},
	{optim.Optimizer{}, []string{"momentum", "velocity"}, 0, adam(0.9, 0.999, 1e-7, false)},
	{optim.Adam(0.01, optim.Beta1(0.8), optim.Beta2(0.99), optim.Epsilon(1e-2)), []string{"momentum", "velocity"}, 0,
		adam(0.8, 0.99, 1e-2, false)},
	{optim.Adam(0.05, optim.AMSGrad), []string{"momentum", "velocity", "velocity_hat"}, 0, adam(0.9, 0.999, 1e-7, true)},
	{optim.AdamW(0.05), []string{"momentum", "velocity"}, 0, decayed(0.004, adam(0.9, 0.999, 1e-7, false))},
	{optim.AdamW(0.05, optim.WeightDecay(0.3), optim.AMSGrad), []string{"momentum", "velocity", "velocity_hat"}, 0,
		decayed(0.3, adam(0.9, 0.999, 1e-7, true))},
}

func TestUpdatesAreTheFormulas(t *testing.T) {
	const steps, size = 12, 5
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		for _, c := range updates {
			t.Run(c.optimizer.String(), func(t *testing.T) {
				var names []string
				for _, s := range c.optimizer.Slots() {
					names = append(names, s.Name)
				}
				if len(names) != len(c.slots) {
					t.Fatalf("slots %v, want %v", names, c.slots)
				}
				lr := c.optimizer.Rate().At(optim.Progress{})
				step := stepper(t, e, c.optimizer, size)
				r := rand.New(rand.NewPCG(3, 4))
				want, memory := make([]float64, size), make([]map[string]float64, size)
				for i := range want {
					want[i] = float64(float32(r.NormFloat64()))
					memory[i] = map[string]float64{"accumulator": c.start}
				}
				step.weights(want)
				for n := 1; n <= steps; n++ {
					grad := make([]float32, size)
					for i := range grad {
						grad[i] = float32(r.NormFloat64())
						want[i] = c.rule(want[i], float64(grad[i]), lr, n, memory[i])
					}
					for i, got := range step.next(float32(lr), n, grad) {
						if math.Abs(float64(got)-want[i]) > 2e-6*math.Max(1, math.Abs(want[i])) {
							t.Fatalf("step %d: weight %d is %v, want %v", n, i, got, want[i])
						}
					}
				}
				for s, name := range c.slots {
					if names[s] != name {
						t.Errorf("slot %d is %q, want %q", s, names[s], name)
					}
					for i, m := range memory {
						if got := step.state[1+s].Value().([]float32)[i]; math.Abs(float64(got)-m[name]) > 1e-5*math.Max(1, m[name]) {
							t.Errorf("%s is %v, want %v", name, got, m[name])
						}
					}
				}
			})
		}
	})
}

// run is a weight and its slots between steps.
type run struct {
	t     *testing.T
	f     *engine.Func
	state []*tensors.Tensor
}

func stepper(t *testing.T, e *engine.Engine, o optim.Optimizer, size int) *run {
	t.Helper()
	f, err := e.Func("step", func(in []*graph.Node) []*graph.Node {
		w, slots := o.Update(optim.StepNodes{LR: in[0], Step: in[1]}, in[3], in[2], in[4:])
		return append([]*graph.Node{w}, slots...)
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &run{t: t, f: f, state: []*tensors.Tensor{nil}}
	for _, s := range o.Slots() {
		x := make([]float32, size)
		for i := range x {
			x[i] = float32(s.Init)
		}
		r.state = append(r.state, tensors.FromValue(x))
	}
	return r
}

func (r *run) weights(w []float64) {
	x := make([]float32, len(w))
	for i, v := range w {
		x[i] = float32(v)
	}
	r.state[0] = tensors.FromValue(x)
}

func (r *run) next(lr float32, step int, grad []float32) []float32 {
	r.t.Helper()
	args := []*tensors.Tensor{tensors.FromValue(lr), tensors.FromValue(float32(step)), tensors.FromValue(grad)}
	out, err := r.f.Call(append(args, r.state...)...)
	if err != nil {
		r.t.Fatal(err)
	}
	r.state = out
	return out[0].Value().([]float32)
}

func decayed(decay float64, then rule) rule {
	return func(w, g, lr float64, t int, m map[string]float64) float64 {
		return then(w-lr*decay*w, g, lr, t, m)
	}
}

func momentum(share float64, nesterov bool) rule {
	return func(w, g, lr float64, t int, m map[string]float64) float64 {
		m["momentum"] = share*m["momentum"] - lr*g
		if nesterov {
			return w + share*m["momentum"] - lr*g
		}
		return w + m["momentum"]
	}
}

func rmsprop(rho, share, eps float64, centered bool) rule {
	return func(w, g, lr float64, t int, m map[string]float64) float64 {
		m["velocity"] = rho*m["velocity"] + (1-rho)*g*g
		m["average_gradient"] = rho*m["average_gradient"] + (1-rho)*g
		under := m["velocity"]
		if centered {
			under -= m["average_gradient"] * m["average_gradient"]
		}
		m["momentum"] = share*m["momentum"] + lr*g/math.Sqrt(under+eps)
		return w - m["momentum"]
	}
}

func adagrad(eps float64) rule {
	return func(w, g, lr float64, t int, m map[string]float64) float64 {
		m["accumulator"] += g * g
		return w - lr*g/math.Sqrt(m["accumulator"]+eps)
	}
}

func adam(b1, b2, eps float64, amsgrad bool) rule {
	return func(w, g, lr float64, t int, m map[string]float64) float64 {
		m["momentum"] = b1*m["momentum"] + (1-b1)*g
		m["velocity"] = b2*m["velocity"] + (1-b2)*g*g
		m["velocity_hat"] = math.Max(m["velocity_hat"], m["velocity"])
		v := m["velocity"]
		if amsgrad {
			v = m["velocity_hat"]
		}
		alpha := lr * math.Sqrt(1-math.Pow(b2, float64(t))) / (1 - math.Pow(b1, float64(t)))
		return w - alpha*m["momentum"]/(math.Sqrt(v)+eps)
	}
}
