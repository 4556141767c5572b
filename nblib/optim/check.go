package optim

import (
	"fmt"
	"math"
)

// Check tells whether the optimizer's settings make sense, before any graph is built: one sentence saying which, what was
// expected and what there is. It checks the rate's [Schedule] too.
func (o Optimizer) Check() error {
	o = o.full()
	k := o.set
	for _, s := range []struct {
		word string
		x    float64
	}{{"Momentum", k.Momentum}, {"Rho", k.Rho}, {"Beta1", k.Beta1}, {"Beta2", k.Beta2}} {
		if !(s.x >= 0 && s.x < 1) {
			return o.errorf("expected %s of at least 0 and below 1, got %v", s.word, s.x)
		}
	}
	for _, s := range []struct {
		word string
		x    float64
	}{{"Epsilon", k.Epsilon}, {"WeightDecay", k.WeightDecay}, {"InitialAccumulator", k.Accumulator},
		{"ClipNorm", k.ClipNorm}, {"ClipValue", k.ClipValue}, {"GlobalClipNorm", k.GlobalClipNorm}} {
		if !notNegative(s.x) {
			return o.errorf("expected %s of at least 0, got %v", s.word, s.x)
		}
	}
	if k.Nesterov && k.Momentum == 0 {
		return o.errorf("Nesterov looks along the momentum, and there is none; add optim.Momentum(0.9)")
	}
	clips := 0
	for _, limit := range []float64{k.ClipNorm, k.ClipValue, k.GlobalClipNorm} {
		if limit > 0 {
			clips++
		}
	}
	if clips > 1 {
		return o.errorf("expected one of ClipNorm, ClipValue and GlobalClipNorm, got %d of them", clips)
	}
	return o.rate.Check()
}

func (o Optimizer) errorf(format string, args ...any) error {
	return fmt.Errorf("optim: "+o.Name()+": "+format, args...)
}

// Check tells whether the schedule makes sense: one sentence saying what was expected and what there is.
func (s Schedule) Check() error {
	switch {
	case s.curve != standard && !positive(s.rate):
		return s.errorf("expected a learning rate above 0, got %v", s.rate)
	case s.span.unit != none && !positive(s.span.n):
		return s.errorf("expected a length above 0, got %v", s.span)
	case s.warmup.unit != none && !positive(s.warmup.n):
		return s.errorf("expected a warm-up of a length above 0, got %v", s.warmup)
	case !notNegative(s.from):
		return s.errorf("expected a warm-up from a rate of at least 0, got %v", s.from)
	}
	switch s.curve {
	case exponential:
		if !positive(s.factor) {
			return s.errorf("expected a factor above 0, got %v", s.factor)
		}
	case inverseTime:
		if !notNegative(s.factor) {
			return s.errorf("expected a factor of at least 0, got %v", s.factor)
		}
	case polynomial:
		if !notNegative(s.end) || !positive(s.power) {
			return s.errorf("expected End of at least 0 and Power above 0, got %v and %v", s.end, s.power)
		}
	case cosine:
		return s.checkCosine()
	case oneCycle:
		if !(s.peakAt > 0 && s.peakAt < 1) {
			return s.errorf("expected PeakAt between 0 and 1, got %v", s.peakAt)
		}
	case piecewise:
		return s.checkDrops()
	}
	return nil
}

func (s Schedule) checkCosine() error {
	switch {
	case !(s.alpha >= 0 && s.alpha <= 1):
		return s.errorf("expected Alpha between 0 and 1, got %v", s.alpha)
	case s.restarted && s.span.unit == none:
		return s.errorf("Restarts needs the length of the first period; add optim.Epochs(5), say")
	case !(s.restarts.longer() >= 1) || !positive(s.restarts.lower()):
		return s.errorf("expected Restarts with Longer of at least 1 and Lower above 0, got %v and %v",
			s.restarts.Longer, s.restarts.Lower)
	}
	return nil
}

func (s Schedule) checkDrops() error {
	before := Span{}
	for i, d := range readDrops(s.drops) {
		switch {
		case !positive(d.After.n):
			return s.errorf("expected each drop after a time above 0, got %v", d.After)
		case !notNegative(d.To):
			return s.errorf("expected drops to rates of at least 0, got %v", d.To)
		case i > 0 && d.After.unit != before.unit:
			return s.errorf("expected the times of all drops in one unit, got %v after %v", d.After, before)
		case i > 0 && d.After.n <= before.n:
			return s.errorf("expected each drop later than the one before, got %v after %v", d.After, before)
		}
		before = d.After
	}
	return nil
}

func (s Schedule) errorf(format string, args ...any) error {
	return fmt.Errorf("optim: "+s.String()+": "+format, args...)
}

func positive(x float64) bool    { return x > 0 && !math.IsInf(x, 0) }
func notNegative(x float64) bool { return x >= 0 && !math.IsInf(x, 0) }
