package models_test

import (
	"fmt"
	"os"
	"path/filepath"

	"nnbook/models"
	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

// The networks side by side: what they take, and how large they are.
func Example() {
	for _, m := range []*nn.Model{models.MobileNetV2(), models.EfficientNetLite0(), models.ResNet18(), models.ResNet50()} {
		s, err := nn.Summarize(m.Layer(), m.Input()...)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%-16s %v -> %v, %.1f M parameters, %.1f G multiply-adds\n", m.Name(), s.In, s.Out, float64(s.Params)/1e6, float64(s.MACs)/1e9)
	}
	// Output:
	// MobileNetV2      [224 224 3] -> [1000], 3.5 M parameters, 0.3 G multiply-adds
	// EfficientNetLite0 [224 224 3] -> [1000], 4.7 M parameters, 0.4 G multiply-adds
	// ResNet18         [224 224 3] -> [1000], 11.7 M parameters, 1.8 G multiply-adds
	// ResNet50         [224 224 3] -> [1000], 25.6 M parameters, 4.1 G multiply-adds
}

// LeNet5 has no weights yet; it is trained like any other layer.
func ExampleLeNet5() {
	s, _ := nn.Summarize(models.LeNet5(), 28, 28, 1)
	fmt.Println(s.Out, s.Params)
	// Output: [10] 61706
}

// The part that sees, for a network of one's own. Its weights come with make env.
func ExampleEfficientNetLite0() {
	base := models.EfficientNetLite0() // its weights are read when they are first needed
	body := base.Features()            // for nn.Sequential(nn.Frozen(body), nn.GlobalAvgPool2D(), nn.Dense(2))
	n, _ := nn.Build(body.Layer(), base.Input())
	fmt.Println(base.Input(), len(base.Classes()), n.Output())
	// Output: [224 224 3] 1000 [7 7 1280]
}

func ExampleMobileNetV2() {
	fresh := models.MobileNetV2().Layer() // to be trained from nothing
	n, _ := nn.Build(fresh, []int{96, 96, 3})
	fmt.Println(n.Output())
	// Output: [1000]
}

func ExampleResNet18() {
	fmt.Println(models.ResNet18().Input(), len(models.ResNet18().Classes()))
	// Output: [224 224 3] 1000
}

// Asked for with FromHub, the weights are downloaded once and checked.
func ExampleResNet50() {
	m := models.ResNet50(models.FromHub)
	fmt.Println(m.Load())
}

func ExampleFromHub() {
	m := models.MobileNetV2(models.FromHub)
	fmt.Println(m.Load())
}

// A file that is not there is an error when the network is built, not before.
func ExampleFromFile() {
	m := models.ResNet18(models.FromFile("mine.pth"))
	fmt.Println(m.Load())
	// Output: models: ResNet18: open mine.pth: no such file or directory; name a file of its weights
}

// Weights of one's own: those of a model that was saved.
func ExampleWeights() {
	dir, err := os.MkdirTemp("", "models")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "mine.safetensors")
	spec, input := models.MobileNetV2().Layer(), models.MobileNetV2().Input()
	n, _ := nn.Build(spec, input)
	trained, _ := nn.NewModel("mine", spec, input, n.Init(1))
	fmt.Println(trained.Save(path))
	for _, from := range []models.Weights{models.FromFile(path)} {
		fmt.Println(models.MobileNetV2(from).Hash() == trained.Hash())
	}
	// Output:
	// <nil>
	// true
}

func ExampleDigits() {
	digits := models.Digits()
	said, err := trainer.Predict(&trainer.Run{Model: digits}, datasets.MNIST().Take(5).Test)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(said.Classes())
	// Output: [7 2 1 0 4]
}

// The network of Digits, to be trained from nothing.
func ExampleDigitsNet() {
	s, _ := nn.Summarize(models.DigitsNet(), 28, 28, 1)
	fmt.Println(s.Out, s.Params)
	// Output: [10] 15590
}
