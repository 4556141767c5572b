package viz

import (
	"fmt"

	"nnbook/nblib/trainer"
)

// LR shows a search for the learning rate by [trainer.FindLR]: the loss of each step, and its moving average, over the
// rate on a log axis, with the suggestion marked. Choose a rate where the line falls steeply, well before it rises.
func LR(found *trainer.LRSearch) *Chart {
	const title = "Learning-rate search"
	if found == nil || len(found.Rates) == 0 {
		return sentence(title, "no rate was tried; trainer.FindLR looks for one")
	}
	sub := "the loss falls at none of these rates; look at the data, the labels and the loss"
	p := panel{title: "loss", logX: true, free: true, curves: []curve{
		{name: "of one batch", x: found.Rates, y: found.Losses, dots: true},
		{name: "moving average", x: found.Rates, y: found.Smooth},
	}}
	if found.Suggestion > 0 {
		sub = fmt.Sprintf("try a learning rate of %.2g", found.Suggestion)
		p.marks = []mark{{found.Suggestion, fmt.Sprintf("%.2g", found.Suggestion)}}
	}
	t := table{head: []string{"learning rate", "loss", "moving average"}}
	for i, r := range found.Rates {
		t.add(fmt.Sprintf("%.2g", r), found.Losses[i], found.Smooth[i])
	}
	c := panels(Chart{title: title, sub: sub, table: t,
		alt: fmt.Sprintf("The loss of %d steps over the learning rate, from %.2g to %.2g; %s", len(found.Rates), found.Rates[0], found.Rates[len(found.Rates)-1], sub)},
		"learning rate", []panel{p})
	_, _, start := summary(found.Smooth[:lowest(found.Smooth)+1])
	c.option["yAxis"].([]any)[0].(map[string]any)["max"] = num(1.3 * start) // how high it flies at the end teaches nothing
	return c
}
