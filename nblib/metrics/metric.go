package metrics

import (
	"fmt"

	"nnbook/nblib/losses"
)

type kind uint8

const (
	accuracy kind = iota
	topK
	precision
	recall
	f1
	auc
	mae
	mse
	r2
)

// Metric is one number that says how good a network is. The zero Metric is [Accuracy].
type Metric struct {
	kind  kind
	k     int // topK
	class int // 1 + the class that Of was given; 0: all of them
}

// Accuracy is the share of examples whose class is right. For binary labels with several columns it is the share of
// entries that are right. Keras: SparseCategoricalAccuracy, CategoricalAccuracy or BinaryAccuracy, by the labels.
var Accuracy = Metric{}

// Precision is, of the examples said to be of a class, the share that are: TP/(TP+FP), 0 where none is said to be.
// For several classes it is the mean over them.
var Precision = Metric{kind: precision}

// Recall is, of the examples of a class, the share that are found: TP/(TP+FN), 0 where there are none.
// For several classes it is the mean over them.
var Recall = Metric{kind: recall}

// F1 is the harmonic mean of precision and recall, 2TP/(2TP+FP+FN), 0 where a class is neither there nor predicted.
// For several classes it is the mean of the classes' F1. Keras: F1Score(average="macro").
var F1 = Metric{kind: f1}

// AUC is the area under the ROC curve: the probability that a random positive example scores higher than a random
// negative one, ties counting half. It is exact, by ranks; Keras's AUC approximates by 200 thresholds. For several classes
// it is the mean over the classes, each against the rest, by their probabilities (scikit-learn: roc_auc_score with
// multi_class="ovr"); classes of which all or none of the examples are do not count.
var AUC = Metric{kind: auc}

// MAE is the mean of |y-p| over examples and outputs, the outputs taken as they are. Keras: MeanAbsoluteError.
var MAE = Metric{kind: mae}

// MSE is the mean of (y-p)² over examples and outputs, the outputs taken as they are. Keras: MeanSquaredError.
var MSE = Metric{kind: mse}

// R2 is the share of the variance of the labels that the network explains: 1 - Σ(y-p)²/Σ(y-ȳ)², the mean over the
// outputs. 1 is perfect, 0 is as good as always saying the mean. Labels that do not vary give 1 where they are met exactly
// and 0 elsewhere, as in scikit-learn. Keras: R2Score.
var R2 = Metric{kind: r2}

// TopK is the share of examples whose class is among the k largest outputs.
// Keras: SparseTopKCategoricalAccuracy or TopKCategoricalAccuracy.
func TopK(k int) Metric { return Metric{kind: topK, k: k} }

// Of is the metric of one class alone, counted from 0: Precision, Recall, F1 and AUC have it.
func (m Metric) Of(class int) Metric {
	m.class = class + 1
	if class < 0 { // a mistake, kept for Check to find
		m.class = class
	}
	return m
}

// picked is the class that Of was given.
func (m Metric) picked() int {
	if m.class < 0 {
		return m.class
	}
	return m.class - 1
}

// Name is the name under which a history keeps the metric, Keras's where Keras has one: "accuracy", "top_3_accuracy",
// "precision", "recall_class_7", "f1_score", "auc", "mae", "mse", "r2_score".
func (m Metric) Name() string {
	switch {
	case m.kind == topK:
		return fmt.Sprintf("top_%d_accuracy", m.k)
	case m.class != 0:
		return fmt.Sprintf("%s_class_%d", words[m.kind].name, m.picked())
	}
	return words[m.kind].name
}

// String is the Go code that makes the metric.
func (m Metric) String() string {
	s := "metrics." + words[m.kind].goName
	if m.kind == topK {
		s += fmt.Sprintf("(%d)", m.k)
	}
	if m.class != 0 {
		s += fmt.Sprintf(".Of(%d)", m.picked())
	}
	return s
}

// HigherIsBetter is false for errors, [MAE] and [MSE].
func (m Metric) HigherIsBetter() bool { return m.kind != mae && m.kind != mse }

// NeedsOutputs says whether the metric can be computed only from all outputs at once, by [Metric.FromOutputs]; it has no
// [Accumulator] then. It is true for [AUC].
func (m Metric) NeedsOutputs() bool { return m.kind == auc }

// Check tells whether the metric fits the labels and the number of the network's outputs: one sentence saying what was
// expected, what there is, and how to mend it.
func (m Metric) Check(labels losses.Labels, width int) error {
	classes := m.kind <= auc
	switch {
	case width < 1:
		return m.errorf("expected a network with at least 1 output, got %d; end it in nn.Dense", width)
	case m.kind == topK && m.k < 1:
		return m.errorf("expected k of at least 1, got %d; metrics.TopK(3) is a usual one", m.k)
	case m.class != 0 && !m.countsClasses() && m.kind != auc:
		return m.errorf("it has no form for one class; Precision, Recall, F1 and AUC have")
	case m.class < 0 || m.class > width:
		return m.errorf("expected a class from 0 to %d, got %d; classes count from 0", width-1, m.picked())
	case classes && labels == losses.Values:
		return m.errorf("expected labels that are classes, got values; use metrics.MAE or metrics.R2 for them")
	case m.kind == topK && (labels == losses.Binary || width == 1):
		return m.errorf("expected several classes to rank, got binary labels; use metrics.Accuracy for them")
	case !classes && labels == losses.Integers && width > 1:
		return m.errorf("expected values, got integer labels of %d classes; use metrics.Accuracy for them", width)
	}
	return nil
}

func (m Metric) countsClasses() bool { return m.kind == precision || m.kind == recall || m.kind == f1 }

func (m Metric) errorf(format string, args ...any) error {
	return fmt.Errorf("metrics: "+words[m.kind].goName+": "+format, args...)
}

// MarshalText writes the metric's name, so that JSON holds it as a string.
func (m Metric) MarshalText() ([]byte, error) { return []byte(m.Name()), nil }

// UnmarshalText reads a metric's name.
func (m *Metric) UnmarshalText(text []byte) error {
	for k, w := range words {
		candidate := Metric{kind: kind(k)}
		if candidate.kind == topK {
			fmt.Sscanf(string(text), "top_%d_accuracy", &candidate.k)
		} else if n, _ := fmt.Sscanf(string(text), w.name+"_class_%d", &candidate.class); n == 1 {
			candidate.class++
		}
		if candidate.Name() == string(text) {
			*m = candidate
			return nil
		}
	}
	return fmt.Errorf("metrics: reading a metric: expected a name as \"accuracy\", got %q; it may come from a newer nnbook", text)
}

var words = [...]struct{ goName, name string }{
	accuracy:  {"Accuracy", "accuracy"},
	topK:      {"TopK", ""},
	precision: {"Precision", "precision"},
	recall:    {"Recall", "recall"},
	f1:        {"F1", "f1_score"},
	auc:       {"AUC", "auc"},
	mae:       {"MAE", "mae"},
	mse:       {"MSE", "mse"},
	r2:        {"R2", "r2_score"},
}
