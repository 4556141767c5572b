package viz

import (
	"fmt"
	"image"
)

// tile is one image of a grid with its captions, below it, line by line.
type tile struct {
	image   image.Image
	caption []string
	bars    []bar // below the captions
	wrong   bool  // the first line of the caption is drawn in the colour of a mistake
}

// grid draws tiles in rows of so many columns.
func tileGrid(title string, tiles []tile, cols int) string {
	const gap, top, lineHeight = 8.0, 32.0, 15.0
	side := min((stillWidth-gap)/float64(cols)-gap, 120)
	lines := 0
	for _, t := range tiles {
		lines = max(lines, len(t.caption)+len(t.bars))
	}
	rowHeight := side + gap + lineHeight*float64(lines)
	rows := (len(tiles) + cols - 1) / cols
	d := &drawing{width: stillWidth, height: top + float64(rows)*rowHeight + gap}
	d.heading(title)
	for i, t := range tiles {
		x, y := gap+float64(i%cols)*(side+gap), top+float64(i/cols)*rowHeight
		d.picture(t.image, x, y, side)
		for k, line := range t.caption {
			i := dim
			if k == 0 {
				i = dark
				if t.wrong {
					i = orange
				}
			}
			d.text(x+side/2, y+side+lineHeight*float64(k)+13, "middle", 12, i, shorten(line, max(int(side/6.6), 3)))
		}
		for k, b := range t.bars {
			d.share(x, y+side+lineHeight*float64(len(t.caption)+k)+3, side, b)
		}
	}
	return d.String()
}

// picture places an image into a square, in its own proportions, without smoothing its pixels if they are few.
func (d *drawing) picture(img image.Image, x, y, side float64) {
	b := img.Bounds()
	sharp := ""
	if max(b.Dx(), b.Dy()) <= 64 {
		sharp = ` style="image-rendering:pixelated"`
	}
	d.add(`<image x="%.5g" y="%.5g" width="%.5g" height="%.5g" href="%s"%s/>`, x, y, side, side, dataURI(img), sharp)
}

// share draws a bar with its name and its percentage on it.
func (d *drawing) share(x, y, width float64, b bar) {
	d.add(`<rect x="%.5g" y="%.5g" width="%.4g" height="12" fill-opacity="0.3" %s/>`, x, y, max(width*b.share, 1), paint("fill", blue))
	d.text(x+3, y+10, "start", 10.5, dark, shorten(b.name, max(int(width/6.6)-6, 3)))
	d.text(x+width-2, y+10, "end", 10.5, dark, fmt.Sprintf("%.0f %%", 100*b.share))
}

// tilesTable is the grid as text.
func tilesTable(tiles []tile) table {
	t := table{head: []string{"image", "caption"}}
	for i, tl := range tiles {
		row := []any{i + 1}
		for _, c := range tl.caption {
			row = append(row, c)
		}
		for _, b := range tl.bars {
			row = append(row, fmt.Sprintf("%s %.0f %%", b.name, 100*b.share))
		}
		t.add(row...)
	}
	for len(t.head) < len(t.rows[0]) {
		t.head = append(t.head, "")
	}
	return t
}

func tilesChart(title, alt string, tiles []tile, cols int) *Chart {
	var captions [][]string
	for _, t := range tiles {
		captions = append(captions, t.caption)
	}
	return &Chart{
		title: title, alt: printable(fmt.Sprintf("%s: %s", title, alt)), table: tilesTable(tiles), svg: tileGrid(title, tiles, cols),
		data: map[string]any{"columns": cols, "captions": captions},
	}
}
