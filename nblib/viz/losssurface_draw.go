package viz

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"
)

// The place of the surface in its picture.
const surfaceLeft, surfaceTop, surfaceWide = 60.0, 68.0, 440.0

// chart draws the surface as a map, with the way over it.
func (s *surface) chart(title string) *Chart {
	low, _, high := summary(s.grid)
	if low > high {
		return sentence(title, "the loss is not a number anywhere around these weights")
	}
	last := len(s.losses) - 1
	sub := fmt.Sprintf("the loss falls from %.3g to %.3g over %d recorded moments", s.losses[0], s.losses[last], len(s.losses))
	if s.missing != "" {
		sub = s.missing
	}
	levels := s.levels(low, high)
	d := &drawing{width: stillWidth, height: surfaceTop + surfaceWide + 44}
	d.heading(title)
	d.text(8, 38, "start", 12, dim, shorten(sub, 120))
	d.add(`<image x="%.5g" y="%.5g" width="%.5g" height="%.5g" preserveAspectRatio="none" href="%s"/>`, surfaceLeft, surfaceTop, surfaceWide, surfaceWide, pngURI(s.image(levels)))
	for _, level := range levels {
		d.add(`<path d="%s" fill="none" stroke="#fff" stroke-width="0.8" stroke-opacity="0.7"/>`, s.contour(level))
	}
	s.drawAxes(d)
	s.drawKey(d, levels)
	s.drawWay(d)
	t := table{head: []string{"epoch", s.names[0], s.names[1], "loss"}}
	var points [][2]any
	for i, e := range s.epochs {
		t.add(e, s.x[i], s.y[i], s.losses[i])
		px, py := s.pixel(s.x[i], s.y[i])
		points = append(points, [2]any{num(math.Round(px*10) / 10), num(math.Round(py*10) / 10)})
	}
	var told []any
	for _, l := range s.losses {
		told = append(told, num(l))
	}
	c := &Chart{title: title, sub: sub, table: t, svg: d.String(), widget: lossSurfaceScript,
		data: map[string]any{"epochs": s.epochs, "points": points, "losses": told}}
	c.alt = fmt.Sprintf("%s: a map of the loss over %s and %s, dark where it is low, from %.3g to %.3g; %s", title, s.names[0], s.names[1], low, high, sub)
	return c
}

// levels are the losses that contour lines stand for, closer together where the loss is low.
func (s *surface) levels(low, high float64) (out []float64) {
	for i := 1; i < 12; i++ {
		out = append(out, low+(high-low)*math.Pow(float64(i)/12, 2))
	}
	return out
}

// shade is the colour of a loss: dark blue where it is low, pale where it is high.
func shade(levels []float64, loss float64) color.RGBA {
	k, _ := slices.BinarySearch(levels, loss)
	f := float64(k) / float64(len(levels))
	if math.IsNaN(loss) {
		f = 1
	}
	mix := func(a, b float64) uint8 { return uint8(a + f*(b-a)) }
	return color.RGBA{mix(8, 222), mix(64, 235), mix(112, 245), 255}
}

// image is the map, painted between the measured points by straight lines.
func (s *surface) image(levels []float64) image.Image {
	const side = 220
	img := image.NewPaletted(image.Rect(0, 0, side, side), nil)
	for k := range len(levels) + 1 {
		at := math.Inf(1)
		if k < len(levels) {
			at = levels[k]
		}
		img.Palette = append(img.Palette, shade(levels, at))
	}
	for y := range side {
		for x := range side {
			v := s.at(float64(x)/(side-1), 1-float64(y)/(side-1))
			k, _ := slices.BinarySearch(levels, v)
			if math.IsNaN(v) {
				k = len(levels)
			}
			img.SetColorIndex(x, y, uint8(k))
		}
	}
	return img
}

// at is the loss at shares of the window.
func (s *surface) at(u, v float64) float64 {
	x, y := u*(surfaceSide-1), v*(surfaceSide-1)
	i, j := min(int(x), surfaceSide-2), min(int(y), surfaceSide-2)
	fx, fy := x-float64(i), y-float64(j)
	g := func(a, b int) float64 { return s.grid[b*surfaceSide+a] }
	return (1-fy)*((1-fx)*g(i, j)+fx*g(i+1, j)) + fy*((1-fx)*g(i, j+1)+fx*g(i+1, j+1))
}

