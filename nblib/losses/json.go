package losses

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// form is a Loss in JSON.
type form struct {
	Loss              string    `json:"loss"`
	Delta             float64   `json:"delta,omitempty"`
	FromProbabilities bool      `json:"from_probabilities,omitempty"`
	LabelSmoothing    float64   `json:"label_smoothing,omitempty"`
	ClassWeights      []float64 `json:"class_weights,omitempty"`
}

// MarshalJSON writes the loss under its Keras name with its settings.
func (l Loss) MarshalJSON() ([]byte, error) {
	return json.Marshal(form{l.Name(), l.delta, l.probabilities, l.smoothing, l.classWeights()})
}

// UnmarshalJSON reads what [Loss.MarshalJSON] wrote. It fails on a name or a field that it does not know.
func (l *Loss) UnmarshalJSON(data []byte) error {
	var f form
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return fmt.Errorf("losses: reading a loss: %w", err)
	}
	for k, w := range words {
		if w.keras == f.Loss {
			*l = Loss{kind: kind(k), delta: f.Delta, probabilities: f.FromProbabilities, smoothing: f.LabelSmoothing}.
				ClassWeights(f.ClassWeights...)
			return nil
		}
	}
	return fmt.Errorf("losses: reading a loss: expected a name as %q, got %q; it may come from a newer nnbook", SparseCategoricalCrossEntropy.Name(), f.Loss)
}
