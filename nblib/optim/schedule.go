package optim

import (
	"math"
	"reflect"
)

// Rate is what the optimizers take as a learning rate: a number, or a [Schedule].
type Rate interface {
	~int | ~float64 | Schedule
}

type curve uint8

const (
	standard curve = iota // the zero Schedule: 0.001 throughout
	constant
	exponential
	inverseTime
	polynomial
	cosine
	oneCycle
	piecewise
)

// Schedule is a learning rate over time. The zero value is the constant 0.001.
//
// Lengths of time are [Epochs] or [Steps]; each schedule says which is its own. Within an epoch the rate changes from step
// to step, as in Keras, unless [Staircase] holds it.
type Schedule struct {
	curve     curve
	rate      float64 // at the start; the peak of a one-cycle
	factor    float64 // exponential, inverse-time
	span      Span    // the length asked for; zero: the schedule's own
	staircase bool
	end       float64 // polynomial
	power     float64 // polynomial
	cycle     bool    // polynomial
	alpha     float64 // cosine
	restarts  Restarts
	restarted bool    // cosine with restarts
	peakAt    float64 // one-cycle
	drops     string  // piecewise, "30 epochs:0.01": as text, so that == works
	warmup    Span
	from      float64 // where the warm-up starts
}

// Progress is a moment of the training.
type Progress struct {
	Step          int // steps done before this one: 0 for the first
	StepsPerEpoch int // 0 counts as 1
	TotalSteps    int // of the whole run; 0 counts as 1
}

// scheduleOf reads a rate that may be a number.
func scheduleOf[R Rate](rate R) Schedule {
	if s, ok := any(rate).(Schedule); ok {
		return s
	}
	v := reflect.ValueOf(rate)
	if v.CanInt() {
		return Constant(float64(v.Int()))
	}
	return Constant(v.Float())
}

// At is the learning rate of one step.
func (s Schedule) At(p Progress) float64 {
	step := float64(p.Step)
	perEpoch, total := float64(max(p.StepsPerEpoch, 1)), float64(max(p.TotalSteps, 1))
	if s.warmup.unit != none {
		length := s.warmup.steps(perEpoch)
		if step < length {
			return s.from + (s.start()-s.from)*step/length
		}
		step, total = step-length, math.Max(total-length, 1)
	}
	return s.after(step, perEpoch, total)
}

// start is the rate at the end of the warm-up.
func (s Schedule) start() float64 { return s.after(0, 1, 1) }

// after is the rate after that many steps, warm-up not counted.
func (s Schedule) after(step, perEpoch, total float64) float64 {
	length := s.span.or(s.ownLength(total)).steps(perEpoch)
	x := step / length
	if s.staircase {
		x = math.Floor(x)
	}
	switch s.curve {
	case standard:
		return 1e-3
	case exponential:
		return s.rate * math.Pow(s.factor, x)
	case inverseTime:
		return s.rate / (1 + s.factor*x)
	case polynomial:
		return s.polynomialAt(x)
	case cosine:
		return s.cosineAt(x)
	case oneCycle:
		return s.oneCycleAt(step, length)
	case piecewise:
		return s.piecewiseAt(step, perEpoch)
	default:
		return s.rate
	}
}

// ownLength is the time that a schedule takes where none is given: one epoch for those that go on for ever, the whole run
// for those that end.
func (s Schedule) ownLength(total float64) Span {
	switch s.curve {
	case exponential, inverseTime:
		return Epochs(1)
	default:
		return Span{total, steps}
	}
}

func (s Schedule) polynomialAt(x float64) float64 {
	if s.cycle {
		x /= math.Max(math.Ceil(x), 1)
	}
	return (s.rate-s.end)*math.Pow(1-math.Min(x, 1), s.power) + s.end
}

func (s Schedule) cosineAt(x float64) float64 {
	scale := 1.0
	if s.restarted {
		n, done := s.restarts.period(x)
		x, scale = done, math.Pow(s.restarts.lower(), n)
	}
	fall := scale * (1 + math.Cos(math.Pi*math.Min(x, 1))) / 2
	return s.rate * ((1-s.alpha)*fall + s.alpha)
}

// oneCycleAt goes up for the share peakAt of the steps and down for the rest, half a cosine each, so that the last step
// has the lowest rate.
func (s Schedule) oneCycleAt(step, length float64) float64 {
	low, lowest := s.rate/25, s.rate/25/1e4
	top, last := math.Max(s.peakAt*length-1, 0), length-1
	if step <= top && top > 0 {
		return between(low, s.rate, step/top)
	}
	return between(s.rate, lowest, math.Min((step-top)/math.Max(last-top, 1), 1))
}

// between goes from a to b along half a cosine while x goes from 0 to 1.
func between(a, b, x float64) float64 { return b + (a-b)*(1+math.Cos(math.Pi*x))/2 }

func (s Schedule) piecewiseAt(step, perEpoch float64) float64 {
	rate := s.rate
	for _, d := range readDrops(s.drops) {
		if step > d.After.steps(perEpoch) {
			rate = d.To
		}
	}
	return rate
}
