package viz

import (
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"

	"nnbook/nblib/datasets"
)

// Balance shows how many examples of each class the parts of a data set have, as a share of the part. A class that is
// rarer than the others is learned less well, and the share of the commonest class is the score of always guessing it.
func Balance(data datasets.Source) *Chart {
	train, val, test, err := partsOf("Balance", data)
	if err != nil {
		return failed(err)
	}
	var names []string
	var classes []string
	var counts [][]float64
	for i, part := range []*datasets.Part{train, val, test} {
		info, err := part.Info()
		if err != nil {
			return failed(err)
		}
		if info.Len == 0 {
			continue
		}
		if info.Target.Kind == datasets.Values {
			return sentence("Class balance", "%s predicts values, not classes; try viz.Histogram", info.Name)
		}
		n, err := countClasses(part, info)
		if err != nil {
			return failed(err)
		}
		if len(n) > len(classes) {
			classes = classNames(info.Target.Classes, len(n))
		}
		names, counts = append(names, []string{"train", "validation", "test"}[i]), append(counts, n)
	}
	if len(counts) == 0 {
		return sentence("Class balance", "the data set has no examples")
	}
	return balance(names, classes, counts)
}

// countClasses counts the examples of each class of a part. It goes through all of them.
func countClasses(part *datasets.Part, info datasets.Info) ([]float64, error) {
	n := make([]float64, max(len(info.Target.Classes), info.Target.Width))
	for batch, err := range part.Batches(1024, datasets.Order{}) {
		if err != nil {
			return nil, err
		}
		for i := range batch.Len {
			n[rightClass(info.Target, batch, i)]++
		}
	}
	return n, nil
}

// rightClass is the number of the right class of example i.
func rightClass(target datasets.Target, batch *datasets.Batch, i int) int {
	switch target.Kind {
	case datasets.Classes:
		return int(batch.Labels[i])
	case datasets.Binary:
		return int(batch.Values[i] + 0.5)
	}
	return largest(batch.Values[i*target.Width : (i+1)*target.Width])
}

// classNames is the names of n classes, numbers where there are none.
func classNames(classes []string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = className(classes, i)
	}
	return out
}

func balance(parts, classes []string, counts [][]float64) *Chart {
	c := charts.NewBar()
	c.SetGlobalOptions(frame("Class balance", "", "% of the part")...)
	c.SetXAxis(classes)
	t := table{head: append([]string{"class"}, parts...)}
	for i, name := range classes {
		row := []any{name}
		for _, n := range counts {
			row = append(row, n[i])
		}
		t.add(row...)
	}
	common := ""
	for i, name := range parts {
		sum := 0.0
		for _, n := range counts[i] {
			sum += n
		}
		var share []any
		for _, n := range counts[i] {
			share = append(share, num(100*n/sum))
		}
		k := slices.Index(counts[i], slices.Max(counts[i]))
		common = fmt.Sprintf("always guessing %q would score %.3g %% on %s", classes[k], 100*counts[i][k]/sum, name)
		c.AddSeries(name, nil, series(func(s *charts.SingleSeries) { s.Data, s.BarMaxWidth = share, "60" }))
	}
	return build(Chart{title: "Class balance", sub: common, alt: fmt.Sprintf("Bars: the share of each of %d classes in %v; %s", len(classes), parts, common), table: t},
		c, func(option map[string]any) {
			categories(option, classes)
			option["yAxis"].([]any)[0].(map[string]any)["scale"] = false
		})
}

// categories makes the x axis one of classes, turned and thinned as needed.
func categories(option map[string]any, classes []string) {
	axis := option["xAxis"].([]any)[0].(map[string]any)
	axis["type"], axis["data"] = "category", classes
	label := map[string]any{"hideOverlap": true}
	longest := 0
	for _, name := range classes {
		longest = max(longest, columns(name))
	}
	if longest*len(classes) > 90 {
		label["rotate"], label["width"], label["overflow"] = 40, 110, "truncate"
	}
	axis["axisLabel"] = label
}

// sortByName puts groups into the order of the classes; what is no class comes first, as it was.
func sortByName(groups []*cloud, classes []string) {
	slices.SortStableFunc(groups, func(a, b *cloud) int {
		return slices.Index(classes, a.name) - slices.Index(classes, b.name)
	})
}
