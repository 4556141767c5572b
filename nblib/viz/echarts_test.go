package viz

import (
	"strings"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

func TestEChartsKeepsTheChart(t *testing.T) {
	bar := charts.NewBar()
	bar.SetGlobalOptions(
		charts.WithTitleOpts(opts.Title{Title: "Legs"}),
		charts.WithInitializationOpts(opts.Initialization{Height: "300px"}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Formatter: opts.FuncOpts("function (p) { return p.name }")}),
	)
	bar.SetXAxis([]string{"ant", "bee", "spider"})
	bar.AddSeries("legs", []opts.BarData{{Value: 6}, {Value: 6}, {Value: 8}})
	c := ECharts(bar)
	if c.height != 300 {
		t.Errorf("height %d, want 300", c.height)
	}
	golden(t, "echarts", c)
}

func TestEChartsEveryKind(t *testing.T) {
	pie := charts.NewPie()
	pie.AddSeries("share", []opts.PieData{{Name: "a", Value: 1}, {Name: "b", Value: 2}})
	sankey := charts.NewSankey()
	sankey.AddSeries("flow", []opts.SankeyNode{{Name: "a"}, {Name: "b"}}, []opts.SankeyLink{{Source: "a", Target: "b", Value: 3}})
	radar := charts.NewRadar()
	radar.SetGlobalOptions(charts.WithRadarComponentOpts(opts.RadarComponent{Indicator: []*opts.Indicator{{Name: "x", Max: 2}, {Name: "y", Max: 2}, {Name: "z", Max: 2}}}))
	radar.AddSeries("r", []opts.RadarData{{Value: []float64{1, 2, 1}}})
	for name, chart := range map[string]goEchart{"pie": pie, "sankey": sankey, "radar": radar, "empty": charts.NewLine()} {
		t.Run(name, func(t *testing.T) {
			c := ECharts(chart)
			if c.Err() != nil || c.note != "" {
				t.Fatal(c)
			}
			drawn(t, c)
		})
	}
}

func TestEChartsBeyond(t *testing.T) {
	c := ECharts(charts.NewBar3D().AddSeries("x", nil))
	if !strings.Contains(c.String(), "needs echarts-gl") {
		t.Errorf("a 3-D chart answers %q", c)
	}
}

func TestEChartsNaN(t *testing.T) {
	line := charts.NewLine()
	line.AddSeries("x", []opts.LineData{{Value: nan()}})
	if err := ECharts(line).Err(); err == nil || !strings.Contains(err.Error(), "nil draws a gap") {
		t.Errorf("a NaN in a go-echarts chart: %v", err)
	}
}
