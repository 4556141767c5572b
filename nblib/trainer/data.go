package trainer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"

	"nnbook/nblib/datasets"
)

// material is what a fit learns from and is measured by.
type material struct {
	train, val, test share
	info             datasets.Info // of the training part
	held             bool          // val was held out of train
}

// share is some rows of a part.
type share struct {
	part *datasets.Part
	rows []int // nil: all of them, in order
	n    int
}

// gather opens the parts, holds validation data out where there are none, and
// checks what can be checked without reading everything.
func gather(data datasets.Source, seed int64) (m material, err error) {
	if isNil(data) {
		return m, fmt.Errorf("trainer: Fit: expected data, got nil; pass a data set such as datasets.MNIST()")
	}
	train, val, test := data.Parts()
	if m.info, err = train.Info(); err != nil {
		return m, err
	}
	if m.info.Len == 0 {
		return m, fmt.Errorf("trainer: %s: expected at least 1 example to learn from, got none; choose a part that has some", m.info.Name)
	}
	m.train = share{part: train, n: m.info.Len}
	for _, p := range []struct {
		from *datasets.Part
		to   *share
	}{{val, &m.val}, {test, &m.test}} {
		info, err := p.from.Info()
		if err != nil {
			return m, err
		}
		if info.Len > 0 {
			if err := agree(m.info, info); err != nil {
				return m, err
			}
			*p.to = share{part: p.from, n: info.Len}
		}
	}
	if m.val.n == 0 {
		m.holdOut(seed)
	}
	return m, nil
}

// isNil tells whether an interface holds nothing, or a pointer or function
// that is nil.
func isNil(x any) bool {
	v := reflect.ValueOf(x)
	return !v.IsValid() || (v.Kind() == reflect.Pointer || v.Kind() == reflect.Func) && v.IsNil()
}

// holdOut takes the last tenth of a seeded shuffle of the training part for
// validation; fewer than 10 examples are all trained on.
func (m *material) holdOut(seed int64) {
	n := m.train.n / 10
	if n == 0 {
		return
	}
	order := rand.New(rand.NewPCG(uint64(seed), holdOutStream)).Perm(m.train.n)
	cut := len(order) - n
	m.val = share{part: m.train.part, rows: order[cut:], n: n}
	m.train = share{part: m.train.part, rows: order[:cut], n: cut}
	m.held = true
}

// Streams of random numbers that a seed gives, one for each use.
const (
	holdOutStream = 0x686f6c64
	shuffleStream = 0x73687566
	dropoutStream = 0x64726f70
)

// agree checks that a part looks like the training part.
func agree(train, other datasets.Info) error {
	if fmt.Sprint(train.Shape) != fmt.Sprint(other.Shape) {
		return fmt.Errorf("trainer: %s: expected examples of shape %v as in %s, got %v; prepare both alike", other.Name, train.Shape, train.Name, other.Shape)
	}
	if train.Target.Kind != other.Target.Kind || train.Target.Width != other.Target.Width {
		return fmt.Errorf("trainer: %s: expected targets %v of width %d as in %s, got %v of width %d; prepare both alike",
			other.Name, train.Target.Kind, train.Target.Width, train.Name, other.Target.Kind, other.Target.Width)
	}
	return nil
}

// streamed gives the part that the share's rows make.
func (s share) streamed(name string) *datasets.Part {
	if s.rows == nil {
		return s.part
	}
	return s.part.Subset(name, s.rows)
}

// checkBatch refuses what no training can use: labels outside the classes, NaN.
func checkBatch(b *datasets.Batch, info datasets.Info) error {
	for i, l := range b.Labels {
		if l < 0 || int(l) >= info.Target.Width {
			return fmt.Errorf("trainer: %s: example %d: expected a label from 0 to %d, got %d; correct the labels or the number of classes",
				info.Name, i, info.Target.Width-1, l)
		}
	}
	size := 1
	for _, d := range info.Shape {
		size *= d
	}
	for i, x := range b.X.F32 {
		if x != x || math.IsInf(float64(x), 0) {
			return fmt.Errorf("trainer: %s: example %d: expected finite numbers, got %v; remove the example or fill the gap", info.Name, i/size, x)
		}
	}
	for i, x := range b.Values {
		if x != x || math.IsInf(float64(x), 0) {
			return fmt.Errorf("trainer: %s: example %d: expected a finite target, got %v; remove the example", info.Name, i/max(1, info.Target.Width), x)
		}
	}
	return nil
}
