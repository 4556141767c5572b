package viz

import (
	"errors"
	"fmt"
	"strings"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
)

// Diagram draws a network as the boxes that data flow through, from the shape of the data's examples to the outputs:
// each layer with its parameters, each arrow with the shape that passes. Filled boxes learn, grey ones are frozen,
// empty ones have nothing to learn. Where shapes do not fit, the same picture shows where: the arrow that fails is
// red, with what the layer needs, what it got and the fix.
func Diagram(net nn.Layer, data datasets.Source) *Chart {
	train, _, _, err := partsOf("Diagram", data)
	if err != nil {
		return failed(err)
	}
	info, err := train.Info()
	if err != nil {
		return failed(err)
	}
	return diagramFor(net, info.Shape)
}

func diagramFor(net nn.Layer, input []int) *Chart {
	built, err := nn.Build(net, input)
	if err != nil {
		var misfit *nn.ShapeError
		if errors.As(err, &misfit) && len(misfit.Rows) > 0 {
			return diagram(input, misfit.Rows, misfit)
		}
		return failed(err)
	}
	return diagram(input, built.Layers(), nil)
}

// diagramRows is how many boxes a diagram draws; of a deeper network it draws the outermost layers.
const diagramRows = 60

// diagram draws the rows of a summary; misfit says what is wrong with the last, or is nil.
func diagram(input []int, rows []nn.LayerInfo, misfit *nn.ShapeError) *Chart {
	if len(rows) == 0 {
		return sentence("Network", "the network has no layers: what goes in, %s, comes out", shapeText(input))
	}
	if len(rows) > diagramRows {
		rows = outermost(rows)
	}
	t := table{head: []string{"layer", "output", "parameters", ""}}
	t.add("input", shapeText(input), "", "")
	total, learn, most := 0, 0, 1
	for _, r := range rows {
		t.add(strings.Repeat("  ", r.Depth)+boxText(r), shapeText(r.Out), count(r.Params), state(r))
		if r.Depth == 0 {
			total, learn = total+r.Params, learn+r.Trainable
		}
		if !r.Container {
			most = max(most, r.Params)
		}
	}
	sum := fmt.Sprintf("%s parameters, %s of them learn", count(total), count(learn))
	c := &Chart{title: "Network", sub: sum, table: t}
	c.alt = fmt.Sprintf("A diagram of %d layers, from %s to %s; %s", len(rows), shapeText(input), shapeText(rows[len(rows)-1].Out), sum)
	if misfit != nil {
		c.sub = misfit.Error()
		c.alt = "A diagram of a network whose shapes do not fit: " + misfit.Error()
	}
	c.svg = boxes(c.title, c.sub, input, rows, most, misfit)
	var layers []map[string]any
	for _, r := range rows {
		layers = append(layers, map[string]any{"layer": boxText(r), "depth": r.Depth, "in": r.In, "out": r.Out, "parameters": r.Params, "state": state(r)})
	}
	c.data = map[string]any{"input": input, "layers": layers, "error": errorText(misfit)}
	return c
}

func errorText(misfit *nn.ShapeError) string {
	if misfit == nil {
		return ""
	}
	return misfit.Error()
}

func outermost(rows []nn.LayerInfo) (out []nn.LayerInfo) {
	for _, r := range rows {
		if r.Depth == 0 {
			r.Container = false
			out = append(out, r)
		}
	}
	return out
}

// state says whether a layer learns.
func state(r nn.LayerInfo) string {
	switch {
	case r.Params == 0 || r.Container:
		return ""
	case r.Trainable == 0:
		return "frozen"
	}
	return "learns"
}

// boxText is what stands in a layer's box: its code, or, for one with layers of its own, its kind.
func boxText(r nn.LayerInfo) string {
	if r.Container || strings.Contains(r.Text, "\n") || len(r.Text) > 60 {
		return r.Kind
	}
	return strings.ReplaceAll(r.Text, "nn.", "")
}

// shapeText writes a shape as people say it: 28 × 28 × 1.
func shapeText(shape []int) string {
	if len(shape) == 0 {
		return "?"
	}
	return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(shape), "[]")), " × ")
}

// count is a number with its thousands set apart.
func count(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
