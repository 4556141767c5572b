package trainer_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

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
	runs.Show() // a table in a notebook, text here
	fmt.Println(runs[0].Name, runs[0].State, runs[0].Epochs)
	fmt.Println(strings.HasPrefix(runs.HTML(), "<table>"), strings.HasPrefix(runs.String(), "Name"))
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

// A callback of one's own: a function that hears the events.
func ExampleOn() {
	defer aside()()
	quickRun(trainer.On(func(e trainer.Event) error {
		switch e := e.(type) {
		case trainer.FitStarted:
			fmt.Println("started:", e.StepsPerEpoch(), "steps an epoch, validates:", e.Validates())
			fmt.Println(e.ValueNames(), "watches", e.Watched())
		case trainer.StepsEnded: // a few times a second: e.Step of e.Steps in e.Epoch, with e.Loss so far
		case trainer.EpochEnded:
			said, err := e.Predict(spiral.Test) // with the weights as they are now
			if err != nil {
				return err
			}
			fmt.Println("epoch", e.N, "ended:", said.Len, "predictions")
			if e.N == 2 {
				return trainer.Stop // the run is kept
			}
		case trainer.FitEnded:
			fmt.Println("ended:", e.Run.History.Len() == e.History().Len())
		}
		return nil
	}))
	// Output:
	// started: 3 steps an epoch, validates: true
	// [loss accuracy val_loss val_accuracy lr] watches val_loss
	// epoch 1 ended: 30 predictions
	// epoch 2 ended: 30 predictions
	// ended: true
}

// What a callback can ask of the fit.
func ExampleFitting() {
	defer aside()()
	quickRun(trainer.On(func(e trainer.Event) error {
		if e, ok := e.(trainer.EpochEnded); ok && e.N == 1 {
			e.ScaleLearningRate(0.5)
			fmt.Printf("%.3f\n", e.LearningRate())
			m, err := e.Model()
			fmt.Println(len(m.Weights()), err)
			fmt.Println(e.Config().Epochs, len(e.Network().Layers()), e.Data().Shape, e.Backend() != "", e.Notes()[0])
		}
		return nil
	}))
	// Output:
	// 0.015
	// 4 <nil>
	// 5 2 [2] true loss: losses.SparseCategoricalCrossEntropy, for integer targets
}

// A type can be a callback too.
type counter struct{ epochs int }

func (c *counter) Handle(e trainer.Event) error {
	if _, ok := e.(trainer.EpochEnded); ok {
		c.epochs++
	}
	return nil
}

func ExampleCallback() {
	defer aside()()
	c := &counter{}
	quickRun(c)
	fmt.Println(c.epochs)
	// Output: 5
}

func ExampleEarlyStopping() {
	defer aside()()
	// No epoch improves the loss by 100, so that training ends 2 epochs after the first.
	run := quickRun(trainer.EarlyStopping(2).Watch("loss").MinDelta(100))
	fmt.Println(run.History.Len(), "epochs:", run.StopReason)
	_, err := trainer.Fit(net, spiral, quick, trainer.EarlyStopping(2).Watch("val_los"))
	fmt.Println(err)
	// Output:
	// 3 epochs: loss has not improved for 2 epochs
	// trainer: EarlyStopping watches "val_los": expected one of loss, accuracy, val_loss, val_accuracy, lr, got a name that no epoch has; did you mean "val_loss"?
}

func ExampleReduceLROnPlateau() {
	defer aside()()
	run := quickRun(trainer.ReduceLROnPlateau().Watch("loss").MinDelta(100).Patience(1).Cooldown(1).Factor(0.5).MinRate(0.01))
	for _, rate := range run.History.Series("lr") {
		fmt.Printf("%.4f ", rate)
	}
	// Output: 0.0300 0.0300 0.0150 0.0100 0.0100
}

func ExampleLearningRate() {
	defer aside()()
	run := quickRun(trainer.LearningRate(optim.Exponential(0.1, 0.5)))
	fmt.Printf("%.4f\n", run.History.Series("lr"))
	halve := func(epoch int, rate float64) float64 { return rate / 2 }
	run = quickRun(trainer.LearningRate(halve).Named("halve, version 1"))
	fmt.Printf("%.4f\n", run.History.Series("lr"))
	// Output:
	// [0.1000 0.0500 0.0250 0.0125 0.0063]
	// [0.0150 0.0075 0.0037 0.0019 0.0009]
}

func ExampleCheckpoint() {
	defer aside()()
	run := quickRun(trainer.Checkpoint("best.safetensors").Watch("val_loss"), trainer.Checkpoint("last.safetensors").Last())
	best, err := nn.LoadModel("best.safetensors")
	fmt.Println(best.Hash() == run.Model.Hash(), err)
	last, err := nn.LoadModel("last.safetensors")
	fmt.Println(last.Hash() == run.Last().Hash(), err)
	// Output:
	// true <nil>
	// true <nil>
}

func ExampleCSVLog() {
	defer aside()()
	quickRun(trainer.CSVLog("points.csv"))
	text, _ := os.ReadFile("points.csv")
	rows := strings.Split(string(text), "\n")
	fmt.Println(rows[0])
	// Output: epoch,seconds,loss,accuracy,val_loss,val_accuracy,lr
}

func ExampleStopOnNaN() {
	defer aside()()
	run := quickRun(trainer.StopOnNaN())
	fmt.Println(run.StopReason)
	// Output: all epochs are done
}

func ExampleRecord() {
	defer aside()()
	run := quickRun(trainer.Record(trainer.RecordWeights, trainer.RecordGradients, trainer.RecordPredictions(spiral.Test)).
		Every(2).MaxBytes(trainer.DefaultRecordBytes))
	moments, err := run.Records()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range moments {
		kernel := m.Weights[0]
		fmt.Println("epoch", m.Epoch, kernel.Name, kernel.Shape, kernel.Norm > 0, len(kernel.Counts), len(kernel.Values) <= trainer.FullRecord,
			len(m.Gradients), m.Predictions.Len)
	}
	model, err := moments[0].Model() // the network before it learnt anything
	fmt.Println(len(model.Weights()), err)
	// Output:
	// epoch 0 0.Dense.kernel [2 8] true 40 true 4 30
	// epoch 2 0.Dense.kernel [2 8] true 40 true 4 30
	// epoch 4 0.Dense.kernel [2 8] true 40 true 4 30
	// 4 <nil>
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

// An error of a callback ends training and is returned; the run is kept all
// the same, and the next Fit goes on with it.
func ExampleStop() {
	defer aside()()
	full := errors.New("the disk is full")
	_, err := trainer.Fit(net, spiral, quick, trainer.On(func(e trainer.Event) error {
		if e, ok := e.(trainer.EpochEnded); ok && e.N == 3 && !e.Replayed {
			return full
		}
		return nil
	}))
	fmt.Println(errors.Is(err, full))
	run := quickRun()
	fmt.Println(run.History.Len(), slices.Contains(run.Notes, "goes on from epoch 4, step 1"), run.Elapsed < time.Minute)
	// Output:
	// true
	// 5 true true
}
