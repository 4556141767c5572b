package viz

import (
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"

	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

// FrozenMap shows which layers of a run's network learn and which are frozen, as bars of their parameters.
func FrozenMap(run *trainer.Run) *Chart {
	if noRun(run) {
		return failed(errNoRun("FrozenMap"))
	}
	return frozenMap(run.Model.Network().Layers())
}

func frozenMap(rows []nn.LayerInfo) *Chart {
	var names []string
	var learn, frozen []any
	t := table{head: []string{"layer", "learn", "frozen"}}
	a, b := 0, 0
	for _, r := range rows {
		if r.Container || r.Params == 0 {
			continue
		}
		names = append(names, r.Path)
		learn, frozen = append(learn, r.Trainable), append(frozen, r.Params-r.Trainable)
		t.add(r.Path, r.Trainable, r.Params-r.Trainable)
		a, b = a+r.Trainable, b+r.Params-r.Trainable
	}
	if len(names) == 0 {
		return sentence("Frozen and learning", "this network has no parameters")
	}
	sub := fmt.Sprintf("%s parameters learn, %s are frozen", count(a), count(b))
	return layerBars(Chart{title: "Frozen and learning", sub: sub, table: t, alt: "Bars of the parameters of each layer: " + sub}, "parameters", names,
		[]string{"learns", "frozen"}, [][]any{learn, frozen})
}

// Drift shows how far each layer's weights moved between two runs of one network, such as a head and its fine-tuning:
// the norm of the difference, as a share of the norm before. Fine-tuning should move late layers more than early ones,
// and none by much.
func Drift(before, after *trainer.Run) *Chart {
	if noRun(before) || noRun(after) {
		return failed(errNoRun("Drift"))
	}
	return drift(before.Model.Weights(), after.Model.Weights())
}

func drift(before, after []nn.Tensor) *Chart {
	old := map[string]nn.Tensor{}
	for _, t := range before {
		old[t.Name] = t
	}
	var names []string
	var moved []any
	t := table{head: []string{"weight", "norm before", "moved by", "%"}}
	for _, now := range after {
		was, ok := old[now.Name]
		if !ok || len(was.Data) != len(now.Data) {
			continue
		}
		norm, diff := 0.0, 0.0
		for i, v := range was.Data {
			d := float64(now.Data[i] - v)
			norm, diff = norm+float64(v)*float64(v), diff+d*d
		}
		norm, diff = math.Sqrt(norm), math.Sqrt(diff)
		share := 100 * diff / norm
		if norm == 0 {
			share = math.NaN() // no share of nothing: biases begin at 0
		}
		names, moved = append(names, now.Name), append(moved, num(share))
		t.add(now.Name, norm, diff, share)
	}
	if len(names) == 0 {
		return sentence("Drift", "the two networks have no weights in common")
	}
	return layerBars(Chart{title: "Drift", sub: "how far the weights moved, in % of their norm before", table: t,
		alt: fmt.Sprintf("Bars for %d weights: how far each moved, in percent of its norm before", len(names))}, "%", names, []string{"moved"}, [][]any{moved})
}

// layerBars draws stacked bars, one place for each layer.
func layerBars(c Chart, unit string, names, groups []string, values [][]any) *Chart {
	bars := charts.NewBar()
	bars.SetGlobalOptions(frame(c.title, "", unit)...)
	for _, g := range groups {
		bars.AddSeries(g, nil, series(func(s *charts.SingleSeries) { s.Stack, s.BarMaxWidth = "layers", "50" }))
	}
	return build(c, bars, func(option map[string]any) {
		categories(option, names)
		option["yAxis"].([]any)[0].(map[string]any)["scale"] = false
		for i, s := range seriesOf(option) {
			s["data"] = values[i]
		}
	})
}
