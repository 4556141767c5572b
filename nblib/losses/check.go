package losses

import (
	"fmt"
	"math"
	"slices"
)

// Check tells, before any graph is built, whether the loss fits the labels and the network.
//
// width is the number of outputs that the labels want: the classes for integer and one-hot labels, the columns otherwise.
// outputs is the number that the network has. lastActivation is the word of the network's last activation in lower case
// ("softmax", "sigmoid", "relu", "linear"), or "" where it is not known.
//
// A non-nil error is one sentence: what was expected, what there is, how to mend it. A non-empty warning is one sentence
// about something that trains, but badly: probabilities into a loss that expects logits, or the other way round.
func (l Loss) Check(labels Labels, width, outputs int, lastActivation string) (warning string, err error) {
	l = l.For(labels, outputs)
	for _, check := range []error{l.checkSettings(width), l.checkLabels(labels, width, outputs), l.checkWidth(labels, width, outputs), l.checkEnd(outputs, lastActivation)} {
		if check != nil {
			return "", check
		}
	}
	return l.warning(lastActivation), nil
}

func (l Loss) checkSettings(width int) error {
	switch {
	case l.kind == huber && !(l.delta > 0 && !math.IsInf(l.delta, 0)):
		return l.errorf("expected a delta above 0, got %v; 1 is the usual one", l.delta)
	case !(l.smoothing >= 0 && l.smoothing < 1):
		return l.errorf("expected a label smoothing of at least 0 and below 1, got %v; 0.1 is a usual one", l.smoothing)
	case l.smoothing != 0 && !l.isCrossEntropy():
		return l.errorf("label smoothing is for the cross-entropies; leave it away, or choose one of them")
	case l.probabilities && !l.isCrossEntropy():
		return l.errorf("FromProbabilities is for the cross-entropies; leave it away, or choose one of them")
	}
	weights := l.classWeights()
	for i, w := range weights {
		if !(w >= 0) || math.IsInf(w, 0) {
			return l.errorf("expected class weights of at least 0, got %v for class %d; 1 leaves a class as it is", w, i)
		}
	}
	if len(weights) > 0 && slices.Max(weights) == 0 {
		return l.errorf("expected a class weight above 0, got none: nothing would count; leave ClassWeights away for equal ones")
	}
	if classes := max(width, 2); len(weights) > classes {
		return l.errorf("expected at most %d class weights, one per class, got %d; leave the last ones away", classes, len(weights))
	}
	return nil
}

// checkLabels asks whether the loss can read such labels at all.
func (l Loss) checkLabels(labels Labels, width, outputs int) error {
	switch {
	case len(l.weights) > 0 && labels == Values:
		return l.errorf("class weights need classes, got labels that are values; use sample weights instead")
	case l.kind == sparse && labels != Integers:
		return l.errorf("expected integer labels, got %s labels; use %s for them", labels, Auto.For(labels, outputs))
	case l.kind == categorical && labels != OneHot:
		return l.errorf("expected one-hot labels, got %s labels; use %s for them", labels, Auto.For(labels, outputs))
	case l.kind != sparse && labels == Integers && width > 2:
		return l.errorf("expected labels of 0 and 1 or values, got integer labels of %d classes; "+
			"use losses.SparseCategoricalCrossEntropy for them", width)
	}
	return nil
}

// checkWidth asks whether the network has the outputs that the labels want.
func (l Loss) checkWidth(labels Labels, width, outputs int) error {
	want := width
	if labels == Integers && l.kind != sparse {
		want = 1
	}
	switch {
	case (l.kind == sparse || l.kind == categorical) && outputs == 1:
		return l.errorf("expected one output per class, got 1, whose softmax is always 1; "+
			"use nn.Dense(%d), or losses.BinaryCrossEntropy for two classes", max(width, 2))
	case l.kind == sparse && outputs > want: // a head with classes to spare is allowed
		return nil
	case outputs != want:
		return l.errorf("expected a network with %d outputs for these labels, got %d; end it in nn.Dense(%d)",
			want, outputs, want)
	}
	return nil
}

// checkEnd refuses the softmax of a single output.
func (l Loss) checkEnd(outputs int, last string) error {
	if outputs == 1 && last == "softmax" {
		return l.errorf("expected more than one output before a softmax, got 1, whose softmax is always 1; use nn.Sigmoid for two classes")
	}
	return nil
}

func (l Loss) warning(last string) string {
	squashed := last == "softmax" || last == "sigmoid"
	switch {
	case last == "" || !l.isCrossEntropy():
		return ""
	case last == "relu" && !l.probabilities:
		return fmt.Sprintf("losses: %s expects logits, which may be negative, but the network ends in relu; take the relu away", l.word())
	case squashed && !l.probabilities:
		return fmt.Sprintf("losses: %s expects logits, but the network ends in %s; take the %s away, or use losses.%s",
			l.word(), last, last, l.word()+".FromProbabilities()")
	case !squashed && l.probabilities:
		return fmt.Sprintf("losses: %s.FromProbabilities() expects probabilities, but the network ends in %s; "+
			"end it in %s, or use losses.%s", l.word(), last, l.squashing(), l.word())
	}
	return ""
}

// squashing is the activation that makes this loss's probabilities.
func (l Loss) squashing() string {
	if l.kind == binary {
		return "nn.Sigmoid"
	}
	return "nn.Softmax"
}

func (l Loss) errorf(format string, args ...any) error {
	return fmt.Errorf("losses: "+l.word()+": "+format, args...)
}
