package trainer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"nnbook/nblib/datasets"
)

// Classification is what a network takes a photo for.
type Classification struct {
	Path    string
	Guesses []Guess // of all classes, the likeliest first
}

// Guess is one class and how likely it is.
type Guess struct {
	Class       string
	Number      int // of the class
	Probability float64
}

// Classify tells what is in a photo file (JPEG, PNG, GIF, WebP, BMP). The run's
// network carries how photos are prepared and what the classes are called, so
// nothing else is needed: neither the data nor the words that shaped them. A
// model that was saved or pretrained goes as &trainer.Run{Model: model}.
//
// It is an error where the network does not know how photos are prepared: it
// was trained on something else, or on examples that a Map has changed
// ([nn.Model.WithPreparation] tells it). For many photos see
// datasets.ReadPhotos(run.Model.Preparation()) and [Predict].
func Classify(run *Run, path string) (*Classification, error) {
	if run == nil || run.Model == nil {
		return nil, fmt.Errorf("trainer: Classify: expected a run, got nil; train one or load one")
	}
	if run.Model.Preparation() == "" {
		return nil, fmt.Errorf("trainer: Classify: expected a network that knows how photos are prepared, got one trained on other data; train on datasets.ImageFolder, or use Model.WithPreparation")
	}
	photos, err := datasets.ReadPhotos(run.Model.Preparation())
	if err != nil {
		return nil, err
	}
	said, err := Predict(run, photos.Part(path))
	if err != nil {
		return nil, err
	}
	return &Classification{path, guesses(said)}, nil
}

// guesses are the classes of the only example, the likeliest first.
func guesses(said *Predictions) []Guess {
	p := said.Probabilities(0)
	if len(p) == 1 {
		p = []float64{1 - p[0], p[0]}
	}
	out := make([]Guess, len(p))
	for i := range p {
		out[i] = Guess{fmt.Sprintf("class %d", i), i, p[i]}
		if i < len(said.Names) {
			out[i].Class = said.Names[i]
		}
	}
	slices.SortStableFunc(out, func(a, b Guess) int { return cmp.Compare(b.Probability, a.Probability) })
	return out
}

// Class is the likeliest class.
func (c *Classification) Class() string { return c.Guesses[0].Class }

// guessesShown is how many guesses String lists.
const guessesShown = 3

// String lists the likeliest classes: "bees 98.2 %, ants 1.8 %".
func (c *Classification) String() string {
	var parts []string
	for _, g := range c.Guesses[:min(guessesShown, len(c.Guesses))] {
		parts = append(parts, fmt.Sprintf("%s %.1f %%", g.Class, 100*g.Probability))
	}
	return strings.Join(parts, ", ")
}
