package viz

import (
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

// Calibration shows whether a run is as sure as it should be: examples are gathered by the probability of the class
// that it said, in ten steps, and each bar is the share of them that it got right. On the line a probability of 0.8
// means right in 8 of 10; bars below the line are overconfident. The expected calibration error is the mean distance
// from the line (Guo et al. 2017).
func Calibration(run *trainer.Run, part *datasets.Part) *Chart {
	j, err := judgeClasses("Calibration", run, part)
	if err != nil {
		return failed(err)
	}
	sure, right := make([]float64, len(j.right)), make([]bool, len(j.right))
	for i, r := range j.right {
		k := j.said.Class(i)
		sure[i], right[i] = j.chance(i, k), k == r
	}
	return calibration("Calibration: "+j.info.Name, sure, right)
}

// calibration gathers how sure and whether right into ten steps.
func calibration(title string, sure []float64, right []bool) *Chart {
	const steps = 10
	var n, hits, sum [steps]float64
	for i, p := range sure {
		if math.IsNaN(p) {
			continue
		}
		k := min(int(p*steps), steps-1)
		n[k]++
		sum[k] += p
		if right[i] {
			hits[k]++
		}
	}
	names, bars, ideal := make([]string, steps), make([]any, steps), make([]any, steps)
	t := table{head: []string{"probability", "examples", "mean probability", "right"}}
	total, distance := 0.0, 0.0
	for k := range steps {
		total += n[k]
		names[k] = fmt.Sprintf("%.1f–%.1f", float64(k)/steps, float64(k+1)/steps)
		if n[k] == 0 {
			continue
		}
		share, mean := hits[k]/n[k], sum[k]/n[k]
		bars[k], ideal[k] = num(share), num(mean)
		distance += math.Abs(hits[k] - sum[k])
		t.add(names[k], n[k], mean, share)
	}
	if total == 0 {
		return sentence(title, "there are no probabilities to gather")
	}
	sub := fmt.Sprintf("expected calibration error %.3f", distance/total)
	c := charts.NewBar()
	c.SetGlobalOptions(frame(title, "probability of the class that it said", "share that is right")...)
	c.AddSeries("right", nil, series(func(s *charts.SingleSeries) { s.Data, s.BarCategoryGap = bars, "4%" }))
	c.AddSeries("mean probability (should be the same)", nil, series(func(s *charts.SingleSeries) {
		s.Type, s.Data, s.Symbol, s.SymbolSize = "line", ideal, "diamond", 9
	}))
	return build(Chart{title: title, sub: sub, table: t, alt: fmt.Sprintf("%s: bars of the share that is right for ten steps of probability; %s", title, sub)},
		c, func(option map[string]any) {
			categories(option, names)
			y := option["yAxis"].([]any)[0].(map[string]any)
			y["min"], y["max"] = 0, 1
			for _, s := range seriesOf(option) { // go-echarts drops data that begins with a gap's nil
				if s["type"] == "line" {
					s["data"] = ideal
				} else {
					s["data"] = bars
				}
			}
		})
}
