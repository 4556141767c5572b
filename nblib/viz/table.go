package viz

import (
	"fmt"
	"math"
	"strings"
)

// table is the plain text form of a chart.
type table struct {
	head []string
	rows [][]string
}

// tableRows is how many rows a table prints; a chart of more says how many it left out.
const tableRows = 24

// add appends a row; numbers are float64 or int, everything else is text.
func (t *table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = cell(c)
	}
	t.rows = append(t.rows, row)
}

// cell writes one value: numbers short, what is not a number as a dash.
func cell(v any) string {
	f, ok := v.(float64)
	switch {
	case !ok:
		return strings.ReplaceAll(printable(fmt.Sprint(v)), "\n", " ")
	case math.IsNaN(f):
		return "-"
	case f == math.Trunc(f) && math.Abs(f) < 1e9:
		return fmt.Sprintf("%.0f", f)
	}
	return fmt.Sprintf("%.4g", f)
}

// String aligns the columns, the first to the left and the others to the right.
func (t table) String() string {
	rows, more := t.rows, 0
	if len(rows) > tableRows {
		// The last rows say where it ended.
		more = len(rows) - tableRows
		head := rows[:tableRows/2]
		rows = append(append([][]string{}, head...), rows[len(rows)-tableRows/2:]...)
	}
	all := append([][]string{t.head}, rows...)
	var wide []int
	for _, row := range all {
		for i, c := range row {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			wide[i] = max(wide[i], columns(c))
		}
	}
	var b strings.Builder
	for r, row := range all {
		if more > 0 && r == 1+tableRows/2 {
			fmt.Fprintf(&b, "... %d more ...\n", more)
		}
		line := ""
		for i, c := range row {
			pad := strings.Repeat(" ", wide[i]-columns(c))
			if i == 0 {
				line += c + pad
			} else {
				line += "  " + pad + c
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// columns is how many columns of a terminal a text takes: two for East Asian letters and for emoji.
func columns(s string) (n int) {
	for _, r := range s {
		switch {
		case r >= 0x1100 && r <= 0x115F, r >= 0x2E80 && r <= 0xA4CF, r >= 0xAC00 && r <= 0xD7A3,
			r >= 0xF900 && r <= 0xFAFF, r >= 0xFE30 && r <= 0xFE6F, r >= 0xFF00 && r <= 0xFF60, r >= 0x1F300 && r <= 0x1FAFF:
			n += 2
		case r == 0x200D || r >= 0xFE00 && r <= 0xFE0F:
		default:
			n++
		}
	}
	return n
}
