package viz

import (
	"fmt"
	"math"
)

// advice is what the coach says about one run: where, what it means, and the line of code to try.
type advice struct {
	epoch float64 // 0 where it is about the whole curve
	short string  // on the chart
	text  string  // in full
	code  string
}

func (a advice) String() string { return a.text + "; try " + a.code }

// coach reads a training curve with plain rules, in the order of what to mend first. loss and val are the losses of
// the epochs (val may be empty), rate is the learning rate at the start, 0 where it is not known.
func coach(epochs, loss, val []float64, rate float64) (out []advice) {
	if a, ok := jumps(epochs, loss, rate); ok {
		return []advice{a} // what comes after a jump says nothing more
	}
	if a, ok := turns(epochs, loss, val); ok {
		return []advice{a}
	}
	if a, ok := flat(epochs, loss, rate); ok {
		return []advice{a}
	}
	if a, ok := falling(epochs, loss, val); ok {
		return []advice{a}
	}
	return nil
}

// jumps finds the first epoch whose training loss is half as high again as the one before, or is no number.
func jumps(epochs, loss []float64, rate float64) (advice, bool) {
	for i, v := range loss {
		bad := math.IsNaN(v) || math.IsInf(v, 0)
		if !bad && (i == 0 || v <= 1.5*loss[i-1] || v <= 0.05) {
			continue
		}
		what := "jumps"
		if bad {
			what = "is not a number any more"
		}
		code := "optim.Adam(1e-4)"
		if rate > 0 {
			code = fmt.Sprintf("a learning rate of %.2g", rate/10)
		}
		return advice{epochs[i], "loss jumps", fmt.Sprintf("the loss %s at epoch %.0f: the learning rate is too high", what, epochs[i]), code}, true
	}
	return advice{}, false
}

// turns finds overfitting: validation got worse again by a twentieth, while training still got better.
func turns(epochs, loss, val []float64) (advice, bool) {
	if len(val) < 4 {
		return advice{}, false
	}
	best := lowest(val)
	last := len(val) - 1
	if last-best < 2 || val[last] < 1.05*val[best] || loss[last] >= loss[best] {
		return advice{}, false
	}
	return advice{epochs[best], "validation turns", fmt.Sprintf("validation turned at epoch %.0f while training went on improving: overfitting", epochs[best]),
		"nn.Dropout(0.3), nn.L2(1e-4), or trainer.EarlyStopping(3)"}, true
}

// flat finds underfitting: over four epochs or more the loss fell by less than a twentieth.
func flat(epochs, loss []float64, rate float64) (advice, bool) {
	last := len(loss) - 1
	if last < 3 || loss[lowest(loss)] < 0.95*loss[0] {
		return advice{}, false
	}
	code := "more units, nn.ReLU, or a larger learning rate"
	if rate > 0 {
		code = fmt.Sprintf("more units, nn.ReLU, or a learning rate of %.2g", rate*10)
	}
	return advice{0, "", "the curves are flat: underfitting, the network does not learn what is there", code}, true
}

// falling finds a run that ended too early: the last two epochs each improved by a fiftieth.
func falling(epochs, loss, val []float64) (advice, bool) {
	v := val
	if len(v) == 0 {
		v = loss
	}
	n := len(v)
	if n < 3 || v[n-1] > 0.98*v[n-2] || v[n-2] > 0.98*v[n-3] {
		return advice{}, false
	}
	return advice{0, "", "still improving when it ended", fmt.Sprintf("Epochs: %.0f", 2*epochs[n-1])}, true
}

// lowest is the index of the smallest number.
func lowest(values []float64) int {
	best := 0
	for i, v := range values {
		if v < values[best] || math.IsNaN(values[best]) {
			best = i
		}
	}
	return best
}
