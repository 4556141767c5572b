package losses

import (
	"fmt"
	"strconv"
	"strings"
)

type kind uint8

const (
	auto kind = iota
	mse
	mae
	huber
	binary
	categorical
	sparse
)

// Loss measures how wrong a network is. The zero Loss is [Auto], which chooses by the labels.
//
// Its methods return changed copies: losses.MSE.ClassWeights(1, 2) leaves losses.MSE as it was.
type Loss struct {
	kind          kind
	delta         float64 // huber only
	probabilities bool
	smoothing     float64
	weights       string // class weights as text, "1,2.5": so that == works, and nobody can change them from outside
}

// Auto chooses by the labels; see [Loss.For].
var Auto = Loss{}

// MSE is the mean squared error of an example, the mean of (y-p)² over its outputs.
// Keras: MeanSquaredError.
var MSE = Loss{kind: mse}

// MAE is the mean absolute error of an example, the mean of |y-p| over its outputs.
// Keras: MeanAbsoluteError.
var MAE = Loss{kind: mae}

// BinaryCrossEntropy is for labels that are 0 or 1, one or several independent ones per example:
// the mean of -y·log(p) - (1-y)·log(1-p) over the outputs, with p = sigmoid(output).
// Keras: BinaryCrossentropy(from_logits=True).
var BinaryCrossEntropy = Loss{kind: binary}

// CategoricalCrossEntropy is for one-hot labels [batch, classes]: -Σ y·log(p) with p = softmax(outputs).
// Keras: CategoricalCrossentropy(from_logits=True).
var CategoricalCrossEntropy = Loss{kind: categorical}

// SparseCategoricalCrossEntropy is for integer labels [batch]: -log(p[label]) with p = softmax(outputs).
// Keras: SparseCategoricalCrossentropy(from_logits=True).
var SparseCategoricalCrossEntropy = Loss{kind: sparse}

// Huber is squared for small errors and linear for large ones, so that outliers pull less: the mean over the outputs of
// ½e² where |e| ≤ delta, else delta·|e| - ½delta². A delta of 0 stands for Keras's default, 1.
// Keras: Huber.
func Huber(delta float64) Loss {
	if delta == 0 {
		delta = 1
	}
	return Loss{kind: huber, delta: delta}
}

// FromProbabilities is the loss for a network whose last layer is a softmax or a sigmoid already. It is for the
// cross-entropies. Probabilities are clipped to 1e-7 … 1-1e-7, and a softmax's are scaled to sum 1, as Keras does.
// Keras: from_logits=False.
func (l Loss) FromProbabilities() Loss {
	l.probabilities = true
	return l
}

// LabelSmoothing takes the share x, at least 0 and below 1, from the right answer and spreads it over all: a one-hot
// label y becomes y·(1-x) + x/classes, a binary one y·(1-x) + x/2. It is for the cross-entropies.
// Keras: label_smoothing (which Keras lacks for integer labels; here they are smoothed as their one-hot twins).
func (l Loss) LabelSmoothing(x float64) Loss {
	l.smoothing = x
	return l
}

// ClassWeights multiplies the loss of every example of class i by w[i]; classes beyond the list keep 1. The class of a
// one-hot label is its largest entry, that of a binary label its rounded value. Calling it with no weight takes the class
// weights away, which is what validation wants: as in Keras's fit, they are for training only.
// Keras: fit(class_weight=...).
func (l Loss) ClassWeights(w ...float64) Loss {
	text := make([]string, len(w))
	for i, x := range w {
		text[i] = number(x)
	}
	l.weights = strings.Join(text, ",")
	return l
}

// IsAuto says whether the loss is still to be chosen from the labels.
func (l Loss) IsAuto() bool { return l.kind == auto }

// TakesProbabilities says whether the loss was made by [Loss.FromProbabilities].
func (l Loss) TakesProbabilities() bool { return l.probabilities }

// Name is Keras's name: "sparse_categorical_crossentropy"; "auto" for [Auto].
func (l Loss) Name() string { return words[l.kind].keras }

// String is the Go code that makes the loss.
func (l Loss) String() string {
	s := "losses." + l.word()
	if l.probabilities {
		s += ".FromProbabilities()"
	}
	if l.smoothing != 0 {
		s += fmt.Sprintf(".LabelSmoothing(%s)", number(l.smoothing))
	}
	if l.weights != "" {
		s += fmt.Sprintf(".ClassWeights(%s)", strings.ReplaceAll(l.weights, ",", ", "))
	}
	return s
}

// word is the loss's own name in Go, without its modifiers.
func (l Loss) word() string {
	if l.kind == huber {
		return "Huber(" + number(l.delta) + ")"
	}
	return words[l.kind].goName
}

func (l Loss) isCrossEntropy() bool {
	return l.kind == binary || l.kind == categorical || l.kind == sparse
}

func (l Loss) classWeights() []float64 {
	if l.weights == "" {
		return nil
	}
	var w []float64
	for _, s := range strings.Split(l.weights, ",") {
		x, _ := strconv.ParseFloat(s, 64) // written by ClassWeights, so it parses
		w = append(w, x)
	}
	return w
}

var words = [...]struct{ goName, keras string }{
	auto:        {"Auto", "auto"},
	mse:         {"MSE", "mean_squared_error"},
	mae:         {"MAE", "mean_absolute_error"},
	huber:       {"Huber", "huber"},
	binary:      {"BinaryCrossEntropy", "binary_crossentropy"},
	categorical: {"CategoricalCrossEntropy", "categorical_crossentropy"},
	sparse:      {"SparseCategoricalCrossEntropy", "sparse_categorical_crossentropy"},
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
