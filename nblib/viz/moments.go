package viz

import "nnbook/nblib/trainer"

// recorded gives the moments of a run that a need is met in, or the chart that says what is missing.
func recorded(title string, run *trainer.Run, what need) ([]trainer.Moment, *Chart) {
	moments, err := run.Records()
	var out []trainer.Moment
	for _, m := range moments {
		if what.met(m) {
			out = append(out, m)
		}
	}
	if err == nil && len(out) > 0 {
		return out, nil
	}
	return nil, sentence(title, "this needs a record of the training; train with %s among the callbacks (and Config.Fresh, if the run is kept without one)", what.word)
}

// need is what of a moment a chart needs.
type need struct {
	word string
	met  func(m trainer.Moment) bool
}

var (
	weightsOf   = need{"trainer.Record(trainer.RecordWeights)", func(m trainer.Moment) bool { return m.Weights != nil }}
	gradientsOf = need{"trainer.Record(trainer.RecordGradients)", func(m trainer.Moment) bool { return m.Gradients != nil }}
)

// thinMoments keeps at most n moments, the first and the last among them.
func thinMoments(moments []trainer.Moment, n int) (out []trainer.Moment) {
	for _, k := range spaced(len(moments), n) {
		out = append(out, moments[k])
	}
	return out
}

// spaced are at most k indices of n, evenly spaced from the first to the last.
func spaced(n, k int) (out []int) {
	k = min(n, k)
	for i := range k {
		out = append(out, i*(n-1)/max(k-1, 1))
	}
	return out
}
