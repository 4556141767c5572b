// Command makedigits trains the network of models.Digits on MNIST and writes its
// weights and its model card: go generate ./models, from the root; it takes minutes.
package main

import (
	"fmt"
	"os"
	"strings"

	"nnbook/models"
	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
)

// epochs is how long it trains.
const epochs = 8

func main() {
	if err := makeDigits("digits.safetensors", "digits.md"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func makeDigits(weights, card string) error {
	digits := datasets.MNIST()
	run, err := trainer.Fit(models.DigitsNet(), digits, trainer.Config{
		Epochs: epochs, BatchSize: 64, Seed: 1, Optimizer: optim.Adam(optim.Cosine(2e-3)),
	})
	if err != nil {
		return err
	}
	fmt.Println(run)
	if err := run.Model.Save(weights); err != nil {
		return err
	}
	saved, err := nn.LoadModel(weights)
	if err != nil {
		return err
	}
	text, err := describe(saved, run, digits.Test)
	if err != nil {
		return err
	}
	return os.WriteFile(card, []byte(text), 0o644)
}

// describe writes the model card.
func describe(m *nn.Model, run *trainer.Run, test *datasets.Part) (string, error) {
	said, err := trainer.Predict(&trainer.Run{Model: m}, test)
	if err != nil {
		return "", err
	}
	truth, err := test.Load()
	if err != nil {
		return "", err
	}
	var right, all [10]int
	for i, label := range truth.Labels {
		all[label]++
		if said.Class(i) == int(label) {
			right[label]++
		}
	}
	var rows strings.Builder
	total := 0
	for d := range 10 {
		fmt.Fprintf(&rows, "| %d | %d | %.2f %% |\n", d, all[d], 100*float64(right[d])/float64(all[d]))
		total += right[d]
	}
	return fmt.Sprintf(card, m.Network().Summary().Params, epochs, run.BestEpoch, run.Watched, 100*run.Best().Values["val_accuracy"],
		100*float64(total)/float64(said.Len), said.Len-total, said.Len, rows.String()), nil
}

const card = `# Model card: Digits

Written by ` + "`go generate ./models`" + `, which also makes the weights.

- **What it does**: says which digit a small grey picture shows; ` + "`models.Digits()`" + `, %d parameters.
- **Input**: [28, 28, 1], values 0 to 1, one light digit on a dark ground, about 20 pixels high and in the middle, as in MNIST.
- **Output**: 10 logits, for the digits 0 to 9.
- **Data**: MNIST (LeCun, Cortes, Burges). 54,000 of the 60,000 training images to learn from, 6,000 to choose the epoch by; no augmentation.
- **Training**: Adam, rate 2e-3 falling to 0 by a cosine, batches of 64, dropout 0.3, %d epochs, of which number %d was the best by %s. Validation accuracy %.2f %%.
- **Test**: %.2f %% of the 10,000 test images, which nothing was chosen by (%d of %d wrong).
- **Licence of the weights**: that of this project.

| digit | test images | right |
|---|---|---|
%s
## Limits

It has seen the handwriting of American census workers and pupils, scanned, cut out and centred. It is not for dark ink on
light paper (invert the picture first), for digits that are not in the middle, for several digits, for printed ones, or for
anything that is no digit: it always names one of the ten, and how sure it is means little on pictures of another kind.
`
