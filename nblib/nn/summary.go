package nn

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// Summary is the table of a network's layers for examples of the given shape:
// output shape, parameters, multiply-adds for one example. The input layer is
// shown and not counted, as it computes nothing; the output layer is marked.
// It prints as text, and as an HTML table in a notebook.
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

// cells are the table's rows as text.
func (s *Summary) cells() [][]string {
	rows := [][]string{{"", "Layer", "Output", "Parameters", "Multiply-adds"}}
	rows = append(rows, []string{"", "Input", fmt.Sprint(s.In), "", ""})
	last := -1
	for i, r := range s.Rows {
		if r.Depth == 0 {
			last = i
		}
	}
	for i, r := range s.Rows {
		name := strings.Repeat("  ", r.Depth) + r.Kind
		if !r.Container {
			name = strings.Repeat("  ", r.Depth) + bare(r.Text)
		}
		if r.Frozen {
			name += " (frozen)"
		}
		if i == last {
			name += " (output)"
		}
		rows = append(rows, []string{fmt.Sprint(r.Index), name, fmt.Sprint(r.Out), count(int64(r.Params)), count(r.MACs)})
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
	return fmt.Sprintf("%s parameters, %s of them learn; %s as float32; %s multiply-adds an image",
		orZero(int64(s.Params)), orZero(int64(s.Trainable)), bytesText(s.Bytes), orZero(s.MACs))
}

func orZero(n int64) string {
	if n == 0 {
		return "0"
	}
	return count(n)
}

func bytesText(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f kB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}

// String is the table as text.
func (s *Summary) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range s.cells() {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	w.Flush()
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + s.totals() + "\n"
}
