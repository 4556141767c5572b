package nn_test

import (
	"fmt"
	"os"
	"path/filepath"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// A network of one hidden layer learns which of three arms of a spiral a point
// lies on, is saved, and is read back.
func Example() {
	defer inFolder()()
	spiral := datasets.Spiral(300)
	net := nn.Sequential(
		nn.Dense(32, nn.Tanh, nn.L2(1e-4)),
		nn.Dense(3),
	)
	fmt.Println(net)
	run := trainer.MustFit(net, spiral, trainer.Config{Epochs: 60, Quiet: true})
	fmt.Println("learns:", run.History.Last("loss") < run.History.Series("loss")[0])

	if err := run.Model.Save("spiral.safetensors"); err != nil {
		fmt.Println(err)
		return
	}
	model, err := nn.LoadModel("spiral.safetensors")
	fmt.Println("the same again:", err == nil && nn.Equal(model, run.Model))
	// Output:
	// nn.Sequential(nn.Dense(32, nn.Tanh, nn.L2(0.0001)), nn.Dense(3))
	// learns: true
	// the same again: true
}

// inFolder moves to a new folder, where runs and files are kept, until the
// function that it gives is called.
func inFolder() (back func()) {
	here, _ := os.Getwd()
	dir, err := os.MkdirTemp("", "nn")
	if err == nil {
		err = os.Chdir(dir)
	}
	if err != nil {
		panic(err)
	}
	return func() {
		_ = os.Chdir(filepath.Clean(here))
		_ = os.RemoveAll(dir)
	}
}

// show prints a layer with the shapes of what goes in and comes out, and the
// number of its weights.
func show(l nn.Layer, in ...int) {
	s, err := nn.Summarize(l, in...)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v: %v -> %v, %d weights\n", l, s.In, s.Out, s.Params)
}

// compute gives the output of a network, with its first weights, for one
// example.
func compute(l nn.Layer, shape []int, x ...float32) []float32 {
	n, err := nn.Build(l, shape)
	if err != nil {
		panic(err)
	}
	in := []*tensors.Tensor{tensors.FromFlatDataAndDimensions(x, append([]int{1}, shape...)...)}
	for _, w := range n.Init(1) {
		in = append(in, tensors.FromFlatDataAndDimensions(w.Data, w.Shape...))
	}
	return onGo(func(in []*graph.Node) *graph.Node { return n.Apply(&nn.Call{Weights: in[1:]}, in[0]) }, in...)
}

// onGo computes a graph on the backend in pure Go.
func onGo(build func(in []*graph.Node) *graph.Node, in ...*tensors.Tensor) []float32 {
	e, err := engine.New("go")
	if err != nil {
		panic(err)
	}
	f, err := e.Func("example", func(in []*graph.Node) []*graph.Node { return []*graph.Node{build(in)} })
	if err != nil {
		panic(err)
	}
	defer f.Close()
	own := make([]*tensors.Tensor, len(in)) // a tensor belongs to the backend that it was on
	for i, t := range in {
		if own[i], err = t.LocalClone(); err != nil {
			panic(err)
		}
	}
	out, err := f.Call(own...)
	if err != nil {
		panic(err)
	}
	return tensors.MustCopyFlatData[float32](out[0])
}
