package trainer_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"nnbook/nblib/datasets"
	"nnbook/nblib/metrics"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
)

// The examples share a network and data that learn in no time.
var (
	spiral = datasets.Spiral(150)
	net    = nn.Sequential(nn.Dense(8, nn.Tanh), nn.Dense(3))
	quick  = trainer.Config{Epochs: 5, BatchSize: 45, Optimizer: optim.Adam(0.03), Quiet: true}
)

// aside lets an example keep its runs in a folder of its own. Use it as
// defer aside()().
func aside() (back func()) {
	here, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	dir, err := os.MkdirTemp("", "trainer")
	if err != nil {
		panic(err)
	}
	if err := os.Chdir(dir); err != nil {
		panic(err)
	}
	return func() {
		_ = os.Chdir(here)
		_ = os.RemoveAll(dir)
	}
}

func quickRun(callbacks ...trainer.Callback) *trainer.Run {
	return trainer.MustFit(net, spiral, quick, callbacks...)
}

func Example() {
	defer aside()()
	spiral := datasets.Spiral(600)
	net := nn.Sequential(nn.Dense(32, nn.ReLU), nn.Dense(3))
	run := trainer.MustFit(net, spiral, trainer.Config{
		Name:      "spiral",
		Epochs:    10,
		Optimizer: optim.Adam(0.03),
		Quiet:     true,
	}, trainer.EarlyStopping(5))
	fmt.Println(run.History.Len() > 5, run.Test["accuracy"] > 0.6)
	fmt.Println(len(trainer.MustPredict(run, spiral.Test).Classes()) == spiral.Test.Len())
	// Output:
	// true true
	// true
}

