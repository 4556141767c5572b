package trainer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"nnbook/nblib/nn"
)

// momentAbout is the text in a moment.
type momentAbout struct {
	Epoch     int      `json:"epoch"`
	Print     string   `json:"fingerprint"`
	Weights   []string `json:"weights,omitempty"`
	Gradients []string `json:"gradients,omitempty"`
	Shapes    [][]int  `json:"shapes,omitempty"` // of Weights, then of Gradients
	Predicts  bool     `json:"predicts,omitempty"`
	Names     []string `json:"names,omitempty"`
	Logits    bool     `json:"logits,omitempty"`
}

// encode writes the moment as a frame. Numbers go into tensors, where NaN has
// a place.
func (m Moment) encode(print string) ([]byte, error) {
	about := momentAbout{Epoch: m.Epoch, Print: print}
	var all []nn.Tensor
	for _, d := range m.Weights {
		about.Weights = append(about.Weights, d.Name)
		about.Shapes = append(about.Shapes, d.Shape)
		all = append(all, d.tensors("weights/")...)
	}
	for _, d := range m.Gradients {
		about.Gradients = append(about.Gradients, d.Name)
		about.Shapes = append(about.Shapes, d.Shape)
		all = append(all, d.tensors("gradients/")...)
	}
	if p := m.Predictions; p != nil {
		about.Predicts, about.Names, about.Logits = true, p.Names, p.logits
		all = append(all, nn.Tensor{Name: "outputs", Shape: []int{p.Len, p.Width}, Data: p.Outputs})
	}
	text, err := json.Marshal(about)
	if err != nil {
		return nil, err
	}
	body, err := nn.EncodeTensors(all, map[string]string{"format": "nnbook-moment", "nnbook.moment": string(text)})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	out := append([]byte{}, frameMark...)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(body)))
	out = append(out, sum[:]...)
	return append(out, body...), nil
}

func (d Distribution) tensors(prefix string) []nn.Tensor {
	stats := []float32{float32(d.Norm), float32(d.Mean), float32(d.Std), float32(d.Min), float32(d.Max)}
	for _, n := range d.Counts {
		stats = append(stats, float32(n))
	}
	out := []nn.Tensor{{Name: prefix + d.Name + "/stats", Shape: []int{len(stats)}, Data: stats}}
	if d.Values != nil {
		out = append(out, nn.Tensor{Name: prefix + d.Name + "/values", Shape: d.Shape, Data: d.Values})
	}
	return out
}

func readAbout(body []byte) (a momentAbout, err error) {
	_, meta, err := nn.DecodeChecked(body)
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal([]byte(meta["nnbook.moment"]), &a); err != nil {
		return a, fmt.Errorf("expected a description of a moment, got damaged JSON (%w)", err)
	}
	if len(a.Shapes) != len(a.Weights)+len(a.Gradients) {
		return a, fmt.Errorf("expected a shape for each weight, got %d", len(a.Shapes))
	}
	return a, nil
}

func decodeMoment(body []byte) (m Moment, err error) {
	a, err := readAbout(body)
	if err != nil {
		return m, err
	}
	all, _, err := nn.DecodeTensors(body)
	if err != nil {
		return m, err
	}
	byName := map[string]nn.Tensor{}
	for _, t := range all {
		byName[t.Name] = t
	}
	m.Epoch = a.Epoch
	for i, name := range append(append([]string{}, a.Weights...), a.Gradients...) {
		prefix, to := "weights/", &m.Weights
		if i >= len(a.Weights) {
			prefix, to = "gradients/", &m.Gradients
		}
		d, err := readDistribution(name, a.Shapes[i], byName[prefix+name+"/stats"].Data, byName[prefix+name+"/values"].Data)
		if err != nil {
			return m, err
		}
		*to = append(*to, d)
	}
	if a.Predicts {
		t := byName["outputs"]
		if len(t.Shape) != 2 {
			return m, fmt.Errorf("expected outputs of the predictions, got shape %v", t.Shape)
		}
		m.Predictions = &Predictions{Len: t.Shape[0], Width: t.Shape[1], Outputs: t.Data, Names: a.Names, logits: a.Logits}
	}
	return m, nil
}

func readDistribution(name string, shape []int, stats, values []float32) (Distribution, error) {
	if len(stats) < recordStats {
		return Distribution{}, fmt.Errorf("weight %s: expected at least %d numbers, got %d", name, recordStats, len(stats))
	}
	d := Distribution{
		Name: name, Shape: shape, Norm: float64(stats[0]), Mean: float64(stats[1]), Std: float64(stats[2]),
		Min: float64(stats[3]), Max: float64(stats[4]), Values: values,
	}
	for _, n := range stats[recordStats:] {
		d.Counts = append(d.Counts, int(n))
	}
	return d, nil
}
