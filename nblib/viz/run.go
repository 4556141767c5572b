package viz

import (
	"slices"
	"strings"

	"nnbook/nblib/trainer"
)

// storyOf tells a run as charts need it.
func storyOf(run *trainer.Run) story {
	s := storyOfHistory(run.Name, run.History)
	s.best = float64(run.BestEpoch)
	for _, epoch := range slices.Compact(slices.Clone(run.Restarts)) {
		s.restarts = append(s.restarts, float64(epoch))
	}
	if run.History.Len() < run.Config.Epochs {
		s.stopped = "stopped at epoch " + cell(run.History.Len()) + ": " + run.StopReason
	}
	s.advice = coach(s.epochs, s.values["loss"], s.values["val_loss"], firstRate(s))
	return s
}

func storyOfHistory(name string, h trainer.History) story {
	s := story{name: name, names: h.Names(), values: map[string][]float64{}}
	for _, e := range h.Epochs {
		s.epochs = append(s.epochs, float64(e.N))
	}
	for _, n := range s.names {
		s.values[n] = h.Series(n)
	}
	return s
}

func firstRate(s story) float64 {
	if rates := s.values["lr"]; len(rates) > 0 {
		return rates[0]
	}
	return 0
}

// nameOfRun is the run's name, or what it trained.
func nameOfRun(run *trainer.Run, number int) string {
	if run.Name != "" {
		return run.Name
	}
	return "run " + cell(number)
}

// Curves shows how training went: each metric by epoch, training beside validation, with the best epoch and an early
// end marked, and, where a plain rule sees something (overfitting, a learning rate that is too high, underfitting, an
// end that came too early), a sentence with the line of code to try.
func Curves(run *trainer.Run) *Chart {
	if run == nil {
		return failed(errNoRun("Curves"))
	}
	return storyOf(run).chart()
}

// Compare shows runs side by side: each metric in a panel of its own, each run in a colour of its own, validation as a
// whole line and training dashed. Where a run has no validation, its training line is whole.
func Compare(runs ...*trainer.Run) *Chart {
	var stories []story
	for i, run := range runs {
		if run == nil {
			return failed(errNoRun("Compare"))
		}
		s := storyOf(run)
		s.name = nameOfRun(run, i+1)
		stories = append(stories, s)
	}
	return compare(stories)
}

func compare(stories []story) *Chart {
	var list []panel
	t := table{head: []string{"run", "epochs", "best epoch"}}
	for _, metric := range allMetrics(stories) {
		p := panel{title: metric}
		t.head = append(t.head, "best "+metric)
		for _, s := range stories {
			for _, c := range s.pair(metric) {
				c.dashed = c.name == trainingName && len(s.values["val_"+metric]) > 0
				c.name = s.name
				p.curves = append(p.curves, c)
			}
		}
		list = append(list, p)
	}
	if len(list) == 0 {
		return sentence("Comparison", "there is no run with an epoch to compare")
	}
	var names []string
	for _, s := range stories {
		names = append(names, s.name)
		row := []any{s.name, len(s.epochs), int(s.best)}
		for _, metric := range allMetrics(stories) {
			row = append(row, s.atBest(metric))
		}
		t.add(row...)
	}
	return panels(Chart{title: "Comparison", sub: "whole lines: validation; dashed lines: training", table: t,
		alt: "The training and validation curves of " + strings.Join(names, ", ") + ", one panel for each metric"}, "epoch", list)
}

// atBest is a metric at the best epoch, of validation if there is one.
func (s story) atBest(metric string) any {
	y := s.values["val_"+metric]
	if len(y) == 0 {
		y = s.values[metric]
	}
	for i, n := range s.epochs {
		if n == s.best && i < len(y) {
			return y[i]
		}
	}
	return "-"
}

func allMetrics(stories []story) (out []string) {
	seen := map[string]bool{}
	for _, s := range stories {
		for _, m := range s.metricsOf() {
			if !seen[m] {
				seen[m] = true
				out = append(out, m)
			}
		}
	}
	return out
}