// contour is the line of one loss, cell by cell (marching squares).
func (s *surface) contour(level float64) string {
	var b strings.Builder
	step := surfaceWide / (surfaceSide - 1)
	for row := range surfaceSide - 1 {
		for col := range surfaceSide - 1 {
			corners := [4][2]int{{col, row}, {col + 1, row}, {col + 1, row + 1}, {col, row + 1}}
			var cuts []string
			for k, a := range corners {
				c := corners[(k+1)%4]
				va, vc := s.grid[a[1]*surfaceSide+a[0]], s.grid[c[1]*surfaceSide+c[0]]
				if (va < level) == (vc < level) || math.IsNaN(va+vc) {
					continue
				}
				f := (level - va) / (vc - va)
				x := surfaceLeft + step*(float64(a[0])+f*float64(c[0]-a[0]))
				y := surfaceTop + surfaceWide - step*(float64(a[1])+f*float64(c[1]-a[1]))
				cuts = append(cuts, fmt.Sprintf("%.4g %.4g", x, y))
			}
			for k := 0; k+1 < len(cuts); k += 2 {
				b.WriteString("M" + cuts[k] + "L" + cuts[k+1])
			}
		}
	}
	return b.String()
}

// pixel is a point of the plane in the picture.
func (s *surface) pixel(a, b float64) (x, y float64) {
	return surfaceLeft + surfaceWide*(a-s.from[0])/(s.to[0]-s.from[0]), surfaceTop + surfaceWide*(s.to[1]-b)/(s.to[1]-s.from[1])
}

func (s *surface) drawAxes(d *drawing) {
	for _, k := range ticks(s.from[0], s.to[0]) {
		x, _ := s.pixel(k.at, 0)
		d.text(x, surfaceTop+surfaceWide+16, "middle", 11, dim, k.text)
	}
	for _, k := range ticks(s.from[1], s.to[1]) {
		_, y := s.pixel(0, k.at)
		d.text(surfaceLeft-6, y+4, "end", 11, dim, k.text)
	}
	d.text(surfaceLeft+surfaceWide/2, surfaceTop+surfaceWide+34, "middle", 12, dim, s.names[0])
	d.text(surfaceLeft, surfaceTop-6, "start", 12, dim, s.names[1])
}

// drawKey says which colour is which loss.
func (s *surface) drawKey(d *drawing, levels []float64) {
	x := surfaceLeft + surfaceWide + 28
	d.text(x, surfaceTop+10, "start", 12, dark, "loss")
	for k := range len(levels) + 1 {
		at := math.Inf(1)
		if k < len(levels) {
			at = levels[k]
		}
		c := shade(levels, at)
		y := surfaceTop + 20 + 18*float64(len(levels)-k)
		d.add(`<rect x="%.5g" y="%.5g" width="22" height="18" fill="#%02X%02X%02X"/>`, x, y, c.R, c.G, c.B)
		if k < len(levels) {
			d.text(x+30, y+4, "start", 11, dim, fmt.Sprintf("%.3g", levels[k]))
		}
	}
	y := surfaceTop + 20 + 18*float64(len(levels)+1) + 26
	if len(s.x) > 1 {
		d.add(`<circle cx="%.5g" cy="%.5g" r="5" fill="#fff" stroke="#D55E00" stroke-width="2"/>`, x+10, y)
		d.text(x+30, y+4, "start", 12, dark, "start")
		y += 22
	}
	d.add(`<circle cx="%.5g" cy="%.5g" r="5" fill="#D55E00" stroke="#fff"/>`, x+10, y)
	d.text(x+30, y+4, "start", 12, dark, "end")
}

// drawWay draws the way of the optimizer: a line, a dot at each moment, a ring at the start.
func (s *surface) drawWay(d *drawing) {
	var path []string
	for i := range s.x {
		x, y := s.pixel(s.x[i], s.y[i])
		path = append(path, fmt.Sprintf("%.4g %.4g", x, y))
	}
	d.add(`<path data-way="" d="M%s" fill="none" stroke="#E69F00" stroke-width="2" stroke-linejoin="round"/>`, strings.Join(path, "L"))
	for i := range s.x {
		x, y := s.pixel(s.x[i], s.y[i])
		switch {
		case i == len(s.x)-1:
			d.add(`<circle cx="%.4g" cy="%.4g" r="5" fill="#D55E00" stroke="#fff"/>`, x, y)
		case i == 0:
			d.add(`<circle cx="%.4g" cy="%.4g" r="5" fill="#fff" stroke="#D55E00" stroke-width="2"/>`, x, y)
		case len(s.x) <= 80:
			d.add(`<circle cx="%.4g" cy="%.4g" r="2.2" fill="#E69F00"/>`, x, y)
		}
	}
}
