package optim

import "strings"

// String is the Go code that makes the optimizer: settings at their defaults are left out.
func (o Optimizer) String() string {
	o = o.full()
	args := []string{o.rate.argument()}
	standard := kinds[o.method].defaults
	value := func(word string, x, usual float64) {
		if x != usual {
			args = append(args, "optim."+word+"("+number(x)+")")
		}
	}
	flag := func(word string, on bool) {
		if on {
			args = append(args, "optim."+word)
		}
	}
	value("Momentum", o.set.Momentum, standard.Momentum)
	flag("Nesterov", o.set.Nesterov)
	value("Rho", o.set.Rho, standard.Rho)
	flag("Centered", o.set.Centered)
	value("InitialAccumulator", o.set.Accumulator, standard.Accumulator)
	value("Beta1", o.set.Beta1, standard.Beta1)
	value("Beta2", o.set.Beta2, standard.Beta2)
	flag("AMSGrad", o.set.AMSGrad)
	value("Epsilon", o.set.Epsilon, standard.Epsilon)
	value("WeightDecay", o.set.WeightDecay, standard.WeightDecay)
	value("ClipNorm", o.set.ClipNorm, standard.ClipNorm)
	value("ClipValue", o.set.ClipValue, standard.ClipValue)
	value("GlobalClipNorm", o.set.GlobalClipNorm, standard.GlobalClipNorm)
	return "optim." + o.Name() + "(" + strings.Join(args, ", ") + ")"
}

// argument is the schedule as an optimizer takes it: a constant is just its number.
func (s Schedule) argument() string {
	if s.warmup.unit == none && (s.curve == constant || s.curve == standard) {
		return number(s.start())
	}
	return s.String()
}

// String is the Go code that makes the schedule.
func (s Schedule) String() string {
	if s.warmup.unit == none {
		return s.withoutWarmup()
	}
	then := s
	then.warmup, then.from = Span{}, 0
	args := []string{s.warmup.String(), then.argument()}
	if s.from != 0 {
		args = append(args, "optim.From("+number(s.from)+")")
	}
	return "optim.Warmup(" + strings.Join(args, ", ") + ")"
}

func (s Schedule) withoutWarmup() string {
	args := []string{number(s.rate)}
	add := func(on bool, text string) {
		if on {
			args = append(args, text)
		}
	}
	switch s.curve {
	case exponential, inverseTime:
		if s.isStep() {
			return "optim.Step(" + number(s.rate) + ", " + number(s.factor) + ", " + s.span.String() + ")"
		}
		args = append(args, number(s.factor))
	case standard:
		args[0] = number(s.start())
	case piecewise:
		for _, d := range readDrops(s.drops) {
			args = append(args, "optim.Drop{After: "+d.After.String()+", To: "+number(d.To)+"}")
		}
	}
	add(s.span.unit != none, s.span.String())
	add(s.staircase, "optim.Staircase")
	add(s.curve == polynomial && s.end != 1e-4, "optim.End("+number(s.end)+")")
	add(s.curve == polynomial && s.power != 1, "optim.Power("+number(s.power)+")")
	add(s.cycle, "optim.Cycle")
	add(s.alpha != 0, "optim.Alpha("+number(s.alpha)+")")
	add(s.restarted, s.restarts.String())
	add(s.curve == oneCycle && s.peakAt != 0.3, "optim.PeakAt("+number(s.peakAt)+")")
	return "optim." + curveNames[s.curve] + "(" + strings.Join(args, ", ") + ")"
}

// isStep says whether the schedule is what [Step] makes.
func (s Schedule) isStep() bool {
	return s.curve == exponential && s.staircase && s.span.unit != none
}

// String is the Go code that makes the option.
func (r Restarts) String() string {
	var fields []string
	if r.Longer != 0 {
		fields = append(fields, "Longer: "+number(r.Longer))
	}
	if r.Lower != 0 {
		fields = append(fields, "Lower: "+number(r.Lower))
	}
	return "optim.Restarts{" + strings.Join(fields, ", ") + "}"
}

var curveNames = [...]string{
	standard: "Constant", constant: "Constant", exponential: "Exponential", inverseTime: "InverseTime",
	polynomial: "Polynomial", cosine: "Cosine", oneCycle: "OneCycle", piecewise: "Piecewise",
}
