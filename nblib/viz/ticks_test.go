package viz

import (
	"fmt"
	"strings"
	"testing"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		from, to float64
		want     string
	}{
		{-1.1, 1.2, "-1 -0.5 0 0.5 1"},
		{0, 1, "0 0.2 0.4 0.6 0.8 1"},
		{-0.94, 0.61, "-0.8 -0.6 -0.4 -0.2 0 0.2 0.4 0.6"},
		{120, 2e4, "2000 4000 6000 8000 10000 12000 14000 16000 18000 20000"},
		{0.0012, 0.0013, "0.0012 0.00122 0.00124 0.00126 0.00128 0.0013"},
		{1, 1, ""},
	} {
		var got []string
		for _, k := range ticks(c.from, c.to) {
			got = append(got, k.text)
		}
		if all := strings.Join(got, " "); all != c.want {
			t.Errorf("ticks(%v, %v) = %s, want %s", c.from, c.to, all, c.want)
		}
	}
	for i := range 300 { // of any range there are some, and not many
		to := float64(i+1) * 0.37
		if n := len(ticks(-0.13, to)); n < 4 || n > 10 {
			t.Error(fmt.Sprintf("-0.13 to %g:", to), n)
		}
	}
}
