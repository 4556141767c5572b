package optim

type method uint8

const (
	unset method = iota // the zero Optimizer: Adam(1e-3)
	sgd
	rmsprop
	adagrad
	adam
	adamw
)

// Optimizer says how weights follow their gradients. The zero value is Adam(1e-3).
type Optimizer struct {
	method method
	rate   Schedule
	set    settings
}

// settings are the knobs of all the optimizers; each reads its own.
type settings struct {
	Momentum       float64 `json:"momentum,omitempty"`
	Nesterov       bool    `json:"nesterov,omitempty"`
	Rho            float64 `json:"rho,omitempty"`
	Centered       bool    `json:"centered,omitempty"`
	Accumulator    float64 `json:"initial_accumulator_value,omitempty"`
	Beta1          float64 `json:"beta_1,omitempty"`
	Beta2          float64 `json:"beta_2,omitempty"`
	AMSGrad        bool    `json:"amsgrad,omitempty"`
	Epsilon        float64 `json:"epsilon,omitempty"`
	WeightDecay    float64 `json:"weight_decay,omitempty"`
	ClipNorm       float64 `json:"clipnorm,omitempty"`
	ClipValue      float64 `json:"clipvalue,omitempty"`
	GlobalClipNorm float64 `json:"global_clipnorm,omitempty"`
}

// kinds holds each optimizer's name and Keras's defaults.
var kinds = [...]struct {
	name     string
	defaults settings
}{
	unset:   {},
	sgd:     {"SGD", settings{}},
	rmsprop: {"RMSprop", settings{Rho: 0.9, Epsilon: 1e-7}},
	adagrad: {"Adagrad", settings{Accumulator: 0.1, Epsilon: 1e-7}},
	adam:    {"Adam", settings{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7}},
	adamw:   {"AdamW", settings{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7, WeightDecay: 0.004}},
}

// SGD is stochastic gradient descent: w -= rate·g. With [Momentum] μ it keeps a velocity, v = μ·v - rate·g, and w += v;
// with [Nesterov] too, w += μ·v - rate·g.
// Keras: SGD, whose own default rate is 0.01.
func SGD[R Rate](rate R, opts ...SGDOption) Optimizer { return build(sgd, rate, opts) }

// RMSprop divides the gradient by the root of the running mean of its square: v = ρ·v + (1-ρ)·g², w -= rate·g/√(v+ε).
// Defaults: [Rho] 0.9, [Epsilon] 1e-7; [Momentum] and [Centered] are off.
// Source: Hinton, "Neural Networks for Machine Learning", lecture 6e. Keras: RMSprop, whose own default rate is 0.001.
func RMSprop[R Rate](rate R, opts ...RMSpropOption) Optimizer { return build(rmsprop, rate, opts) }

// Adagrad divides the gradient by the root of the sum of all its squares so far: a += g², w -= rate·g/√(a+ε).
// Defaults: [InitialAccumulator] 0.1, [Epsilon] 1e-7.
// Source: Duchi, Hazan, Singer 2011. Keras: Adagrad, whose own default rate is 0.001.
func Adagrad[R Rate](rate R, opts ...AdagradOption) Optimizer { return build(adagrad, rate, opts) }

// Adam keeps running means of the gradient and of its square, both starting at 0, and corrects for that start, t being the
// number of the step from 1:
//
//	m += (1-β₁)·(g-m)
//	v += (1-β₂)·(g²-v)
//	w -= rate·√(1-β₂ᵗ)/(1-β₁ᵗ) · m/(√v+ε)
//
// Defaults: [Beta1] 0.9, [Beta2] 0.999, [Epsilon] 1e-7; [AMSGrad] is off.
// Source: Kingma, Ba 2014, the form just before section 2.1. Keras: Adam, whose own default rate is 0.001.
func Adam[R Rate](rate R, opts ...AdamOption) Optimizer { return build(adam, rate, opts) }

// AdamW is [Adam] with a decoupled [WeightDecay] of 0.004 where none is given.
// Source: Loshchilov, Hutter 2019. Keras: AdamW, whose own default rate is 0.001.
func AdamW[R Rate](rate R, opts ...AdamOption) Optimizer { return build(adamw, rate, opts) }

func build[R Rate, O option](m method, rate R, opts []O) Optimizer {
	o := Optimizer{m, scheduleOf(rate), kinds[m].defaults}
	for _, opt := range opts {
		if any(opt) != nil {
			opt.apply(&o.set)
		}
	}
	return o
}

// full is the optimizer that the zero value stands for.
func (o Optimizer) full() Optimizer {
	if o.method == unset {
		return Adam(1e-3)
	}
	return o
}

// Name is Keras's name: "Adam".
func (o Optimizer) Name() string { return kinds[o.full().method].name }

// Rate is the learning rate over time.
func (o Optimizer) Rate() Schedule { return o.full().rate }

// WithRate is the same optimizer with another learning rate: a number or a [Schedule].
func (o Optimizer) WithRate(rate Schedule) Optimizer {
	o = o.full()
	o.rate = rate
	return o
}
