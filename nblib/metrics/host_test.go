package metrics_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
)

// Worked out by hand; Precision, Recall, F1 and R2 agree with scikit-learn's documentation of the same data.
func TestMetricsByHand(t *testing.T) {
	three := []float32{ // largest: 0 2 1 0 0 1
		9, 1, 2, 0, 1, 3, 1, 5, 4, 7, 6, 5, 3, 2, 1, 2, 4, 1}
	yesNo := []float32{-2, 3, 0.5, -1} // says no yes yes no
	for _, c := range []struct {
		metric          metrics.Metric
		kind            losses.Labels
		labels, outputs []float32
		width           int
		want            float64
	}{
		{metrics.Accuracy, losses.Integers, []float32{0, 1, 2, 0, 1, 2}, three, 3, 2. / 6},
		{metrics.Accuracy, losses.OneHot, []float32{1, 0, 0, 0, 1, 0}, three[:6], 3, 1. / 2},
		{metrics.Accuracy, losses.Binary, []float32{0, 1, 0, 1}, yesNo, 1, 2. / 4},
		{metrics.Accuracy, losses.Integers, []float32{0, 1, 0, 1}, yesNo, 1, 2. / 4},
		{metrics.Accuracy, losses.Binary, []float32{0, 1, 0, 0}, yesNo, 2, 3. / 4},
		{metrics.TopK(2), losses.Integers, []float32{0, 1, 2, 0, 1, 2}, three, 3, 5. / 6},
		{metrics.TopK(3), losses.Integers, []float32{0, 1, 2, 0, 1, 2}, three, 3, 1},
		{metrics.Precision, losses.Integers, []float32{0, 1, 2, 0, 1, 2}, three, 3, (2. / 3) / 3},
		{metrics.Recall, losses.Integers, []float32{0, 1, 2, 0, 1, 2}, three, 3, 1. / 3},
		{metrics.F1, losses.Integers, []float32{0, 1, 2, 0, 1, 2}, three, 3, 0.8 / 3},
		{metrics.Precision.Of(0), losses.Integers, []float32{0, 1, 2, 0, 1, 2}, three, 3, 2. / 3},
		{metrics.Recall.Of(0), losses.Integers, []float32{0, 1, 2, 0, 1, 2}, three, 3, 1},
		{metrics.F1.Of(0), losses.Integers, []float32{0, 1, 2, 0, 1, 2}, three, 3, 0.8},
		{metrics.Precision, losses.Binary, []float32{0, 1, 0, 1}, yesNo, 1, 1. / 2},
		{metrics.Recall, losses.Binary, []float32{0, 1, 0, 1}, yesNo, 1, 1. / 2},
		{metrics.Recall, losses.Binary, []float32{0, 0, 0, 0}, yesNo, 1, 0},
		{metrics.AUC, losses.Binary, []float32{0, 1, 0, 1}, yesNo, 1, 3. / 4},
		{metrics.AUC, losses.Binary, []float32{0, 1, 0, 1}, []float32{1, 1, 1, 1}, 1, 1. / 2},
		{metrics.MAE, losses.Values, []float32{3, -0.5, 2, 7}, []float32{2.5, 0, 2, 8}, 1, 0.5},
		{metrics.MSE, losses.Values, []float32{3, -0.5, 2, 7}, []float32{2.5, 0, 2, 8}, 1, 0.375},
		{metrics.R2, losses.Values, []float32{3, -0.5, 2, 7}, []float32{2.5, 0, 2, 8}, 1, 0.9486081370449679},
		{metrics.R2, losses.Values, []float32{1, 1}, []float32{1, 1}, 1, 1},
		{metrics.R2, losses.Values, []float32{1, 1}, []float32{1, 2}, 1, 0},
	} {
		got, err := c.metric.FromOutputs(c.kind, c.labels, c.outputs, c.width, true)
		if err != nil || math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s of %s labels: got %v (%v), want %v", c.metric, c.kind, got, err, c.want)
		}
	}
}

func TestProbabilitiesAreCutAtOneHalf(t *testing.T) {
	labels, probabilities := []float32{0, 1, 1}, []float32{0.4, 0.6, 0.3}
	got, err := metrics.Accuracy.FromOutputs(losses.Binary, labels, probabilities, 1, false)
	if err != nil || math.Abs(got-2./3) > 1e-12 {
		t.Errorf("got %v (%v), want ⅔", got, err)
	}
}

