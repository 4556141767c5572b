package nn_test

import (
	"fmt"

	"nnbook/nblib/nn"
)

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
