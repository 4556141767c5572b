package viz_test

import (
	"fmt"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
	"nnbook/nblib/viz"
)

func ExampleBoundaryTimeline() {
	c := viz.BoundaryTimeline(spiralRun(), datasets.Spiral(90))
	fmt.Println(len(c.Option()["frames"].([]any)), "frames: before training, and after each of 2 epochs")
	// Output: 3 frames: before training, and after each of 2 epochs
}

func ExampleWeights() {
	fmt.Println(viz.Weights(spiralRun()).Err())
	// Output: <nil>
}

func ExampleGradients() {
	fmt.Println(viz.Gradients(spiralRun()).Err())
	// Output: <nil>
}

func ExampleConstrained() {
	fmt.Println(viz.Constrained(spiralRun(), nn.MaxNorm(0.5)).Err())
	// Output: <nil>
}

func ExampleLR() {
	found, err := trainer.FindLR(nn.Dense(3), datasets.Spiral(90), trainer.Config{})
	fmt.Println(err, viz.LR(found).Err())
	// Output: <nil> <nil>
}

func ExampleLossSurface() {
	c := viz.LossSurface(spiralRun(), datasets.Spiral(90))
	fmt.Println(c.Option()["epochs"])
	// Output: [0 1 2]
}

func ExampleBackprop() {
	c := viz.Backprop(nn.Sequential(nn.Dense(4, nn.Tanh), nn.Dense(3)), datasets.Spiral(90).Train, 0)
	fmt.Println(len(c.Option()["steps"].([]any)), "steps forward: the input and 2 layers")
	// Output: 3 steps forward: the input and 2 layers
}

func ExampleDraw() {
	c := viz.Draw(digitsRun())
	fmt.Println(c.Err(), len(c.Option()["classes"].([]any)), "classes")
	// Output: <nil> 10 classes
}

func ExampleAugmented() {
	digits := datasets.MNIST().Take(50).Augment(datasets.Rotate(25), datasets.Shift(0.1))
	fmt.Println(viz.Augmented(digits, 3, 6).Option()["rows"])
	// Output: [5 0 4]
}

func ExampleRegularizationLab() {
	defer inScratch()()
	c := viz.RegularizationLab(nn.MLP{Hidden: []int{8}, Out: 3}, datasets.Spiral(60), trainer.Config{Name: "lab", Epochs: 1})
	fmt.Println(len(c.Option()["series"].([]any)), "curves: training and validation, in 6 ways")
	_, err := trainer.Load("lab-early-stopping")
	fmt.Println("each way is a run of its own:", err == nil)
	// Output:
	// 12 curves: training and validation, in 6 ways
	// each way is a run of its own: true
}
