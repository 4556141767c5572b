package trainer

import (
	"fmt"
	"strings"
)

// watchError names the values there are, and the nearest.
func watchError(who, value string, names []string) error {
	near, best := "", len(value)
	for _, n := range names {
		if d := distance(value, n); d < best {
			near, best = n, d
		}
	}
	fix := ""
	if near != "" {
		fix = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("trainer: %s watches %q: expected one of %s, got a name that no epoch has%s", who, value, strings.Join(names, ", "), fix)
}

// distance is the number of letters to insert, delete or replace (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = min(diagonal, row[j], row[j-1]) + 1
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
