package parity

import (
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"testing"
	"text/tabwriter"
)

// The columns of the report: the two backends, and what needs none.
const (
	hostColumn = "host"
	goColumn   = "Go"
	xlaColumn  = "XLA"
)

// The bounds of every comparison but those of chance.
const (
	valueBound = 1e-5 // values and gradients
	curveBound = 1e-4 // losses of 50 training steps
)

var report = flag.Bool("report", false, "print the parity report; XLA must be there then")

// row is one line of the report: one word, all its configurations.
type row struct {
	group, word string
	cases       map[string]bool
	worst       map[string]measured // by column
	bound       float64
}

// measured is the error of the case that comes nearest to its bound.
type measured struct{ err, bound float64 }

var rows []*row

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if *report {
		printReport(os.Stdout)
		if all, err := started(); err == nil && len(all) < 2 {
			fmt.Println("parity: XLA's plugin was not found, so half of this was not measured; run make env")
			code = 1
		}
	}
	os.Exit(code)
}

func rowOf(group, word string) *row {
	for _, r := range rows {
		if r.group == group && r.word == word {
			return r
		}
	}
	r := &row{group: group, word: word, cases: map[string]bool{}, worst: map[string]measured{}}
	rows = append(rows, r)
	return r
}

// compare holds got against want, and enters the error into the report.
func compare(t *testing.T, group string, c *testCase, column, what string, got, want []float32, bound float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %s: expected %d numbers, got %d", column, what, len(want), len(got))
		return
	}
	enter(t, group, c.word(), c, column, what, relativeError(got, want), bound)
}

// enter puts one measured error into the report.
func enter(t *testing.T, group, word string, c *testCase, column, what string, err, bound float64) {
	t.Helper()
	r := rowOf(group, word)
	r.cases[c.Name] = true
	if w, seen := r.worst[column]; !seen || !(err/bound <= w.err/w.bound) {
		r.worst[column] = measured{err, bound}
		r.bound = bound
	}
	if !(err <= bound) {
		t.Errorf("%s: %s: error %.2g, at most %.2g is allowed (against %s)", column, what, err, bound, c.Source)
	}
}

// relativeError is the largest error over the largest magnitude of want.
func relativeError(got, want []float32) float64 {
	var err, size float64
	for i := range want {
		e := math.Abs(float64(got[i]) - float64(want[i]))
		if math.IsNaN(e) {
			return math.NaN()
		}
		err, size = max(err, e), max(size, math.Abs(float64(want[i])))
	}
	if size == 0 {
		return err
	}
	return err / size
}

func printReport(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', tabwriter.AlignRight)
	group := ""
	for _, r := range rows {
		if r.group != group {
			group = r.group
			fmt.Fprintf(w, "\n%s\tconfigurations\t%s\t%s\t%s\tbound\t\n", group, hostColumn, goColumn, xlaColumn)
		}
		fmt.Fprintf(w, "%s\t%d\t", r.word, len(r.cases))
		for _, column := range []string{hostColumn, goColumn, xlaColumn} {
			if m, ok := r.worst[column]; ok {
				fmt.Fprintf(w, "%.1e\t", m.err)
			} else {
				fmt.Fprint(w, "-\t")
			}
		}
		fmt.Fprintf(w, "%.0e\t\n", r.bound)
	}
	w.Flush()
	fmt.Fprintln(out, "\nEach number is the largest error over the largest magnitude of its tensor, in the worst configuration.")
	fmt.Fprintln(out, "host: plain Go, without a backend. -: the word has no such form.")
}
