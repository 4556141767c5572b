package viz

import (
	"time"

	"nnbook/nblib/internal/notebook"
)

// stage is the place of a chart that grows: one output block whose chart gets new data, without being rebuilt.
type stage struct {
	id   string
	last time.Time
}

// between is the least time between two updates: four in a second.
const between = 250 * time.Millisecond

// ready says whether it is time for an update.
func (s *stage) ready() bool { return notebook.InNotebook() && time.Since(s.last) >= between }

// update sends the chart as it is now. Each update is the whole chart without its still picture, so that a notebook
// which is saved, reloaded or cut off in the middle of a run shows the last of them.
func (s *stage) update(c *Chart) {
	library := ""
	if s.id == "" {
		s.id = notebook.NewID()
		if notebook.NeedsLibrary() {
			library = libraryScript()
		}
	}
	notebook.Update(s.id, library+c.fragment(s.id, false), c.String())
	s.last = time.Now()
}

// finish leaves the chart as it will be saved, with its still picture.
func (s *stage) finish(c *Chart) {
	if s.id == "" {
		c.Show()
		return
	}
	notebook.Update(s.id, c.fragment(s.id, true), c.String())
}
