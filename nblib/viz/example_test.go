package viz_test

import (
	"fmt"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"nnbook/nblib/viz"
)

// legs is a chart made with go-echarts alone.
func legs() *charts.Bar {
	bar := charts.NewBar()
	bar.SetGlobalOptions(charts.WithTitleOpts(opts.Title{Title: "Legs"}))
	bar.SetXAxis([]string{"ant", "bee", "spider"})
	bar.AddSeries("legs", []opts.BarData{{Value: 6}, {Value: 6}, {Value: 8}})
	return bar
}

// Any chart of go-echarts shows in a notebook; outside one it is a table.
func ExampleECharts() {
	viz.ECharts(legs()).Show()
	// Output:
	// Legs
	//         legs
	// ant        6
	// bee        6
	// spider     8
}

func ExampleChart_Option() {
	option := viz.ECharts(legs()).Option()
	fmt.Println(option["title"])
	// Output: map[text:Legs]
}
