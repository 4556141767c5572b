package viz

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// curve is one named line. Curves of one name in different panels have one colour and one place in the legend.
type curve struct {
	name   string
	x, y   []float64
	dashed bool
	steps  bool // y holds until the next x
	dots   bool // points without a line
	bars   bool // a filled histogram: y holds since the last x
}

// mark is a vertical line with a word to it.
type mark struct {
	x    float64
	text string
}

// panel is one pair of axes with curves in it.
type panel struct {
	title  string // of the y axis
	curves []curve
	marks  []mark
	log    bool // of the y axis
	logX   bool
	x      string
	shares bool // both axes go from 0 to 1
	free   bool // the x axis counts no epochs: parts of 1 are allowed
}

// panelHeight is the height of one row of panels, in CSS pixels.
const panelHeight = 250

// panels draws curves as small multiples, two in a row, that share their x axis: pointing at one points at all.
func panels(c Chart, x string, list []panel) *Chart {
	line := charts.NewLine()
	line.SetGlobalOptions(frame(c.title, x, "")...)
	for i, p := range list {
		for k, v := range p.curves {
			line.AddSeries(v.name, nil, series(func(s *charts.SingleSeries) {
				s.Data = points(v.x, v.y)
				s.XAxisIndex, s.YAxisIndex = i, i
				s.Symbol, s.SymbolSize = "circle", 5
				s.ShowSymbol = opts.Bool(len(v.x) <= 2 || holes(v.y)) // a lone point is no line
				s.LineStyle = &opts.LineStyle{Width: 2, Type: dash(v.dashed)}
				v.style(s)
				if k == 0 {
					s.MarkLines = p.verticals()
				}
			}))
		}
	}
	rows := (len(list) + 1) / 2
	c.height = 66 + panelHeight*rows
	return build(c, line, func(option map[string]any) { splitAxes(option, x, list) })
}

// style makes a series of a curve what the curve asks for.
func (c curve) style(s *charts.SingleSeries) {
	switch {
	case c.steps:
		s.Step = "end"
	case c.bars:
		s.Step = "start"
		s.AreaStyle = &opts.AreaStyle{Opacity: opts.Float(0.25)}
	case c.dots:
		s.Type, s.ShowSymbol, s.LineStyle = "scatter", nil, nil
		s.ItemStyle = &opts.ItemStyle{Opacity: opts.Float(0.6)}
	}
}

func dash(dashed bool) string {
	if dashed {
		return "dashed"
	}
	return "solid"
}

// verticals is the marks as a mark line. Their words stand beside the line, towards the middle, where they are clear of
// the axis's name and of the edge.
func (p panel) verticals() *opts.MarkLines {
	if len(p.marks) == 0 {
		return nil
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, c := range p.curves {
		a, _, b := summary(c.x)
		low, high = min(low, a), max(high, b)
	}
	middle := (low + high) / 2
	if p.logX {
		middle = math.Sqrt(low * high)
	}
	m := &opts.MarkLines{MarkLineStyle: opts.MarkLineStyle{
		Symbol: []string{"none", "none"}, LineStyle: &opts.LineStyle{Type: "dotted", Color: "#808080", Width: 1.5},
	}}
	for _, k := range p.marks {
		align := "left"
		if k.x > middle {
			align = "right"
		}
		m.Data = append(m.Data, map[string]any{"xAxis": num(k.x), "label": map[string]any{"formatter": k.text, "color": "#808080", "align": align}})
	}
	return m
}

// splitAxes gives every panel a grid and a pair of axes of its own.
func splitAxes(option map[string]any, x string, list []panel) {
	var grids, xs, ys []any
	wide := 50.0
	if len(list) == 1 {
		wide = 100
	}
	for i, p := range list {
		column, row := i%2, i/2
		grids = append(grids, map[string]any{
			"left": fmt.Sprintf("%.4g%%", wide*float64(column)+1), "width": fmt.Sprintf("%.4g%%", wide-4),
			"top": 88 + panelHeight*row, "height": panelHeight - 56, "containLabel": true,
		})
		xs = append(xs, map[string]any{"type": "value", "gridIndex": i, "name": x, "nameLocation": "middle", "nameGap": 24,
			"minInterval": 1, "min": "dataMin", "max": "dataMax", "splitLine": map[string]any{"show": false}, "axisLine": map[string]any{"onZero": false}})
		y := map[string]any{"type": "value", "gridIndex": i, "scale": true, "name": p.title, "nameLocation": "end", "splitNumber": 4,
			"axisLine": map[string]any{"onZero": false}}
		p.shape(xs[i].(map[string]any), y)
		ys = append(ys, y)
	}
	option["grid"], option["xAxis"], option["yAxis"] = grids, xs, ys
	option["axisPointer"] = map[string]any{"link": []any{map[string]any{"xAxisIndex": "all"}}}
}

// shape makes the axes of a panel what the panel asks for.
func (p panel) shape(x, y map[string]any) {
	if p.log {
		y["type"] = "log"
	}
	if isShare(p.title) && p.reaches(1) {
		y["max"] = 1 // a share of all: round numbers above 1 mean nothing
	}
	if p.logX {
		x["type"] = "log"
	}
	if p.x != "" {
		x["name"] = p.x
	}
	if p.free || p.shares {
		delete(x, "minInterval")
		x["axisLabel"] = map[string]any{"showMinLabel": p.shares, "showMaxLabel": p.shares} // ends are odd numbers
	}
	if p.shares {
		x["min"], x["max"], y["min"], y["max"] = 0, 1, 0, 1
	}
}

// isShare says whether a metric is a share of all examples, 0 to 1.
func isShare(metric string) bool {
	for _, part := range []string{"accuracy", "precision", "recall", "f1_score", "auc"} {
		if strings.Contains(metric, part) {
			return true
		}
	}
	return false
}

// reaches says whether the curves stay below a value, but an axis with round numbers would go beyond it.
func (p panel) reaches(limit float64) bool {
	low, high := math.Inf(1), math.Inf(-1)
	for _, c := range p.curves {
		a, _, b := summary(c.y)
		low, high = min(low, a), max(high, b)
	}
	return high <= limit && high+(high-low)/2 >= limit
}

// curvesTable lists the curves by x; a name that several panels share is told apart by its panel.
func curvesTable(x string, list []panel) table {
	t := table{head: []string{x}}
	var all []curve
	for _, p := range list {
		for _, c := range p.curves {
			t.head = append(t.head, p.title+" "+c.name)
			all = append(all, c)
		}
	}
	seen := map[float64]bool{}
	for _, c := range all {
		for _, at := range c.x {
			if seen[at] {
				continue
			}
			seen[at] = true
			row := []any{at}
			for _, c := range all {
				row = append(row, valueOf(c, at))
			}
			t.add(row...)
		}
	}
	return t
}

func valueOf(c curve, at float64) float64 {
	for i, x := range c.x {
		if x == at {
			return c.y[i]
		}
	}
	return math.NaN()
}

// holes says whether a curve has values that are not numbers.
func holes(y []float64) bool {
	return slices.ContainsFunc(y, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
}

// lastOf is the last number of a curve, NaN if it has none.
func lastOf(y []float64) float64 {
	for i := len(y) - 1; i >= 0; i-- {
		if !math.IsNaN(y[i]) && !math.IsInf(y[i], 0) {
			return y[i]
		}
	}
	return math.NaN()
}
