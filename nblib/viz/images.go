package viz

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"nnbook/nblib/datasets"
)

// Data is what charts of data take: one part of a data set, or a whole set, which stands for its training part.
type Data interface {
	*datasets.Part | *datasets.Set
}

// partOf is the part that data stands for.
func partOf[D Data](data D) *datasets.Part {
	switch data := any(data).(type) {
	case *datasets.Part:
		return data
	case *datasets.Set:
		if data != nil {
			return data.Train
		}
	}
	return nil // which says so when it is opened
}

// Images shows rows x cols images of a data set with their labels: the same ones each time, drawn at random from all.
// Examples must have the shape [height, width, 1] or [height, width, 3]. Values from 0 to 1, or from 0 to 255, are
// shades from black to white; others are scaled from the smallest to the largest that is shown.
func Images[D Data](data D, rows, cols int) *Chart {
	part := partOf(data)
	info, err := part.Info()
	if err != nil {
		return failed(err)
	}
	if rows < 1 || cols < 1 || cols > 30 || rows*cols > 400 {
		return failed(fmt.Errorf("viz: Images: expected at least 1 row, 1 to 30 columns and at most 400 images, got %d x %d; 4 x 8 fit well", rows, cols))
	}
	if info.Len == 0 {
		return sentence("Images", "%s has no examples", info.Name)
	}
	numbers := sample(info.Len, rows*cols)
	batch, err := part.Examples(numbers...)
	if err != nil {
		return failed(err)
	}
	tiles, err := tilesOf(info, batch, func(i int) []string { return []string{answer(info.Target, batch, i)} })
	if err != nil {
		return failed(fmt.Errorf("viz: Images: %s: %w; viz.Scatter shows points", info.Name, err))
	}
	title := fmt.Sprintf("%d of %d images: %s", len(tiles), info.Len, info.Name)
	return tilesChart(title, captionsAlt(tiles), tiles, cols)
}

// sample picks k of n numbers, the same ones each time.
func sample(n, k int) []int {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	return r.Perm(n)[:min(k, n)]
}

// tilesOf makes tiles of the images of a batch.
func tilesOf(info datasets.Info, batch *datasets.Batch, caption func(i int) []string) ([]tile, error) {
	var group []pixels
	for i := range batch.Len {
		p, err := asPixels(info.Shape, batch.X.At(i))
		if err != nil {
			return nil, err
		}
		group = append(group, p)
	}
	s := scaleOf(group)
	tiles := make([]tile, len(group))
	for i, p := range group {
		tiles[i] = tile{image: p.image(s), caption: caption(i)}
	}
	return tiles, nil
}

// answer is the right answer of example i of a batch, as text.
func answer(target datasets.Target, batch *datasets.Batch, i int) string {
	switch {
	case batch.Labels != nil:
		return className(target.Classes, int(batch.Labels[i]))
	case target.Kind == datasets.Binary:
		return className(target.Classes, int(batch.Values[i]+0.5))
	case target.Kind == datasets.OneHot:
		return className(target.Classes, largest(batch.Values[i*target.Width:(i+1)*target.Width]))
	}
	var words []string
	for _, v := range batch.Values[i*target.Width : (i+1)*target.Width] {
		words = append(words, fmt.Sprintf("%.3g", v))
	}
	return strings.Join(words, " ")
}

// className is the name of a class, or its number where it has none.
func className(classes []string, k int) string {
	if k >= 0 && k < len(classes) {
		return printable(classes[k])
	}
	return fmt.Sprint(k)
}

// largest is the index of the largest value.
func largest(values []float32) int {
	best := 0
	for i, v := range values {
		if v > values[best] {
			best = i
		}
	}
	return best
}

// captionsAlt says what a grid shows, in so many words as one listens to.
func captionsAlt(tiles []tile) string {
	var words []string
	for _, t := range tiles[:min(len(tiles), 20)] {
		words = append(words, strings.Join(t.caption, " "))
	}
	return fmt.Sprintf("a grid of %d images labelled %s", len(tiles), strings.Join(words, ", "))
}
