package viz

import (
	"fmt"
	"image"

	"nnbook/nblib/datasets"
)

// Augmented shows what augmentation makes of images: one row for each of the first examples of the training part, the
// image as it is and then as so many epochs of training will see it. data must have been given changes by
// [datasets.Set.Augment]. It takes 1 to 8 examples and 1 to 7 versions of each.
func Augmented(data *datasets.Set, examples, versions int) *Chart {
	train, _, _ := data.Parts()
	info, err := train.Info()
	if err != nil {
		return failed(err)
	}
	switch {
	case examples < 1 || examples > 8 || versions < 1 || versions > 7:
		return failed(fmt.Errorf("viz: Augmented: expected 1 to 8 examples and 1 to 7 versions of each, got %d and %d; 4 and 5 fit well", examples, versions))
	case !train.Augmented():
		return sentence("Augmentation", "%s is not augmented; data.Augment(datasets.Flip, datasets.Rotate(10)) gives one that is", info.Name)
	case info.Len == 0:
		return sentence("Augmentation", "%s has no examples", info.Name)
	}
	examples = min(examples, info.Len)
	var numbers []int
	for i := range examples {
		numbers = append(numbers, i)
	}
	calm, err := train.Examples(numbers...)
	if err != nil {
		return failed(err)
	}
	seen := []*datasets.Batch{calm}
	for epoch := range versions {
		for batch, err := range train.Batches(examples, datasets.Order{Augment: true, Epoch: epoch}) {
			if err != nil {
				return failed(err)
			}
			seen = append(seen, batch)
			break
		}
	}
	rows, err := augmentedRows(info, seen)
	if err != nil {
		return failed(fmt.Errorf("viz: Augmented: %s: %w", info.Name, err))
	}
	return mapChart("Augmentation: "+info.Name, fmt.Sprintf("each row: the image, and how %d epochs see it", versions), rows)
}

// augmentedRows has a row for each example: in the first batch as it is, in the others changed.
func augmentedRows(info datasets.Info, seen []*datasets.Batch) (rows []mapRow, err error) {
	for i := range seen[0].Len {
		r := mapRow{name: answer(info.Target, seen[0], i)}
		var group []pixels
		for _, batch := range seen {
			p, err := asPixels(info.Shape, batch.X.At(i))
			if err != nil {
				return nil, err
			}
			group = append(group, p)
		}
		s := scaleOf(group)
		for k, p := range group {
			note := "as it is"
			if k > 0 {
				note = fmt.Sprintf("epoch %d", k)
			}
			r.images, r.notes = append(r.images, image.Image(p.image(s))), append(r.notes, note)
		}
		rows = append(rows, r)
	}
	return rows, nil
}
