package trainer

// Read makes [Predictions] of outputs of the run's network that were computed
// elsewhere, [n, Width] row after row: it knows whether they are logits.
func (r *Run) Read(outputs []float32) *Predictions {
	width := volume(r.Model.Network().Output())
	return &Predictions{Len: len(outputs) / width, Width: width, Outputs: outputs, Names: r.Model.Classes(), logits: r.logits}
}
