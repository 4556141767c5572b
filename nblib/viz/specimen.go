package viz

import (
	"fmt"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

// specimen is one image, and what the network of a run does with it.
type specimen struct {
	info   datasets.Info
	pixels pixels
	inside *inside
	said   int
	answer string // "said 7 (98 %), right: 7"
	texts  map[string]string
}

// lookAt sends one image of a part through the network of a run.
func lookAt(who string, run *trainer.Run, part *datasets.Part, example int, q question) (*specimen, error) {
	if noRun(run) {
		return nil, errNoRun(who)
	}
	info, err := part.Info()
	if err != nil {
		return nil, err
	}
	if fmt.Sprint(info.Shape) != fmt.Sprint(run.Model.Input()) {
		return nil, fmt.Errorf("viz: %s: %s: expected examples of shape %v, as the network was trained on, got %v; use a part of the set that it was trained on", who, info.Name, run.Model.Input(), info.Shape)
	}
	batch, err := part.Examples(example)
	if err != nil {
		return nil, err
	}
	s := &specimen{info: info, texts: map[string]string{}}
	x := batch.X.At(0)
	if s.pixels, err = asPixels(info.Shape, x); err != nil {
		return nil, fmt.Errorf("viz: %s: %s: %w", who, info.Name, err)
	}
	if s.inside, err = look(run.Model, x, 1, q); err != nil {
		return nil, err
	}
	for _, l := range run.Model.Network().Layers() {
		s.texts[l.Path] = boxText(l)
	}
	j := &judged{info: info, said: run.Read(s.inside.outputs)}
	if info.Target.Kind == datasets.Values {
		s.answer = fmt.Sprintf("said %.3g, right: %s", s.inside.outputs[0], answer(info.Target, batch, 0))
		return s, nil
	}
	j.classes = j.names()
	s.said = j.said.Class(0)
	s.answer = fmt.Sprintf("said %s (%.0f %%), right: %s", j.classes[s.said], 100*j.chance(0, s.said), answer(info.Target, batch, 0))
	return s, nil
}

// named is a layer's code with its place.
func (s *specimen) named(path string) string {
	if text := s.texts[path]; text != "" {
		return path + ": " + text
	}
	return path
}
