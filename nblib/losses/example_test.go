package losses_test

import (
	"encoding/json"
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/losses"
)

// perExample computes a loss outside of training.
func perExample(l losses.Loss, labels any, outputs [][]float32) {
	e, err := engine.New("go")
	if err != nil {
		panic(err)
	}
	f, err := e.Func("example", func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{l.PerExample(in[0], in[1])}
	})
	if err != nil {
		panic(err)
	}
	out, err := f.Call(tensors.MustFromAnyValue(labels), tensors.FromValue(outputs))
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.3f\n", out[0].Value())
}

func ExampleLoss_PerExample() {
	logits := [][]float32{{2, 0, 0}, {0, 0, 0}}
	perExample(losses.SparseCategoricalCrossEntropy, []int32{0, 2}, logits)
	// Output: [0.240 1.099]
}

// Keras's own examples, from the documentation of its losses.
func Example() {
	probabilities := [][]float32{{0.05, 0.95, 0}, {0.1, 0.8, 0.1}}
	perExample(losses.SparseCategoricalCrossEntropy.FromProbabilities(), []int32{1, 2}, probabilities)
	perExample(losses.CategoricalCrossEntropy.FromProbabilities(), [][]float32{{0, 1, 0}, {0, 0, 1}}, probabilities)
	perExample(losses.BinaryCrossEntropy.FromProbabilities(), [][]float32{{0, 1}, {0, 0}}, [][]float32{{0.6, 0.4}, {0.4, 0.6}})
	// Output:
	// [0.051 2.303]
	// [0.051 2.303]
	// [0.916 0.714]
}

func ExampleHuber() {
	labels, outputs := [][]float32{{0}, {0}}, [][]float32{{0.5}, {10}} // the second is an outlier
	perExample(losses.MSE, labels, outputs)
	perExample(losses.MAE, labels, outputs)
	perExample(losses.Huber(1), labels, outputs)
	// Output:
	// [0.250 100.000]
	// [0.500 10.000]
	// [0.125 9.500]
}

func ExampleLoss_For() {
	fmt.Println(losses.Auto.For(losses.Integers, 10))
	fmt.Println(losses.Auto.For(losses.Binary, 1))
	fmt.Println(losses.Auto.LabelSmoothing(0.1).For(losses.OneHot, 10))
	fmt.Println(losses.Auto.For(losses.Values, 1))
	fmt.Println(losses.Auto.IsAuto(), losses.MAE.IsAuto())
	// Output:
	// losses.SparseCategoricalCrossEntropy
	// losses.BinaryCrossEntropy
	// losses.CategoricalCrossEntropy.LabelSmoothing(0.1)
	// losses.MSE
	// true false
}

func ExampleLoss_Check() {
	loss := losses.CategoricalCrossEntropy
	_, err := loss.Check(losses.Integers, 10, 10, "linear")
	fmt.Println(err)
	warning, _ := loss.Check(losses.OneHot, 10, 10, "softmax")
	fmt.Println(warning)
	// Output:
	// losses: CategoricalCrossEntropy: expected one-hot labels, got integer labels; use losses.SparseCategoricalCrossEntropy for them
	// losses: CategoricalCrossEntropy expects logits, but the network ends in softmax; take the softmax away, or use losses.CategoricalCrossEntropy.FromProbabilities()
}

func ExampleLoss_FromProbabilities() {
	loss := losses.BinaryCrossEntropy.FromProbabilities() // for a network that ends in nn.Sigmoid
	fmt.Println(loss, loss.TakesProbabilities())
	// Output: losses.BinaryCrossEntropy.FromProbabilities() true
}

func ExampleLoss_LabelSmoothing() {
	logits := [][]float32{{9, 0}} // right, and very sure
	perExample(losses.SparseCategoricalCrossEntropy, []int32{0}, logits)
	perExample(losses.SparseCategoricalCrossEntropy.LabelSmoothing(0.2), []int32{0}, logits)
	// Output:
	// [0.000]
	// [0.900]
}

func ExampleLoss_ClassWeights() {
	rare := losses.SparseCategoricalCrossEntropy.ClassWeights(1, 1, 5) // class 2 counts five times
	perExample(rare, []int32{0, 2}, [][]float32{{0, 0, 0}, {0, 0, 0}})
	fmt.Println(rare.ClassWeights() == losses.SparseCategoricalCrossEntropy) // none given: taken away
	// Output:
	// [1.099 5.493]
	// true
}

func ExampleLoss_MarshalJSON() {
	text, _ := json.Marshal(losses.Huber(0.5))
	fmt.Println(string(text))
	var back losses.Loss
	fmt.Println(json.Unmarshal(text, &back), back)
	// Output:
	// {"loss":"huber","delta":0.5}
	// <nil> losses.Huber(0.5)
}

func ExampleLoss_Name() {
	fmt.Println(losses.MSE.Name(), losses.SparseCategoricalCrossEntropy.Name())
	// Output: mean_squared_error sparse_categorical_crossentropy
}

func ExampleLabels() {
	fmt.Println(losses.Integers, losses.OneHot, losses.Values, losses.Binary)
	// Output: integer one-hot value binary
}
