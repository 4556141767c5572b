package viz

import (
	"nnbook/nblib/internal/notebook"
	"nnbook/nblib/trainer"
)

// Live is a callback of [trainer.Fit] that draws training as it happens: losses and metrics of training and validation,
// and within an epoch the mean loss so far, at most four times a second. When training ends it is the chart of
// [Curves], which the notebook keeps. In a terminal it shows nothing: the trainer's own
// lines are there.
//
//	run := trainer.MustFit(net, digits, trainer.Config{Epochs: 20}, viz.Live())
func Live() trainer.Callback {
	l := &live{}
	return trainer.On(l.handle)
}

// live is the chart of one fit.
type live struct {
	stage   stage
	story   story
	running curve // the mean loss within epochs
}

// runningName is the name of the curve within epochs.
const runningName = "training, within the epoch"

func (l *live) handle(e trainer.Event) error {
	switch e := e.(type) {
	case trainer.FitStarted:
		*l = live{running: curve{name: runningName, dashed: true}}
		l.story = story{name: e.Config().Name, names: e.ValueNames(), values: map[string][]float64{}}
	case trainer.StepsEnded:
		l.running.x = append(l.running.x, float64(e.Epoch-1)+float64(e.Step)/float64(e.Steps))
		l.running.y = append(l.running.y, e.Loss)
		l.draw()
	case trainer.EpochEnded:
		l.story.epochs = append(l.story.epochs, float64(e.N))
		for _, name := range l.story.names {
			l.story.values[name] = append(l.story.values[name], e.Values[name])
		}
		if e.Best {
			l.story.best = float64(e.N)
		}
		if !e.Replayed {
			l.draw()
		}
	case trainer.FitEnded:
		if notebook.InNotebook() {
			l.stage.finish(Curves(e.Run))
		}
	}
	return nil
}

// draw shows what there is so far, if the last time is long enough ago.
func (l *live) draw() {
	if l.stage.ready() {
		l.stage.update(l.chart())
	}
}

// chart is the story so far, and before it the loss within epochs.
func (l *live) chart() *Chart {
	list := l.story.panels()
	if len(list) == 0 {
		return sentence("Training", "no epoch has begun yet")
	}
	list[0].curves = append(list[0].curves, l.running)
	title := "Training"
	if l.story.name != "" {
		title += ": " + l.story.name
	}
	return panels(Chart{title: title, alt: title + ", as it happens", table: curvesTable("epoch", l.story.panels())}, "epoch", list)
}
