package optim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// optimizerForm is an Optimizer in JSON.
type optimizerForm struct {
	Optimizer string   `json:"optimizer"`
	Rate      Schedule `json:"learning_rate"`
	settings
}

// MarshalJSON writes the optimizer under its Keras name with its rate and settings. The zero Optimizer is written as the
// Adam(1e-3) that it stands for.
func (o Optimizer) MarshalJSON() ([]byte, error) {
	o = o.full()
	return json.Marshal(optimizerForm{o.Name(), o.rate, o.set})
}

// UnmarshalJSON reads what [Optimizer.MarshalJSON] wrote. It fails on a name or a field that it does not know.
func (o *Optimizer) UnmarshalJSON(data []byte) error {
	var f optimizerForm
	if err := strict(data, &f); err != nil {
		return fmt.Errorf("optim: reading an optimizer: %w", err)
	}
	for m, k := range kinds {
		if k.name != "" && k.name == f.Optimizer {
			*o = Optimizer{method(m), f.Rate, f.settings}
			return nil
		}
	}
	return fmt.Errorf("optim: reading an optimizer: expected a name as \"Adam\", got %q; it may come from a newer nnbook", f.Optimizer)
}

// scheduleForm is a Schedule in JSON.
type scheduleForm struct {
	Schedule  string    `json:"schedule"`
	Rate      float64   `json:"rate"`
	Factor    float64   `json:"factor,omitempty"`
	Span      *Span     `json:"span,omitempty"`
	Staircase bool      `json:"staircase,omitempty"`
	End       float64   `json:"end,omitempty"`
	Power     float64   `json:"power,omitempty"`
	Cycle     bool      `json:"cycle,omitempty"`
	Alpha     float64   `json:"alpha,omitempty"`
	Restarts  *Restarts `json:"restarts,omitempty"`
	PeakAt    float64   `json:"peak_at,omitempty"`
	Drops     []Drop    `json:"drops,omitempty"`
	Warmup    *Span     `json:"warmup,omitempty"`
	From      float64   `json:"from,omitempty"`
}

// MarshalJSON writes the schedule under its name in this package with its settings. The zero Schedule is written as the
// Constant(0.001) that it stands for.
func (s Schedule) MarshalJSON() ([]byte, error) {
	f := scheduleForm{Schedule: curveNames[s.curve], Rate: s.rate, Factor: s.factor, Staircase: s.staircase, End: s.end,
		Power: s.power, Cycle: s.cycle, Alpha: s.alpha, PeakAt: s.peakAt, Drops: readDrops(s.drops), From: s.from}
	if s.curve == standard {
		f.Rate = s.start()
	}
	if s.span.unit != none {
		f.Span = &s.span
	}
	if s.warmup.unit != none {
		f.Warmup = &s.warmup
	}
	if s.restarted {
		f.Restarts = &s.restarts
	}
	return json.Marshal(f)
}

// UnmarshalJSON reads what [Schedule.MarshalJSON] wrote. It fails on a name or a field that it does not know.
func (s *Schedule) UnmarshalJSON(data []byte) error {
	var f scheduleForm
	if err := strict(data, &f); err != nil {
		return fmt.Errorf("optim: reading a schedule: %w", err)
	}
	c := slices.Index(curveNames[constant:], f.Schedule)
	if c < 0 {
		return fmt.Errorf("optim: reading a schedule: expected a name as \"Cosine\", got %q; it may come from a newer nnbook", f.Schedule)
	}
	*s = Schedule{curve: constant + curve(c), rate: f.Rate, factor: f.Factor, staircase: f.Staircase, end: f.End,
		power: f.Power, cycle: f.Cycle, alpha: f.Alpha, peakAt: f.PeakAt,
		drops: Piecewise(0, f.Drops...).drops, from: f.From}
	if f.Span != nil {
		s.span = *f.Span
	}
	if f.Warmup != nil {
		s.warmup = *f.Warmup
	}
	if f.Restarts != nil {
		s.restarts, s.restarted = *f.Restarts, true
	}
	return nil
}

func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
