package losses_test

import (
	"encoding/json"
	"testing"

	"nnbook/nblib/losses"
)

// printed holds losses beside the code that they must print.
var printed = []struct {
	loss losses.Loss
	code string
}{
	{losses.Loss{}, "losses.Auto"},
	{losses.MSE, "losses.MSE"},
	{losses.MAE, "losses.MAE"},
	{losses.Huber(0), "losses.Huber(1)"},
	{losses.Huber(0.25), "losses.Huber(0.25)"},
	{losses.BinaryCrossEntropy.FromProbabilities(), "losses.BinaryCrossEntropy.FromProbabilities()"},
	{losses.CategoricalCrossEntropy.LabelSmoothing(0.1), "losses.CategoricalCrossEntropy.LabelSmoothing(0.1)"},
	{losses.SparseCategoricalCrossEntropy.FromProbabilities().LabelSmoothing(1e-9).ClassWeights(1, 2.5, 1e-20),
		"losses.SparseCategoricalCrossEntropy.FromProbabilities().LabelSmoothing(1e-09).ClassWeights(1, 2.5, 1e-20)"},
	{losses.Auto.ClassWeights(1, 3), "losses.Auto.ClassWeights(1, 3)"},
}

func TestPrintsAsGoAndGoesThroughJSON(t *testing.T) {
	for _, c := range printed {
		if got := c.loss.String(); got != c.code {
			t.Errorf("got %s, want %s", got, c.code)
		}
		text, err := json.Marshal(c.loss)
		if err != nil {
			t.Fatal(err)
		}
		var back losses.Loss
		if err := json.Unmarshal(text, &back); err != nil || back != c.loss {
			t.Errorf("%s came back as %v (%v)", text, back, err)
		}
	}
	for _, bad := range []string{`{"loss":"hinge"}`, `{"loss":"huber","gamma":1}`, `3`} {
		if err := json.Unmarshal([]byte(bad), new(losses.Loss)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestModifiersLeaveTheOriginal(t *testing.T) {
	weights := []float64{1, 2}
	changed := losses.MSE.ClassWeights(weights...)
	weights[0] = 5
	if got := changed.String(); got != "losses.MSE.ClassWeights(1, 2)" {
		t.Error("the weights changed from outside:", got)
	}
	if losses.MSE.String() != "losses.MSE" || changed.ClassWeights() != losses.MSE {
		t.Error("losses.MSE changed")
	}
}

func TestAutoFollowsTheLabels(t *testing.T) {
	for _, c := range []struct {
		labels  losses.Labels
		outputs int
		want    losses.Loss
	}{
		{losses.Integers, 10, losses.SparseCategoricalCrossEntropy},
		{losses.Integers, 1, losses.BinaryCrossEntropy},
		{losses.OneHot, 10, losses.CategoricalCrossEntropy},
		{losses.Binary, 1, losses.BinaryCrossEntropy},
		{losses.Binary, 4, losses.BinaryCrossEntropy},
		{losses.Values, 2, losses.MSE},
	} {
		if got := losses.Auto.For(c.labels, c.outputs); got != c.want {
			t.Errorf("%s with %d outputs: got %s", c.labels, c.outputs, got)
		}
		if got := losses.MAE.For(c.labels, c.outputs); got != losses.MAE {
			t.Errorf("MAE became %s", got)
		}
	}
	if got := losses.Auto.LabelSmoothing(0.1).For(losses.OneHot, 3); got != losses.CategoricalCrossEntropy.LabelSmoothing(0.1) {
		t.Errorf("label smoothing was lost: %s", got)
	}
}

func TestCheck(t *testing.T) {
	sparse, oneHot, binary := losses.SparseCategoricalCrossEntropy, losses.CategoricalCrossEntropy, losses.BinaryCrossEntropy
	for _, c := range []struct {
		loss                losses.Loss
		labels              losses.Labels
		width, outputs      int
		last, warning, fail string
	}{
		{losses.Auto, losses.Integers, 10, 10, "linear", "", ""},
		{losses.Auto, losses.Values, 1, 1, "linear", "", ""},
		{sparse, losses.Integers, 10, 1000, "linear", "", ""},
		{sparse, losses.Integers, 10, 10, "", "", ""},
		{sparse.FromProbabilities(), losses.Integers, 10, 10, "softmax", "", ""},
		{binary, losses.Integers, 2, 1, "linear", "", ""},
		{binary.ClassWeights(1, 2), losses.Binary, 1, 1, "linear", "", ""},
		{losses.MSE, losses.Integers, 2, 1, "sigmoid", "", ""},

		{sparse, losses.Integers, 10, 10, "softmax", "losses: SparseCategoricalCrossEntropy expects logits, but the network ends " +
			"in softmax; take the softmax away, or use losses.SparseCategoricalCrossEntropy.FromProbabilities()", ""},
		{binary, losses.Binary, 1, 1, "sigmoid", "losses: BinaryCrossEntropy expects logits, but the network ends in sigmoid; " +
			"take the sigmoid away, or use losses.BinaryCrossEntropy.FromProbabilities()", ""},
		{oneHot.FromProbabilities(), losses.OneHot, 3, 3, "linear", "losses: CategoricalCrossEntropy.FromProbabilities() expects " +
			"probabilities, but the network ends in linear; end it in nn.Softmax, or use losses.CategoricalCrossEntropy", ""},
		{binary.FromProbabilities(), losses.Binary, 3, 3, "relu", "losses: BinaryCrossEntropy.FromProbabilities() expects " +
			"probabilities, but the network ends in relu; end it in nn.Sigmoid, or use losses.BinaryCrossEntropy", ""},

		{sparse, losses.Integers, 3, 3, "relu", "losses: SparseCategoricalCrossEntropy expects logits, which may be negative, but the " +
			"network ends in relu; take the relu away", ""},
		{losses.MSE, losses.Values, 1, 1, "relu", "", ""},

		{binary.FromProbabilities(), losses.Binary, 1, 1, "softmax", "", "losses: BinaryCrossEntropy: expected more than one output " +
			"before a softmax, got 1, whose softmax is always 1; use nn.Sigmoid for two classes"},
		{sparse.ClassWeights(0, 0), losses.Integers, 2, 2, "linear", "", "losses: SparseCategoricalCrossEntropy: expected a class " +
			"weight above 0, got none: nothing would count; leave ClassWeights away for equal ones"},
		{sparse, losses.OneHot, 10, 10, "linear", "", "losses: SparseCategoricalCrossEntropy: expected integer labels, got one-hot " +
			"labels; use losses.CategoricalCrossEntropy for them"},
		{sparse, losses.Values, 1, 1, "linear", "", "losses: SparseCategoricalCrossEntropy: expected integer labels, got value " +
			"labels; use losses.MSE for them"},
		{oneHot, losses.Integers, 10, 10, "linear", "", "losses: CategoricalCrossEntropy: expected one-hot labels, got integer " +
			"labels; use losses.SparseCategoricalCrossEntropy for them"},
		{oneHot, losses.Binary, 1, 1, "linear", "", "losses: CategoricalCrossEntropy: expected one-hot labels, got binary " +
			"labels; use losses.BinaryCrossEntropy for them"},
		{losses.MSE, losses.Integers, 10, 10, "linear", "", "losses: MSE: expected labels of 0 and 1 or values, got integer labels " +
			"of 10 classes; use losses.SparseCategoricalCrossEntropy for them"},
		{sparse, losses.Integers, 10, 3, "linear", "", "losses: SparseCategoricalCrossEntropy: expected a network with 10 outputs " +
			"for these labels, got 3; end it in nn.Dense(10)"},
		{sparse, losses.Integers, 2, 1, "linear", "", "losses: SparseCategoricalCrossEntropy: expected one output per class, got 1, " +
			"whose softmax is always 1; use nn.Dense(2), or losses.BinaryCrossEntropy for two classes"},
		{losses.MAE, losses.Values, 2, 3, "linear", "", "losses: MAE: expected a network with 2 outputs for these labels, got 3; " +
			"end it in nn.Dense(2)"},
		{losses.Huber(-1), losses.Values, 1, 1, "linear", "", "losses: Huber(-1): expected a delta above 0, got -1; 1 is the usual one"},
		{sparse.LabelSmoothing(1), losses.Integers, 3, 3, "linear", "", "losses: SparseCategoricalCrossEntropy: expected a label " +
			"smoothing of at least 0 and below 1, got 1; 0.1 is a usual one"},
		{losses.MSE.LabelSmoothing(0.1), losses.Values, 1, 1, "linear", "", "losses: MSE: label smoothing is for the " +
			"cross-entropies; leave it away, or choose one of them"},
		{losses.MSE.FromProbabilities(), losses.Values, 1, 1, "linear", "", "losses: MSE: FromProbabilities is for the " +
			"cross-entropies; leave it away, or choose one of them"},
		{losses.MSE.ClassWeights(1), losses.Values, 1, 1, "linear", "", "losses: MSE: class weights need classes, got labels that " +
			"are values; use sample weights instead"},
		{sparse.ClassWeights(1, -2), losses.Integers, 3, 3, "linear", "", "losses: SparseCategoricalCrossEntropy: expected class " +
			"weights of at least 0, got -2 for class 1; 1 leaves a class as it is"},
		{sparse.ClassWeights(1, 1, 1, 1), losses.Integers, 3, 3, "linear", "", "losses: SparseCategoricalCrossEntropy: expected at " +
			"most 3 class weights, one per class, got 4; leave the last ones away"},
	} {
		warning, err := c.loss.Check(c.labels, c.width, c.outputs, c.last)
		message := ""
		if err != nil {
			message = err.Error()
		}
		if warning != c.warning || message != c.fail {
			t.Errorf("%s of %s [%d] by %d outputs and %q:\n warning %q\n want    %q\n error   %q\n want    %q", c.loss, c.labels, c.width,
				c.outputs, c.last, warning, c.warning, message, c.fail)
		}
	}
}
