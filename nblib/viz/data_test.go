package viz

import (
	"fmt"
	"testing"

	"nnbook/nblib/datasets"
)

func TestScatter(t *testing.T) {
	golden(t, "scatter", Scatter(datasets.Spiral(90)))
	golden(t, "scatter-values", Scatter(datasets.Sine(60)))
	if Scatter(datasets.MNIST().Test).Err() == nil {
		t.Error("images were drawn as points")
	}
}

func TestScatterIsThinned(t *testing.T) {
	g := []*cloud{{name: "many"}, {name: "few"}}
	for i := range 20_000 {
		k := 0
		if i%10 == 0 {
			k = 1
		}
		g[k].x, g[k].y = append(g[k].x, float64(i)), append(g[k].y, float64(i))
	}
	c := scatter("Cloud", "x", "y", g)
	n := []int{}
	for _, s := range seriesOf(c.Option()) {
		n = append(n, len(s["data"].([]any)))
	}
	if fmt.Sprint(n) != "[4500 500]" {
		t.Errorf("points drawn: %v, want 4500 and 500", n)
	}
}

func TestBalance(t *testing.T) {
	golden(t, "balance", Balance(datasets.MNIST()))
	golden(t, "balance-one", balance([]string{"train"}, []string{rough[0]}, [][]float64{{7}}))
	many := make([]float64, 200)
	names := make([]string, 200)
	for i := range many {
		many[i], names[i] = float64(i+1), fmt.Sprintf("class number %d", i)
	}
	drawn(t, balance([]string{"train"}, names, [][]float64{many}))
	if c := Balance(datasets.Sine(20)); c.note == "" {
		t.Error("values have no classes")
	}
}

func TestHistogram(t *testing.T) {
	golden(t, "histogram", Histogram(datasets.MNIST().Test))
	drawn(t, histogram("One value", []string{"x"}, [][]float64{{3, 3, nan()}}))
	if c := histogram("No value", []string{"x"}, [][]float64{{nan()}}); c.note == "" {
		t.Error("nothing was drawn")
	}
	_, share := spread([]float64{0, 0, 1, 1}, 0, 1)
	if share[1] != 50 || share[bins] != 50 {
		t.Errorf("the bins hold %v", share)
	}
}
