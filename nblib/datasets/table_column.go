package datasets

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Column is a column of a table as it was read.
type Column struct {
	Name    string
	Type    ColumnType
	Missing int    // cells without a value
	Use     string // what became of it: "target", "feature 3", "features 4 to 6, one-hot", "left out"
}

// ColumnType is what the cells of a column hold.
type ColumnType int

// The types of columns.
const (
	Numbers ColumnType = iota + 1 // every cell that has a value is a number
	Words                         // anything else
)

// String returns the name of the type in small letters.
func (t ColumnType) String() string {
	if t == Numbers {
		return "numbers"
	}
	return "words"
}

// maxWords is the number of different words from which on a column is not turned into features.
const maxWords = 100

// missingWord is the word of cells without one.
const missingWord = "(missing)"

// tableColumn is a column in memory.
type tableColumn struct {
	Column
	at           int       // its place in the file
	numbers      []float64 // for Numbers; NaN where missing
	words        []string  // for Words: sorted
	codes        []int32   // places in words
	first, width int       // its features
	mean         float64   // of the training rows
	shift, scale float64   // feature = (number - shift) * scale

	filled       int    // in the first pass: cells with a value,
	numeric      int    // those that are numbers,
	oddCell      string // the first that is not
	oddWhere     string // and its place
	different    map[string]bool
	firstMissing string // place of the first missing cell
}

// findTypes goes through the table once and decides the type and use of each column.
func (d *tableData) findTypes() error {
	for k, source := range d.sources {
		first := true
		err := source.each(func(line int, cells []string) error {
			if first {
				first = false
				names, isHeader := headerOf(cells)
				if k > 0 {
					return d.sameColumns(source.name, names)
				}
				if err := d.nameColumns(source.name, names); err != nil || isHeader {
					return err
				}
			}
			for _, c := range d.all {
				c.see(strings.TrimSpace(cells[c.at]), func() string { return fmt.Sprintf("%s:%d", source.name, line) })
			}
			return nil
		})
		if err != nil {
			return err
		}
		if first {
			return fmt.Errorf("datasets: %s: expected a table, got an empty file; read another one", source.name)
		}
	}
	if c := d.all[0]; c.filled+c.Missing == 0 {
		return d.tooFew()
	}
	for _, c := range d.all {
		if err := d.decide(c); err != nil {
			return err
		}
	}
	if len(d.columns) == 0 {
		return fmt.Errorf("datasets: %s: expected at least one column to learn from beside the target %q, got none; take names out of Table.Leave, or add a column", d.sources[0].name, d.target.Name)
	}
	return nil
}

// headerOf takes the first row as names, unless it has numbers.
func headerOf(cells []string) (names []string, isHeader bool) {
	isHeader = !slices.ContainsFunc(cells, func(c string) bool { _, ok := numberOf(strings.TrimSpace(c)); return ok })
	for i, c := range cells {
		name := strings.TrimSpace(c)
		if !isHeader || name == "" {
			name = strconv.Itoa(i + 1)
		}
		names = append(names, strings.Clone(name))
	}
	return names, isHeader
}

// nameColumns makes the columns and finds those that the Table names.
func (d *tableData) nameColumns(file string, names []string) error {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return fmt.Errorf("datasets: %s:1: expected different column names, got %q twice; rename one", file, name)
		}
		d.all = append(d.all, &tableColumn{Column: Column{Name: name}, at: i, different: map[string]bool{}})
	}
	target := d.table.Target
	if target == "" {
		target = names[len(names)-1]
	}
	for _, wanted := range slices.Concat([]string{target}, d.table.Leave, d.table.Categories, d.table.Integers) {
		if !slices.Contains(names, wanted) {
			return fmt.Errorf("datasets: %s:1: expected a column %q, got %s; correct the name", file, wanted, listed("column", names))
		}
	}
	d.target = d.all[slices.Index(names, target)]
	return nil
}

// sameColumns checks the first row of a second file.
func (d *tableData) sameColumns(file string, names []string) error {
	for i, c := range d.all {
		if len(names) != len(d.all) || names[i] != c.Name {
			return fmt.Errorf("datasets: %s:1: expected the %d columns of %s, got %s; give both files the same first line", file, len(d.all), d.sources[0].name, listed("column", names))
		}
	}
	return nil
}

// see counts a cell.
func (c *tableColumn) see(cell string, where func() string) {
	if missingMarks[cell] {
		if c.Missing == 0 {
			c.firstMissing = where()
		}
		c.Missing++
		return
	}
	c.filled++
	if _, ok := numberOf(cell); ok {
		c.numeric++
	} else if c.oddWhere == "" {
		c.oddCell, c.oddWhere = strings.Clone(cell), where()
	}
	if len(c.different) <= maxWords && !c.different[cell] {
		c.different[strings.Clone(cell)] = true
	}
}

// decide settles the type and the use of a column.
func (d *tableData) decide(c *tableColumn) error {
	asWords := slices.Contains(d.table.Categories, c.Name) || slices.Contains(d.table.Integers, c.Name) || c == d.target && d.table.Kind == Classes
	left := slices.Contains(d.table.Leave, c.Name)
	c.Type = Words
	switch {
	case asWords:
	case c.numeric == c.filled && c.filled > 0:
		c.Type = Numbers
	case 2*c.numeric > c.filled && !left:
		return fmt.Errorf("datasets: %s: column %q: expected a number, as in %d of its cells, got %q; correct it, or name the column in Categories or Leave",
			c.oddWhere, c.Name, c.numeric, clipped(c.oddCell))
	}
	switch {
	case c == d.target:
		c.Use = "target"
		if c.Missing > 0 && d.table.Missing != DropRows {
			return fmt.Errorf("datasets: %s: column %q: expected a target, got a missing cell; fill it, or use Missing: datasets.DropRows", c.firstMissing, c.Name)
		}
		return nil
	case left:
		c.Use = "left out"
		return nil
	case c.filled == 0:
		c.Use = "left out: all cells are missing"
	case c.Missing > 0 && d.table.Missing == Refuse:
		return fmt.Errorf("datasets: %s: column %q: expected a value, got a missing cell; fill it, or use Missing: datasets.Fill", c.firstMissing, c.Name)
	case c.Type == Words && len(c.different) > maxWords && !asWords:
		c.Use = fmt.Sprintf("left out: more than %d different words", maxWords)
	default:
		d.columns = append(d.columns, c)
		return nil
	}
	d.notes = append(d.notes, fmt.Sprintf("%s: column %q %s", d.name, c.Name, c.Use))
	return nil
}
