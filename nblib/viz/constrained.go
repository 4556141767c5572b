package viz

import (
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

// Constrained shows what a constraint does to the weights of a run: the norm of each unit's weights as they are, from
// the largest to the smallest, and after the constraint is applied to them once, as training does after each step. One
// panel for each kernel, up to 6.
func Constrained(run *trainer.Run, constraint nn.Constraint) *Chart {
	if noRun(run) {
		return failed(errNoRun("Constrained"))
	}
	if _, err := nn.Build(nn.Dense(1, constraint), []int{1}); err != nil {
		return failed(err)
	}
	return constrained(run.Model.Weights(), constraint)
}

func constrained(weights []nn.Tensor, constraint nn.Constraint) *Chart {
	title := "Unit norms before and after " + constraint.String()
	t := table{head: []string{"kernel", "units", "largest norm before", "after", "units changed"}}
	var list []panel
	for _, w := range weights {
		if len(w.Shape) < 2 || len(list) == histogramPanels {
			continue
		}
		after, err := apply(constraint, w)
		if err != nil {
			return failed(err)
		}
		before, now := unitNorms(w.Shape, w.Data), unitNorms(w.Shape, after)
		order := make([]int, len(before))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int {
			if before[a] == before[b] {
				return a - b
			}
			if before[a] > before[b] {
				return -1
			}
			return 1
		})
		var x, one, two []float64
		changed := 0
		for place, i := range order {
			x, one, two = append(x, float64(place+1)), append(one, before[i]), append(two, now[i])
			if now[i] < before[i]*(1-1e-4) || now[i] > before[i]*(1+1e-4) {
				changed++
			}
		}
		list = append(list, panel{title: w.Name, x: "unit, by norm", curves: []curve{{name: "before", x: x, y: one, dashed: true}, {name: "after", x: x, y: two}}})
		t.add(w.Name, len(before), slices.Max(before), slices.Max(now), changed)
	}
	if len(list) == 0 {
		return sentence(title, "this network has no kernels")
	}
	c := panels(Chart{title: title, table: t, alt: fmt.Sprintf("%s: lines of the norms of the units of %d kernels, sorted", title, len(list))}, "unit", list)
	for _, y := range c.option["yAxis"].([]any) {
		y.(map[string]any)["min"] = 0.0 // so that a share of a norm looks like one
	}
	return c
}

// apply puts a kernel under a constraint; norms are of what feeds a unit, along the last axis.
func apply(constraint nn.Constraint, w nn.Tensor) ([]float32, error) {
	e, err := engine.Default()
	if err != nil {
		return nil, err
	}
	var axes []int
	for i := range len(w.Shape) - 1 {
		axes = append(axes, i)
	}
	f, err := e.Func("constraint", func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{constraint.Apply(in[0], axes...)}
	})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out, err := f.Call(tensors.FromFlatDataAndDimensions(w.Data, w.Shape...))
	if err != nil {
		return nil, err
	}
	return tensors.CopyFlatData[float32](out[0])
}
