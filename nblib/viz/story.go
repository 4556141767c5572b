package viz

import (
	"fmt"
	"slices"
	"strings"
)

// story is a training run as a chart needs it: named values by epoch.
type story struct {
	name     string
	epochs   []float64 // from 1
	names    []string  // "loss", "accuracy", "val_loss", "val_accuracy", "lr"
	values   map[string][]float64
	best     float64 // the best epoch, 0 where there is none
	stopped  string  // why it stopped early, or ""
	restarts []float64
	advice   []advice // what the coach says
}

// The names that curves have in the legend.
const trainingName, validationName = "training", "validation"

// metricsOf is the names without validation and learning rate: one panel each.
func (s story) metricsOf() (out []string) {
	for _, name := range s.names {
		base := strings.TrimPrefix(name, "val_")
		if name != "lr" && !slices.Contains(out, base) {
			out = append(out, base)
		}
	}
	return out
}

// pair is the training and the validation curve of a metric, as far as there are any.
func (s story) pair(metric string) (out []curve) {
	for _, k := range []struct{ label, name string }{{trainingName, metric}, {validationName, "val_" + metric}} {
		if y := s.values[k.name]; len(y) > 0 {
			out = append(out, curve{name: k.label, x: s.epochs, y: y})
		}
	}
	return out
}

// panels is the story as small multiples: each metric with its training and validation curve, and what happened marked
// on the first.
func (s story) panels() (list []panel) {
	for i, metric := range s.metricsOf() {
		p := panel{title: metric, curves: s.pair(metric)}
		if i == 0 {
			p.marks = s.marks()
		}
		list = append(list, p)
	}
	return list
}

// marks is the best epoch, the restarts and what the coach points at. Marks at one place share a line.
func (s story) marks() (out []mark) {
	add := func(x float64, text string) {
		for i := range out {
			if out[i].x == x {
				out[i].text += ", " + text
				return
			}
		}
		out = append(out, mark{x, text})
	}
	if s.best > 0 {
		add(s.best, "best")
	}
	for _, x := range s.restarts {
		add(x, "resumed")
	}
	for _, a := range s.advice {
		if a.epoch > 0 {
			add(a.epoch, a.short)
		}
	}
	if s.stopped != "" && len(s.epochs) > 0 {
		add(s.epochs[len(s.epochs)-1], "stopped")
	}
	return out
}

// chart draws the story.
func (s story) chart() *Chart {
	title := "Training"
	if s.name != "" {
		title += ": " + s.name
	}
	if len(s.epochs) == 0 {
		return sentence(title, "no epoch has ended yet")
	}
	list := s.panels()
	var said, sub []string
	if s.stopped != "" {
		sub = append(sub, s.stopped)
	}
	for _, p := range list {
		for _, c := range p.curves {
			if holes(c.y) {
				said = append(said, fmt.Sprintf("%s %s has values that are not numbers", c.name, p.title))
			}
			said = append(said, fmt.Sprintf("%s %s ends at %.4g", c.name, p.title, lastOf(c.y)))
		}
	}
	for _, a := range s.advice {
		sub = append(sub, a.String())
	}
	alt := fmt.Sprintf("%s over %d epochs: %s. %s", title, len(s.epochs), strings.Join(said, ", "), strings.Join(sub, ". "))
	return panels(Chart{title: title, sub: strings.Join(sub, "\n"), alt: strings.TrimSpace(alt), table: curvesTable("epoch", list)}, "epoch", list)
}
