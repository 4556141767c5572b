package trainer_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
)

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
