package viz

import (
	"math"
	"strings"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
)

// Charts of what is not there say so, each in one sentence.
func TestChartsOfNothing(t *testing.T) {
	spiral := datasets.Spiral(60)
	var noSet *datasets.Set
	var noBar *charts.Bar
	noTest := datasets.Slices([][]float32{{1, 2}, {3, 4}}, []int{0, 1}).Test
	list := map[string]*Chart{
		"balance":        Balance(nil),
		"balance, set":   Balance(noSet),
		"diagram":        Diagram(nn.Dense(1), nil),
		"diagram, set":   Diagram(nn.Dense(1), noSet),
		"backprop":       Backprop(nil, nil, 0),
		"echarts":        ECharts(nil),
		"echarts, bar":   ECharts(noBar),
		"echarts, empty": ECharts(&charts.Bar{}),
		"scatter":        Scatter(noTest),
		"images":         Images(noTest, 1, 1),
		"images, set":    Images(noSet, 1, 1),
		"histogram, set": Histogram(noSet),
		"scatter, set":   Scatter(noSet),
		"schedule":       Schedule(math.MaxInt, math.MaxInt, optim.Constant(1)),
	}
	for _, run := range []*trainer.Run{nil, {}} {
		for name, c := range map[string]*Chart{
			"boundary": Boundary(run, spiral), "timeline": BoundaryTimeline(run, spiral), "surface": LossSurface(run, spiral),
			"calibration": Calibration(run, spiral.Test), "confusion": Confusion(run, spiral.Test), "embeddings": Embeddings(run, spiral.Test),
			"roc": ROC(run, spiral.Test), "residuals": Residuals(run, spiral.Test), "toplosses": TopLosses(run, spiral.Test, 4),
			"predictions": Predictions(run, spiral.Test, 4), "gradcam": GradCAM(run, spiral.Test, 0), "maps": FeatureMaps(run, spiral.Test, 0),
			"explorer": ConvExplorer(run, spiral.Test, 0), "draw": Draw(run), "filters": Filters(run), "frozen": FrozenMap(run),
			"weights": Weights(run), "gradients": Gradients(run), "constrained": Constrained(run, nn.MaxNorm(1)), "drift": Drift(run, run),
		} {
			list["of a run, "+name] = c
		}
	}
	for name, c := range list {
		if c.Err() == nil || strings.Contains(c.Err().Error(), "\n") {
			t.Errorf("%s: expected an error of one sentence, got %v", name, c.Err())
		}
	}
	if table := Summary(nn.Dense(1), nil); table.Err() == nil {
		t.Error("a summary for no data")
	}
	if c := Diagram(nn.Sequential(), spiral); c.Err() != nil || !strings.Contains(c.String(), "no layers") {
		t.Errorf("a network without layers: %v %s", c.Err(), c)
	}
}

func TestChartsOfARunOnDataOfNothing(t *testing.T) {
	for _, part := range []*datasets.Part{nil, {}} {
		for name, c := range map[string]*Chart{
			"boundary": Boundary(trained(t).points, part), "confusion": Confusion(trained(t).points, part),
			"gradcam": GradCAM(trained(t).digits, part, 0), "embeddings": Embeddings(trained(t).points, part),
			"negative": Constrained(trained(t).points, nn.MaxNorm(-1)),
		} {
			if c.Err() == nil || strings.Contains(c.Err().Error(), "\n") {
				t.Errorf("%s: expected an error of one sentence, got %v", name, c.Err())
			}
		}
	}
}
