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
	// 102,282 parameters, 102,026 trainable and 256 not; 399.5 kB as float32; 101,632 multiply-adds for one example
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
	// 7,850 parameters, 7,850 trainable and 0 not; 30.7 kB as float32; 7,840 multiply-adds for one example
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

// twoLayers is a model of two layers, with the weights that seed 1 gives.
func twoLayers() *nn.Model {
	spec := nn.Sequential(nn.Frozen(nn.Sequential(nn.Dense(3, nn.ReLU), nn.Dense(3, nn.ReLU))), nn.Dense(2))
	n, err := nn.Build(spec, []int{4})
	if err != nil {
		panic(err)
	}
	m, err := nn.NewModel("small", spec, []int{4}, n.Init(1))
	if err != nil {
		panic(err)
	}
	return m
}

// A model is a network with its weights: what training gives.
func ExampleModel() {
	m := twoLayers().WithClasses([]string{"ant", "bee"})
	fmt.Println(m.Name(), m.Input(), m.Network().Output(), m.Classes(), len(m.Weights()))
	fmt.Println(m.Layer())
	kernel, ok := m.Weight("1.Dense.kernel")
	fmt.Println(kernel.Shape, ok, len(m.Hash()))
	// Output:
	// small [4] [2] [ant bee] 6
	// nn.Sequential(nn.Frozen(nn.Sequential(nn.Dense(3, nn.ReLU), nn.Dense(3, nn.ReLU))), nn.Dense(2))
	// [3 2] true 64
}

// Unfreezing gives another model with the same weights.
func ExampleModel_Unfreeze() {
	m := twoLayers()
	for _, m := range []*nn.Model{m, m.Unfreeze(1), m.UnfreezeAll()} {
		s := m.Network().Summary()
		fmt.Println(s.Trainable, "of", s.Params, "learn")
	}
	fmt.Println(m.Unfreeze(1).Hash() == m.Hash())
	// Output:
	// 8 of 35 learn
	// 20 of 35 learn
	// 35 of 35 learn
	// true
}

func ExampleModel_BlockRates() {
	n := twoLayers().UnfreezeAll().BlockRates(0.5).Network()
	fmt.Println(n.Weights()[0].Name, n.Weights()[0].Rate)
	// Output: 0.Frozen.0.Dense.kernel 0.25
}

func ExampleModel_WithPreparation() {
	defer inFolder()()
	photos := `{"fit":"Resize(28, 28)","height":28,"width":28,"channels":1}` // as datasets.Photos prints
	_ = twoLayers().WithPreparation(photos).Save("small.safetensors")
	m, err := nn.LoadModel("small.safetensors")
	fmt.Println(m.Preparation() == photos, err)
	// Output: true <nil>
}

func ExampleModel_Save() {
	defer inFolder()()
	fmt.Println(twoLayers().Save("small.safetensors"))
	m, err := nn.LoadModel("small.safetensors")
	fmt.Println(m.Hash() == twoLayers().Hash(), err)
	_, err = nn.LoadModel("other.safetensors")
	fmt.Println(err)
	// Output:
	// <nil>
	// true <nil>
	// nn: load model: open other.safetensors: no such file or directory
}

// A damaged file is found out.
func ExampleDecodeModel() {
	file, _ := twoLayers().Encode()
	m, err := nn.DecodeModel(file)
	fmt.Println(nn.Equal(m, twoLayers()), err)
	file[len(file)-1] ^= 1
	_, err = nn.DecodeModel(file)
	fmt.Println(err)
	// Output:
	// true <nil>
	// nn: safetensors: expected a file as it was written, got one that was changed or damaged since; write it again
}

func ExampleNewModel() {
	_, err := nn.NewModel("mine", nn.Dense(1), []int{2}, []nn.Tensor{{Name: "0.Dense.kernel", Shape: []int{2, 1}, Data: []float32{1, 2}}})
	fmt.Println(err)
	// Output: nn: model "mine": expected a weight "0.Dense.bias", got none; load the weights it was trained with
}

// A network built on a model prints with its name, input and hash.
func ExamplePretrained() {
	fmt.Println(nn.Pretrained("small", "0123456789abcdef", []int{4}, nn.Dense(3)))
	// Output: nn.Pretrained("small", "0123456789abcdef", []int{4}, nn.Dense(3))
}

func ExampleEncodeTensors() {
	file, _ := nn.EncodeTensors([]nn.Tensor{{Name: "x", Shape: []int{2}, Data: []float32{1, 2}}}, map[string]string{"made by": "hand"})
	all, about, err := nn.DecodeTensors(file)
	fmt.Println(all, about["made by"], err)
	_, _, err = nn.DecodeChecked(file) // a file without a checksum would be an error
	fmt.Println(err)
	// Output:
	// [{x [2] [1 2]}] hand <nil>
	// <nil>
}

func ExampleTensor() {
	t := nn.Tensor{Name: "2.Dense.kernel", Shape: []int{2, 3}, Data: []float32{1, 2, 3, 4, 5, 6}}
	fmt.Println(t.Name, t.Shape, "second row:", t.Data[3:])
	// Output: 2.Dense.kernel [2 3] second row: [4 5 6]
}

func ExampleWeight() {
	n, _ := nn.Build(nn.Sequential(nn.Frozen(nn.Dense(2)), nn.Dense(1)), []int{2})
	for _, w := range n.Weights() {
		fmt.Println(w.Name, w.Layer, w.Shape, w.Trainable, w.Rate)
	}
	// Output:
	// 0.Frozen.0.Dense.kernel 0.Frozen.0.Dense [2 2] false 1
	// 0.Frozen.0.Dense.bias 0.Frozen.0.Dense [2] false 1
	// 1.Dense.kernel 1.Dense [2 1] true 1
	// 1.Dense.bias 1.Dense [1] true 1
}

func ExampleLayerInfo() {
	s, _ := nn.Summarize(nn.Conv2D(8, 3), 9, 9, 1)
	row := s.Rows[0]
	fmt.Println(row.Index, row.Path, row.Kind, row.Text, row.Out, row.Params, row.Trainable, row.MACs)
	// Output: 0 0.Conv2D Conv2D nn.Conv2D(8, 3) [7 7 8] 80 80 3528
}
