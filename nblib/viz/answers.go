package viz

import (
	"fmt"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

// judged is what a run says about the examples of a part, beside what is right.
type judged struct {
	info    datasets.Info
	said    *trainer.Predictions
	classes []string // names
	right   []int    // class of each example; nil where values are predicted
	values  []float32
}

// judge predicts a part and reads its right answers.
func judge(who string, run *trainer.Run, part *datasets.Part) (*judged, error) {
	if noRun(run) {
		return nil, errNoRun(who)
	}
	info, err := part.Info()
	if err != nil {
		return nil, err
	}
	if info.Len == 0 {
		return nil, fmt.Errorf("viz: %s: %s: expected at least 1 example, got none; choose a part that has some", who, info.Name)
	}
	j := &judged{info: info}
	if j.said, err = trainer.Predict(run, part); err != nil {
		return nil, err
	}
	if known := max(2, j.said.Width); info.Target.Kind != datasets.Values && info.Target.Width > known {
		return nil, fmt.Errorf("viz: %s: %s: expected examples of at most %d classes, as many as the run tells apart, got %d; choose the data that it was trained on",
			who, info.Name, known, info.Target.Width)
	}
	for batch, err := range part.Batches(1024, datasets.Order{}) {
		if err != nil {
			return nil, err
		}
		if info.Target.Kind == datasets.Values {
			j.values = append(j.values, batch.Values...)
			continue
		}
		for i := range batch.Len {
			j.right = append(j.right, rightClass(info.Target, batch, i))
		}
	}
	j.classes = j.names()
	return j, nil
}

// names is the names of the classes: those of the data, or else of the network, or numbers.
func (j *judged) names() []string {
	n := max(j.said.Width, len(j.info.Target.Classes))
	if j.said.Width == 1 {
		n = 2
	}
	names := j.info.Target.Classes
	if len(names) == 0 {
		names = j.said.Names
	}
	return classNames(names, n)
}

// judgeClasses is judge for charts of classes.
func judgeClasses(who string, run *trainer.Run, part *datasets.Part) (*judged, error) {
	j, err := judge(who, run, part)
	if err == nil && j.right == nil {
		return nil, fmt.Errorf("viz: %s: %s: expected data with classes, got values to predict; try viz.Residuals", who, j.info.Name)
	}
	return j, err
}

// chance is the probability that the run gives example i of being in class k.
func (j *judged) chance(i, k int) float64 {
	p := j.said.Probabilities(i)
	if j.said.Width == 1 {
		if k == 1 {
			return p[0]
		}
		return 1 - p[0]
	}
	return p[k]
}

// chances is the probabilities of all classes for example i.
func (j *judged) chances(i int) []float64 {
	p := j.said.Probabilities(i)
	if j.said.Width == 1 {
		return []float64{1 - p[0], p[0]}
	}
	return p
}
