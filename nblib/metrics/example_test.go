package metrics_test

import (
	"encoding/json"
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
)

// What a network says of four animals: the logits of cat, dog and bird, and what they are.
var (
	animals = []float32{0, 1, 2, 2}
	logits  = []float32{3, 1, 0, 0, 2, 1, 2, 0, 1, 0, 0, 4}
)

func Example() {
	for _, m := range []metrics.Metric{metrics.Accuracy, metrics.TopK(2), metrics.Recall, metrics.Recall.Of(2)} {
		score, err := m.FromOutputs(losses.Integers, animals, logits, 3, true)
		fmt.Printf("%s %.3f %v\n", m.Name(), score, err)
	}
	// Output:
	// accuracy 0.750 <nil>
	// top_2_accuracy 1.000 <nil>
	// recall 0.833 <nil>
	// recall_class_2 0.500 <nil>
}

// Two batches of two, added up; the same as all four at once.
func ExampleMetric_Accumulator() {
	acc, err := metrics.Accuracy.Accumulator(losses.Integers, 3, true)
	if err != nil {
		panic(err)
	}
	e, err := engine.New("go")
	if err != nil {
		panic(err)
	}
	update, err := e.Func("update", func(in []*graph.Node) []*graph.Node {
		return acc.Update(in[:len(in)-3], in[len(in)-3], in[len(in)-2], in[len(in)-1])
	})
	if err != nil {
		panic(err)
	}
	var state []*tensors.Tensor
	for _, n := range acc.Sizes() {
		state = append(state, tensors.FromValue(make([]float32, n)))
	}
	for b := range 2 {
		labels := tensors.FromValue([]int32{int32(animals[2*b]), int32(animals[2*b+1])})
		outputs := tensors.FromFlatDataAndDimensions(logits[6*b:6*b+6], 2, 3)
		weights := tensors.FromValue([]float32{1, 1})
		if state, err = update.Call(append(state, labels, outputs, weights)...); err != nil {
			panic(err)
		}
	}
	fmt.Println(acc.Result(numbers(state)))
	// Output: 0.75
}

func ExampleMetric_FromOutputs() {
	ill := []float32{0, 0, 1, 1}
	probabilities := []float32{0.1, 0.4, 0.35, 0.8}
	for _, m := range []metrics.Metric{metrics.Accuracy, metrics.Precision, metrics.Recall, metrics.F1, metrics.AUC} {
		score, err := m.FromOutputs(losses.Binary, ill, probabilities, 1, false)
		fmt.Printf("%s %.3f %v\n", m, score, err)
	}
	// Output:
	// metrics.Accuracy 0.750 <nil>
	// metrics.Precision 1.000 <nil>
	// metrics.Recall 0.500 <nil>
	// metrics.F1 0.667 <nil>
	// metrics.AUC 0.750 <nil>
}

func ExampleMetric_FromOutputs_values() {
	labels, outputs := []float32{3, -0.5, 2, 7}, []float32{2.5, 0, 2, 8}
	for _, m := range []metrics.Metric{metrics.MAE, metrics.MSE, metrics.R2} {
		score, err := m.FromOutputs(losses.Values, labels, outputs, 1, false)
		fmt.Printf("%s %.3f %v\n", m, score, err)
	}
	// Output:
	// metrics.MAE 0.500 <nil>
	// metrics.MSE 0.375 <nil>
	// metrics.R2 0.949 <nil>
}

func ExampleMetric_Name() {
	fmt.Println(metrics.Accuracy.Name(), metrics.TopK(3).Name(), metrics.F1.Name(), metrics.Precision.Of(1).Name())
	// Output: accuracy top_3_accuracy f1_score precision_class_1
}

func ExampleMetric_Of() {
	fmt.Println(metrics.Recall.Of(7))
	// Output: metrics.Recall.Of(7)
}

func ExampleMetric_HigherIsBetter() {
	fmt.Println(metrics.Accuracy.HigherIsBetter(), metrics.MAE.HigherIsBetter())
	// Output: true false
}

func ExampleMetric_NeedsOutputs() {
	_, err := metrics.AUC.Accumulator(losses.Binary, 1, true)
	fmt.Println(metrics.AUC.NeedsOutputs(), err)
	// Output: true metrics: AUC: it ranks all examples, so it cannot be added up batch by batch; use FromOutputs
}

func ExampleMetric_Check() {
	fmt.Println(metrics.Accuracy.Check(losses.Values, 1))
	// Output: metrics: Accuracy: expected labels that are classes, got values; use metrics.MAE or metrics.R2 for them
}

func ExampleMetric_MarshalText() {
	text, _ := json.Marshal([]metrics.Metric{metrics.Accuracy, metrics.TopK(3)})
	fmt.Println(string(text))
	var back []metrics.Metric
	fmt.Println(json.Unmarshal(text, &back), back)
	// Output:
	// ["accuracy","top_3_accuracy"]
	// <nil> [metrics.Accuracy metrics.TopK(3)]
}

func ExampleConfusionMatrix() {
	labels := []int{0, 0, 1, 1, 1, 2}
	said := []int{0, 1, 1, 1, 0, 2}
	for _, row := range metrics.ConfusionMatrix(labels, said, 3) {
		fmt.Println(row)
	}
	// Output:
	// [1 1 0]
	// [1 2 0]
	// [0 0 1]
}
