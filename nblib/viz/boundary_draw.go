package viz

import "fmt"

// The place of the plane in its picture.
const planeLeft, planeTop, planeSide = 44.0, 40.0, 420.0

// draw draws the plane, the examples and the key, and counts the examples that are right.
func (p *plane) draw(d *drawing, title string, f *field) (right int) {
	d.height = planeTop + planeSide + 40
	d.heading(title)
	d.add(`<image data-field="" x="%.5g" y="%.5g" width="%.5g" height="%.5g" preserveAspectRatio="none" href="%s"/>`,
		planeLeft, planeTop, planeSide, planeSide, pngURI(f.image()))
	p.axes(d)
	for i, q := range p.points {
		x := planeLeft + planeSide*(q[0]-p.x[0])/(p.x[1]-p.x[0])
		y := planeTop + planeSide*(p.y[1]-q[1])/(p.y[1]-p.y[0])
		ring := ""
		if f.said[i] == p.class[i] {
			right++
		} else {
			ring = ` stroke="#000" stroke-width="2"`
		}
		d.add(`<g data-example="%d" fill="%s" stroke="#fff" stroke-width="0.8"><title>%s</title>%s</g>`,
			i, classHex(p.class[i]), escape(p.classes[p.class[i]]), marker(p.class[i], x, y, ring))
	}
	for k, name := range p.classes[:min(len(p.classes), 16)] {
		y := planeTop + 14 + 22*float64(k)
		d.add(`<g fill="%s" stroke="#fff">%s</g>`, classHex(k), marker(k, planeLeft+planeSide+24, y, ""))
		d.text(planeLeft+planeSide+38, y+4, "start", 12, dark, shorten(name, 30))
	}
	y := planeTop + 30 + 22*float64(min(len(p.classes), 16))
	d.add(`<g fill="none" stroke="#000" stroke-width="2"><circle cx="%.5g" cy="%.5g" r="4"/></g>`, planeLeft+planeSide+24, y)
	d.text(planeLeft+planeSide+38, y+4, "start", 12, dark, "wrong")
	return right
}

// marker is the mark of a class at a place; shapes tell classes apart where colours do not.
func marker(k int, x, y float64, more string) string {
	switch k % 3 {
	case 1:
		return fmt.Sprintf(`<path d="M%.4g %.4gl4.6 8h-9.2z"%s/>`, x, y-5, more)
	case 2:
		return fmt.Sprintf(`<rect x="%.4g" y="%.4g" width="7" height="7"%s/>`, x-3.5, y-3.5, more)
	}
	return fmt.Sprintf(`<circle cx="%.4g" cy="%.4g" r="4"%s/>`, x, y, more)
}

// axes writes the numbers at the edges of the plane.
func (p *plane) axes(d *drawing) {
	for _, k := range ticks(p.x[0], p.x[1]) {
		d.text(planeLeft+planeSide*(k.at-p.x[0])/(p.x[1]-p.x[0]), planeTop+planeSide+16, "middle", 11, dim, k.text)
	}
	for _, k := range ticks(p.y[0], p.y[1]) {
		d.text(planeLeft-6, planeTop+planeSide*(p.y[1]-k.at)/(p.y[1]-p.y[0])+4, "end", 11, dim, k.text)
	}
	d.text(planeLeft+planeSide/2, planeTop+planeSide+33, "middle", 12, dim, "feature 1")
	d.text(planeLeft, planeTop-6, "start", 12, dim, "feature 2")
}
