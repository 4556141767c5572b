package viz

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"github.com/google/renameio/v2"

	"nnbook/nblib/internal/echarts"
)

//go:embed assets/runtime.js
var runtimeSource string

//go:embed assets/themes.json
var themesSource []byte

// themes are the two looks, in the colours of Okabe and Ito, which readers with any colour vision can tell apart.
var themes = func() (t struct{ Light, Dark map[string]any }) {
	if err := json.Unmarshal(themesSource, &t); err != nil {
		panic(err) // the file is part of the program
	}
	return t
}()

// runtimeScript is the runtime without comments and indentation, with the looks. It is written into every chart, since
// each output of a notebook stands alone; docker/page.py finds it before (document.currentScript and writes it once.
var runtimeScript = func() string {
	b, _ := json.Marshal(map[string]any{"light": themes.Light, "dark": themes.Dark})
	return compact(runtimeSource) + ".bind(null," + string(b) + ")"
}()

// compact drops comment lines, comments at the ends of lines and indentation from a script of this package.
func compact(js string) string {
	var out strings.Builder
	for line := range strings.Lines(js) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "//") || line == "" {
			continue
		}
		if i := strings.LastIndex(line, " // "); i >= 0 {
			line = line[:i]
		}
		out.WriteString(line + "\n")
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// spec is what the runtime reads.
type spec struct {
	Alt       string         `json:"alt"`
	Height    int            `json:"height"`
	Option    map[string]any `json:"option,omitempty"`
	Functions bool           `json:"functions,omitempty"`
	Data      any            `json:"data,omitempty"`
}

// fragment is the chart as a piece of a page: the still picture, the option and the script that swaps in the live
// chart. Without still, the picture is left out: a live chart is replaced before it could be seen.
func (c *Chart) fragment(id string, still bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<div class="nnbook" data-nnbook="%s" style="max-width:%dpx;margin:4px 0">`, id, pageWidth)
	if still || c.note != "" {
		b.WriteString(c.stillHTML())
	}
	if c.note == "" {
		// json.Marshal writes <, > and & as escapes, so no text can end the element.
		js, err := json.Marshal(spec{Alt: c.alt, Height: c.height, Option: c.option, Functions: c.functions, Data: c.data})
		if err != nil {
			return failed(fmt.Errorf("viz: %s: the option is not JSON: %w", c.title, err)).fragment(id, still)
		}
		widget := "null"
		if c.widget != "" {
			widget = compact(c.widget)
		}
		fmt.Fprintf(&b, "<script type=\"application/json\">%s</script>\n<script>%s(document.currentScript,%q,%s)</script>",
			js, runtimeScript, id, widget)
	}
	b.WriteString("</div>")
	return b.String()
}

// stillHTML is the still picture as an element, or, where it cannot be drawn, a sentence and the table.
func (c *Chart) stillHTML() string {
	if c.note != "" {
		return fmt.Sprintf(`<p role="note"><b>%s</b>: %s</p>`, html.EscapeString(c.title), html.EscapeString(c.note))
	}
	svg, err := c.picture()
	if err != nil {
		return fmt.Sprintf(`<div data-nnbook-picture><p>No picture: %s.</p><pre>%s</pre></div>`,
			html.EscapeString(err.Error()), html.EscapeString(c.String()))
	}
	return fmt.Sprintf(`<img data-nnbook-picture alt="%s" style="width:100%%;height:auto;background:#fff;border-radius:4px" src="data:image/svg+xml;base64,%s">`,
		html.EscapeString(c.alt), base64.StdEncoding.EncodeToString([]byte(svg)))
}

// libraryScript is the element that brings ECharts along, or nothing where it is missing.
func libraryScript() string {
	js, err := echarts.Inline()
	if err != nil {
		return ""
	}
	return "<script>" + js + "</script>\n"
}

func (c *Chart) page() string {
	library := ""
	if c.option != nil {
		library = libraryScript()
	}
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>` + html.EscapeString(c.title) + `</title>
<style>
:root { color-scheme: light dark }
body { font-family: sans-serif; margin: 16px auto; padding: 0 8px; max-width: ` + fmt.Sprint(pageWidth) + `px }
</style>
</head>
<body>
` + library + c.fragment("nnbchart", true) + `
</body>
</html>
`
}

// writeFile writes beside the place and renames, so that a reader never sees half a file.
func writeFile(path, text string) error {
	if err := renameio.WriteFile(path, []byte(text), 0o644); err != nil {
		return fmt.Errorf("viz: cannot write %s: %w", path, err)
	}
	return nil
}
