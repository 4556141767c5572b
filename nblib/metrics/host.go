package metrics

import (
	"math"

	"nnbook/nblib/losses"
)

// FromOutputs computes the metric from all examples at once, in float64. labels holds one number per example for integer
// labels, else width numbers; outputs holds width numbers per example, logits or probabilities, row after row.
//
// The error is that of [Metric.Check], or says that lengths do not fit, that there is no example, that a label is out of
// range, or, for [AUC], that a class has only positive or only negative examples.
func (m Metric) FromOutputs(kind losses.Labels, labels, outputs []float32, width int, fromLogits bool) (float64, error) {
	if err := m.Check(kind, width); err != nil {
		return 0, err
	}
	rows, err := m.rows(kind, labels, outputs, width)
	if err != nil {
		return 0, err
	}
	t := task{kind, width, threshold(fromLogits)}
	switch m.kind {
	case auc:
		return m.areaUnderCurve(t, rows, fromLogits)
	case r2:
		return t.r2(rows), nil
	}
	a := accumulator{m, t}
	totals := make([]float64, a.totals())
	for _, r := range rows {
		a.count(totals, r)
	}
	return a.score(totals), nil
}

// row is one example: its label as width numbers (one-hot for integer labels), its class, its outputs.
type row struct {
	y, p  []float64
	class int
}

func (m Metric) rows(kind losses.Labels, labels, outputs []float32, width int) ([]row, error) {
	n := len(outputs) / width
	perLabel := width
	if kind == losses.Integers {
		perLabel = 1
	}
	switch {
	case len(outputs)%width != 0 || len(labels) != n*perLabel:
		return nil, m.errorf("expected %d numbers per example in outputs and %d in labels, got %d and %d numbers in all; give as many examples in both",
			width, perLabel, len(outputs), len(labels))
	case n == 0:
		return nil, m.errorf("expected at least one example, got none; measure it on a part that is not empty")
	}
	rows := make([]row, n)
	for i := range rows {
		r := row{y: wide(labels[i*perLabel : (i+1)*perLabel]), p: wide(outputs[i*width : (i+1)*width])}
		r.class = largest(r.y)
		if kind == losses.Integers && width > 1 {
			r.class = int(r.y[0])
			if r.class < 0 || r.class >= width {
				return nil, m.errorf("expected labels from 0 to %d, got %d at example %d; correct the label, or give the network an output for each class", width-1, r.class, i)
			}
			r.y = make([]float64, width)
			r.y[r.class] = 1
		}
		rows[i] = r
	}
	return rows, nil
}

// count adds one example to the totals.
func (a accumulator) count(totals []float64, r row) {
	if a.countsClasses() {
		for c := range a.width {
			said, truth := a.says(r, c), r.y[c]
			if !a.binary() {
				truth = indicator(r.class == c)
			}
			totals[c] += said * truth
			totals[a.width+c] += said
			totals[2*a.width+c] += truth
		}
		return
	}
	totals[0] += a.of(r)
	totals[1]++
}

// of is the share, or the error, of one example.
func (a accumulator) of(r row) float64 {
	switch {
	case a.kind == accuracy && !a.binary():
		return indicator(largest(r.p) == r.class)
	case a.kind == topK:
		larger := 0
		for _, p := range r.p {
			if !(p <= r.p[r.class]) {
				larger++
			}
		}
		return indicator(larger < a.k)
	}
	sum := 0.0
	for c, p := range r.p {
		switch a.kind {
		case accuracy:
			sum += indicator(a.says(r, c) == r.y[c])
		case mae:
			sum += math.Abs(p - r.y[c])
		case mse:
			sum += (p - r.y[c]) * (p - r.y[c])
		}
	}
	return sum / float64(a.width)
}

// says is 1 where the network puts the example into class c.
func (t task) says(r row, c int) float64 {
	if t.binary() {
		return indicator(r.p[c] > t.above)
	}
	return indicator(largest(r.p) == c)
}

func (t task) r2(rows []row) float64 {
	score := 0.0
	for c := range t.width {
		mean, varied, missed := 0.0, 0.0, 0.0
		for _, r := range rows {
			mean += r.y[c]
		}
		mean /= float64(len(rows))
		for _, r := range rows {
			varied += (r.y[c] - mean) * (r.y[c] - mean)
			missed += (r.y[c] - r.p[c]) * (r.y[c] - r.p[c])
		}
		score += explained(missed, varied) / float64(t.width)
	}
	return score
}

func wide(xs []float32) []float64 {
	ys := make([]float64, len(xs))
	for i, x := range xs {
		ys[i] = float64(x)
	}
	return ys
}

// largest is the index of the largest entry, the first of them if there are several.
func largest(xs []float64) int {
	best := 0
	for i, x := range xs {
		if x > xs[best] {
			best = i
		}
	}
	return best
}

func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
