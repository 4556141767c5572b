package datasets

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// readCells goes through the table a second time and keeps the cells of the columns in use.
func (d *tableData) readCells() error {
	used := append(slices.Clone(d.columns), d.target)
	places := map[*tableColumn]map[string]int32{}
	for _, c := range used {
		places[c] = map[string]int32{}
	}
	for k, source := range d.sources {
		if k == 1 {
			d.fromNew = len(d.lines)
		}
		first := true
		err := source.each(func(line int, cells []string) error {
			if first {
				first = false
				if _, isHeader := headerOf(cells); isHeader {
					return nil
				}
			}
			if d.table.Missing == DropRows && slices.ContainsFunc(used, func(c *tableColumn) bool { return missingMarks[strings.TrimSpace(cells[c.at])] }) {
				return nil
			}
			d.lines = append(d.lines, cellPlace{k, line})
			for _, c := range used {
				if err := c.keep(strings.TrimSpace(cells[c.at]), places[c]); err != nil {
					return fmt.Errorf("datasets: %s: column %q: %w", d.where(len(d.lines)-1), c.Name, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, c := range used {
		c.sortWords()
		c.width = 1
		if c.Type == Words && !slices.Contains(d.table.Integers, c.Name) {
			c.width = len(c.words)
		}
	}
	return nil
}

// keep keeps a cell. Words are numbered as they come.
func (c *tableColumn) keep(cell string, places map[string]int32) error {
	if c.Type == Numbers {
		v := math.NaN()
		if !missingMarks[cell] {
			if v, _ = numberOf(cell); math.Abs(v) > math.MaxFloat32 || math.IsNaN(v) {
				return fmt.Errorf("expected a finite number, got %q", clipped(cell))
			}
		}
		c.numbers = append(c.numbers, v)
		return nil
	}
	if missingMarks[cell] {
		cell = missingWord
	}
	code, ok := places[cell]
	if !ok {
		code = int32(len(c.words))
		cell = strings.Clone(cell)
		places[cell], c.words = code, append(c.words, cell)
	}
	c.codes = append(c.codes, code)
	return nil
}

// sortWords numbers the words in their order: as numbers where all are, else as text.
func (c *tableColumn) sortWords() {
	sorted := slices.Clone(c.words)
	slices.SortFunc(sorted, func(a, b string) int {
		x, okX := numberOf(a)
		y, okY := numberOf(b)
		if okX && okY && x != y {
			return int(math.Copysign(1, x-y))
		}
		return strings.Compare(a, b)
	})
	moved := make([]int32, len(c.words))
	for old, word := range c.words {
		moved[old] = int32(slices.Index(sorted, word))
	}
	for i, code := range c.codes {
		c.codes[i] = moved[code]
	}
	c.words = sorted
}

// mostCounted is the largest number of classes that a column of numbers is taken for by itself.
const mostCounted = 20

// counts says whether the numbers look like classes: 0 to k-1 or 1 to k, each of them present.
func (c *tableColumn) counts() bool {
	seen := map[float64]bool{}
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, v := range c.numbers {
		if v != math.Trunc(v) || len(seen) > mostCounted {
			return false
		}
		seen[v] = true
		lowest, highest = min(lowest, v), max(highest, v)
	}
	return (lowest == 0 || lowest == 1) && len(seen) <= mostCounted && len(seen) >= 2 && highest-lowest+1 == float64(len(seen))
}

// numbersToWords makes classes of a column of numbers.
func (c *tableColumn) numbersToWords() {
	places := map[string]int32{}
	c.Type = Words
	for _, v := range c.numbers {
		_ = c.keep(strconv.FormatFloat(v, 'g', -1, 64), places) // words are never refused
	}
	c.numbers = nil
	c.sortWords()
}

// write writes the features of row i.
func (c *tableColumn) write(i int, to []float32) {
	switch {
	case c.Type == Numbers:
		v := c.numbers[i]
		if math.IsNaN(v) {
			v = c.mean
		}
		to[0] = float32((v - c.shift) * c.scale)
	case c.width == 1:
		to[0] = float32(c.codes[i])
	default:
		to[c.codes[i]] = 1
	}
}
