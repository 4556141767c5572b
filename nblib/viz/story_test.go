package viz

import (
	"math"
	"strings"
	"testing"
)

// told makes a story of the losses of a run.
func told(loss, val []float64) story {
	s := story{name: "digits", names: []string{"loss", "val_loss"}, values: map[string][]float64{"loss": loss, "val_loss": val}}
	for i := range loss {
		s.epochs = append(s.epochs, float64(i+1))
	}
	s.advice = coach(s.epochs, loss, val, 0.01)
	return s
}

func overfitting() story {
	var loss, val, acc, valAcc []float64
	for i := range 20 {
		x := float64(i)
		loss = append(loss, 1.6*math.Exp(-x/5)+0.02)
		val = append(val, 1.7*math.Exp(-x/4)+0.3+0.004*x*x*x/20)
		acc = append(acc, 1-0.6*math.Exp(-x/5))
		valAcc = append(valAcc, 0.9-0.5*math.Exp(-x/4))
	}
	s := told(loss, val)
	s.names = []string{"loss", "accuracy", "val_loss", "val_accuracy", "lr"}
	s.values["accuracy"], s.values["val_accuracy"] = acc, valAcc
	s.best = float64(lowest(val) + 1)
	return s
}

func TestStory(t *testing.T) {
	golden(t, "curves", overfitting().chart())
	if c := (story{}).chart(); c.note == "" {
		t.Error("an empty history was drawn")
	}
	one := told([]float64{2}, []float64{1})
	drawn(t, one.chart())
}

func TestCoach(t *testing.T) {
	for _, c := range []struct {
		name      string
		loss, val []float64
		want      string
	}{
		{"overfitting", []float64{1, .8, .6, .4, .3, .2}, []float64{1, .9, .8, .85, .9, 1}, "validation turned at epoch 3"},
		{"jump", []float64{1, .5, 2, 1}, nil, "the loss jumps at epoch 3: the learning rate is too high; try a learning rate of 0.001"},
		{"NaN", []float64{1, nan(), nan()}, nil, "is not a number any more at epoch 2"},
		{"infinite", []float64{math.Inf(1)}, nil, "is not a number any more at epoch 1"},
		{"flat", []float64{2.30, 2.29, 2.30, 2.29}, []float64{2.3, 2.3, 2.3, 2.3}, "underfitting"},
		{"early", []float64{1, .8, .6}, []float64{1, .8, .6}, "still improving when it ended; try Epochs: 6"},
		{"good", []float64{1, .5, .3, .25, .249}, []float64{1, .6, .4, .39, .389}, ""},
		{"noise near zero", []float64{.1, .01, .02, .01, .0099}, nil, ""},
		{"nothing", nil, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for _, a := range told(c.loss, c.val).advice {
				got += a.String()
			}
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("the coach says %q, want %q", got, c.want)
			}
		})
	}
}

func TestSharesStayBelowOne(t *testing.T) {
	top := func(title string, y ...float64) any {
		p := panel{title: title, curves: []curve{{name: trainingName, x: []float64{1, 2, 3}[:len(y)], y: y}}}
		c := panels(Chart{title: "Axis", alt: "A curve whose axis is looked at"}, "epoch", []panel{p})
		return c.option["yAxis"].([]any)[0].(map[string]any)["max"]
	}
	if got := top("accuracy", 0.93, 0.99); got != 1.0 {
		t.Errorf("the axis of an accuracy of 0.99 ends at %v, want 1", got)
	}
	if got := top("accuracy", 0.3, 0.4); got != nil {
		t.Errorf("the axis of an accuracy of 0.4 ends at %v, want where it likes", got)
	}
	if got := top("loss", 0.93, 0.99); got != nil {
		t.Errorf("the axis of a loss of 0.99 ends at %v, want where it likes", got)
	}
}
