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
			return o.errorf("expected %s of at least 0 and below 1, got %v; 0.9 is a usual one", s.word, s.x)
		}
	}
	for _, s := range []struct {
		word string
		x    float64
	}{{"Epsilon", k.Epsilon}, {"WeightDecay", k.WeightDecay}, {"InitialAccumulator", k.Accumulator},
		{"ClipNorm", k.ClipNorm}, {"ClipValue", k.ClipValue}, {"GlobalClipNorm", k.GlobalClipNorm}} {
		if !notNegative(s.x) {
			return o.errorf("expected %s of at least 0, got %v; leave it away for the default", s.word, s.x)
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
		return o.errorf("expected one of ClipNorm, ClipValue and GlobalClipNorm, got %d of them; leave the others away", clips)
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
		return s.errorf("expected a learning rate above 0, got %v; 0.001 is a usual one", s.rate)
	case s.span.unit != none && !positive(s.span.n):
		return s.errorf("expected a length above 0, got %v; use optim.Epochs(1), say", s.span)
	case s.warmup.unit != none && !positive(s.warmup.n):
		return s.errorf("expected a warm-up of a length above 0, got %v; use optim.Epochs(1), say", s.warmup)
	case !notNegative(s.from):
		return s.errorf("expected a warm-up from a rate of at least 0, got %v; leave optim.From away for 0", s.from)
	}
	switch s.curve {
	case exponential:
		if !positive(s.factor) {
			return s.errorf("expected a factor above 0, got %v; 0.95 is a usual one", s.factor)
		}
	case inverseTime:
		if !notNegative(s.factor) {
			return s.errorf("expected a factor of at least 0, got %v; 0.5 is a usual one", s.factor)
		}
	case polynomial:
		if !notNegative(s.end) || !positive(s.power) {
			return s.errorf("expected End of at least 0 and Power above 0, got %v and %v; leave them away for 0.0001 and 1", s.end, s.power)
		}
	case cosine:
		return s.checkCosine()
	case oneCycle:
		if !(s.peakAt > 0 && s.peakAt < 1) {
			return s.errorf("expected PeakAt between 0 and 1, got %v; leave it away for 0.3", s.peakAt)
		}
	case piecewise:
		return s.checkDrops()
	}
	return nil
}

func (s Schedule) checkCosine() error {
	switch {
	case !(s.alpha >= 0 && s.alpha <= 1):
		return s.errorf("expected Alpha between 0 and 1, got %v; leave it away for 0", s.alpha)
	case s.restarted && s.span.unit == none:
		return s.errorf("Restarts needs the length of the first period; add optim.Epochs(5), say")
	case !(s.restarts.longer() >= 1) || !positive(s.restarts.lower()):
		return s.errorf("expected Restarts with Longer of at least 1 and Lower above 0, got %v and %v; leave them at 0 for 2 and 1",
			s.restarts.Longer, s.restarts.Lower)
	}
	return nil
}

func (s Schedule) checkDrops() error {
	before := Span{}
	for i, d := range readDrops(s.drops) {
		switch {
		case !positive(d.After.n):
			return s.errorf("expected each drop after a time above 0, got %v; begin with that rate instead", d.After)
		case !notNegative(d.To):
			return s.errorf("expected drops to rates of at least 0, got %v; use a smaller rate than before", d.To)
		case i > 0 && d.After.unit != before.unit:
			return s.errorf("expected the times of all drops in one unit, got %v after %v; give all in optim.Epochs or all in optim.Steps", d.After, before)
		case i > 0 && d.After.n <= before.n:
			return s.errorf("expected each drop later than the one before, got %v after %v; put them in the order of time", d.After, before)
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
