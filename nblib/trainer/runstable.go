package trainer

import (
	"fmt"
	"html"
	"strings"
	"text/tabwriter"

	"nnbook/nblib/internal/notebook"
)

// cells are the table's rows as text, the header first.
func (k KeptRuns) cells() [][]string {
	rows := [][]string{{"Name", "When", "Epochs", "Best", "Size", "State", "Network"}}
	for _, r := range k {
		name := r.Name
		if name == "" {
			name = "(unnamed)"
		}
		when := ""
		if !r.When.IsZero() {
			when = r.When.Format("2006-01-02 15:04")
		}
		rows = append(rows, []string{name, when, fmt.Sprint(r.Epochs), r.Score,
			fmt.Sprintf("%.1f MB", float64(r.Bytes)/1e6), r.State, r.Spec})
	}
	return rows
}

// String is the table as text; long networks are cut.
func (k KeptRuns) String() string {
	if len(k) == 0 {
		return "no runs are kept here"
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range k.cells() {
		if spec := []rune(row[len(row)-1]); len(spec) > 60 {
			row[len(row)-1] = string(spec[:57]) + "..."
		}
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	_ = w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// HTML is the table for a notebook.
func (k KeptRuns) HTML() string {
	if len(k) == 0 {
		return "<p>" + html.EscapeString(k.String()) + "</p>"
	}
	var b strings.Builder
	b.WriteString("<table>")
	for i, row := range k.cells() {
		cell := "td"
		if i == 0 {
			cell = "th"
		}
		b.WriteString("<tr>")
		for _, text := range row {
			fmt.Fprintf(&b, `<%s style="text-align:left">%s</%s>`, cell, html.EscapeString(text), cell)
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
	return b.String()
}

// Show shows the table: as HTML in a notebook, as text elsewhere.
func (k KeptRuns) Show() { notebook.Display(k.HTML(), k.String()) }
