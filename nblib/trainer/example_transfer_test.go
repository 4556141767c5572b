package trainer_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
)

// A base that has learnt to tell two classes of a spiral's three tells the
// third too, stage by stage.
func ExampleFineTune() {
	defer inFolderOfItsOwn()()
	teacher, err := trainer.Fit(nn.Sequential(nn.Dense(32, nn.Tanh), nn.Dense(32, nn.Tanh), nn.Flatten(), nn.Dense(3)), datasets.Spiral(300),
		trainer.Config{Epochs: 20, Optimizer: optim.Adam(0.01), Quiet: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	net := nn.Sequential(nn.Frozen(teacher.Model.Features()), nn.Dense(3))
	tuned, err := trainer.FineTune(net, datasets.Spiral(300, datasets.Seed(2)), trainer.Config{Name: "spiral", Epochs: 4, Quiet: true}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, run := range tuned.Stages {
		fmt.Printf("%s: %d epochs, %d weights learnt\n", run.Name, run.History.Len(), learnt(run.Model))
	}
	// Output:
	// spiral-head: 4 epochs, 99 weights learnt
	// spiral-top: 2 epochs, 1251 weights learnt
	// spiral-all: 2 epochs, 1251 weights learnt
}

// learnt counts the numbers that training moves.
func learnt(m *nn.Model) (n int) {
	for _, w := range m.Network().Weights() {
		if w.Trainable {
			n += w.Size()
		}
	}
	return n
}

// Stages of one's own: only the last block thaws, and slowly.
func ExampleStage() {
	stages := []trainer.Stage{
		{Name: "head", Epochs: 10},
		{Name: "top", Unfreeze: 1, Rate: 1e-5, Epochs: 3},
	}
	for _, s := range append(stages, trainer.Stages(trainer.Config{Epochs: 10})...) {
		fmt.Println(s.Name, s.Unfreeze == trainer.AllBlocks, s.Rate, s.BlockRates, s.Epochs)
	}
	// Output:
	// head false 0 0 10
	// top false 1e-05 0 3
	// head false 0 0 10
	// top false 1e-05 0 5
	// all true 3.3333333333333333e-06 0.8 5
}

func ExampleClassify() {
	defer inFolderOfItsOwn()()
	for i := range 20 { // grey squares, bright and dark
		square(fmt.Sprintf("squares/dark/%d.png", i), uint8(20+3*i))
		square(fmt.Sprintf("squares/bright/%d.png", i), uint8(170+4*i))
	}
	run, err := trainer.Fit(nn.Sequential(nn.Flatten(), nn.Dense(2)), datasets.ImageFolder("squares", datasets.Resize(4, 4)),
		trainer.Config{Name: "squares", Epochs: 40, BatchSize: 4, Optimizer: optim.Adam(0.05), Quiet: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	square("photo.png", 220)
	what, err := trainer.Classify(run, "photo.png")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(what.Class(), what.Guesses[0].Probability > 0.8, len(what.Guesses))
	// Output: bright true 2
}

// square writes a picture of one grey.
func square(path string, grey uint8) {
	im := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range 64 {
		im.SetGray(i%8, i/8, color.Gray{Y: grey})
	}
	_ = os.MkdirAll(filepath.Dir(path), 0o755)
	f, err := os.Create(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	if err := png.Encode(f, im); err != nil {
		fmt.Println(err)
	}
}

// inFolderOfItsOwn moves an example into a new folder, where its runs are kept,
// and gives what moves back.
func inFolderOfItsOwn() func() {
	was, _ := os.Getwd()
	dir, _ := os.MkdirTemp("", "example")
	_ = os.Chdir(dir)
	return func() {
		_ = os.Chdir(was)
		_ = os.RemoveAll(dir)
	}
}
