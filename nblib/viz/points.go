package viz

import (
	"fmt"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"nnbook/nblib/datasets"
)

// Scatter shows the examples of a data set as points: two features against each other, coloured by class, or, for data
// that predict values, one feature against the first value. Examples must have the shape [1] or [2]; of more than
// 5,000 it draws 5,000, evenly chosen.
func Scatter[D Data](data D) *Chart {
	part := partOf(data)
	info, err := part.Info()
	if err != nil {
		return failed(err)
	}
	batch, err := part.Load()
	if err != nil {
		return failed(err)
	}
	features := volume(info.Shape)
	values := info.Target.Kind == datasets.Values
	if features > 2 || features == 1 && !values {
		return failed(fmt.Errorf("viz: Scatter: %s: expected examples with 2 features, or 1 feature and a value to predict, got shape %v; try viz.Images", info.Name, info.Shape))
	}
	var xs, ys []float64
	for i := range batch.Len {
		x := batch.X.At(i)
		xs, ys = append(xs, float64(x[0])), append(ys, float64(x[features-1]))
		if features == 1 {
			ys[i] = float64(batch.Values[i*info.Target.Width])
		}
	}
	if batch.Len == 0 {
		return sentence("Scatter", "%s has no examples", info.Name)
	}
	second := "feature 2"
	if features == 1 {
		second = "value"
	}
	return scatter(fmt.Sprintf("%s: %d examples", info.Name, batch.Len), "feature 1", second, byAnswer(info.Target, batch, xs, ys))
}

// cloud is a group of points with a name.
type cloud struct {
	name string
	x, y []float64
}

// byAnswer is the points of a batch's examples, one cloud for each class; one for all where values are predicted.
func byAnswer(target datasets.Target, batch *datasets.Batch, x, y []float64) []*cloud {
	groups := map[string]*cloud{}
	var order []*cloud
	for i := range batch.Len {
		name := "examples"
		if target.Kind != datasets.Values {
			name = answer(target, batch, i)
		}
		g := groups[name]
		if g == nil {
			g = &cloud{name: name}
			groups[name], order = g, append(order, g)
		}
		g.x, g.y = append(g.x, x[i]), append(g.y, y[i])
	}
	sortByName(order, target.Classes)
	return order
}

// symbols tell groups apart where colours do not.
var symbols = []string{"circle", "triangle", "rect", "diamond", "roundRect", "pin", "arrow"}

func scatter(title, x, y string, groups []*cloud) *Chart {
	c := charts.NewScatter()
	c.SetGlobalOptions(frame(title, x, y)...)
	c.SetGlobalOptions(charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}))
	t := table{head: []string{"group", "points"}}
	total := 0
	for _, g := range groups {
		total += len(g.x)
	}
	for i, g := range groups {
		t.add(g.name, len(g.x))
		// Groups are thinned alike, so that their shares stay true.
		keep := len(g.x)
		if total > drawnPoints {
			keep = max(keep*drawnPoints/total, 1)
		}
		x, y := make([]float64, keep), make([]float64, keep)
		for j, k := range every(len(g.x), keep) {
			x[j], y[j] = g.x[k], g.y[k]
		}
		c.AddSeries(g.name, nil, series(func(s *charts.SingleSeries) {
			s.Data = points(x, y)
			s.Symbol, s.SymbolSize = symbols[i%len(symbols)], 7
			s.ItemStyle = &opts.ItemStyle{Opacity: opts.Float(0.8)}
		}))
	}
	if total > drawnPoints {
		title = fmt.Sprintf("%s, %d drawn", title, drawnPoints)
	}
	return build(Chart{title: title, alt: fmt.Sprintf("%s: a cloud of points, %s against %s, in %d groups", title, y, x, len(groups)), table: t},
		c, func(option map[string]any) {
			option["xAxis"].([]any)[0].(map[string]any)["scale"] = true
			option["title"].(map[string]any)["text"] = title
		})
}
