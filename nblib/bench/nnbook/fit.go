package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
)

// network is the model by its name, and n examples for it.
func network(model string, n int) (nn.Layer, *datasets.Part, error) {
	width, depth := 512, 2
	if k, _ := fmt.Sscanf(model, "mlp:%d,%d", &width, &depth); model == "mlp" || k == 2 {
		layers := []nn.Layer{nn.Flatten()}
		for range depth {
			layers = append(layers, nn.Dense(width, nn.ReLU))
		}
		return nn.Sequential(append(layers, nn.Dense(10))...), digits(n), nil
	}
	switch model {
	case "cnn":
		return nn.Sequential(nn.Conv2D(32, 3, nn.ReLU), nn.MaxPool2D(2), nn.Conv2D(64, 3, nn.ReLU), nn.MaxPool2D(2),
			nn.Flatten(), nn.Dense(10)), digits(n), nil
	case "resnet":
		return nn.Sequential(nn.Conv2D(16, 3, nn.Same), nn.BatchNorm(), nn.ReLU, block(16, 1), block(32, 2), block(64, 2),
			nn.GlobalAvgPool2D(), nn.Dense(10)), noise(n), nil
	case "efficientnet": // all of it learns, as in the last stage of fine-tuning
		base, err := features()
		return nn.Sequential(base, nn.GlobalAvgPool2D(), nn.Dense(2)), grain(n), err
	case "finetune": // the head and the last two blocks learn
		base, err := features()
		if err != nil {
			return nil, nil, err
		}
		head, err := untrained(nn.Sequential(nn.Frozen(base), nn.GlobalAvgPool2D(), nn.Dense(2)))
		if err != nil {
			return nil, nil, err
		}
		return head.Unfreeze(2), grain(n), nil
	}
	return nil, nil, fmt.Errorf("no model %q\n%s", model, usage)
}

// block is a basic residual block (He et al. 2015).
func block(filters, stride int) nn.Layer {
	layers := []nn.Layer{
		nn.Conv2D(filters, 3, nn.Same, nn.Stride(stride)), nn.BatchNorm(), nn.ReLU,
		nn.Conv2D(filters, 3, nn.Same), nn.BatchNorm(),
	}
	if stride > 1 {
		layers = append(layers, nn.Shortcut(nn.Conv2D(filters, 1, nn.Stride(stride)), nn.BatchNorm()))
	}
	return nn.Sequential(nn.Residual(layers...), nn.ReLU)
}

func digits(n int) *datasets.Part { return datasets.MNIST().Train.Subset("bench", upTo(n)) }

// noise is random images [32 32 3] in 10 classes.
func noise(n int) *datasets.Part {
	x, y := make([][32][32][3]float32, n), make([]int, n)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range x {
		y[i] = rng.IntN(10)
		for k := range 32 * 32 * 3 {
			x[i][k/96][k/3%32][k%3] = rng.Float32()
		}
	}
	return datasets.Slices(x, y).Train
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// fit trains by trainer.Fit; an epoch is a slice. Ten examples to validate on
// keep Fit from holding out a tenth.
func fit(model string, batch, steps, devices int) error {
	n := batch * steps
	net, data, err := network(model, n)
	if err != nil {
		return err
	}
	few := data.Subset("few", upTo(10))
	t := newTurns()
	cfg := config(batch, 1<<20)
	cfg.Devices = devices
	_, err = trainer.Fit(net, &datasets.Set{Train: data, Val: few}, cfg, trainer.On(func(e trainer.Event) error {
		if _, ok := e.(trainer.EpochEnded); ok && !t.done(n) {
			os.Exit(0) // nothing of it is wanted
		}
		return nil
	}))
	return err
}

func config(batch, epochs int) trainer.Config {
	return trainer.Config{Epochs: epochs, BatchSize: batch, Optimizer: optim.Adam(1e-3), Seed: 1, Fresh: true, Quiet: true}
}

// predict trains a little and then predicts n examples at each turn.
func predict(model string, n int) error {
	net, data, err := network(model, max(n, 256))
	if err != nil {
		return err
	}
	few := data.Subset("few", upTo(128))
	run, err := trainer.Fit(net, &datasets.Set{Train: few, Val: few}, config(128, 1))
	if err != nil {
		return err
	}
	part := data.Subset("predicted", upTo(n))
	for t := newTurns(); ; {
		if _, err := trainer.Predict(run, part); err != nil {
			return err
		}
		if !t.done(n) {
			return nil
		}
	}
}

// reach trains until the test accuracy after an epoch is reached, and says the
// seconds since the program began and the epochs. Without a target it trains one
// epoch.
func reach(model string, batch int, target float64) error {
	began := time.Now()
	net, data, err := network(model, 60000)
	if err != nil {
		return err
	}
	test := datasets.MNIST().Test
	_, err = trainer.Fit(net, &datasets.Set{Train: data, Val: test}, config(batch, 40), trainer.On(func(e trainer.Event) error {
		if e, ok := e.(trainer.EpochEnded); ok && e.Values["val_accuracy"] >= target {
			fmt.Println(time.Since(began).Seconds(), e.N)
			return trainer.Stop
		}
		return nil
	}))
	return err
}
