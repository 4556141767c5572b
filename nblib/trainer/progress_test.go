package trainer

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestProgressIsShort expects the last epochs and the best one in a notebook, and all of them in text.
func TestProgressIsShort(t *testing.T) {
	for _, c := range []struct {
		epochs, best int
		want         string
	}{
		{3, 2, "1 2 3"},
		{10, 10, "1 2 3 4 5 6 7 8 9 10"},
		{12, 1, "1 … 3 4 5 6 7 8 9 10 11 12"},
		{14, 3, "… 3 … 5 6 7 8 9 10 11 12 13 14"},
		{14, 13, "… 5 6 7 8 9 10 11 12 13 14"},
	} {
		p := &progress{names: []string{"loss"}, best: c.best}
		for n := range c.epochs {
			p.rows = append(p.rows, Epoch{N: n + 1, Values: map[string]float64{"loss": 1}})
		}
		var got []string
		for _, m := range regexp.MustCompile(`<tr[^>]*><td[^>]*>([^<]*)</td>`).FindAllStringSubmatch(p.html(), -1) {
			got = append(got, m[1])
		}
		if !slices.Equal(got, strings.Fields(c.want)) {
			t.Errorf("%d epochs, the best %d: rows %q, want %s", c.epochs, c.best, got, c.want)
		}
		if lines := strings.Count(p.text(), "\n"); lines != c.epochs+1 {
			t.Errorf("%d epochs: the text has %d lines after the first", c.epochs, lines)
		}
	}
}
