// Package metrics is how good a network is, in numbers that people read; a loss is for the optimizer.
//
//	metric       labels                       better   Keras
//	Accuracy     integers, one-hot, binary    higher   SparseCategoricalAccuracy, CategoricalAccuracy, BinaryAccuracy
//	TopK(k)      integers, one-hot            higher   SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy
//	Precision    integers, one-hot, binary    higher   Precision(class_id=..., top_k=1), the mean over classes
//	Recall       integers, one-hot, binary    higher   Recall(class_id=..., top_k=1), the mean over classes
//	F1           integers, one-hot, binary    higher   F1Score(average="macro")
//	AUC          integers, one-hot, binary    higher   AUC, which approximates; this one is exact
//	MAE, MSE     values, binary, one-hot      lower    MeanAbsoluteError, MeanSquaredError
//	R2           values, binary, one-hot      higher   R2Score
//
// A class is what the network says it is: the largest output, or, for binary labels, a probability above ½ (a logit above
// 0). Precision, Recall, F1 and AUC of several classes are the mean over the classes ("macro"); [Metric.Of] picks one:
//
//	package main
//
//	import (
//		"fmt"
//
//		"nnbook/nblib/datasets"
//		"nnbook/nblib/metrics"
//		"nnbook/nblib/nn"
//		"nnbook/nblib/trainer"
//	)
//
//	func main() {
//		net := nn.Sequential(nn.Dense(32, nn.ReLU), nn.Dense(3))
//		run := trainer.MustFit(net, datasets.Spiral(600), trainer.Config{
//			Metrics: []metrics.Metric{metrics.Accuracy, metrics.TopK(2), metrics.F1, metrics.Recall.Of(1)},
//		})
//		fmt.Println(run.Test["accuracy"], run.Test["recall_class_1"])
//	}
//
// Every metric is exact over an epoch: it is computed from sums and counts over all examples, never as a mean of batch
// means. While training, [Metric.Accumulator] adds them up inside the graph; afterwards [Metric.FromOutputs] computes the
// same from all outputs at once. AUC, which has to rank all examples, has only the second form.
//
// A Metric is a value: == compares it, it prints as the Go code that makes it, and it goes through JSON.
package metrics
