package datasets

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Table says how the columns of [CSV] and [Structs] are used. The zero value predicts the last column from all others.
type Table struct {
	Target     string      // the column to predict; "" is the last
	Kind       TargetKind  // Classes or Values; 0 is found: words, and whole numbers that count a few classes, are classes
	Leave      []string    // columns to leave out
	Categories []string    // columns of numbers to be taken as words
	Integers   []string    // columns of words to be one number each, 0 to k-1 in the order of the words, not one-hot
	Missing    MissingRule // what to do about empty cells, NA, NaN, null and ?
	Raw        bool        // leave numbers as they are; otherwise each column is standardized
	Test       float64     // share of the rows for the test part; 0 is 0.2
	Val        float64     // share of the rows for the validation part; 0 leaves it to the trainer
	TestFile   string      // for CSV: the test part is this file instead, of the same columns
	AllTrain   bool        // no test part
	Seed       Seed        // of the division into parts
	Comma      rune        // between cells; 0 is found: comma, semicolon or tab
}

// MissingRule says what to do about cells without a value. A target without a value is an error, except with DropRows.
type MissingRule int

// The rules for missing cells.
const (
	Fill     MissingRule = iota // numbers become the mean of the training part; words a word of their own
	DropRows                    // rows with a missing cell are left out
	Refuse                      // a missing cell is an error
)

// CSV is a table in a text file, with cells between commas, semicolons or tabs and names in the first line (where that has
// numbers, columns are called "1", "2", ...). A column of numbers becomes one feature, with the mean 0 and standard deviation
// 1 of the training part; a column of words becomes one feature for each different word, 1 or 0 (one-hot). Columns with more
// than 100 different words, such as names, are left out with a note. Examples have the shape [features]. 20 % of the rows
// are the Test part, chosen at random, in the same proportion from each class. [Set.Describe] shows what was found.
//
// pandas: read_csv; scikit-learn: StandardScaler, OneHotEncoder, train_test_split(stratify).
func CSV(path string, t Table) *Set {
	return tableSet(filepath.Base(path), t, func() (*tableData, error) {
		files := []string{path}
		if t.TestFile != "" {
			files = append(files, t.TestFile)
		}
		d := &tableData{table: t, name: filepath.Base(path), stamp: []any{t}}
		for _, file := range files {
			info, err := os.Stat(file)
			if err != nil {
				return nil, fmt.Errorf("datasets: %s: expected a table, got %v; correct the path, which begins at the notebook's folder", file, reason(err))
			}
			d.stamp = append(d.stamp, filepath.Base(file), info.Size(), info.ModTime().UnixNano())
			d.sources = append(d.sources, csvRows(file, t.Comma))
		}
		return d, d.read()
	})
}

// tableSet is the set of a table that read reads, once.
func tableSet(name string, t Table, read func() (*tableData, error)) *Set {
	data := sync.OnceValues(func() (*tableData, error) {
		d, err := read()
		if err != nil {
			return nil, err
		}
		return d, d.divide()
	})
	part := func(which string, k int) *Part {
		return newPart(name+" "+which, func() (*store, error) {
			d, err := data()
			if err != nil {
				return nil, err
			}
			return d.store(which, k)
		})
	}
	return &Set{Train: part("train", 0), Val: part("val", 1), Test: part("test", 2)}
}

// tableData is a table in memory.
type tableData struct {
	table   Table
	name    string
	stamp   []any
	sources []rows
	columns []*tableColumn // without those left out
	all     []*tableColumn // with them, as in the file
	target  *tableColumn
	lines   []cellPlace // where each row comes from
	fromNew int         // the first row of the second source
	parts   [3][]int
	notes   []string
	answers *targets
}

// cellPlace is a row of a source.
type cellPlace struct {
	source, line int
}

// where names a row for messages.
func (d *tableData) where(row int) string {
	p := d.lines[row]
	return fmt.Sprintf("%s:%d", d.sources[p.source].name, p.line)
}

// read reads the columns: their types in a first pass, their cells in a second.
func (d *tableData) read() error {
	if err := d.table.check(d.name); err != nil {
		return err
	}
	if err := d.findTypes(); err != nil {
		return err
	}
	if err := d.readCells(); err != nil {
		return err
	}
	return d.settleTarget()
}

func (t Table) check(name string) error {
	switch {
	case !(t.Test >= 0 && t.Val >= 0 && t.Test+t.Val < 1):
		return fmt.Errorf("datasets: %s: expected shares Val and Test of 0 or more that leave rows to train on, got %v and %v; leave them at 0 for the defaults", name, t.Val, t.Test)
	case t.Kind != 0 && t.Kind != Classes && t.Kind != Values:
		return fmt.Errorf("datasets: %s: expected Kind Classes or Values, got %v; use OneHot() or Binary() on the set", name, t.Kind)
	case t.Missing < Fill || t.Missing > Refuse:
		return fmt.Errorf("datasets: %s: expected Missing to be Fill, DropRows or Refuse, got %d; leave it away for Fill", name, t.Missing)
	}
	return nil
}

func (d *tableData) tooFew() error {
	return fmt.Errorf("datasets: %s: expected at least 2 rows, got %d; add rows, or read another file", d.sources[0].name, len(d.lines))
}

