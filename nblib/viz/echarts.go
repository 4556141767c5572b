package viz

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// ECharts shows any chart of go-echarts (charts.NewBar(), charts.NewSankey(), ...) in a notebook, with all that a
// [Chart] does. JavaScript functions in its options run. A series of more than 5,000 points is drawn from 5,000.
// Charts that need more than ECharts itself (3-D, word clouds, liquid fills, maps) are answered by a sentence.
func ECharts(chart interface {
	Validate()
	JSON() map[string]any
}) *Chart {
	if v := reflect.ValueOf(chart); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return failed(errors.New("viz: ECharts: expected a go-echarts chart, got nil; make one such as charts.NewBar()"))
	}
	option, err := optionOf(chart)
	if err != nil {
		return failed(err)
	}
	title := titleOf(option)
	for _, s := range seriesOf(option) {
		if kind, _ := s["type"].(string); beyond[kind] != "" {
			return sentence(title, "a %s series needs %s, which nnbook does not carry", kind, beyond[kind])
		}
	}
	c := &Chart{title: title, option: thinned(option, drawnPoints), functions: true, height: heightOf(chart), table: tableOf(option)}
	c.alt = altOf(title, option)
	return c
}

// beyond names what some kinds of series need besides ECharts.
var beyond = map[string]string{
	"bar3D": "echarts-gl", "line3D": "echarts-gl", "scatter3D": "echarts-gl", "surface": "echarts-gl",
	"liquidFill": "echarts-liquidfill", "wordCloud": "echarts-wordcloud", "map": "a map file",
}

func seriesOf(option map[string]any) (out []map[string]any) {
	list, _ := option["series"].([]any)
	for _, s := range list {
		if m, ok := s.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

func titleOf(option map[string]any) string {
	m, _ := option["title"].(map[string]any)
	if text, _ := m["text"].(string); text != "" {
		return text
	}
	return "Chart"
}

// heightOf reads the height that the user gave go-echarts ("500px").
func heightOf(chart any) int {
	v := reflect.Indirect(reflect.ValueOf(chart))
	if v.Kind() == reflect.Struct {
		if f := v.FieldByName("Initialization"); f.IsValid() && f.Kind() == reflect.Struct {
			if h, err := strconv.Atoi(strings.TrimSuffix(f.FieldByName("Height").String(), "px")); err == nil && h > 0 {
				return h
			}
		}
	}
	return 400
}

func altOf(title string, option map[string]any) string {
	var parts []string
	for _, s := range seriesOf(option) {
		data, _ := s["data"].([]any)
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%v %v", s["type"], nameOf(s)))+fmt.Sprintf(" with %d values", len(data)))
	}
	return title + ": " + strings.Join(parts, "; ")
}

func nameOf(s map[string]any) string {
	name, _ := s["name"].(string)
	return name
}

// tableOf lists the values of an option under their categories, or, where there are none, one line per series.
func tableOf(option map[string]any) table {
	categories := categoriesOf(option)
	if len(categories) == 0 {
		t := table{head: []string{"series", "type", "values"}}
		for _, s := range seriesOf(option) {
			data, _ := s["data"].([]any)
			t.add(nameOf(s), fmt.Sprint(s["type"]), len(data))
		}
		return t
	}
	t := table{head: []string{""}}
	all := seriesOf(option)
	for _, s := range all {
		t.head = append(t.head, nameOf(s))
	}
	for i, name := range categories {
		row := []any{name}
		for _, s := range all {
			data, _ := s["data"].([]any)
			row = append(row, valueAt(data, i))
		}
		t.add(row...)
	}
	return t
}

func categoriesOf(option map[string]any) []any {
	axes, _ := option["xAxis"].([]any)
	if len(axes) == 0 {
		return nil
	}
	first, _ := axes[0].(map[string]any)
	data, _ := first["data"].([]any)
	return data
}

func valueAt(data []any, i int) any {
	if i >= len(data) {
		return ""
	}
	if m, ok := data[i].(map[string]any); ok {
		return m["value"]
	}
	if data[i] == nil {
		return "-"
	}
	return data[i]
}
