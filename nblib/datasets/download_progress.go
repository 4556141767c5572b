package datasets

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"nnbook/nblib/internal/memory"
)

// progress shows a download on standard error, at most twice a second, on one line.
type progress struct {
	name        string
	have, total int64
	started     time.Time
	shown       time.Time
	begun       int64
}

func (p *progress) add(n int) {
	now := time.Now()
	if p.started.IsZero() {
		p.started, p.begun = now, p.have
	}
	p.have += int64(n)
	if now.Sub(p.shown) >= 500*time.Millisecond {
		p.shown = now
		p.print("\r")
	}
}

func (p *progress) end() { p.print("\r"); report("") }

func (p *progress) print(start string) {
	of, speed := "", ""
	if p.total > 0 {
		of = " of " + memory.Text(p.total) + " (" + strconv.Itoa(int(100*p.have/p.total)) + " %)"
	}
	if s := time.Since(p.started).Seconds(); s > 0.1 && !p.started.IsZero() {
		speed = ", " + memory.Text(int64(float64(p.have-p.begun)/s)) + "/s"
	}
	show(fmt.Sprintf("%sdownloading %s: %s%s%s   ", start, p.name, memory.Text(p.have), of, speed))
}

// show writes a piece of a line to standard error.
var show = func(text string) { fmt.Fprint(os.Stderr, text) }
