package datasets

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"nnbook/nblib/internal/memory"
)

// rows is a table that can be gone through more than once. The cells of a row are valid until the next.
type rows struct {
	name string // of the file, for messages
	each func(yield func(line int, cells []string) error) error
}

// csvRows goes through a file of separated cells; every row has as many as the first.
func csvRows(path string, comma rune) rows {
	return rows{path, func(yield func(int, []string) error) error {
		f, err := memory.Open(path)
		if err != nil {
			return fmt.Errorf("datasets: %s: expected a table, got %v; correct the path, which begins at the notebook's folder", path, reason(err))
		}
		defer f.Close()
		return readCSV(f, path, comma, yield)
	}}
}

// readCSV goes through the rows of a file.
func readCSV(f io.Reader, path string, comma rune, yield func(line int, cells []string) error) error {
	text := bufio.NewReaderSize(f, 1<<16)
	if mark, _ := text.Peek(3); string(mark) == "\ufeff" {
		_, _ = text.Discard(3)
	}
	start, _ := text.Peek(1 << 12)
	if slices.Contains(start, 0) {
		return fmt.Errorf("datasets: %s: expected text in UTF-8, got binary data or UTF-16; save it as CSV UTF-8", path)
	}
	r := csv.NewReader(text)
	r.ReuseRecord, r.FieldsPerRecord = true, -1
	if r.Comma = comma; comma == 0 {
		r.Comma = commaOf(string(start), path)
	}
	width := 0
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return nil
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			return fmt.Errorf("datasets: %s:%d: expected cells with matching quotes, got %v; write a quote inside quotes twice", path, wrong.Line, wrong.Err)
		}
		if err != nil {
			return fmt.Errorf("datasets: %s: expected a readable table, got %v; save it again as text in UTF-8", path, err)
		}
		line, _ := r.FieldPos(0)
		if width == 0 {
			width = len(cells)
		}
		if len(cells) != width {
			return fmt.Errorf("datasets: %s:%d: expected %d cells, as in the first row, got %d; complete or remove the row", path, line, width, len(cells))
		}
		if err := yield(line, cells); err != nil {
			return err
		}
	}
}

// commaOf is what separates the cells of the first line: the most frequent of tab, semicolon and comma.
func commaOf(start, path string) rune {
	first, _, _ := strings.Cut(start, "\n")
	best, count := ',', strings.Count(first, ",")
	if strings.HasSuffix(strings.ToLower(path), ".tsv") {
		best, count = '\t', max(count, 0)
	}
	for _, c := range "\t;" {
		if n := strings.Count(first, string(c)); n > count {
			best, count = c, n
		}
	}
	return best
}

// missingMarks are the cells that mean "no value".
var missingMarks = map[string]bool{"": true, "NA": true, "N/A": true, "n/a": true, "<NA>": true, "NaN": true, "nan": true, "NULL": true, "null": true, "None": true, "?": true}

// numberOf reads a cell as a number.
func numberOf(cell string) (float64, bool) {
	v, err := strconv.ParseFloat(cell, 64)
	return v, err == nil || errors.Is(err, strconv.ErrRange)
}
