package viz

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"nnbook/nblib/internal/guard"
)

// goEchart is any chart of go-echarts.
type goEchart interface {
	Validate()
	JSON() map[string]any
}

// optionOf turns a go-echarts chart into a plain option: maps, slices, numbers, strings and nothing else, without the
// nulls and empty components that go-echarts writes, and without its palette, so that the theme's is used.
func optionOf(c goEchart) (map[string]any, error) {
	var b []byte
	err := guard.Call(func() (err error) { // it panics on charts that were not made by its New functions
		c.Validate()
		b, err = json.Marshal(c.JSON())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("viz: the go-echarts chart is not JSON: %w (a NaN? nil draws a gap)", err)
	}
	var option map[string]any
	if err := json.Unmarshal(b, &option); err != nil {
		return nil, fmt.Errorf("viz: %w", err)
	}
	for _, name := range []string{"toolbox", "title", "legend", "tooltip"} {
		if m, ok := option[name].(map[string]any); ok && len(m) == 0 {
			delete(option, name)
		}
	}
	if fmt.Sprint(option["color"]) == fmt.Sprint(charts.NewLine().Colors) {
		delete(option, "color")
	}
	return plain(option).(map[string]any), nil
}

// plain drops nulls from objects (in arrays they are gaps in the data) and characters that no page may hold from
// texts.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if e == nil {
				delete(v, k)
				continue
			}
			v[k] = plain(e)
		}
	case []any:
		for i, e := range v {
			v[i] = plain(e)
		}
	case string:
		return printable(v)
	}
	return v
}

// printable drops control characters and broken UTF-8 from a text that comes from data.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) && r != 0xFFFE && r != 0xFFFF {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, "�"))
}

// num is a value of an option: a number, or nil, which draws a gap, for what is not one.
func num(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	// Seven digits are more than a picture shows; all of them would double the size of a page.
	return json.Number(fmt.Sprintf("%.7g", v))
}

// points pairs x and y for a line or a point cloud.
func points(x, y []float64) [][2]any {
	out := make([][2]any, len(x))
	for i := range x {
		out[i] = [2]any{num(x[i]), num(y[i])}
	}
	return out
}

// frame is what charts with two axes share.
func frame(title, x, y string) []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithTitleOpts(opts.Title{Title: title, Left: "left", Top: "2"}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis"}),
		charts.WithLegendOpts(opts.Legend{Type: "scroll", Top: "32", Left: "left"}),
		charts.WithGridOpts(opts.Grid{Left: "12", Right: "24", Top: "88", Bottom: "32", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Name: x, Type: "value", NameLocation: "middle", NameGap: 28, AxisLine: edge()}),
		charts.WithYAxisOpts(opts.YAxis{Name: y, Type: "value", Scale: opts.Bool(true), NameLocation: "end", AxisLine: edge()}),
	}
}

// edge keeps an axis at the edge of the chart, where its numbers are, also when zero lies inside.
func edge() *opts.AxisLine { return &opts.AxisLine{OnZero: opts.Bool(false)} }

// series sets what go-echarts has one method per chart for.
func series(set func(s *charts.SingleSeries)) charts.SeriesOpts { return charts.WithSeriesOpts(set) }

// build makes a Chart of a go-echarts chart of this package; patch adds what go-echarts has no word for.
func build(c Chart, from goEchart, patch func(option map[string]any)) *Chart {
	option, err := optionOf(from)
	if err != nil {
		return failed(err)
	}
	c.sub = wrapped(c.sub)
	if patch != nil || c.sub != "" {
		if patch != nil {
			patch(option)
		}
		subtitle(option, c.sub)
		if option, err = copied(option); err != nil {
			return failed(err)
		}
	}
	option["animation"] = false
	flushNames(option)
	c.title, c.alt = printable(c.title), printable(c.alt)
	c.option = thinned(option, drawnPoints)
	if c.height == 0 {
		c.height = 380
	}
	c.height += subtitleHeight * lines(c.sub)
	return &c
}

// subtitleHeight is how much a line under the title moves the rest down, in CSS pixels.
const subtitleHeight = 17

func lines(text string) int {
	if text == "" {
		return 0
	}
	return 1 + strings.Count(text, "\n")
}

// subtitle puts sentences, one a line, under the title.
func subtitle(option map[string]any, text string) {
	if text == "" {
		return
	}
	if title, ok := option["title"].(map[string]any); ok {
		title["subtext"] = printable(text)
	}
	down := subtitleHeight * lines(text)
	if legend, ok := option["legend"].(map[string]any); ok {
		legend["top"] = 32 + down
	}
	grids, _ := option["grid"].([]any)
	for _, g := range grids {
		grid := g.(map[string]any)
		switch top := grid["top"].(type) {
		case int:
			grid["top"] = top + down
		case string:
			grid["top"] = 88 + down
		}
	}
}

// flushNames lets the names above y axes begin at the axis: centred on it, long ones would leave the page.
func flushNames(option map[string]any) {
	axes, _ := option["yAxis"].([]any)
	for _, a := range axes {
		if axis := a.(map[string]any); axis["nameLocation"] == "end" {
			axis["nameTextStyle"] = map[string]any{"align": "left", "fontWeight": "bold"}
		}
	}
}

// subtitleColumns is how many columns of a line under the title fit a page of 600 pixels.
const subtitleColumns = 96

// wrapped breaks the lines of a text so that they fit.
func wrapped(text string) string {
	var out []string
	for line := range strings.Lines(text) {
		out = append(out, wrap(line, subtitleColumns)...)
	}
	return strings.Join(out, "\n")
}

// copied is the option after a trip through JSON, which leaves only plain values.
func copied(option map[string]any) (map[string]any, error) {
	b, err := json.Marshal(option)
	if err != nil {
		return nil, fmt.Errorf("viz: the option is not JSON: %w", err)
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, fmt.Errorf("viz: %w", err)
	}
	return plain(out).(map[string]any), nil
}
