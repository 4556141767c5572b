package metrics

import (
	"cmp"
	"math"
	"slices"
)

// areaUnderCurve is the area under the ROC curve of each class against the rest, the mean over the classes that have both
// positive and negative examples.
func (m Metric) areaUnderCurve(t task, rows []row, fromLogits bool) (float64, error) {
	if fromLogits && !t.binary() {
		rows = softmax(rows) // logits of different examples cannot be compared; probabilities can
	}
	classes := []int{m.picked()}
	if m.class == 0 {
		classes = classes[:0]
		for c := range t.width {
			classes = append(classes, c)
		}
	}
	var areas []float64
	positives := 0
	for _, c := range classes {
		area, found := area(rows, c)
		positives += found
		if !math.IsNaN(area) {
			areas = append(areas, area)
		}
	}
	if len(areas) == 0 {
		return math.NaN(), m.errorf("expected positive and negative examples, got %d positive ones of %d; measure it on data that hold both", positives, len(rows))
	}
	mean := 0.0
	for _, a := range areas {
		mean += a / float64(len(areas))
	}
	return mean, nil
}

// area is the share of pairs of a positive and a negative example of class c in which the positive one scores higher, from
// the sum of the positive ones' ranks (Mann-Whitney). Examples of equal score share the mean of their ranks. It is NaN
// where all examples are of one kind.
func area(rows []row, c int) (area float64, positives int) {
	order := slices.Clone(rows)
	slices.SortFunc(order, func(a, b row) int { return cmp.Compare(a.p[c], b.p[c]) })
	ranks := 0.0
	for i := 0; i < len(order); {
		end := i + 1
		for end < len(order) && cmp.Compare(order[end].p[c], order[i].p[c]) == 0 {
			end++
		}
		rank := float64(i+1+end) / 2
		for ; i < end; i++ {
			if order[i].y[c] > 0.5 {
				ranks += rank
				positives++
			}
		}
	}
	p, n := float64(positives), float64(len(rows)-positives)
	if p == 0 || n == 0 {
		return math.NaN(), positives
	}
	return (ranks - p*(p+1)/2) / (p * n), positives
}

func softmax(rows []row) []row {
	probabilities := make([]row, len(rows))
	for i, r := range rows {
		top, sum := slices.Max(r.p), 0.0
		p := make([]float64, len(r.p))
		for c, x := range r.p {
			p[c] = math.Exp(x - top)
			sum += p[c]
		}
		for c := range p {
			p[c] /= sum
		}
		probabilities[i] = row{y: r.y, p: p, class: r.class}
	}
	return probabilities
}
