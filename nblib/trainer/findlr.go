package trainer

import (
	"fmt"
	"math"
	"strings"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// LRSearch is what [FindLR] found: the loss at each learning rate.
type LRSearch struct {
	Rates  []float64
	Losses []float64 // of the batch at that rate
	Smooth []float64 // Losses as a moving average
	// Suggestion is a safe rate to begin with: the one at which the smoothed
	// loss falls most steeply, or a tenth of the one at which it is lowest if
	// that is less (fastai: steep, minimum/10); 0 where the loss never falls.
	Suggestion float64
	Backend    string
}

// The range that FindLR goes through, and when it has seen enough.
const (
	findFrom   = 1e-7
	findTo     = 10.0
	findSteps  = 100
	findBlowUp = 4.0 // times the best loss
	findInert  = 0.9 // share of the loss that the moving average keeps
	findSettle = 10  // steps until the moving average means something
)

// FindLR trains a fresh copy of the network for 100 steps while the learning
// rate grows from 1e-7 to 10, and looks at the loss (the learning-rate range
// test; Smith 2017). It ends early when the loss is four times the best.
// Nothing is kept: cfg says the batch size, the optimizer, whose own rate is
// not used, the loss and the seed. viz.LR draws it.
func FindLR(net nn.Layer, data datasets.Source, cfg Config) (*LRSearch, error) {
	cfg.Quiet = true
	f, err := newFitting(net, data, cfg, nil)
	if err != nil {
		return nil, err
	}
	f.plan.config.Optimizer = f.plan.config.Optimizer.WithRate(optim.Constant(1))
	f.useFeatures()
	if err := f.prepare(nil); err != nil {
		return nil, err
	}
	defer f.close()
	f.interrupt = listen()
	defer f.interrupt.close()
	found := &LRSearch{Backend: f.Backend()}
	for len(found.Rates) < findSteps && !found.blownUp() && !f.interrupt.asked() {
		if err := f.searchEpoch(found); err != nil {
			return nil, err
		}
	}
	found.suggest()
	return found, nil
}

// MustFindLR is [FindLR] for notebooks: an error is printed and ends the cell.
func MustFindLR(net nn.Layer, data datasets.Source, cfg Config) *LRSearch {
	return must(FindLR(net, data, cfg))
}

// searchEpoch goes through the data once, or until the search has its end.
func (f *Fitting) searchEpoch(found *LRSearch) error {
	t := &tally{plan: f.plan}
	order := datasets.Order{Shuffle: true, Seed: f.plan.config.Seed, Epoch: f.epoch, Augment: true}
	f.pace.most = 1 // the rate changes with each step
	for batch, err := range f.trainBatches(order) {
		if err != nil {
			return err
		}
		n := len(found.Rates)
		f.rateFactor = findFrom * math.Pow(findTo/findFrom, float64(n)/(findSteps-1))
		losses, err := f.call(batch, t)
		if err != nil {
			return err
		}
		f.step++
		found.add(f.rateFactor, float64(losses[0]))
		if found.blownUp() || len(found.Rates) == findSteps || f.interrupt.asked() {
			return nil
		}
	}
	f.epoch++
	f.step = 0
	return nil
}

// add adds a step; the moving average is corrected for its beginning, as
// Adam's is.
func (s *LRSearch) add(rate, loss float64) {
	s.Rates, s.Losses = append(s.Rates, rate), append(s.Losses, loss)
	sum, weight := 0.0, 0.0
	for i, l := range s.Losses {
		w := math.Pow(findInert, float64(len(s.Losses)-1-i))
		sum, weight = sum+w*l, weight+w
	}
	s.Smooth = append(s.Smooth, sum/weight)
}

// blownUp tells whether the loss is lost.
func (s *LRSearch) blownUp() bool {
	n := len(s.Smooth)
	if n == 0 {
		return false
	}
	best := math.Inf(1)
	for _, l := range s.Smooth {
		best = math.Min(best, l)
	}
	now := s.Smooth[n-1]
	return !finite(now) || n > findSettle && now > findBlowUp*best
}

// suggest looks for the steepest fall before the lowest loss, on the axis of
// log(rate), whose steps are equal.
func (s *LRSearch) suggest() {
	lowest := 0
	for i, l := range s.Smooth {
		if l < s.Smooth[lowest] {
			lowest = i
		}
	}
	steepest := 0.0
	for i := findSettle; i < lowest; i++ {
		if fall := s.Smooth[i-1] - s.Smooth[i+1]; fall > steepest {
			steepest, s.Suggestion = fall, min(s.Rates[i], s.Rates[lowest]/10)
		}
	}
}

// String says what was found.
func (s *LRSearch) String() string {
	var b strings.Builder
	n := len(s.Rates)
	if n == 0 {
		return "no learning rate was tried"
	}
	fmt.Fprintf(&b, "learning rates %.2g to %.2g, %s on %s\n", s.Rates[0], s.Rates[n-1], plural(n, "step"), s.Backend)
	if s.Suggestion == 0 {
		b.WriteString("the loss falls at none of them: look at the data, the labels and the loss")
		return b.String()
	}
	fmt.Fprintf(&b, "suggestion: %.2g, well before the loss rises again", s.Suggestion)
	return b.String()
}
