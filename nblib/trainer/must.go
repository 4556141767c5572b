package trainer

import (
	"fmt"
	"os"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
)

// must prints an error's one sentence and ends the program with status 1: in a
// notebook cell that is all one wants to see of it.
func must[T any](v T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, oneLine(err))
		os.Exit(1)
	}
	return v
}

// MustFit is [Fit] for notebooks: an error is printed and ends the cell.
func MustFit(net nn.Layer, data datasets.Source, cfg Config, callbacks ...Callback) *Run {
	return must(Fit(net, data, cfg, callbacks...))
}

// MustLoad is [Load] for notebooks: an error is printed and ends the cell.
func MustLoad(name string) *Run { return must(Load(name)) }

// MustEvaluate is [Evaluate] for notebooks: an error is printed and ends the cell.
func MustEvaluate(run *Run, part *datasets.Part) Scores { return must(Evaluate(run, part)) }

// MustPredict is [Predict] for notebooks: an error is printed and ends the cell.
func MustPredict(run *Run, part *datasets.Part) *Predictions { return must(Predict(run, part)) }

// MustClassify is [Classify] for notebooks: an error is printed and ends the cell.
func MustClassify(run *Run, path string) *Classification { return must(Classify(run, path)) }
