// Package viz is charts that teach: what a network learns, what it gets wrong, and what it looks like inside.
//
// Every function returns a [Chart]. A chart is a value: make it from a run, from data or from a go-echarts chart, then
// show it or save it. In JupyterLab it is alive, on GitHub it is a picture, in a terminal it is a table:
//
//	package main
//
//	import (
//		"github.com/go-echarts/go-echarts/v2/charts"
//		"github.com/go-echarts/go-echarts/v2/opts"
//
//		"nnbook/nblib/viz"
//	)
//
//	func main() {
//		bar := charts.NewBar()
//		bar.SetGlobalOptions(charts.WithTitleOpts(opts.Title{Title: "Legs"}))
//		bar.SetXAxis([]string{"ant", "bee", "spider"})
//		bar.AddSeries("legs", []opts.BarData{{Value: 6}, {Value: 6}, {Value: 8}})
//		viz.ECharts(bar).Show()
//	}
//
// The interactive form follows the light or dark theme of the page, the palette is that of Okabe and Ito (safe for
// colour-blind readers), and every picture has a text that says what it shows. Names that come from data are text,
// never HTML. A series of more than 5,000 points is drawn, and written into the page, as 5,000.
package viz
