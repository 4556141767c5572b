package echarts

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// still is the picture without what only a page with a mouse needs, and without digits below a hundredth of a pixel:
// a page holds many pictures, and in each every symbol and label is an element. What is seen stays the same.
func still(svg string) string {
	for _, s := range shorter {
		svg = s.find.ReplaceAllString(svg, s.with)
	}
	svg = placed.ReplaceAllStringFunc(svg, func(place string) string {
		return fraction.ReplaceAllStringFunc(place, hundredths)
	})
	return strings.Replace(svg, "<svg ", `<svg font-family="sans-serif" font-size="12" `, 1)
}

// shorter are replacements, in this order. Texts have no quotes and no tags (ECharts escapes them), so none changes.
var shorter = []struct {
	find *regexp.Regexp
	with string
}{
	{regexp.MustCompile(` (ecmeta_\w+|pointer-events|version|baseProfile)="[^"]*"`), ""},
	{regexp.MustCompile(`(?m)^<path d="[^"]*"( transform="[^"]*")?( fill="none"| fill="[^"]*" fill-opacity="0"( stroke="[^"]*" stroke-width="0")?)></path>\n`), ""}, // cannot be seen
	{regexp.MustCompile(` text-anchor="start"`), ""},
	{regexp.MustCompile(` style="(font-size:[^;"]*;)font-family:sans-serif;`), ` style="$1`},
	{regexp.MustCompile(` style="font-size:12px;`), ` style="`},
	{regexp.MustCompile(` style=""`), ""},
	{regexp.MustCompile(`></(path|rect|image|circle|line|polyline|polygon|ellipse)>`), "/>"},
	{regexp.MustCompile(`<path d="M1 0A1 1 0 1 1 1 -0\.1A1 1 0 0 1 1 0"`), `<circle r="1"`},
	{regexp.MustCompile(`transform="matrix\(([^,]+),0,0,([^,]+),([^,]+),([^,)]+)\)`), `transform="translate($3 $4)scale($1 $2)`},
}

var (
	placed   = regexp.MustCompile(` transform="translate\([^)]*\)`)
	fraction = regexp.MustCompile(`-?\d+\.\d{3,}`)
)

func hundredths(number string) string {
	v, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return number
	}
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", v), "0"), ".")
}
