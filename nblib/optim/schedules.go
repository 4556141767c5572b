package optim

import (
	"math"
	"strings"
)

// Constant is the same rate throughout.
func Constant(rate float64) Schedule { return Schedule{curve: constant, rate: rate} }

// Step multiplies the rate by factor each time that the span has passed: Step(0.1, 0.5, Epochs(10)) halves it every ten
// epochs. Keras: ExponentialDecay(staircase=True).
func Step(initial, factor float64, every Span) Schedule {
	return Schedule{curve: exponential, rate: initial, factor: factor, span: every, staircase: true}
}

// Exponential multiplies the rate by factor each epoch, little by little at each step: initial·factor^(epochs passed).
// A [Span] as an option sets another time than one epoch; [Staircase] changes the rate only when it has passed.
// Keras: ExponentialDecay.
func Exponential(initial, factor float64, opts ...DecayOption) Schedule {
	s := Schedule{curve: exponential, rate: initial, factor: factor}
	for _, o := range opts {
		if o != nil {
			o.decay(&s)
		}
	}
	return s
}

// InverseTime is initial / (1 + factor·(epochs passed)). A [Span] as an option sets another unit than one epoch;
// [Staircase] changes the rate only when it has passed.
// Keras: InverseTimeDecay.
func InverseTime(initial, factor float64, opts ...DecayOption) Schedule {
	s := Schedule{curve: inverseTime, rate: initial, factor: factor}
	for _, o := range opts {
		if o != nil {
			o.decay(&s)
		}
	}
	return s
}

// Polynomial goes from initial down to [End] (0.0001) over the whole run, or over a [Span]:
// (initial-end)·(1-x)^power + end, x being the part that has passed. [Power] is 1, a straight line; [Cycle] starts again
// instead of staying at the end.
// Keras: PolynomialDecay.
func Polynomial(initial float64, opts ...PolynomialOption) Schedule {
	s := Schedule{curve: polynomial, rate: initial, end: 1e-4, power: 1}
	for _, o := range opts {
		if o != nil {
			o.polynomial(&s)
		}
	}
	return s
}

// Cosine goes from initial down to 0 along half a cosine over the whole run, or over a [Span] after which it stays:
// initial·(1+cos(πx))/2, x being the part that has passed. With [Alpha] a it ends at a·initial; with [Restarts] it starts
// again after each span.
// Source: Loshchilov, Hutter 2017. Keras: CosineDecay, CosineDecayRestarts.
func Cosine(initial float64, opts ...CosineOption) Schedule {
	s := Schedule{curve: cosine, rate: initial}
	for _, o := range opts {
		if o != nil {
			o.cosine(&s)
		}
	}
	return s
}

// OneCycle goes up from peak/25 to peak in the first 30 % of the whole run (or of a [Span]; [PeakAt] sets another share)
// and down to peak/250000 in the rest, half a cosine each.
// Source: Smith, Topin 2018, in the form of PyTorch's OneCycleLR. Keras has none.
func OneCycle(peak float64, opts ...OneCycleOption) Schedule {
	s := Schedule{curve: oneCycle, rate: peak, peakAt: 0.3}
	for _, o := range opts {
		if o != nil {
			o.oneCycle(&s)
		}
	}
	return s
}

// Drop is one change of a [Piecewise] schedule: once more than After has passed since the start, the rate is To.
type Drop struct {
	After Span
	To    float64
}

// Piecewise starts at initial and changes at the given times, in their order:
//
//	optim.Piecewise(0.1, optim.Drop{After: optim.Epochs(30), To: 0.01}, optim.Drop{After: optim.Epochs(60), To: 0.001})
//
// The step at which exactly After has passed still has the rate before it, as in Keras. Keras: PiecewiseConstantDecay.
func Piecewise(initial float64, drops ...Drop) Schedule {
	text := make([]string, len(drops))
	for i, d := range drops {
		text[i] = d.text()
	}
	return Schedule{curve: piecewise, rate: initial, drops: strings.Join(text, ",")}
}

// Warmup goes up in a straight line for the given time, from 0 (or [From] another rate) to where then begins, and goes on
// with then: a number or a schedule, whose own time starts after the warm-up. What ends with the run still does: the rest
// of the run is its whole. The first step of a warm-up from 0 has rate 0 and changes nothing, as in Keras.
// A warm-up of a schedule that has one replaces it.
// Source: Goyal et al. 2017. Keras: CosineDecay(warmup_target, warmup_steps).
func Warmup[R Rate](length Span, then R, opts ...WarmupOption) Schedule {
	s := scheduleOf(then)
	s.warmup, s.from = length, 0
	for _, o := range opts {
		if o != nil {
			o.warmup(&s)
		}
	}
	return s
}

// Restarts is an option of [Cosine], which needs a [Span] for its first period then. Each period is Longer times as long
// as the one before and starts at Lower times its rate.
// Keras: CosineDecayRestarts(t_mul, m_mul).
type Restarts struct {
	Longer float64 // 0 stands for Keras's default, 2; 1 keeps the length
	Lower  float64 // 0 stands for Keras's default, 1
}

func (r Restarts) longer() float64 { return defaultTo(r.Longer, 2) }
func (r Restarts) lower() float64  { return defaultTo(r.Lower, 1) }

// period says in which period x first periods' time falls, from 0, and which part of that period has passed.
func (r Restarts) period(x float64) (n, part float64) {
	t := r.longer()
	if t == 1 {
		n = math.Floor(x)
		return n, x - n
	}
	n = math.Floor(math.Log(1-x*(1-t))/math.Log(t) + 1e-9) // at a restart, rounding must not fall just short
	begin := (1 - math.Pow(t, n)) / (1 - t)
	return n, (x - begin) / math.Pow(t, n)
}

func defaultTo(x, value float64) float64 {
	if x == 0 {
		return value
	}
	return x
}
