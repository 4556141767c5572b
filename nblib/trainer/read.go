package trainer

// Read makes [Predictions] of outputs of the run's network that were computed
// elsewhere, [n, Width] row after row: it knows whether they are logits. Of
// a run without a model there are none.
func (r *Run) Read(outputs []float32) *Predictions {
	if r == nil || r.Model.Load() != nil {
		return &Predictions{}
	}
	width := volume(r.Model.Network().Output())
	return &Predictions{Len: len(outputs) / width, Width: width, Outputs: outputs, Names: r.Model.Classes(), logits: r.logits}
}
