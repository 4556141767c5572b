package viz

import (
	_ "embed"
	"fmt"

	"nnbook/nblib/nn"
)

//go:embed assets/convanimation.js
var convAnimationScript string

// ConvAnimation shows a filter of kernel x kernel cells walking over an image of size x size, stride cells at a time:
// the input with its padding, the output that it fills, how often each input cell was used (corners seldom, which is
// what padding mends), and beside it a 2 x 2 max-pooling of the output, which keeps the largest of each four.
func ConvAnimation(size, kernel, stride int, padding nn.Padding) *Chart {
	if size < 1 || size > 16 {
		return failed(fmt.Errorf("viz: ConvAnimation: expected an image of 1 to 16 cells on a side, got %d; 7 shows all there is to see", size))
	}
	w, err := windowFor(size, kernel, stride, padding)
	if err != nil {
		return failed(err)
	}
	title := fmt.Sprintf("Convolution: %d × %d, kernel %d, stride %d, %s", size, size, kernel, stride, padding.String()[3:])
	uses := w.uses()
	sub := fmt.Sprintf("output %d × %d; a corner is used %s, the centre %s", w.out, w.out, times(uses[0]*uses[0]), times(uses[size/2]*uses[size/2]))
	t := table{head: []string{"row of the input"}}
	for c := range size {
		t.head = append(t.head, fmt.Sprintf("used, column %d", c))
	}
	grid := make([][]int, size)
	for r := range size {
		row := []any{r}
		for c := range size {
			grid[r] = append(grid[r], uses[r]*uses[c])
			row = append(row, uses[r]*uses[c])
		}
		t.add(row...)
	}
	return &Chart{title: title, sub: sub, table: t, svg: drawWindow(w, title, sub, grid), widget: convAnimationScript,
		alt: fmt.Sprintf("%s; %s. Three grids: the input with padding and the filter on it, the output, and the number of uses of each input cell", title, sub),
		data: map[string]any{"size": size, "kernel": kernel, "stride": stride, "dilation": w.dilation, "before": w.before,
			"out": w.out, "uses": grid}}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// drawWindow draws the grids; cells carry their places for the script.
func drawWindow(w window, title, sub string, uses [][]int) string {
	d := &drawing{width: stillWidth}
	d.heading(title)
	d.text(8, 38, "start", 12, dim, sub)
	all := w.before + w.size + w.after()
	pooled := w.out / 2
	side := min(26, (stillWidth-120)/float64(all+w.out+w.size+pooled))
	top := 74.0
	x := 8.0
	d.text(x, top-8, "start", 12, dark, "input")
	for r := range all {
		for c := range all {
			row, col := r-w.before, c-w.before
			outside := row < 0 || col < 0 || row >= w.size || col >= w.size
			fill := paint("fill", ground)
			if outside {
				fill = paint("fill", dim) + ` fill-opacity="0.18"`
			}
			d.cell(x+float64(c)*side, top+float64(r)*side, side, fmt.Sprintf(`data-in="%d,%d"`, row, col), fill, "")
		}
	}
	x += float64(all)*side + 30
	d.text(x, top-8, "start", 12, dark, "output")
	for r := range w.out {
		for c := range w.out {
			d.cell(x+float64(c)*side, top+float64(r)*side, side, fmt.Sprintf(`data-out="%d,%d"`, r, c), paint("fill", ground), "")
		}
	}
	x += float64(w.out)*side + 30
	d.text(x, top-8, "start", 12, dark, "times used")
	most := max(uses[w.size/2][w.size/2], 1)
	for r := range w.size {
		for c := range w.size {
			fill := fmt.Sprintf(`%s fill-opacity="%.2f"`, paint("fill", blue), 0.7*float64(uses[r][c])/float64(most))
			d.cell(x+float64(c)*side, top+float64(r)*side, side, fmt.Sprintf(`data-use="%d,%d"`, r, c), fill, fmt.Sprint(uses[r][c]))
		}
	}
	if pooled > 0 {
		x += float64(w.size)*side + 30
		d.text(x, top-8, "start", 12, dark, "2 × 2 pooled")
		for r := range pooled {
			for c := range pooled {
				d.cell(x+float64(c)*side, top+float64(r)*side, side, fmt.Sprintf(`data-pool="%d,%d"`, r, c), paint("fill", ground), "")
			}
		}
	}
	d.height = top + float64(all)*side + 20
	return d.String()
}

// cell draws one cell of a grid with a text in it.
func (d *drawing) cell(x, y, side float64, data, fill, text string) {
	d.add(`<rect %s x="%.5g" y="%.5g" width="%.4g" height="%.4g" %s/>`, data, x, y, side, side, fill)
	d.add(`<rect x="%.5g" y="%.5g" width="%.4g" height="%.4g" fill="none" pointer-events="none" %s/>`, x, y, side, side, paint("stroke", hair))
	if text != "" {
		d.text(x+side/2, y+side/2+4, "middle", min(11, side*0.5), dark, text)
	}
}
