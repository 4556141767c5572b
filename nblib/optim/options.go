package optim

// option is what the options of all optimizers have in common.
type option interface{ apply(*settings) }

// SGDOption is an option of [SGD].
type SGDOption interface {
	option
	sgd()
}

// RMSpropOption is an option of [RMSprop].
type RMSpropOption interface {
	option
	rmsprop()
}

// AdagradOption is an option of [Adagrad].
type AdagradOption interface {
	option
	adagrad()
}

// AdamOption is an option of [Adam] and [AdamW].
type AdamOption interface {
	option
	adam()
}

// AnyOption is an option of every optimizer.
type AnyOption struct{ setter }

// MomentumOption is made by [Momentum], for [SGD] and [RMSprop].
type MomentumOption struct{ setter }

// EpsilonOption is made by [Epsilon], for all but [SGD].
type EpsilonOption struct{ setter }

type (
	onlySGD     struct{ setter }
	onlyRMSprop struct{ setter }
	onlyAdagrad struct{ setter }
	onlyAdam    struct{ setter }
)

type setter func(*settings)

func (s setter) apply(to *settings) {
	if s != nil { // the zero AnyOption sets nothing
		s(to)
	}
}

func (AnyOption) sgd()          {}
func (AnyOption) rmsprop()      {}
func (AnyOption) adagrad()      {}
func (AnyOption) adam()         {}
func (MomentumOption) sgd()     {}
func (MomentumOption) rmsprop() {}
func (EpsilonOption) rmsprop()  {}
func (EpsilonOption) adagrad()  {}
func (EpsilonOption) adam()     {}
func (onlySGD) sgd()            {}
func (onlyRMSprop) rmsprop()    {}
func (onlyAdagrad) adagrad()    {}
func (onlyAdam) adam()          {}

// Momentum is the share of the last step that the next one keeps, at least 0 and below 1. Keras: momentum.
func Momentum(share float64) MomentumOption {
	return MomentumOption{func(s *settings) { s.Momentum = share }}
}

// Nesterov looks ahead along the momentum before it steps; it needs [Momentum]. Keras: nesterov=True.
var Nesterov SGDOption = onlySGD{func(s *settings) { s.Nesterov = true }}

// Rho is the share of the running mean of squared gradients that stays at each step, 0.9 by default. Keras: rho.
func Rho(share float64) RMSpropOption {
	return onlyRMSprop{func(s *settings) { s.Rho = share }}
}

// Centered divides by an estimate of the gradient's variance instead of its mean square. Keras: centered=True.
var Centered RMSpropOption = onlyRMSprop{func(s *settings) { s.Centered = true }}

// InitialAccumulator is where the sum of squared gradients starts, 0.1 by default. Keras: initial_accumulator_value.
func InitialAccumulator(start float64) AdagradOption {
	return onlyAdagrad{func(s *settings) { s.Accumulator = start }}
}

// Beta1 is the share of the running mean of gradients that stays at each step, 0.9 by default. Keras: beta_1.
func Beta1(share float64) AdamOption { return onlyAdam{func(s *settings) { s.Beta1 = share }} }

// Beta2 is the share of the running mean of squared gradients that stays at each step, 0.999 by default. Keras: beta_2.
func Beta2(share float64) AdamOption { return onlyAdam{func(s *settings) { s.Beta2 = share }} }

// AMSGrad divides by the largest mean square so far instead of the present one (Reddi, Kale, Kumar 2018).
// Keras: amsgrad=True.
var AMSGrad AdamOption = onlyAdam{func(s *settings) { s.AMSGrad = true }}

// Epsilon keeps the division from blowing up where gradients are near 0; 1e-7 by default. Keras: epsilon.
func Epsilon(small float64) EpsilonOption {
	return EpsilonOption{func(s *settings) { s.Epsilon = small }}
}

// WeightDecay shrinks every trained weight, biases too, by rate·decay·w before each step, apart from the gradient
// (decoupled). Keras: weight_decay.
func WeightDecay(decay float64) AnyOption {
	return AnyOption{func(s *settings) { s.WeightDecay = decay }}
}

// ClipNorm scales the gradient of each weight tensor down to this Euclidean norm where it is larger; 0 is off.
// Of the three kinds of clipping, one can be used. Keras: clipnorm.
func ClipNorm(norm float64) AnyOption {
	return AnyOption{func(s *settings) { s.ClipNorm = norm }}
}

// ClipValue cuts every entry of every gradient off at ±limit; 0 is off. Keras: clipvalue.
func ClipValue(limit float64) AnyOption {
	return AnyOption{func(s *settings) { s.ClipValue = limit }}
}

// GlobalClipNorm scales all gradients together down to this joint Euclidean norm where it is larger; 0 is off.
// Keras: global_clipnorm.
func GlobalClipNorm(norm float64) AnyOption {
	return AnyOption{func(s *settings) { s.GlobalClipNorm = norm }}
}
