package viz

import (
	"fmt"
	"math"
	"slices"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

// TopLosses shows the n images that a run is most wrong about, the worst first: what it said, how sure it was, and
// what is right. The loss is that of the right class, -log of its probability.
func TopLosses(run *trainer.Run, part *datasets.Part, n int) *Chart {
	j, err := judgeClasses("TopLosses", run, part)
	if err != nil {
		return failed(err)
	}
	if n < 1 || n > 100 {
		return failed(fmt.Errorf("viz: TopLosses: expected 1 to 100 images, got %d; 16 fit well", n))
	}
	loss := make([]float64, len(j.right))
	order := make([]int, len(j.right))
	for i, r := range j.right {
		order[i], loss[i] = i, -math.Log(max(j.chance(i, r), 1e-12))
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case loss[a] > loss[b]:
			return -1
		case loss[a] < loss[b]:
			return 1
		}
		return 0
	})
	order = order[:min(n, len(order))]
	tiles, err := j.tiles(part, order, func(i int) []string {
		k := j.said.Class(i)
		return []string{
			fmt.Sprintf("%s %.0f %%", j.classes[k], 100*j.chance(i, k)),
			"right: " + j.classes[j.right[i]],
			fmt.Sprintf("loss %.2f", loss[i]),
		}
	})
	if err != nil {
		return failed(fmt.Errorf("viz: TopLosses: %s: %w", j.info.Name, err))
	}
	return tilesChart("Top losses: "+j.info.Name, captionsAlt(tiles), tiles, min(8, max(len(tiles), 4)))
}

// tiles makes tiles of the examples with the given numbers.
func (j *judged) tiles(part *datasets.Part, numbers []int, caption func(example int) []string) ([]tile, error) {
	batch, err := part.Examples(numbers...)
	if err != nil {
		return nil, err
	}
	tiles, err := tilesOf(j.info, batch, func(k int) []string { return caption(numbers[k]) })
	for k := range tiles {
		tiles[k].wrong = j.said.Class(numbers[k]) != j.right[numbers[k]]
	}
	return tiles, err
}

// Predictions shows n images of a part, the same ones each time, each with bars of the three classes that the run finds
// likeliest. Where it is wrong, the caption is in the colour of a mistake and names the right class.
func Predictions(run *trainer.Run, part *datasets.Part, n int) *Chart {
	j, err := judgeClasses("Predictions", run, part)
	if err != nil {
		return failed(err)
	}
	if n < 1 || n > 100 {
		return failed(fmt.Errorf("viz: Predictions: expected 1 to 100 images, got %d; 16 fit well", n))
	}
	numbers := sample(j.info.Len, n)
	tiles, err := j.tiles(part, numbers, func(i int) []string {
		if j.said.Class(i) == j.right[i] {
			return []string{j.classes[j.right[i]]}
		}
		return []string{j.classes[j.right[i]] + " (wrong)"}
	})
	if err != nil {
		return failed(fmt.Errorf("viz: Predictions: %s: %w", j.info.Name, err))
	}
	for k, i := range numbers {
		tiles[k].bars = topBars(j.classes, j.chances(i), 3)
	}
	return tilesChart("Predictions: "+j.info.Name, captionsAlt(tiles), tiles, min(6, max(len(tiles), 4)))
}

// bar is a name with a share from 0 to 1.
type bar struct {
	name  string
	share float64
}

// topBars is the k largest shares with their names.
func topBars(names []string, shares []float64, k int) (out []bar) {
	for i, s := range shares {
		out = append(out, bar{names[i], s})
	}
	slices.SortStableFunc(out, func(a, b bar) int {
		switch {
		case a.share > b.share:
			return -1
		case a.share < b.share:
			return 1
		}
		return 0
	})
	return out[:min(k, len(out))]
}
