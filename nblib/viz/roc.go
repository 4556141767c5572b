package viz

import (
	"fmt"
	"slices"
	"strings"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

// ROC shows how well a run tells each class from the others, whatever the threshold: on the left the ROC curve (true
// positive rate against false positive rate; the area under it is the chance that a positive example scores higher than
// a negative one, and 0.5 is guessing), on the right precision against recall. Data of two classes have one curve, for
// the second class; of more than ten classes it draws the ten with the smallest area.
func ROC(run *trainer.Run, part *datasets.Part) *Chart {
	j, err := judgeClasses("ROC", run, part)
	if err != nil {
		return failed(err)
	}
	var list []ranking
	for k, name := range j.classes {
		if len(j.classes) == 2 && k == 0 {
			continue
		}
		r := ranking{name: name}
		for i, right := range j.right {
			r.scores = append(r.scores, j.chance(i, k))
			r.positive = append(r.positive, right == k)
		}
		list = append(list, r)
	}
	return roc("ROC: "+j.info.Name, list)
}

// ranking is the scores of one class against the rest.
type ranking struct {
	name     string
	scores   []float64
	positive []bool
}

// sweep lowers the threshold past one score after another. It returns the points of the ROC curve and of the curve of
// precision over recall, and the area under the first; ok is false where one side has no examples.
func (r ranking) sweep() (fpr, tpr, recall, precision []float64, area float64, ok bool) {
	order := make([]int, len(r.scores))
	pos := 0.0
	for i := range order {
		order[i] = i
		if r.positive[i] {
			pos++
		}
	}
	neg := float64(len(order)) - pos
	if pos == 0 || neg == 0 {
		return nil, nil, nil, nil, 0, false
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case r.scores[a] > r.scores[b]:
			return -1
		case r.scores[a] < r.scores[b]:
			return 1
		}
		return 0
	})
	fpr, tpr = []float64{0}, []float64{0}
	tp, fp := 0.0, 0.0
	for i, k := range order {
		if r.positive[k] {
			tp++
		} else {
			fp++
		}
		if i+1 < len(order) && r.scores[order[i+1]] == r.scores[k] {
			continue // equal scores are passed together
		}
		x, y := fp/neg, tp/pos
		last := len(fpr) - 1
		area += (x - fpr[last]) * (y + tpr[last]) / 2
		fpr, tpr = append(fpr, x), append(tpr, y)
		recall, precision = append(recall, y), append(precision, tp/(tp+fp))
	}
	return fpr, tpr, recall, precision, area, true
}

// rocPoints is how many points of one curve are drawn.
const rocPoints = 200

func roc(title string, list []ranking) *Chart {
	type drawn struct {
		roc, pr curve
		area    float64
	}
	var all []drawn
	t := table{head: []string{"class", "area under ROC", "examples"}}
	var missing []string
	for _, r := range list {
		x, y, recall, precision, area, ok := r.sweep()
		if !ok {
			missing = append(missing, r.name)
			continue
		}
		pos := 0
		for _, p := range r.positive {
			if p {
				pos++
			}
		}
		t.add(r.name, area, pos)
		name := fmt.Sprintf("%s (%.3f)", r.name, area)
		x, y = fewer(x, y)
		recall, precision = fewer(recall, precision)
		all = append(all, drawn{curve{name: name, x: x, y: y}, curve{name: name, x: recall, y: precision}, area})
	}
	if len(all) == 0 {
		return sentence(title, "needs examples of a class and of others; there is only one class here")
	}
	sub := "in brackets: the area under the ROC curve"
	if len(all) > 10 {
		slices.SortStableFunc(all, func(a, b drawn) int {
			if a.area < b.area {
				return -1
			}
			return 1
		})
		all, sub = all[:10], sub+"; the ten classes with the smallest"
	}
	if len(missing) > 0 {
		sub += "; without examples: " + strings.Join(missing[:min(5, len(missing))], ", ")
	}
	left := panel{title: "true positive rate", x: "false positive rate", shares: true}
	right := panel{title: "precision", x: "recall", shares: true}
	for _, d := range all {
		left.curves, right.curves = append(left.curves, d.roc), append(right.curves, d.pr)
	}
	left.curves = append(left.curves, curve{name: "guessing", x: []float64{0, 1}, y: []float64{0, 1}, dashed: true})
	return panels(Chart{title: title, sub: sub, table: t, alt: fmt.Sprintf("%s: ROC curves and precision-recall curves of %d classes; %s", title, len(all), strings.ReplaceAll(t.String(), "\n", "; "))}, "", []panel{left, right})
}

// fewer keeps so many points of a curve as are drawn, the first and the last among them.
func fewer(x, y []float64) ([]float64, []float64) {
	if len(x) <= rocPoints {
		return x, y
	}
	var a, b []float64
	for i := range rocPoints {
		k := i * (len(x) - 1) / (rocPoints - 1)
		a, b = append(a, x[k]), append(b, y[k])
	}
	return a, b
}
