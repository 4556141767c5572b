package trainer

import (
	"fmt"
	"html"
	"io"
	"os"
	"strings"
	"time"

	"nnbook/nblib/internal/notebook"

	"github.com/mattn/go-isatty"
)

// progress shows a line that moves within an epoch and a row for each epoch
// that has ended: in a notebook as one block of HTML, in a terminal by
// rewriting the line, elsewhere by a line for each epoch.
type progress struct {
	out   io.Writer
	moves bool // the line can be rewritten
	id    string
	names []string
	width int // of the line that is shown
	rows  []Epoch
	best  int
	line  string
	head  string // what learns on what, and why there
	notes []string
}

func newProgress() *progress {
	return &progress{out: os.Stdout, moves: isatty.IsTerminal(os.Stdout.Fd())}
}

// Handle shows the event.
func (p *progress) Handle(e Event) error {
	switch e := e.(type) {
	case FitStarted:
		p.start(e)
	case StepsEnded:
		p.line = stepLine(e)
		p.show()
	case EpochEnded:
		p.rows = append(p.rows, e.Epoch)
		if e.Best {
			p.best = e.N
		}
		p.line = ""
		if !e.Replayed || !notebook.InNotebook() {
			p.row(e.Epoch)
		}
		if !e.Replayed {
			p.show()
		}
	case FitEnded:
		p.notes, p.line = e.Notes(), ""
		p.end(e)
	}
	return nil
}

// say shows what is done before training starts.
func (p *progress) say(line string) {
	if p.line = line; notebook.InNotebook() && p.id == "" {
		p.id = notebook.NewID()
	}
	p.show()
}

func (p *progress) start(e FitStarted) {
	p.names = e.ValueNames()
	p.head = fmt.Sprintf("%s on %s: %s", e.Data().Name, e.Backend(), e.plan.engine.Why)
	p.notes = e.Notes()
	p.rows, p.best = nil, 0
	if notebook.InNotebook() {
		if p.id == "" {
			p.id = notebook.NewID()
		}
		p.line = ""
		p.show()
		return
	}
	p.clear()
	fmt.Fprintln(p.out, p.head)
	for _, n := range p.notes {
		fmt.Fprintln(p.out, n)
	}
	fmt.Fprintln(p.out, p.header())
}

// stepLine is the moving line: epoch, step, loss, speed, time left.
func stepLine(e StepsEnded) string {
	left := time.Duration(float64(e.Steps-e.Step) * float64(e.Config().BatchSize) / e.Speed * float64(time.Second))
	return fmt.Sprintf("epoch %d/%d  step %d/%d  loss %.4f  %s examples/s  %s left in this epoch",
		e.Epoch, e.Config().Epochs, e.Step, e.Steps, e.Loss, thousands(e.Speed), clock(left))
}

func thousands(x float64) string {
	if x >= 10000 {
		return fmt.Sprintf("%.0f k", x/1000)
	}
	return fmt.Sprintf("%.0f", x)
}

// show draws the block in a notebook, or rewrites the line in a terminal.
func (p *progress) show() {
	if notebook.InNotebook() {
		notebook.Update(p.id, p.html(), p.text())
		return
	}
	if p.moves && p.line != "" {
		p.clear()
		fmt.Fprint(p.out, p.line)
		p.width = len(p.line)
	}
}

// clear wipes the moving line.
func (p *progress) clear() {
	if p.width > 0 {
		fmt.Fprint(p.out, "\r"+strings.Repeat(" ", p.width)+"\r")
		p.width = 0
	}
}

func (p *progress) header() string {
	cells := []string{fmt.Sprintf("%5s", "epoch")}
	for _, n := range p.names {
		cells = append(cells, fmt.Sprintf("%*s", columnWidth(n), n))
	}
	return strings.Join(append(cells, "   seconds"), "  ")
}

func columnWidth(name string) int { return max(len(name), 8) }

func (p *progress) row(e Epoch) {
	if notebook.InNotebook() {
		return
	}
	p.clear()
	fmt.Fprintln(p.out, p.rowText(e))
}

func (p *progress) rowText(e Epoch) string {
	cells := []string{fmt.Sprintf("%5d", e.N)}
	for _, n := range p.names {
		cells = append(cells, fmt.Sprintf("%*s", columnWidth(n), score(n, e.Values[n])))
	}
	return strings.Join(append(cells, fmt.Sprintf("%10.1f", e.Seconds)), "  ")
}

func (p *progress) end(e FitEnded) {
	if notebook.InNotebook() {
		p.show()
		return
	}
	p.clear()
	if e.Run.Loaded {
		fmt.Fprintln(p.out, p.notes[len(p.notes)-1])
	}
}

// text is the block as plain text.
func (p *progress) text() string {
	lines := append([]string{p.head}, p.notes...)
	lines = append(lines, p.header())
	for _, r := range p.rows {
		lines = append(lines, p.rowText(r))
	}
	if p.line != "" {
		lines = append(lines, p.line)
	}
	return strings.Join(lines, "\n")
}

// shownRows is how many of the last epochs the block has: with more, a chart below it would move out of sight.
const shownRows = 10

// html is the block in a notebook: the best epoch and the last ones. All are in the text, and in Run.History.
func (p *progress) html() string {
	var b strings.Builder
	b.WriteString(`<div class="nnbook-progress" style="font-variant-numeric:tabular-nums">`)
	for _, n := range append([]string{p.head}, p.notes...) {
		fmt.Fprintf(&b, `<div style="opacity:.75">%s</div>`, html.EscapeString(n))
	}
	if len(p.rows) > 0 {
		b.WriteString(`<table><thead><tr><th>epoch</th>`)
		for _, n := range p.names {
			fmt.Fprintf(&b, `<th>%s</th>`, html.EscapeString(n))
		}
		b.WriteString(`<th>seconds</th></tr></thead><tbody>`)
		p.htmlRows(&b)
		b.WriteString(`</tbody></table>`)
	}
	if p.line != "" {
		fmt.Fprintf(&b, `<div><code>%s</code></div>`, html.EscapeString(p.line))
	}
	b.WriteString(`</div>`)
	return b.String()
}

func (p *progress) htmlRows(b *strings.Builder) {
	left := false // whether epochs were left out since the last row
	for i, r := range p.rows {
		if i < len(p.rows)-shownRows && r.N != p.best {
			left = true
			continue
		}
		if left {
			fmt.Fprintf(b, `<tr><td colspan="%d" title="Run.History has all epochs">…</td></tr>`, len(p.names)+2)
			left = false
		}
		p.htmlRow(b, r)
	}
}

func (p *progress) htmlRow(b *strings.Builder, r Epoch) {
	style := ""
	if r.N == p.best {
		style = ` style="font-weight:600" title="the best epoch so far"`
	}
	fmt.Fprintf(b, `<tr%s><td>%d</td>`, style, r.N)
	for _, n := range p.names {
		fmt.Fprintf(b, `<td>%s</td>`, score(n, r.Values[n]))
	}
	fmt.Fprintf(b, `<td>%.1f</td></tr>`, r.Seconds)
}
