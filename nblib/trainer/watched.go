package trainer

import "math"

// watch follows the best of a value: what callbacks that watch have in common.
type watch struct {
	value    string // "": the fit's own
	minDelta float64

	best    float64
	started bool
}

func (w *watch) reset() { w.started = false }

// sees tells whether an epoch's value is the best so far, by more than minDelta.
func (w *watch) sees(e EpochEnded) bool {
	value := w.value
	if value == "" {
		value = e.Watched()
	}
	v := e.Values[value]
	better := v < w.best-w.minDelta
	if e.higherIsBetter(value) {
		better = v > w.best+w.minDelta
	}
	if math.IsNaN(v) || w.started && !better {
		return false
	}
	w.best, w.started = v, true
	return true
}
