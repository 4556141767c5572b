package viz

import (
	"fmt"
	"html"
	"strings"
)

// drawing is a picture drawn by Go. Its inks are CSS variables with the colours of paper as a fallback, so that the
// same picture stands on white where it is still and takes the page's colours where it is alive.
type drawing struct {
	width, height float64
	body          strings.Builder
}

// ink is a colour that follows the theme: a name of assets/runtime.js, and the colour on paper.
type ink struct{ name, paper string }

var (
	dark   = ink{"fg", "#262626"}
	dim    = ink{"dim", "#666666"}
	hair   = ink{"line", "#CCCCCC"}
	blue   = ink{"1", "#0072B2"}
	orange = ink{"2", "#D55E00"}
	ground = ink{"card", "#FFFFFF"}
)

// css is the ink as the value of a property.
func (i ink) css() string { return fmt.Sprintf("var(--nnb-%s,%s)", i.name, i.paper) }

// paint is the attributes that set fill or stroke to an ink, also for readers of SVG that know no variables.
func paint(property string, i ink) string {
	return fmt.Sprintf(`%s="%s" style="%s:%s"`, property, i.paper, property, i.css())
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(&d.body, format+"\n", args...) }

// text writes a line of text; anchor is start, middle or end.
func (d *drawing) text(x, y float64, anchor string, size float64, i ink, text string) {
	d.add(`<text x="%.5g" y="%.5g" text-anchor="%s" font-size="%.4g" %s>%s</text>`, x, y, anchor, size, paint("fill", i), escape(text))
}

// heading writes the title of the picture, in bold.
func (d *drawing) heading(text string) {
	d.add(`<text x="8" y="20" font-size="14" font-weight="bold" %s>%s</text>`, paint("fill", dark), escape(text))
}

func (d *drawing) line(x1, y1, x2, y2 float64, i ink, width float64) {
	d.add(`<path d="M%.5g %.5gL%.5g %.5g" stroke-width="%.3g" fill="none" %s/>`, x1, y1, x2, y2, width, paint("stroke", i))
}

// String returns the picture as an SVG document.
func (d *drawing) String() string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.5g %.5g" width="%.5g" height="%.5g" font-family="sans-serif">
<rect width="100%%" height="100%%" %s/>
%s</svg>`, d.width, d.height, d.width, d.height, paint("fill", ground), d.body.String())
}

// escape makes any text from data safe between tags and in attributes.
func escape(text string) string { return html.EscapeString(printable(text)) }

// shorten cuts a text to a number of columns, with an ellipsis.
func shorten(text string, width int) string {
	if columns(text) <= width {
		return text
	}
	out := ""
	for _, r := range text {
		if columns(out+string(r)) > width-1 {
			break
		}
		out += string(r)
	}
	return out + "…"
}
