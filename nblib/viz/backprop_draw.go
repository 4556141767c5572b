package viz

import (
	"fmt"
	"math"
	"strings"

	"nnbook/nblib/nn"
)

// The measures of the picture of [Backprop], and how many outputs of a layer it shows.
const (
	passLeft, passBox  = 16.0, 214.0
	passStrip, passRow = 250.0, 74.0
	passCells          = 12
	passCell           = 41.0
)

// chart draws the layers from top to bottom, each with its values and their gradients.
func (b *passed) chart() *Chart {
	rows := b.rows
	if len(rows) > diagramRows/2 {
		rows = outermost(rows)
	}
	title := "Forward and back"
	sub := fmt.Sprintf("right answer: %s; loss (%s): %.4g", b.answer, b.name, b.loss)
	t := table{head: []string{"layer", "largest value", "largest gradient", "norm of its weights", "of their gradient"}}
	d := &drawing{width: stillWidth}
	d.heading(title)
	d.text(8, 38, "start", 12, dim, sub)
	d.text(passStrip, 58, "start", 11, dim, "upper row: the values, forward ↓   lower row: the derivative of the loss by each, backward ↑")
	y, step := 70.0, 0
	var steps []map[string]any
	add := func(name string, v values, learnt, asked float64) {
		d.pass(step, y, name, v)
		large, steep := largestMagnitude(v.out), largestMagnitude(v.gradient)
		if learnt > 0 {
			d.text(passLeft+8, y+48, "start", 11, dim, fmt.Sprintf("weights ‖w‖ %.3g, ‖∂L/∂w‖ %.3g", learnt, asked))
		}
		t.add(name, float64(large), float64(steep), learnt, asked)
		steps = append(steps, map[string]any{"name": name, "values": firstOf(v.out), "gradients": firstOf(v.gradient), "count": len(v.out)})
		y, step = y+passRow, step+1
	}
	add("input "+shapeText(b.input.shape), b.input, 0, 0)
	for _, r := range rows {
		v, ok := b.layers[r.Path]
		if !ok || r.Container {
			continue
		}
		learnt, asked := b.normsOf(r)
		d.line(passLeft+40, y-22, passLeft+40, y-8, dim, 1.5)
		d.add(`<path d="M%.5g %.5gl-5 -8h10z" %s/>`, passLeft+40, y-1, paint("fill", dim))
		add(boxText(r), v, learnt, asked)
	}
	d.height = y + 4
	return &Chart{title: title, sub: sub, table: t, svg: d.String(), widget: backpropScript,
		data: map[string]any{"steps": steps, "loss": num(b.loss)},
		alt:  fmt.Sprintf("%s through %d layers: beside each layer some of its values and the derivatives of the loss by them; %s", title, step-1, sub)}
}

// normsOf is the norm of all that a layer learns, and of its gradient.
func (b *passed) normsOf(r nn.LayerInfo) (learnt, asked float64) {
	for name, n := range b.norms {
		if strings.HasPrefix(name, r.Path+".") {
			learnt, asked = learnt+n[0]*n[0], asked+n[1]*n[1]
		}
	}
	return math.Sqrt(learnt), math.Sqrt(asked)
}

// chosen are the outputs of a layer that are shown: all, or some from the first to the last.
func chosen(n int) []int { return spaced(n, passCells) }

func firstOf(v []float32) (out []any) {
	for _, i := range chosen(len(v)) {
		out = append(out, num(float64(v[i])))
	}
	return out
}

// pass draws one layer: its box, a cell for each of its values, and below it one for its gradient.
func (d *drawing) pass(step int, y float64, name string, v values) {
	d.add(`<g data-box="%d">`, step)
	d.box(passLeft, y, passBox, shorten(name, 28), "", false)
	d.add(`</g>`)
	index := chosen(len(v.out))
	for _, row := range []struct {
		what string
		v    []float32
		y    float64
	}{{"forward", v.out, y}, {"backward", v.gradient, y + 24}} {
		most := largestMagnitude(row.v)
		d.add(`<g data-%s="%d">`, row.what, step)
		for k, i := range index {
			x := passStrip + passCell*float64(k)
			f := float64(row.v[i])
			i1, strength := blue, 0.0
			if most > 0 && !math.IsNaN(f) {
				strength = 0.55 * math.Abs(f) / float64(most)
			}
			if f < 0 {
				i1 = orange
			}
			d.add(`<rect x="%.5g" y="%.5g" width="%.4g" height="22" fill-opacity="%.2f" %s/>`, x, row.y, passCell-1, strength, paint("fill", i1))
			d.add(`<rect x="%.5g" y="%.5g" width="%.4g" height="22" fill="none" %s/>`, x, row.y, passCell-1, paint("stroke", hair))
			d.text(x+passCell/2, row.y+15, "middle", 10, dark, brief(f))
		}
		d.add(`</g>`)
	}
	if len(index) < len(v.out) {
		d.text(passStrip, y+60, "start", 10.5, dim, fmt.Sprintf("%d of %s outputs", len(index), count(len(v.out))))
	}
}

// brief writes a number in at most six characters.
func brief(f float64) string {
	a := math.Abs(f)
	switch {
	case f == 0:
		return "0"
	case a >= 0.01 && a < 100:
		return fmt.Sprintf("%.2f", f)
	case a >= 100 && a < 10000:
		return fmt.Sprintf("%.0f", f)
	}
	return strings.Replace(strings.Replace(fmt.Sprintf("%.0e", f), "e-0", "e-", 1), "e+0", "e", 1)
}
