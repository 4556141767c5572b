package nn_test

import (
	"errors"
	"fmt"
	"strings"

	"nnbook/nblib/nn"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

func ExampleBuild() {
	_, err := nn.Build(nn.Sequential(nn.Conv2D(32, 3, nn.ReLU), nn.Dense(10)), []int{28, 28, 1})
	fmt.Println(err)
	// Output: nn: layer 1 Dense(10): needs a flat input, got [26 26 32]; put nn.Flatten() before it
}

func ExampleShapeError() {
	_, err := nn.Build(nn.Sequential(nn.Conv2D(32, 3, nn.ReLU), nn.Dense(10)), []int{28, 28, 1})
	var misfit *nn.ShapeError
	if errors.As(err, &misfit) {
		fmt.Println(misfit.Path, "|", misfit.Expected, "|", misfit.Got, "|", misfit.Fix)
	}
	// Output: 1.Dense | a flat input | [26 26 32] | put nn.Flatten() before it
}

func ExampleNetwork() {
	n, _ := nn.Build(nn.MLP{Hidden: []int{8}, Out: 2, BatchNorm: true}, []int{4})
	fmt.Println(n.Input(), n.Output(), n.Layer(), n.Random(), n.Moves())
	for _, w := range n.Weights() {
		fmt.Println(w.Name, w.Shape, w.Size(), w.Trainable)
	}
	// Output:
	// [4] [2] nn.Sequential(nn.Flatten(), nn.Dense(8, nn.NoBias), nn.BatchNorm(), nn.ReLU, nn.Dense(2)) false [0 1 2 3 4 5 6]
	// 1.Dense.kernel [4 8] 32 true
	// 2.BatchNorm.gamma [8] 8 true
	// 2.BatchNorm.beta [8] 8 true
	// 2.BatchNorm.moving_mean [8] 8 false
	// 2.BatchNorm.moving_variance [8] 8 false
	// 4.Dense.kernel [8 2] 16 true
	// 4.Dense.bias [2] 2 true
}

func ExampleNetwork_Layers() {
	n, _ := nn.Build(nn.Sequential(nn.Residual(nn.Dense(4)), nn.Dense(2)), []int{4})
	for _, l := range n.Layers() {
		fmt.Println(strings.Repeat("  ", l.Depth)+l.Path, l.In, l.Out, l.Params, l.MACs)
	}
	// Output:
	// 0.Residual [4] [4] 20 16
	//   0.Residual.0.Dense [4] [4] 20 16
	// 1.Dense [4] [2] 10 8
}

// The seed decides the first weights; each draws from a stream of its own.
func ExampleNetwork_Init() {
	n, _ := nn.Build(nn.Dense(1), []int{2})
	a, b, other := n.Init(1), n.Init(1), n.Init(2)
	fmt.Println(a[0].Data[0] == b[0].Data[0], a[0].Data[0] == other[0].Data[0])
	// Output: true false
}

// The sum of the outputs of a layer whose weights are all 1, in a graph of one's
// own: what package trainer does for every step.
func ExampleCall() {
	n, _ := nn.Build(nn.Dense(2, nn.Ones, nn.ActivityRegularizer(nn.L2(0.5))), []int{3})
	in := []*tensors.Tensor{tensors.FromValue([][]float32{{1, 2, 3}})}
	for _, w := range n.Init(1) {
		in = append(in, tensors.FromFlatDataAndDimensions(w.Data, w.Shape...))
	}
	fmt.Println(onGo(func(in []*graph.Node) *graph.Node {
		c := &nn.Call{Training: true, Weights: in[1:], Random: nil}
		c.Tap = func(path string, x *graph.Node) *graph.Node {
			fmt.Println(path, x.Shape().Dimensions)
			return x
		}
		y := n.Apply(c, in[0])
		fmt.Println(len(c.Updates), "averages to update,", len(c.Penalties), "penalty")
		return graph.ReduceAllSum(y)
	}, in...))
	// Output:
	// 0.Dense [1 2]
	// 0 averages to update, 1 penalty
	// [12]
}

// What the regularizers add to the loss, and what the constraints make of a
// weight after a step.
func ExampleNetwork_Penalty() {
	n, _ := nn.Build(nn.Dense(1, nn.Constant(3), nn.L2(0.1), nn.MaxNorm(1), nn.NoBias), []int{2})
	w := tensors.FromFlatDataAndDimensions(n.Init(1)[0].Data, 2, 1)
	fmt.Printf("%.3f\n", onGo(func(in []*graph.Node) *graph.Node { return n.Penalty(in) }, w))
	fmt.Printf("%.3f\n", onGo(func(in []*graph.Node) *graph.Node { return n.Constrain(0, in[0]) }, w))
	// Output:
	// [1.800]
	// [0.707 0.707]
}

// What is frozen gives the same for the same example: it need be computed once.
func ExampleNetwork_ApplyPrefix() {
	n, _ := nn.Build(nn.Sequential(nn.Frozen(nn.Dense(2, nn.Ones)), nn.Dense(1, nn.Ones)), []int{2})
	in := []*tensors.Tensor{tensors.FromValue([][]float32{{1, 2}})}
	for _, w := range n.Init(1) {
		in = append(in, tensors.FromFlatDataAndDimensions(w.Data, w.Shape...))
	}
	k, _ := n.Prefix()
	fmt.Println(k, n.PrefixWeights(k))
	fmt.Println(onGo(func(in []*graph.Node) *graph.Node {
		c := &nn.Call{Weights: in[1:]}
		return n.ApplyAfter(k, c, n.ApplyPrefix(k, c, in[0]))
	}, in...))
	// Output:
	// 1 [0 1]
	// [6]
}

func ExampleSummary() {
	s, _ := nn.Summarize(nn.Sequential(nn.Flatten(), nn.Dense(128, nn.ReLU), nn.BatchNorm(), nn.Dense(10)), 28, 28, 1)
	fmt.Print(s)
	fmt.Println(s.Params, s.Trainable, s.Bytes, s.MACs)
	fmt.Println(strings.Count(s.HTML(), "<tr>"), "rows of HTML")
	// Output:
	// Layer               Output     Parameters  Trainable  Multiply-adds
	//    Input               [28 28 1]
	// 0  Flatten()           [784]
	// 1  Dense(128, ReLU)    [128]      100,480     100,480    100,352
	// 2  BatchNorm()         [128]      512         256
	// 3  Dense(10) (output)  [10]       1,290       1,290      1,280
	// 102,282 parameters, 102,026 trainable and 256 not; 399.5 KiB as float32; 101,632 multiply-adds for one example
	// 102282 102026 409128 101632
	// 6 rows of HTML
}

func ExampleSummarize() {
	_, err := nn.Summarize(nn.Dense(10), 28, 28, 1)
	fmt.Println(err)
	// Output: nn: layer 0 Dense(10): needs a flat input, got [28 28 1]; put nn.Flatten() before it
}

func ExampleNetwork_Summary() {
	n, _ := nn.Build(nn.Dense(10), []int{784})
	fmt.Print(n.Summary())
	// Output:
	// Layer               Output  Parameters  Trainable  Multiply-adds
	//    Input               [784]
	// 0  Dense(10) (output)  [10]    7,850       7,850      7,840
	// 7,850 parameters, 7,850 trainable and 0 not; 30.7 KiB as float32; 7,840 multiply-adds for one example
}

// A description goes through JSON.
func ExampleMarshal() {
	text, _ := nn.Marshal(nn.Sequential(nn.Dense(8, nn.Tanh, nn.L2(1e-4)), nn.Dense(2)))
	fmt.Println(string(text))
	back, err := nn.Unmarshal(text)
	fmt.Println(back, err)
	// Output:
	// {"layer":"Sequential","layers":[{"layer":"Dense","units":8,"activation":"Tanh","regularizer":"L2(0.0001)"},{"layer":"Dense","units":2}]}
	// nn.Sequential(nn.Dense(8, nn.Tanh, nn.L2(0.0001)), nn.Dense(2)) <nil>
}

func ExampleUnmarshal() {
	_, err := nn.Unmarshal([]byte(`{"layer":"Transformer"}`))
	fmt.Println(err)
	// Output: nn: network description: layer "Transformer" is not known here; it may come from a newer version
}

func ExampleEqual() {
	fmt.Println(nn.Equal(nn.Dense(8, nn.L2(0.1), nn.ReLU), nn.Dense(8, nn.ReLU, nn.L2(0.1))), nn.Equal(nn.Dense(8), nn.Dense(9)))
	// Output: true false
}

// The Go code of a network, laid out as gofmt does.
func ExampleFormat() {
	fmt.Println(nn.Format(nn.Sequential(
		nn.Conv2D(32, 3, nn.ReLU), nn.MaxPool2D(2), nn.Residual(nn.Conv2D(32, 3, nn.Same), nn.ReLU, nn.Conv2D(32, 3, nn.Same)),
		nn.Flatten(), nn.Dense(10))))
	// Output:
	// nn.Sequential(
	// 	nn.Conv2D(32, 3, nn.ReLU),
	// 	nn.MaxPool2D(2),
	// 	nn.Residual(
	// 		nn.Conv2D(32, 3, nn.Same),
	// 		nn.ReLU,
	// 		nn.Conv2D(32, 3, nn.Same),
	// 	),
	// 	nn.Flatten(),
	// 	nn.Dense(10),
	// )
}

// A layer is any word of a network, or a whole one.
func ExampleLayer() {
	for _, l := range []nn.Layer{nn.ReLU, nn.Dense(8), nn.Sequential(nn.Dense(8), nn.ReLU), nn.MLP{Out: 2}} {
		fmt.Println(l)
	}
	// Output:
	// nn.ReLU
	// nn.Dense(8)
	// nn.Sequential(nn.Dense(8), nn.ReLU)
	// nn.Sequential(nn.Flatten(), nn.Dense(2))
}
