package models

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
)

// The committed weights score what the model card says.
func TestDigitsScoresAsItsCard(t *testing.T) {
	m := Digits()
	if err := m.Load(); err != nil {
		t.Fatal(err)
	}
	test := datasets.MNIST().Test
	if testing.Short() {
		test = datasets.MNIST().Take(1000).Test
	}
	got, err := trainer.Predict(&trainer.Run{Model: m}, test)
	if err != nil {
		t.Fatal(err)
	}
	truth, err := test.Load()
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for i, label := range truth.Labels {
		if got.Class(i) != int(label) {
			wrong++
		}
	}
	card, err := os.ReadFile("digits.md")
	if err != nil {
		t.Fatal(err)
	}
	if said := fmt.Sprintf("(%d of %d wrong)", wrong, got.Len); !testing.Short() && !strings.Contains(string(card), said) {
		t.Errorf("%s, which the card does not say", said)
	}
	if wrong > got.Len/50 {
		t.Errorf("%d of %d digits are wrong", wrong, got.Len)
	}
}

// What a network has learnt of 0 to 4 helps it with 5 to 9, the more the fewer
// examples of them there are (Yosinski et al. 2014): the curve of accuracy
// against examples, beside a network that starts from nothing.
func TestDigitsTransfer(t *testing.T) {
	if testing.Short() {
		t.Skip("trains three networks, or seven")
	}
	counts := []int{10}
	if long() {
		counts = []int{10, 50, 100}
	}
	t.Chdir(t.TempDir())
	fit := func(net nn.Layer, data *datasets.Set, epochs int, rate float64) *trainer.Run {
		run, err := trainer.Fit(net, data, trainer.Config{Epochs: epochs, BatchSize: 32, Seed: 3, Optimizer: optim.Adam(rate), Quiet: true})
		if err != nil {
			t.Fatal(err)
		}
		return run
	}
	low := fit(DigitsNet(), some(t, 0, 1500), 4, 2e-3)
	var transferred, scratch []float64
	for _, n := range counts {
		high := some(t, 5, n)
		net := nn.Sequential(nn.Frozen(low.Model.Features()), nn.Flatten(), nn.Dense(10))
		transferred = append(transferred, fit(net, high, 40, 1e-3).Test["accuracy"])
		scratch = append(scratch, fit(DigitsNet(), high, 40, 1e-3).Test["accuracy"])
		t.Logf("%3d examples of each of 5 to 9: transferred %.1f %%, from scratch %.1f %%",
			n, 100*transferred[len(transferred)-1], 100*scratch[len(scratch)-1])
	}
	if transferred[0] < scratch[0] {
		t.Errorf("with 10 examples a class, %.3f transferred, %.3f from scratch", transferred[0], scratch[0])
	}
	for i := range transferred[1:] {
		if transferred[i+1] < transferred[i] {
			t.Errorf("more examples, less accuracy: %v", transferred)
		}
	}
	if last := transferred[len(transferred)-1]; long() && last < 0.9 {
		t.Errorf("with 100 examples a class, %.3f", last)
	}
}

// some are n training examples of each of five digits, and up to 200 of each to
// test with.
func some(t *testing.T, from int32, n int) *datasets.Set {
	t.Helper()
	digits := datasets.MNIST()
	return &datasets.Set{Train: each(t, digits.Train, from, n), Val: each(t, digits.Test, from, 200), Test: each(t, digits.Test, from, 400)}
}

func each(t *testing.T, part *datasets.Part, from int32, n int) *datasets.Part {
	t.Helper()
	all, err := part.Load()
	if err != nil {
		t.Fatal(err)
	}
	var rows []int
	count := map[int32]int{}
	for i, label := range all.Labels {
		if label >= from && label < from+5 && count[label] < n {
			count[label]++
			rows = append(rows, i)
		}
	}
	return part.Subset(fmt.Sprintf("%d of each of %d to %d", n, from, from+4), rows)
}
