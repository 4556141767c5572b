package viz

import (
	"fmt"
	"math"

	"nnbook/nblib/trainer"
)

// histogramPanels is how many layers get a histogram, and histogramFrames how many moments the slider has.
const histogramPanels, histogramFrames = 6, 40

// The names of the two histograms in a panel.
const atStart, atSlider = "at the start", "at the slider's epoch"

// overEpochs draws two numbers of each kernel by epoch, and below them its histogram, at the start and at the epoch of
// a slider.
func overEpochs(title, one, two string, kernels []kernel, first, second func(kernel) []float64, advice string) *Chart {
	if len(kernels) == 0 {
		return sentence(title, "this network has no kernels")
	}
	a, b := panel{title: one}, panel{title: two}
	t := table{head: []string{"layer", "weights", one + ", start", "end", two + ", end"}}
	for _, k := range kernels {
		x, y := first(k), second(k)
		a.curves = append(a.curves, curve{name: k.name, x: k.epochs, y: x})
		b.curves = append(b.curves, curve{name: k.name, x: k.epochs, y: y})
		t.add(k.name, volume(k.at[0].Shape), x[0], x[len(x)-1], y[len(y)-1])
	}
	list := []panel{a, b}
	var frames [][][]any // by layer and moment
	shown := kernels[:min(len(kernels), histogramPanels)]
	moments := spaced(len(shown[0].at), histogramFrames)
	for _, k := range shown {
		edges, shares := k.histograms(moments)
		list = append(list, panel{title: k.name + ", % of values", x: "value", free: true, curves: []curve{
			{name: atStart, x: edges, y: shares[0], steps: false, dashed: true, bars: true},
			{name: atSlider, x: edges, y: shares[len(shares)-1], bars: true},
		}})
		var byMoment [][]any
		for _, s := range shares {
			byMoment = append(byMoment, rounded(s))
		}
		frames = append(frames, byMoment)
	}
	var epochs []int
	for _, m := range moments {
		epochs = append(epochs, int(shown[0].epochs[m]))
	}
	alt := fmt.Sprintf("%s of %d layers over the epochs %d to %d: %s, %s, and histograms", title, len(kernels), epochs[0], epochs[len(epochs)-1], one, two)
	c := panels(Chart{title: title, sub: advice, table: t, alt: alt + ". " + advice, widget: epochsScript,
		data: map[string]any{"epochs": epochs, "frames": frames, "first": 2 * len(kernels)}}, "epoch", list)
	return c
}

// histograms are the shares of a kernel's values, in percent, over bins that all chosen moments share.
func (k kernel) histograms(moments []int) (edges []float64, shares [][]float64) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, m := range moments {
		low, high = min(low, k.at[m].Min), max(high, k.at[m].Max)
	}
	if !(high > low) {
		low, high = low-0.5, low+0.5
	}
	edges = make([]float64, bins+1)
	for i := range edges {
		edges[i] = low + (high-low)*float64(i)/bins
	}
	for _, m := range moments {
		shares = append(shares, rebin(k.at[m], low, high))
	}
	return edges, shares
}

// rebin spreads the counts of a distribution evenly over the bins they lie in, as the corners of steps.
func rebin(d trainer.Distribution, low, high float64) []float64 {
	share := make([]float64, bins+1)
	total := 0.0
	for _, n := range d.Counts {
		total += float64(n)
	}
	own, wide := (d.Max-d.Min)/float64(len(d.Counts)), (high-low)/bins
	for i, n := range d.Counts {
		from := (d.Min + own*float64(i) - low) / wide
		to := from + own/wide
		if own == 0 {
			share[1+min(int(from), bins-1)] += float64(n)
			continue
		}
		for bin := int(from); bin < bins && float64(bin) < to; bin++ {
			part := min(to, float64(bin+1)) - max(from, float64(bin))
			share[1+bin] += float64(n) * max(part, 0) / (to - from)
		}
	}
	for i := range share {
		share[i] *= 100 / max(total, 1)
	}
	share[0] = share[1]
	return share
}

// rounded are numbers with as many digits as a histogram shows.
func rounded(values []float64) (out []any) {
	for _, v := range values {
		out = append(out, num(math.Round(v*100)/100))
	}
	return out
}