func ExampleFit() {
	defer aside()()
	run, err := trainer.Fit(net, spiral, trainer.Config{Epochs: 3, Quiet: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(run.History.Len(), "epochs:", run.StopReason)
	_, err = trainer.Fit(nn.Dense(10), datasets.MNIST(), trainer.Config{})
	fmt.Println(err)
	// Output:
	// 3 epochs: all epochs are done
	// nn: layer 0 Dense(10): needs a flat input, got [28 28 1]; put nn.Flatten() before it
}

// The same cell run again loads its run; with more epochs it goes on.
func ExampleConfig() {
	defer aside()()
	cfg := trainer.Config{
		Name:      "points",                           // kept under this name
		Epochs:    3,                                  // times through the data
		BatchSize: 45,                                 // examples a step
		Optimizer: optim.SGD(0.1),                     // how to step
		Metrics:   []metrics.Metric{metrics.Accuracy}, // what to report
		Seed:      7,                                  // decides everything that is drawn
		SaveEvery: trainer.DefaultSaveEvery,           // what a crash can cost
		Quiet:     true,
	}
	fmt.Println(trainer.MustFit(net, spiral, cfg).Loaded)
	fmt.Println(trainer.MustFit(net, spiral, cfg).Loaded)
	cfg.Epochs = trainer.DefaultEpochs
	fmt.Println(trainer.MustFit(net, spiral, cfg).Notes[1])
	// Output:
	// false
	// true
	// goes on from epoch 4, step 1
}

func ExampleLoad() {
	defer aside()()
	cfg := quick
	cfg.Name = "points"
	trained := trainer.MustFit(net, spiral, cfg)
	run, err := trainer.Load("points") // in another cell, or tomorrow
	fmt.Println(run.Model.Hash() == trained.Model.Hash(), err)
	_, err = trainer.Load("pints")
	fmt.Println(err)
	// Output:
	// true <nil>
	// trainer: Load: expected a run named "pints" in .nnbook/runs, got none (there are: points); train it with Config{Name: "pints"}
}

func ExampleMustLoad() {
	defer aside()()
	cfg := quick
	cfg.Name = "points"
	trainer.MustFit(net, spiral, cfg)
	fmt.Println(trainer.MustLoad("points").Name)
	// Output: points
}

func ExampleRuns() {
	defer aside()()
	cfg := quick
	cfg.Name = "points"
	trainer.MustFit(net, spiral, cfg)
	runs := trainer.Runs()
	fmt.Println(runs[0].Name, runs[0].State, runs[0].Epochs)
	fmt.Println(strings.HasPrefix(runs.HTML(), "<table>"), strings.HasPrefix(runs.String(), "Name"))
	// Output:
	// points finished 5
	// true true
}

// In a notebook it is a table, in a terminal text.
func ExampleKeptRuns_Show() {
	trainer.Runs().Show()
}

func ExampleDelete() {
	defer aside()()
	cfg := quick
	cfg.Name = "points"
	trainer.MustFit(net, spiral, cfg)
	fmt.Println(trainer.Delete("points"))
	fmt.Println(trainer.Runs())
	// Output:
	// <nil>
	// no runs are kept here
}

func ExampleEvaluate() {
	defer aside()()
	run := quickRun()
	scores, err := trainer.Evaluate(run, spiral.Train)
	fmt.Println(scores["loss"] > 0, scores["accuracy"] > 0.3, err)
	fmt.Println(trainer.MustEvaluate(run, spiral.Test)["loss"] > 0)
	// Output:
	// true true <nil>
	// true
}

func ExampleScores() {
	fmt.Println(trainer.Scores{"accuracy": 0.9921, "loss": 0.0251})
	// Output: loss 0.0251, accuracy 99.21 %
}

func ExamplePredict() {
	defer aside()()
	said, err := trainer.Predict(quickRun(), spiral.Test)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(said.Len == spiral.Test.Len(), said.Width)
	fmt.Println(len(said.Row(0)), len(said.Probabilities(0)), said.Class(0) == said.Classes()[0], said.Logits())
	// Output:
	// true 3
	// 3 3 true true
}

func ExampleRun() {
	defer aside()()
	run := quickRun()
	fmt.Println(run.Best().N == run.BestEpoch, run.Watched)
	fmt.Println(len(run.Model.Weights()), len(run.Last().Weights()))
	fmt.Println(run.Read([]float32{9, 0, 0}).Class(0)) // outputs computed elsewhere
	fmt.Println(strings.HasPrefix(run.String(), "run: 5 epochs in "))
	// Output:
	// true val_loss
	// 4 4
	// 0
	// true
}

func ExampleHistory() {
	h := trainer.History{Epochs: []trainer.Epoch{
		{N: 1, Values: map[string]float64{"loss": 0.5, "val_loss": 0.6}, Seconds: 2},
		{N: 2, Values: map[string]float64{"loss": 0.25, "val_loss": 0.4}, Seconds: 2},
	}}
	fmt.Println(h.Len(), h.Names(), h.Series("loss"), h.Last("val_loss"))
	_ = h.WriteCSV(os.Stdout)
	var file bytes.Buffer
	_ = h.WriteJSONL(&file)
	fmt.Print(file.String())
	back, err := trainer.ReadHistory(&file)
	fmt.Println(back.Len(), err)
	// Output:
	// 2 [loss val_loss] [0.5 0.25] 0.4
	// epoch,seconds,loss,val_loss
	// 1,2,0.5,0.6
	// 2,2,0.25,0.4
	// {"epoch":1,"loss":0.5,"seconds":2,"val_loss":0.6}
	// {"epoch":2,"loss":0.25,"seconds":2,"val_loss":0.4}
	// 2 <nil>
}

func ExampleFindLR() {
	defer aside()()
	found, err := trainer.FindLR(net, spiral, quick)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found.Suggestion > 1e-4, found.Suggestion < 1, len(found.Rates) == len(found.Losses))
	fmt.Println(strings.HasPrefix(trainer.MustFindLR(net, spiral, quick).String(), "learning rates 1e-07 to "))
	// Output:
	// true true true
	// true
}

func ExampleOverfitOneBatch() {
	defer aside()()
	cfg := trainer.Config{BatchSize: 16, Optimizer: optim.Adam(0.05)}
	found, err := trainer.OverfitOneBatch(nn.MLP{Hidden: []int{32}, Out: 3}, spiral, cfg)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found.Passed, strings.HasPrefix(found.String(), "learns one batch by heart: "))
	fmt.Println(trainer.MustOverfitOneBatch(nn.MLP{Hidden: []int{32}, Out: 3}, spiral, cfg).Passed)
	// Output:
	// true true
	// true
}
