package viz

import (
	_ "embed"
	"fmt"

	"nnbook/nblib/trainer"
)

//go:embed assets/boundarytimeline.js
var boundaryTimelineScript string

// timelineFrames is how many moments a timeline carries; of more it takes the first, the last and some between.
const timelineFrames = 40

// BoundaryTimeline shows the boundary of [Boundary] at every epoch that was recorded, with a slider and a button that
// plays them; under it stand six of the moments. The run must have been trained with
// trainer.Record(trainer.RecordWeights) among the callbacks.
func BoundaryTimeline[D Data](run *trainer.Run, data D) *Chart {
	const title = "Boundary, epoch by epoch"
	if noRun(run) {
		return failed(errNoRun("BoundaryTimeline"))
	}
	p, err := planeOf("BoundaryTimeline", partOf(data))
	if err != nil {
		return failed(err)
	}
	moments, c := recorded(title, run, weightsOf)
	if c != nil {
		return c
	}
	moments = thinMoments(moments, timelineFrames)
	fields, err := p.fields(run, moments)
	if err != nil {
		return failed(err)
	}
	return p.timeline(title+": "+nameOfData(run, p.info.Name), moments, fields)
}

// fields asks the network of each moment about the plane.
func (p *plane) fields(run *trainer.Run, moments []trainer.Moment) (out []*field, err error) {
	l, err := newLooker(run.Model.Network(), question{})
	if err != nil {
		return nil, err
	}
	defer l.close()
	for _, m := range moments {
		model, err := m.Model()
		if err != nil {
			return nil, err
		}
		f, err := p.ask(l, run, model)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// timeline draws the last moment, a strip of moments below it, and carries all.
func (p *plane) timeline(title string, moments []trainer.Moment, fields []*field) *Chart {
	d := &drawing{width: stillWidth}
	p.draw(d, title, fields[len(fields)-1])
	t := table{head: []string{"epoch", "right", "of"}}
	var frames []map[string]any
	for i, f := range fields {
		wrong := []int{}
		for k, said := range f.said {
			if said != p.class[k] {
				wrong = append(wrong, k)
			}
		}
		t.add(moments[i].Epoch, len(p.class)-len(wrong), len(p.class))
		frames = append(frames, map[string]any{"epoch": moments[i].Epoch, "wrong": wrong, "image": pngURI(f.image())})
	}
	const shown, side, gap = 6, 112.0, 14.0
	top := d.height
	for i, k := range spaced(len(fields), shown) {
		x := 8 + float64(i)*(side+gap)
		d.add(`<image data-frame="%d" x="%.5g" y="%.5g" width="%.5g" height="%.5g" href="%s"/>`, k, x, top, side, side, pngURI(fields[k].image()))
		d.text(x+side/2, top+side+14, "middle", 11, dim, epochName(moments[k].Epoch))
	}
	d.height = top + side + 26
	first, last := moments[0].Epoch, moments[len(moments)-1].Epoch
	c := &Chart{title: title, svg: d.String(), table: t, widget: boundaryTimelineScript, sub: fmt.Sprintf("epochs %d to %d", first, last)}
	c.alt = fmt.Sprintf("%s: the plane coloured by the class that the network says after epoch %d, and small pictures of it at %d moments since epoch %d; "+
		"%s of %d examples are right at the end", title, last, min(shown, len(fields)), first, t.rows[len(t.rows)-1][1], len(p.class))
	c.data = map[string]any{"examples": len(p.class), "frames": frames}
	return c
}

func epochName(n int) string {
	if n == 0 {
		return "before training"
	}
	return fmt.Sprintf("epoch %d", n)
}
