package nn

import (
	"fmt"
	"html"
	"strings"
	"text/tabwriter"

	"nnbook/nblib/internal/memory"
)

// Summary is the table of a network's layers for examples of the given shape:
// output shape, parameters, multiply-adds for one example. The input layer is
// shown and not counted, as it computes nothing; the output layer is marked.
// It prints as text, and is an HTML table for notebooks.
type Summary struct {
	Rows      []LayerInfo
	In, Out   []int
	Params    int   // all weights
	Trainable int   // weights that learn
	Bytes     int64 // of the weights, as float32
	MACs      int64 // multiply-adds for one example
}

// Summarize gives the [Summary] of l for examples of the given shape.
func Summarize(l Layer, input ...int) (*Summary, error) {
	n, err := Build(l, input)
	if err != nil {
		return nil, err
	}
	return n.Summary(), nil
}

// Summary gives the network's [Summary].
func (n *Network) Summary() *Summary {
	s := &Summary{Rows: n.Layers(), In: n.Input(), Out: n.Output()}
	for _, w := range n.weights {
		s.Params += w.Size()
		if w.Trainable {
			s.Trainable += w.Size()
		}
	}
	s.Bytes = 4 * int64(s.Params)
	for _, r := range s.Rows {
		if r.Depth == 0 {
			s.MACs += r.MACs
		}
	}
	return s
}

// head names the columns.
var head = []string{"", "Layer", "Output", "Parameters", "Trainable", "Multiply-adds"}

// cells are the table's rows as text, the input first.
func (s *Summary) cells() [][]string {
	rows := [][]string{{"", "Input", fmt.Sprint(s.In), "", "", ""}}
	last := -1
	for i, r := range s.Rows {
		if r.Depth == 0 {
			last = i
		}
	}
	for i, r := range s.Rows {
		name := r.Kind
		if !r.Container {
			name = bare(r.Text)
		}
		if r.Frozen {
			name += " (frozen)"
		}
		if i == last {
			name += " (output)"
		}
		rows = append(rows, []string{
			fmt.Sprint(r.Index), strings.Repeat("  ", r.Depth) + name, fmt.Sprint(r.Out),
			count(int64(r.Params)), count(int64(r.Trainable)), count(r.MACs),
		})
	}
	return rows
}

// count is a number with thousands separated; nothing for 0.
func count(n int64) string {
	if n == 0 {
		return ""
	}
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// totals is the line under the table.
func (s *Summary) totals() string {
	return fmt.Sprintf("%s parameters, %s trainable and %s not; %s as float32; %s multiply-adds for one example",
		orZero(int64(s.Params)), orZero(int64(s.Trainable)), orZero(int64(s.Params-s.Trainable)), memory.Text(s.Bytes), orZero(s.MACs))
}

func orZero(n int64) string {
	if n == 0 {
		return "0"
	}
	return count(n)
}

// String is the table as text.
func (s *Summary) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{head}, s.cells()...) {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	w.Flush()
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + s.totals() + "\n"
}

// HTML is the table for a notebook. All text in it is escaped.
func (s *Summary) HTML() string {
	var b strings.Builder
	b.WriteString("<table>\n")
	htmlRow(&b, "th", head)
	for _, row := range s.cells() {
		htmlRow(&b, "td", row)
	}
	fmt.Fprintf(&b, "</table>\n<p>%s</p>\n", html.EscapeString(s.totals()))
	return b.String()
}

// htmlRow writes a row: names of layers to the left, indented as they nest,
// numbers to the right.
func htmlRow(b *strings.Builder, tag string, cells []string) {
	b.WriteString("<tr>")
	for i, c := range cells {
		side := "right"
		if i == 1 || i == 2 {
			side = "left"
		}
		text := strings.TrimLeft(c, " ")
		indent := strings.Repeat("&nbsp;", 2*(len(c)-len(text)))
		fmt.Fprintf(b, `<%s style="text-align:%s">%s%s</%s>`, tag, side, indent, html.EscapeString(text), tag)
	}
	b.WriteString("</tr>\n")
}
