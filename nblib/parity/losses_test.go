package parity

import (
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/losses"
)

var lossWords = join(
	regressionLoss("MSE/", losses.MSE), regressionLoss("MAE/", losses.MAE), regressionLoss("Huber/", losses.Huber(1)),
	regressionLoss("Huber/delta0.3_", losses.Huber(0.3)), regressionLoss("Huber/delta2.5_", losses.Huber(2.5)),
	binaryLoss("BinaryCrossEntropy/logits_", losses.BinaryCrossEntropy),
	binaryLoss("BinaryCrossEntropy/probabilities_", losses.BinaryCrossEntropy.FromProbabilities()),
	classLoss("CategoricalCrossEntropy/logits_", losses.CategoricalCrossEntropy),
	classLoss("CategoricalCrossEntropy/probabilities_", losses.CategoricalCrossEntropy.FromProbabilities()),
	classLoss("SparseCategoricalCrossEntropy/logits_", losses.SparseCategoricalCrossEntropy),
	classLoss("SparseCategoricalCrossEntropy/probabilities_", losses.SparseCategoricalCrossEntropy.FromProbabilities()),
	map[string]losses.Loss{
		"CategoricalCrossEntropy/logits_extreme":       losses.CategoricalCrossEntropy,
		"SparseCategoricalCrossEntropy/logits_extreme": losses.SparseCategoricalCrossEntropy,
	},
)

func regressionLoss(prefix string, l losses.Loss) map[string]losses.Loss {
	return sameForAll(l, prefix+"column", prefix+"matrix", prefix+"weighted")
}

func binaryLoss(prefix string, l losses.Loss) map[string]losses.Loss {
	return map[string]losses.Loss{
		prefix + "column":               l,
		prefix + "multilabel":           l,
		prefix + "smooth0.1":            l.LabelSmoothing(0.1),
		prefix + "smooth0.3_multilabel": l.LabelSmoothing(0.3),
		prefix + "weighted":             l,
		prefix + "class_weight":         l.ClassWeights(0.5, 2, 1, 3, 0.25),
		prefix + "extreme":              l,
	}
}

func classLoss(prefix string, l losses.Loss) map[string]losses.Loss {
	return map[string]losses.Loss{
		prefix + "plain":           l,
		prefix + "wide":            l,
		prefix + "smooth0.1":       l.LabelSmoothing(0.1),
		prefix + "smooth0.4":       l.LabelSmoothing(0.4),
		prefix + "weighted":        l,
		prefix + "class_weight":    l.ClassWeights(0.5, 2, 1, 3, 0.25),
		prefix + "smooth_weighted": l.LabelSmoothing(0.2),
	}
}

// TestLosses reduces as training does: sample weights times losses, summed,
// over the size of the batch (Keras: sum_over_batch_size).
func TestLosses(t *testing.T) {
	forEach(t, "losses", lossWords, func(t *testing.T, c *testCase, l losses.Loss) {
		onBackends(t, func(b backend) {
			in := []*tensors.Tensor{c.tensor("y_true"), c.tensor("y_pred")}
			if c.has("sample_weight") {
				in = append(in, c.tensor("sample_weight"))
			}
			out := b.compute(t, func(in []*graph.Node) []*graph.Node {
				each := l.PerExample(in[0], in[1])
				if len(in) == 3 {
					each = graph.Mul(each, in[2])
				}
				loss := graph.ReduceAllMean(each)
				return append([]*graph.Node{loss}, graph.Gradient(loss, in[1])...)
			}, in...)
			compare(t, "losses", c, b.name, "loss", out[0], c.floats("loss"), valueBound)
			compare(t, "losses", c, b.name, "grad_y_pred", out[1], c.floats("grad_y_pred"), valueBound)
		})
	})
}
