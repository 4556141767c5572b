package viz_test

import (
	"fmt"
	"os"
	"sync"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
	"nnbook/nblib/viz"
)

// spiralRun trains a small network on points; a notebook would give the run a name and load it in later cells.
var spiralRun = sync.OnceValue(func() *trainer.Run {
	defer inScratch()()
	return trainer.MustFit(nn.Sequential(nn.Dense(8, nn.Tanh), nn.Dense(3)), datasets.Spiral(90),
		trainer.Config{Name: "spiral", Epochs: 2, Optimizer: optim.Adam(0.02), Quiet: true},
		trainer.Record(trainer.RecordWeights, trainer.RecordGradients))
})

// digitsRun trains a small convolutional network on a few digits.
var digitsRun = sync.OnceValue(func() *trainer.Run {
	defer inScratch()()
	return trainer.MustFit(nn.Sequential(nn.Conv2D(4, 5, nn.ReLU, nn.Stride(2)), nn.Flatten(), nn.Dense(10)), datasets.MNIST().Take(100),
		trainer.Config{Epochs: 1, Quiet: true})
})

// inScratch works in a folder of its own, since runs are kept beside the notebook, until the function it returns.
func inScratch() func() {
	back, _ := os.Getwd()
	dir, err := os.MkdirTemp("", "viz")
	if err == nil {
		err = os.Chdir(dir)
	}
	if err != nil {
		panic(err)
	}
	return func() { _ = os.Chdir(back); _ = os.RemoveAll(dir) }
}

func ExampleCurves() {
	c := viz.Curves(spiralRun())
	fmt.Println(len(c.Option()["series"].([]any)), "curves:", "loss and accuracy, training and validation")
	// Output: 4 curves: loss and accuracy, training and validation
}

func ExampleLive() {
	defer inScratch()()
	_, err := trainer.Fit(nn.Dense(3), datasets.Spiral(90), trainer.Config{Epochs: 2, Quiet: true}, viz.Live())
	fmt.Println(err)
	// Output: <nil>
}

func ExampleCompare() {
	fmt.Println(viz.Compare(spiralRun(), spiralRun()).Err())
	// Output: <nil>
}

func ExampleConfusion() {
	fmt.Println(viz.Confusion(spiralRun(), datasets.Spiral(90).Train).Err())
	// Output: <nil>
}

func ExampleROC() {
	fmt.Println(viz.ROC(spiralRun(), datasets.Spiral(90).Train).Err())
	// Output: <nil>
}

func ExampleCalibration() {
	fmt.Println(viz.Calibration(spiralRun(), datasets.Spiral(90).Train).Err())
	// Output: <nil>
}

func ExampleBoundary() {
	c := viz.Boundary(spiralRun(), datasets.Spiral(90))
	fmt.Println(c.Option()["classes"])
	// Output: [0 1 2]
}

func ExampleTopLosses() {
	c := viz.TopLosses(digitsRun(), datasets.MNIST().Take(100).Test, 16)
	fmt.Println(len(c.Option()["captions"].([]any)))
	// Output: 16
}

func ExamplePredictions() {
	c := viz.Predictions(digitsRun(), datasets.MNIST().Take(100).Test, 12)
	fmt.Println(len(c.Option()["captions"].([]any)))
	// Output: 12
}

func ExampleFilters() {
	c := viz.Filters(digitsRun())
	fmt.Println(len(c.Option()["captions"].([]any)))
	// Output: 4
}

func ExampleFeatureMaps() {
	fmt.Println(viz.FeatureMaps(digitsRun(), datasets.MNIST().Take(100).Test, 0).Option()["rows"])
	// Output: [input 28 × 28 × 1 0.Conv2D: Conv2D(4, 5, Stride(2), ReLU), 12 × 12 × 4]
}

func ExampleGradCAM() {
	fmt.Println(viz.GradCAM(digitsRun(), datasets.MNIST().Take(100).Test, 0).Err())
	// Output: <nil>
}

func ExampleConvExplorer() {
	c := viz.ConvExplorer(digitsRun(), datasets.MNIST().Take(100).Test, 0)
	fmt.Println(c.Option()["stride"], c.Option()["out"])
	// Output: [2 2] [12 12]
}

func ExampleEmbeddings() {
	fmt.Println(viz.Embeddings(digitsRun(), datasets.MNIST().Take(100).Test).Err())
	// Output: <nil>
}

func ExampleDrift() {
	run := spiralRun()
	fmt.Println(viz.Drift(run, run).Option()["series"].([]any)[0].(map[string]any)["data"].([]any)[0])
	// Output: 0
}

func ExampleFrozenMap() {
	viz.FrozenMap(spiralRun()).Show()
	// Output:
	// Frozen and learning
	// 51 parameters learn, 0 are frozen
	// layer    learn  frozen
	// 0.Dense     24       0
	// 1.Dense     27       0
}

func ExampleResiduals() {
	defer inScratch()()
	run := trainer.MustFit(nn.Sequential(nn.Dense(8, nn.Tanh), nn.Dense(1)), datasets.Sine(100), trainer.Config{Epochs: 1, Quiet: true})
	fmt.Println(viz.Residuals(run, datasets.Sine(100).Train).Err())
	// Output: <nil>
}
