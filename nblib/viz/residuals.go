package viz

import (
	"fmt"
	"math"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

// Residuals shows the errors of a run that predicts values: on the left what it said against what is right (a perfect
// run lies on the line), on the right how the errors, said - right, are spread. Of several values it shows the first.
func Residuals(run *trainer.Run, part *datasets.Part) *Chart {
	j, err := judge("Residuals", run, part)
	if err != nil {
		return failed(err)
	}
	if j.values == nil {
		return failed(fmt.Errorf("viz: Residuals: %s: expected data with values to predict, got classes; try viz.Confusion", j.info.Name))
	}
	width := j.info.Target.Width
	var right, said []float64
	for i := range j.info.Len {
		right = append(right, float64(j.values[i*width]))
		said = append(said, float64(j.said.Row(i)[0]))
	}
	return residuals("Residuals: "+j.info.Name, right, said)
}

func residuals(title string, right, said []float64) *Chart {
	errs := make([]float64, len(right))
	low, high := math.Inf(1), math.Inf(-1)
	square, absolute, n := 0.0, 0.0, 0.0
	for i := range right {
		errs[i] = said[i] - right[i]
		if math.IsNaN(errs[i]) || math.IsInf(errs[i], 0) {
			continue
		}
		low, high = min(low, right[i], said[i]), max(high, right[i], said[i])
		square, absolute, n = square+errs[i]*errs[i], absolute+math.Abs(errs[i]), n+1
	}
	if n == 0 {
		return sentence(title, "there are no numbers among the %d predictions", len(said))
	}
	t := table{head: []string{"error", "value"}}
	smallest, mean, largest := summary(errs)
	t.add("root of the mean square", math.Sqrt(square/n))
	t.add("mean absolute", absolute/n)
	t.add("mean", mean)
	t.add("smallest", smallest)
	t.add("largest", largest)
	a, b, _ := summary(errs)
	if a == largest {
		a, largest = a-0.5, largest+0.5
	}
	edges, share := spread(errs, a, largest)
	sub := fmt.Sprintf("root of the mean square %.4g, mean absolute %.4g, mean %.4g", math.Sqrt(square/n), absolute/n, b)
	list := []panel{
		{title: "said", x: "right", free: true, curves: []curve{
			{name: "examples", x: right, y: said, dots: true}, {name: "perfect", x: []float64{low, high}, y: []float64{low, high}, dashed: true}}},
		{title: "% of examples", x: "error (said - right)", free: true, curves: []curve{{name: "errors", x: edges, y: share, bars: true}}},
	}
	return panels(Chart{title: title, sub: sub, table: t, alt: fmt.Sprintf("%s: a cloud of %d predictions against the right values, and a histogram of the errors; %s", title, len(right), sub)}, "", list)
}
