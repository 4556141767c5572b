package metrics_test

import (
	"encoding/json"
	"testing"

	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
)

func TestPrintsAsGoAndGoesThroughJSON(t *testing.T) {
	for _, c := range []struct {
		metric     metrics.Metric
		code, name string
		higher     bool
	}{
		{metrics.Metric{}, "metrics.Accuracy", "accuracy", true},
		{metrics.TopK(3), "metrics.TopK(3)", "top_3_accuracy", true},
		{metrics.Precision, "metrics.Precision", "precision", true},
		{metrics.Recall.Of(0), "metrics.Recall.Of(0)", "recall_class_0", true},
		{metrics.F1, "metrics.F1", "f1_score", true},
		{metrics.F1.Of(12), "metrics.F1.Of(12)", "f1_score_class_12", true},
		{metrics.AUC, "metrics.AUC", "auc", true},
		{metrics.MAE, "metrics.MAE", "mae", false},
		{metrics.MSE, "metrics.MSE", "mse", false},
		{metrics.R2, "metrics.R2", "r2_score", true},
	} {
		if c.metric.String() != c.code || c.metric.Name() != c.name || c.metric.HigherIsBetter() != c.higher {
			t.Errorf("got %s, %s, higher %v; want %s, %s, %v", c.metric, c.metric.Name(), c.metric.HigherIsBetter(), c.code, c.name, c.higher)
		}
		text, err := json.Marshal(c.metric)
		if err != nil {
			t.Fatal(err)
		}
		var back metrics.Metric
		if err := json.Unmarshal(text, &back); err != nil || back != c.metric {
			t.Errorf("%s came back as %v (%v)", text, back, err)
		}
	}
	for _, bad := range []string{`"acuracy"`, `"top__accuracy"`, `"top_3_accuracy "`, `"precision_class_"`, `""`, `3`} {
		if err := json.Unmarshal([]byte(bad), new(metrics.Metric)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		metric metrics.Metric
		labels losses.Labels
		width  int
		want   string
	}{
		{metrics.Accuracy, losses.Integers, 10, ""},
		{metrics.Accuracy, losses.Integers, 1, ""},
		{metrics.F1.Of(0), losses.Binary, 1, ""},
		{metrics.R2, losses.OneHot, 3, ""},
		{metrics.MSE, losses.Integers, 1, ""},
		{metrics.Accuracy, losses.Values, 1,
			"metrics: Accuracy: expected labels that are classes, got values; use metrics.MAE or metrics.R2 for them"},
		{metrics.AUC, losses.Values, 1,
			"metrics: AUC: expected labels that are classes, got values; use metrics.MAE or metrics.R2 for them"},
		{metrics.MAE, losses.Integers, 10,
			"metrics: MAE: expected values, got integer labels of 10 classes; use metrics.Accuracy for them"},
		{metrics.TopK(0), losses.Integers, 10, "metrics: TopK: expected k of at least 1, got 0; metrics.TopK(3) is a usual one"},
		{metrics.TopK(2), losses.Binary, 3,
			"metrics: TopK: expected several classes to rank, got binary labels; use metrics.Accuracy for them"},
		{metrics.Accuracy.Of(1), losses.Integers, 3,
			"metrics: Accuracy: it has no form for one class; Precision, Recall, F1 and AUC have"},
		{metrics.F1.Of(3), losses.Integers, 3, "metrics: F1: expected a class from 0 to 2, got 3; classes count from 0"},
		{metrics.F1.Of(-1), losses.Integers, 3, "metrics: F1: expected a class from 0 to 2, got -1; classes count from 0"},
		{metrics.F1, losses.Integers, 0, "metrics: F1: expected a network with at least 1 output, got 0; end it in nn.Dense"},
	} {
		got := ""
		if err := c.metric.Check(c.labels, c.width); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s of %s [%d]: got %q, want %q", c.metric, c.labels, c.width, got, c.want)
		}
		if _, err := c.metric.Accumulator(c.labels, c.width, true); (err != nil) != (c.want != "" || c.metric.NeedsOutputs()) {
			t.Errorf("%s: accumulator says %v", c.metric, err)
		}
	}
}