// The area is the share of pairs of a positive and a negative example that are in order, counted one by one.
func TestAUCCountsPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, width := range []int{1, 2, 4} {
		const n = 120
		var labels, outputs []float32
		for range n {
			class := r.IntN(max(width, 2))
			labels = append(labels, float32(class))
			for c := range width {
				score := r.IntN(6) // few values, so that there are ties
				if c == class || (width == 1 && class == 1) {
					score += 2
				}
				outputs = append(outputs, float32(score))
			}
		}
		want := 0.0
		for c := range width {
			pairs, ordered := 0.0, 0.0
			for i := range n {
				for j := range n {
					positive := func(k int) bool { return int(labels[k]) == c || (width == 1 && labels[k] == 1) }
					if width == 1 {
						positive = func(k int) bool { return labels[k] == 1 }
					}
					if positive(i) && !positive(j) {
						pairs++
						switch a, b := outputs[i*width+c], outputs[j*width+c]; {
						case a > b:
							ordered++
						case a == b:
							ordered += 0.5
						}
					}
				}
			}
			want += ordered / pairs / float64(width)
		}
		got, err := metrics.AUC.FromOutputs(losses.Integers, labels, outputs, width, false)
		if err != nil || math.Abs(got-want) > 1e-12 {
			t.Errorf("width %d: got %v (%v), want %v", width, got, err, want)
		}
	}
}

// Logits of different examples say nothing to each other before the softmax.
func TestAUCOfLogitsIsThatOfProbabilities(t *testing.T) {
	labels := []float32{0, 1, 1, 0}
	logits := []float32{5, 4, 0, 1, 3, 3, 9, 9.5}
	probabilities := make([]float32, len(logits))
	for i := 0; i < len(logits); i += 2 {
		a, b := math.Exp(float64(logits[i])), math.Exp(float64(logits[i+1]))
		probabilities[i], probabilities[i+1] = float32(a/(a+b)), float32(b/(a+b))
	}
	got, err1 := metrics.AUC.FromOutputs(losses.Integers, labels, logits, 2, true)
	want, err2 := metrics.AUC.FromOutputs(losses.Integers, labels, probabilities, 2, false)
	if err1 != nil || err2 != nil || got != want {
		t.Errorf("logits %v (%v), probabilities %v (%v)", got, err1, want, err2)
	}
}

func TestErrorsOfFromOutputs(t *testing.T) {
	for _, c := range []struct {
		metric          metrics.Metric
		kind            losses.Labels
		labels, outputs []float32
		width           int
		want            string
	}{
		{metrics.Accuracy, losses.Integers, []float32{1}, []float32{1, 2, 3}, 2,
			"metrics: Accuracy: expected 2 numbers per example in outputs and 1 in labels, got 3 and 1 numbers in all; give as many examples in both"},
		{metrics.MSE, losses.Values, []float32{1}, []float32{1, 2}, 2,
			"metrics: MSE: expected 2 numbers per example in outputs and 2 in labels, got 2 and 1 numbers in all; give as many examples in both"},
		{metrics.MSE, losses.Values, nil, nil, 2, "metrics: MSE: expected at least one example, got none; measure it on a part that is not empty"},
		{metrics.F1, losses.Integers, []float32{2}, []float32{1, 2}, 2,
			"metrics: F1: expected labels from 0 to 1, got 2 at example 0; correct the label, or give the network an output for each class"},
		{metrics.AUC, losses.Binary, []float32{1, 1}, []float32{1, 2}, 1,
			"metrics: AUC: expected positive and negative examples, got 2 positive ones of 2; measure it on data that hold both"},
		{metrics.AUC.Of(2), losses.Integers, []float32{0, 1}, []float32{1, 2, 3, 4, 5, 6}, 3,
			"metrics: AUC: expected positive and negative examples, got 0 positive ones of 2; measure it on data that hold both"},
	} {
		_, err := c.metric.FromOutputs(c.kind, c.labels, c.outputs, c.width, true)
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestConfusionMatrixRefusesBadClasses(t *testing.T) {
	for want, c := range map[string][2][]int{
		"metrics: ConfusionMatrix: expected as many predictions as labels, got 1 and 2; give those of the same examples":   {{0, 1}, {0}},
		"metrics: ConfusionMatrix: expected classes from 0 to 1, got label 2 and prediction 0 at 0; classes count from 0":  {{2}, {0}},
		"metrics: ConfusionMatrix: expected classes from 0 to 1, got label 1 and prediction -1 at 0; classes count from 0": {{1}, {-1}},
	} {
		func() {
			defer func() {
				if err, ok := recover().(error); !ok || err.Error() != want {
					t.Errorf("got %v, want %s", err, want)
				}
			}()
			metrics.ConfusionMatrix(c[0], c[1], 2)
		}()
	}
}
