package viz

import (
	"fmt"
	"math"
	"testing"
)

// verdicts is a made-up test of three classes: right and said.
func verdicts() (right, said []int) {
	for i := range 300 {
		r := i % 3
		s := r
		if i%7 == 0 {
			s = (r + 1) % 3
		}
		right, said = append(right, r), append(said, s)
	}
	return right, said
}

func TestConfusion(t *testing.T) {
	right, said := verdicts()
	c := confusion("Confusion: test", []string{"ant", rough[0], "한국어"}, right, said)
	golden(t, "confusion", c)
	if c := confusion("One", []string{"all"}, []int{0, 0}, []int{0, 0}); c.Err() != nil {
		t.Error(c.Err())
	} else {
		drawn(t, c)
	}
	if confusion("Misfit", []string{"a"}, []int{0}, []int{3}).Err() == nil {
		t.Error("a class that is not there was counted")
	}
}

func TestConfusionOf200Classes(t *testing.T) {
	var right, said []int
	names := make([]string, 200)
	for i := range 20_000 {
		names[i%200] = fmt.Sprintf("class number %d", i%200)
		right, said = append(right, i%200), append(said, (i%200+i/4000)%200)
	}
	c := confusion("Many", names, right, said)
	drawn(t, c)
	if n := len(c.fragment("id", true)); n > 400_000 {
		t.Errorf("the chart takes %d bytes", n)
	}
}

func TestROC(t *testing.T) {
	var a, b ranking
	a.name, b.name = "ant", "bee"
	for i := range 60 {
		x := float64(i%20) / 20
		a.scores, a.positive = append(a.scores, x), append(a.positive, x+0.2*math.Sin(float64(i)) > 0.5)
		b.scores, b.positive = append(b.scores, 0.5), append(b.positive, i%2 == 0)
	}
	golden(t, "roc", roc("ROC", []ranking{a, b}))
	if _, _, _, _, area, _ := b.sweep(); area != 0.5 {
		t.Errorf("equal scores have the area %v, want 0.5", area)
	}
	perfect := ranking{scores: []float64{0.9, 0.8, 0.2}, positive: []bool{true, true, false}}
	if _, _, _, _, area, _ := perfect.sweep(); area != 1 {
		t.Errorf("a perfect ranking has the area %v", area)
	}
	if c := roc("One class", []ranking{{name: "x", scores: []float64{1}, positive: []bool{true}}}); c.note == "" {
		t.Error("one class has no ROC")
	}
}

func TestCalibration(t *testing.T) {
	var sure []float64
	var right []bool
	for i := range 1000 {
		p := 0.3 + 0.7*float64(i)/1000
		sure, right = append(sure, p), append(right, float64(i%100)/100 < p-0.1)
	}
	golden(t, "calibration", calibration("Calibration", sure, right))
	drawn(t, calibration("Empty", []float64{nan()}, []bool{true}))
}

func TestResiduals(t *testing.T) {
	var right, said []float64
	for i := range 80 {
		x := float64(i) / 10
		right, said = append(right, x), append(said, x+0.4*math.Sin(7*x))
	}
	golden(t, "residuals", residuals("Residuals", right, said))
	drawn(t, residuals("Perfect", []float64{1, 2}, []float64{1, 2}))
	if c := residuals("NaN", []float64{1}, []float64{nan()}); c.note == "" {
		t.Error("NaN was drawn")
	}
}

func TestCompare(t *testing.T) {
	a, b := overfitting(), told([]float64{2, 1, .5}, nil)
	b.name, b.values["val_loss"] = "short", nil
	golden(t, "compare", compare([]story{a, b}))
	if compare(nil).note == "" {
		t.Error("nothing was compared")
	}
}
