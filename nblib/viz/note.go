package viz

import (
	"fmt"
	"html"
	"strings"
)

// noteSVG is the picture of a chart that has nothing to draw: the sentence that says why.
func noteSVG(title, note string) string {
	var b strings.Builder
	lines := wrap(note, 90)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13" fill="#262626">`,
		stillWidth, 50+20*len(lines))
	fmt.Fprintf(&b, `<text x="16" y="26" font-weight="bold">%s</text>`, html.EscapeString(title))
	for i, l := range lines {
		fmt.Fprintf(&b, `<text x="16" y="%d">%s</text>`, 50+20*i, html.EscapeString(l))
	}
	b.WriteString("</svg>")
	return b.String()
}

// wrap breaks a text at spaces into lines of at most width columns, where its words allow.
func wrap(text string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && columns(line)+1+columns(word) > width {
			lines = append(lines, line)
			line = word
			continue
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(lines, line)
}
