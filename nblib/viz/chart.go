package viz

import (
	"encoding/json"
	"fmt"
	"os"

	"nnbook/nblib/internal/echarts"
	"nnbook/nblib/internal/notebook"
)

// Chart is one picture, with four lives: interactive in JupyterLab and in an offline page, a still picture where
// scripts are stripped, and a table of text in a terminal. Every function of this package returns one, ready for
// [Chart.Show], [Chart.SaveHTML], [Chart.SaveSVG] and [Chart.Option].
//
// A chart that has nothing to draw (no epochs yet, a file that cannot be read) says so in a sentence in the place of
// the picture; [Chart.Err] returns it.
type Chart struct {
	title string
	sub   string // sentences under the title, one a line, or ""
	alt   string // what the picture shows, for those who cannot see it
	table table  // the plain text form

	option    map[string]any // an ECharts option; nil for a picture drawn by Go
	functions bool           // strings between __f__ marks are JavaScript: the caller's own option only
	svg       string         // the picture, if drawn by Go

	widget string // a JavaScript function(ctx) for what can be played with; see assets/runtime.js
	data   any    // what the widget works on, JSON-able

	height int // of the live chart, in CSS pixels; its width is that of the page
	note   string
	err    error
}

// stillWidth is the width at which still pictures are drawn; the page scales them.
const stillWidth = 760

// pageWidth is the largest width of a chart on a page.
const pageWidth = 900

// failed is the chart of an error.
func failed(err error) *Chart { return &Chart{title: "viz", err: err, note: err.Error()} }

// sentence is a chart that has nothing to draw, and says why.
func sentence(title, format string, args ...any) *Chart {
	return &Chart{title: title, note: fmt.Sprintf(format, args...)}
}

// Show shows the chart: in a notebook as the output of the cell, elsewhere as a table of text on standard output.
// A chart that could not be made because of an error prints that one sentence and ends the program with status 1.
func (c *Chart) Show() {
	if c.err != nil {
		fmt.Fprintln(os.Stderr, c.err)
		os.Exit(1)
	}
	if !notebook.InNotebook() {
		notebook.Display("", c.String())
		return
	}
	library := ""
	if c.option != nil && notebook.NeedsLibrary() {
		library = libraryScript()
	}
	notebook.Display(library+c.fragment(notebook.NewID(), true), c.String())
}

// String returns the chart as text: its title and its numbers in a table.
func (c *Chart) String() string {
	if c.note != "" {
		return c.title + "\n" + c.note
	}
	head := c.title
	if c.sub != "" {
		head += "\n" + c.sub
	}
	return head + "\n" + c.table.String()
}

// Err returns why the chart could not be made, or nil.
func (c *Chart) Err() error { return c.err }

// Option returns the description that the page draws from: an ECharts option (see echarts.apache.org/en/option.html),
// or, for a picture that ECharts does not draw, its data. It marshals to JSON, and it is a copy: changing it changes
// nothing.
func (c *Chart) Option() map[string]any {
	var v any = c.option
	if c.option == nil {
		v = c.data
	}
	out := map[string]any{}
	b, err := json.Marshal(v)
	if err != nil || json.Unmarshal(b, &out) != nil {
		return map[string]any{}
	}
	return out
}

// SaveSVG writes the still picture to a file. Where ECharts draws it, ECharts must be in the environment.
func (c *Chart) SaveSVG(path string) error {
	svg, err := c.picture()
	if err != nil {
		return err
	}
	return writeFile(path, svg)
}

// SaveHTML writes a page with the interactive chart to a file. The page makes no network request: it holds the
// library once, if the chart needs it and the environment has it, and the still picture and the table in any case.
func (c *Chart) SaveHTML(path string) error {
	if c.err != nil {
		return c.err
	}
	return writeFile(path, c.page())
}

// picture draws the still picture, on a white ground.
func (c *Chart) picture() (string, error) {
	switch {
	case c.err != nil:
		return "", c.err
	case c.note != "":
		return noteSVG(c.title, c.note), nil
	case c.svg != "":
		return c.svg, nil
	}
	option, err := json.Marshal(thinned(c.option, stillPoints))
	if err != nil {
		return "", fmt.Errorf("viz: %s: the option is not JSON: %w", c.title, err)
	}
	light := map[string]any{}
	for k, v := range themes.Light {
		light[k] = v
	}
	light["backgroundColor"] = "#FFFFFF"
	return echarts.SVG(option, echarts.Picture{Width: stillWidth, Height: c.height, Theme: light, Functions: c.functions})
}
