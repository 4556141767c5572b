package optim

// DecayOption is an option of [Exponential] and [InverseTime]: a [Span], [Staircase].
type DecayOption interface{ decay(*Schedule) }

// PolynomialOption is an option of [Polynomial]: a [Span], [End], [Power], [Cycle].
type PolynomialOption interface{ polynomial(*Schedule) }

// CosineOption is an option of [Cosine]: a [Span], [Alpha], [Restarts].
type CosineOption interface{ cosine(*Schedule) }

// OneCycleOption is an option of [OneCycle]: a [Span], [PeakAt].
type OneCycleOption interface{ oneCycle(*Schedule) }

// WarmupOption is an option of [Warmup]: [From].
type WarmupOption interface{ warmup(*Schedule) }

func (s Span) decay(to *Schedule)      { to.span = s }
func (s Span) polynomial(to *Schedule) { to.span = s }
func (s Span) cosine(to *Schedule)     { to.span = s }
func (s Span) oneCycle(to *Schedule)   { to.span = s }
func (r Restarts) cosine(s *Schedule)  { s.restarts, s.restarted = r, true }

type (
	decaySetter      func(*Schedule)
	polynomialSetter func(*Schedule)
	cosineSetter     func(*Schedule)
	oneCycleSetter   func(*Schedule)
	warmupSetter     func(*Schedule)
)

func (f decaySetter) decay(s *Schedule)           { f(s) }
func (f polynomialSetter) polynomial(s *Schedule) { f(s) }
func (f cosineSetter) cosine(s *Schedule)         { f(s) }
func (f oneCycleSetter) oneCycle(s *Schedule)     { f(s) }
func (f warmupSetter) warmup(s *Schedule)         { f(s) }

// Staircase holds the rate until a whole span has passed. Keras: staircase=True.
var Staircase DecayOption = decaySetter(func(s *Schedule) { s.staircase = true })

// End is the rate at which a [Polynomial] ends, 0.0001 by default. Keras: end_learning_rate.
func End(rate float64) PolynomialOption {
	return polynomialSetter(func(s *Schedule) { s.end = rate })
}

// Power bends a [Polynomial]: 1, the default, is a straight line. Keras: power.
func Power(p float64) PolynomialOption {
	return polynomialSetter(func(s *Schedule) { s.power = p })
}

// Cycle lets a [Polynomial] rise again after its span, which from then on counts from the start of training to the next
// whole multiple of it. Keras: cycle=True.
var Cycle PolynomialOption = polynomialSetter(func(s *Schedule) { s.cycle = true })

// Alpha is the share of the initial rate at which a [Cosine] ends, 0 by default. Keras: alpha.
func Alpha(share float64) CosineOption {
	return cosineSetter(func(s *Schedule) { s.alpha = share })
}

// PeakAt is the share of the time that a [OneCycle] goes up, 0.3 by default.
func PeakAt(share float64) OneCycleOption {
	return oneCycleSetter(func(s *Schedule) { s.peakAt = share })
}

// From is the rate at which a [Warmup] begins, 0 by default. Keras: initial_learning_rate, where there is a warmup_target.
func From(rate float64) WarmupOption {
	return warmupSetter(func(s *Schedule) { s.from = rate })
}
