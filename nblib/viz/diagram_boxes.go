package viz

import (
	"fmt"
	"strings"

	"nnbook/nblib/nn"
)

// The measures of a diagram, in its own pixels.
const (
	boxLeft, boxWidth, boxHeight = 24.0, 400.0, 32.0
	arrowHeight                  = 34.0
	barLeft, barWidth            = 450.0, 180.0
)

// boxes draws a network from top to bottom, and beside each layer the share of parameters that lies in it.
func boxes(title, sub string, input []int, rows []nn.LayerInfo, most int, misfit *nn.ShapeError) string {
	d := &drawing{width: stillWidth}
	d.heading(title)
	y := 24.0
	for _, l := range wrap(sub, 110) {
		y += 16
		i := dim
		if misfit != nil {
			i = orange
		}
		d.text(8, y, "start", 12, i, l)
	}
	y += 16
	d.box(boxLeft, y, 120, "input", "", false)
	y += boxHeight
	for k, r := range rows {
		left := boxLeft + 20*float64(r.Depth)
		wrong := misfit != nil && k == len(rows)-1
		d.arrow(left+40, y, shapeText(r.In), wrong)
		y += arrowHeight
		d.box(left, y, boxWidth-20*float64(r.Depth), boxText(r), state(r), wrong)
		d.parameters(y, r, most)
		y += boxHeight
		if wrong {
			d.text(left+4, y+17, "start", 12, orange, "needs "+misfit.Expected+", got "+misfit.Got)
			y += 26
		}
	}
	if misfit == nil && len(rows) > 0 {
		d.arrow(boxLeft+40, y, shapeText(rows[len(rows)-1].Out), false)
		y += arrowHeight
		d.box(boxLeft, y, 120, "output", "", false)
		y += boxHeight
	}
	d.height = y + 12
	return d.String()
}

// box draws a layer: filled where it learns, grey and dashed where it is frozen, red where it does not fit.
func (d *drawing) box(x, y, w float64, text, state string, wrong bool) {
	fill, border, more := `fill="none"`, hair, ""
	switch {
	case wrong:
		border = orange
	case state == "learns":
		fill, border = paint("fill", blue)+` fill-opacity="0.16"`, blue
	case state == "frozen":
		fill, more = paint("fill", dim)+` fill-opacity="0.14"`, ` stroke-dasharray="5 4"`
		text += " · frozen"
	}
	d.add(`<g><rect x="%.5g" y="%.5g" width="%.5g" height="%.5g" rx="5" %s/>`, x, y, w, boxHeight, fill)
	d.add(`<rect x="%.5g" y="%.5g" width="%.5g" height="%.5g" rx="5" fill="none" stroke-width="1.5"%s %s/></g>`, x, y, w, boxHeight, more, paint("stroke", border))
	d.text(x+12, y+21, "start", 13, dark, shorten(text, int(w/7)))
}

// arrow draws the way from one box to the next, with the shape that passes.
func (d *drawing) arrow(x, y float64, text string, wrong bool) {
	i, width := dim, 1.5
	if wrong {
		i, width = orange, 3
	}
	d.line(x, y+3, x, y+arrowHeight-8, i, width)
	d.add(`<path d="M%.5g %.5gl-5 -8h10z" %s/>`, x, y+arrowHeight-2, paint("fill", i))
	d.text(x+14, y+21, "start", 12, i, text)
}

// parameters draws how many parameters a layer has, and their share of the largest layer's.
func (d *drawing) parameters(y float64, r nn.LayerInfo, most int) {
	if r.Params == 0 || r.Container {
		return
	}
	i := blue
	if state(r) == "frozen" {
		i = dim
	}
	w := max(barWidth*float64(r.Params)/float64(most), 1)
	d.add(`<rect x="%.5g" y="%.5g" width="%.4g" height="10" fill-opacity="0.7" %s/>`, barLeft, y+11, w, paint("fill", i))
	d.text(barLeft+w+8, y+20, "start", 12, dim, strings.TrimSpace(fmt.Sprintf("%s parameters", count(r.Params))))
}
