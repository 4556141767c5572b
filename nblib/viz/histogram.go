package viz

import (
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"nnbook/nblib/datasets"
)

// Histogram shows how the values that a network will see are spread: for images one line per channel, for points one
// per feature (at most 8). It looks at up to 1,000 examples, drawn at random. A spread far from the range of -3 to 3 is
// the first thing to mend when a network does not learn.
func Histogram[D Data](data D) *Chart {
	part := partOf(data)
	info, err := part.Info()
	if err != nil {
		return failed(err)
	}
	if info.Len == 0 {
		return sentence("Histogram", "%s has no examples", info.Name)
	}
	batch, err := part.Examples(sample(info.Len, 1000)...)
	if err != nil {
		return failed(err)
	}
	names, values := channels(info, batch)
	return histogram(fmt.Sprintf("Values of %s", info.Name), names, values)
}

// channels gathers the values of a batch by the last axis of its shape.
func channels(info datasets.Info, batch *datasets.Batch) (names []string, values [][]float64) {
	n := 1
	if len(info.Shape) > 0 {
		n = info.Shape[len(info.Shape)-1]
	}
	image := len(info.Shape) == 3
	for c := range min(n, 8) {
		name := fmt.Sprintf("feature %d", c+1)
		if image && n == 3 {
			name = []string{"red", "green", "blue"}[c]
		} else if image {
			name = "pixels"
		}
		names = append(names, name)
	}
	values = make([][]float64, len(names))
	for i := range batch.Len {
		for k, v := range batch.X.At(i) {
			if c := k % n; c < len(names) {
				values[c] = append(values[c], float64(v))
			}
		}
	}
	return names, values
}

// bins is how many bars a histogram has.
const bins = 40

// histogram draws the spread of named groups of values over common bins.
func histogram(title string, names []string, values [][]float64) *Chart {
	low, high, wrong := math.Inf(1), math.Inf(-1), 0
	for _, group := range values {
		for _, v := range group {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				wrong++
				continue
			}
			low, high = min(low, v), max(high, v)
		}
	}
	if low > high {
		return sentence(title, "there are no numbers to count")
	}
	if low == high {
		low, high = low-0.5, high+0.5
	}
	c := charts.NewLine()
	c.SetGlobalOptions(frame(title, "value", "% of values")...)
	t := table{head: []string{"group", "values", "smallest", "mean", "largest"}}
	for i, name := range names {
		edges, share := spread(values[i], low, high)
		c.AddSeries(name, nil, series(func(s *charts.SingleSeries) {
			s.Data = points(edges, share)
			s.Step, s.ShowSymbol = "start", opts.Bool(false)
			s.AreaStyle = &opts.AreaStyle{Opacity: opts.Float(0.25)}
		}))
		a, mean, b := summary(values[i])
		t.add(name, len(values[i]), a, mean, b)
	}
	alt := fmt.Sprintf("%s: a histogram of %d groups from %.4g to %.4g", title, len(names), low, high)
	if wrong > 0 {
		title = fmt.Sprintf("%s (%d values are NaN or infinite)", title, wrong)
	}
	return build(Chart{title: title, alt: alt, table: t}, c, func(option map[string]any) {
		option["title"].(map[string]any)["text"] = title
		axis := option["xAxis"].([]any)[0].(map[string]any)
		axis["min"], axis["max"] = num(low), num(high)
	})
}

// spread counts values into bins, in percent, as the corners of steps.
func spread(values []float64, low, high float64) (edges, share []float64) {
	edges, share = make([]float64, bins+1), make([]float64, bins+1)
	for i := range edges {
		edges[i] = low + (high-low)*float64(i)/bins
	}
	total := 0.0
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		share[1+min(int((v-low)/(high-low)*bins), bins-1)]++
		total++
	}
	for i := range share {
		share[i] *= 100 / max(total, 1)
	}
	share[0] = share[1]
	return edges, share
}

// summary is the smallest, the mean and the largest of the numbers among values.
func summary(values []float64) (low, mean, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	n := 0.0
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high, mean, n = min(low, v), max(high, v), mean+v, n+1
		}
	}
	return low, mean / n, high
}
