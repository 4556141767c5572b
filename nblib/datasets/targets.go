package datasets

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// targets are the answers of a part in memory.
type targets struct {
	target Target
	labels []int32
	values []float32
}

// put writes answer i.
func (t *targets) put(i int, r row) {
	if r.label != nil {
		*r.label = t.labels[i]
		return
	}
	copy(r.values, t.values[i*t.target.Width:(i+1)*t.target.Width])
}

// maxClasses is the largest number of classes that is believed without names for them.
const maxClasses = 100_000

// targetsOf finds out what kind of answers n rows of numbers are: one whole number for each example is a class. A width
// of 0 is the number of names, or one more than the largest class.
func targetsOf(name string, numbers []float32, n int, whole bool, c arrayConfig, width int) (*targets, error) {
	perRow := len(numbers) / max(n, 1)
	if !whole || c.values || perRow != 1 {
		if c.classes != nil {
			return nil, fmt.Errorf("datasets: %s: expected one whole number for each example, to go with ClassNames, got %d numbers each; leave ClassNames away", name, perRow)
		}
		return &targets{Target{Kind: Values, Width: perRow}, nil, numbers}, nil
	}
	t := &targets{Target{Kind: Classes, Classes: slices.Clone(c.classes)}, make([]int32, n), nil}
	limit := maxClasses
	if width > 0 || c.classes != nil {
		limit = max(width, len(c.classes))
	}
	for i, v := range numbers {
		if v < 0 || v >= float32(limit) || v != float32(math.Trunc(float64(v))) {
			return nil, fmt.Errorf("datasets: %s: example %d: expected a class from 0 to %d, got %v; count classes from 0, or use AsValues", name, i, limit-1, v)
		}
		t.labels[i] = int32(v)
		t.target.Width = max(t.target.Width, int(v)+1)
	}
	t.target.Width = max(t.target.Width, width, len(c.classes))
	if t.target.Width < 2 {
		return nil, fmt.Errorf("datasets: %s: expected at least 2 classes, got only 0; use AsValues for numbers to predict", name)
	}
	for k := len(t.target.Classes); k < t.target.Width; k++ {
		t.target.Classes = append(t.target.Classes, strconv.Itoa(k))
	}
	return t, nil
}