// settleTarget turns the target column into answers.
func (d *tableData) settleTarget() error {
	c := d.target
	if len(d.lines) < 2 {
		return d.tooFew()
	}
	if c.Type == Numbers && (d.table.Kind == Values || d.table.Kind == 0 && !c.counts()) {
		values := make([]float32, len(c.numbers))
		for i, v := range c.numbers {
			values[i] = float32(v)
		}
		d.answers = &targets{target: Target{Kind: Values, Width: 1}, values: values}
		return nil
	}
	if d.table.Kind == Values {
		return fmt.Errorf("datasets: %s: expected numbers to predict in column %q, got words; use Kind datasets.Classes", d.sources[0].name, c.Name)
	}
	if c.Type == Numbers {
		c.numbersToWords()
	}
	if len(c.words) < 2 {
		return fmt.Errorf("datasets: %s: expected at least 2 classes in column %q, got only %q; name another column as Table.Target, or add rows of another class", d.sources[0].name, c.Name, strings.Join(c.words, ""))
	}
	d.answers = &targets{target: Target{Kind: Classes, Width: len(c.words), Classes: c.words}, labels: c.codes}
	return nil
}

// divide chooses the rows of the parts.
func (d *tableData) divide() error {
	n := len(d.lines)
	if d.table.TestFile != "" {
		n = d.fromNew
		for i := n; i < len(d.lines); i++ {
			d.parts[2] = append(d.parts[2], i)
		}
	}
	test := cmp.Or(d.table.Test, 0.2)
	if d.table.AllTrain || d.table.TestFile != "" {
		test = 0
	}
	whole := &store{info: Info{Name: d.name, Len: n, Target: d.answers.target}}
	if d.answers.labels != nil {
		whole.classes = d.answers.labels[:n]
	}
	pieces, err := divide(whole, d.table.Val, test, int64(d.table.Seed))
	if err != nil {
		return err
	}
	if d.table.TestFile != "" {
		pieces[2] = d.parts[2]
		if err := d.checkNewClasses(pieces[0]); err != nil {
			return err
		}
	}
	d.parts = pieces
	d.fit()
	return nil
}

// checkNewClasses refuses a class in the test file that the first file lacks.
func (d *tableData) checkNewClasses(train []int) error {
	if d.answers.labels == nil {
		return nil
	}
	known := make([]bool, d.answers.target.Width)
	for _, i := range train {
		known[d.answers.labels[i]] = true
	}
	for _, i := range d.parts[2] {
		if l := d.answers.labels[i]; !known[l] {
			return fmt.Errorf("datasets: %s: expected a class of the training part in column %q, got %q; add training rows of it or remove it",
				d.where(i), d.target.Name, d.answers.target.Classes[l])
		}
	}
	return nil
}

// store is one part, k of Train, Val, Test.
func (d *tableData) store(part string, k int) (*store, error) {
	rows := d.parts[k]
	info := Info{Name: d.name + " " + part, Len: len(rows), Target: d.answers.target, Notes: d.notes,
		Fingerprint: fingerprint("table", append(slices.Clone(d.stamp), part)...)}
	width := 0
	for _, c := range d.columns {
		width += c.width
	}
	info.Shape = []int{width}
	s := arrayStore(info, func() (*Batch, error) {
		s := &store{info: info}
		b := s.newBatch(len(rows))
		for at, i := range rows {
			r := s.row(b, at)
			d.answers.put(i, r)
			for _, c := range d.columns {
				c.write(i, r.f32[c.first:c.first+c.width])
			}
		}
		return b, nil
	})
	for _, c := range d.all {
		s.columns = append(s.columns, c.Column)
	}
	return s, nil
}

// fit measures the training part.
func (d *tableData) fit() {
	at := 0
	for _, c := range d.columns {
		c.fit(d.parts[0], d.table.Raw)
		c.first = at
		at += c.width
		switch {
		case c.width == 1:
			c.Use = fmt.Sprintf("feature %d", c.first)
		default:
			c.Use = fmt.Sprintf("features %d to %d, one-hot", c.first, at-1)
		}
		if c.Missing > 0 && c.Type == Numbers {
			d.notes = append(d.notes, fmt.Sprintf("%s: column %q: %d missing numbers filled with the mean of the training part, %.4g", d.name, c.Name, c.Missing, c.mean))
		}
	}
}

// fit finds mean and standard deviation of the training rows.
func (c *tableColumn) fit(train []int, raw bool) {
	if c.Type != Numbers {
		return
	}
	sum, n := 0.0, 0
	for _, i := range train {
		if !math.IsNaN(c.numbers[i]) {
			sum += c.numbers[i]
			n++
		}
	}
	c.mean = sum / float64(max(n, 1))
	squares := 0.0
	for _, i := range train {
		if d := c.numbers[i] - c.mean; !math.IsNaN(d) {
			squares += d * d
		}
	}
	c.scale, c.shift = 1, 0
	if std := math.Sqrt(squares / float64(max(n, 1))); !raw {
		c.shift = c.mean
		if std > 0 {
			c.scale = 1 / std
		}
	}
}
