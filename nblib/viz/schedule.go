package viz

import (
	"fmt"
	"strings"

	"nnbook/nblib/optim"
)

// scheduleLimit is more epochs, or steps in one, than a run has.
const scheduleLimit = 1_000_000

// Schedule draws the learning rate over a run of so many epochs, at each of their steps. stepsPerEpoch is the number of
// batches in an epoch: examples / batch size.
func Schedule(epochs, stepsPerEpoch int, schedules ...optim.Schedule) *Chart {
	if epochs > scheduleLimit || stepsPerEpoch > scheduleLimit {
		return failed(fmt.Errorf("viz: Schedule: expected at most %d epochs and steps per epoch, got %d and %d; draw a shorter run", scheduleLimit, epochs, stepsPerEpoch))
	}
	if epochs < 1 || stepsPerEpoch < 1 || len(schedules) == 0 {
		return failed(fmt.Errorf("viz: Schedule: expected at least 1 epoch, 1 step per epoch and a schedule, got %d, %d and %d schedules; viz.Schedule(20, 100, optim.Cosine(0.1)) is one", epochs, stepsPerEpoch, len(schedules)))
	}
	total := epochs * stepsPerEpoch
	p := panel{title: "learning rate"}
	t := table{head: []string{"epoch"}}
	for _, s := range schedules {
		if err := s.Check(); err != nil {
			return failed(err)
		}
		c := curve{name: strings.ReplaceAll(s.String(), "optim.", ""), steps: true}
		for _, step := range every(total, min(total, 2000)) {
			c.x = append(c.x, float64(step)/float64(stepsPerEpoch))
			c.y = append(c.y, s.At(optim.Progress{Step: step, StepsPerEpoch: stepsPerEpoch, TotalSteps: total}))
		}
		c.x, c.y = append(c.x, float64(epochs)), append(c.y, c.y[len(c.y)-1])
		p.curves = append(p.curves, c)
		t.head = append(t.head, c.name)
	}
	for epoch := range epochs {
		row := []any{epoch + 1}
		for _, s := range schedules {
			row = append(row, s.At(optim.Progress{Step: epoch * stepsPerEpoch, StepsPerEpoch: stepsPerEpoch, TotalSteps: total}))
		}
		t.add(row...)
	}
	return panels(Chart{title: "Learning rate", table: t, alt: fmt.Sprintf("The learning rate of %d schedules over %d epochs", len(schedules), epochs)}, "epochs done", []panel{p})
}
