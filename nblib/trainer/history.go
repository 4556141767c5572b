package trainer

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Epoch is one row of a [History].
type Epoch struct {
	N       int                // from 1
	Values  map[string]float64 // by Keras's names: "loss", "accuracy", "val_loss", "lr"
	Seconds float64            // training and validation
}

// History is what each epoch of a run came to.
type History struct {
	Epochs []Epoch
}

// Len is the number of epochs.
func (h History) Len() int { return len(h.Epochs) }

// Names are the names of the values, the losses first.
func (h History) Names() []string {
	seen := map[string]bool{}
	for _, e := range h.Epochs {
		for name := range e.Values {
			seen[name] = true
		}
	}
	return slices.SortedFunc(maps.Keys(seen), func(a, b string) int {
		return cmp.Or(nameRank(a)-nameRank(b), strings.Compare(a, b))
	})
}

// nameRank orders columns: loss, its metrics, validation, learning rate.
func nameRank(name string) int {
	switch {
	case name == "loss":
		return 0
	case name == "val_loss":
		return 2
	case name == "lr":
		return 4
	case strings.HasPrefix(name, "val_"):
		return 3
	}
	return 1
}

// Series is one value over the epochs; NaN where an epoch lacks it.
func (h History) Series(name string) []float64 {
	s := make([]float64, len(h.Epochs))
	for i, e := range h.Epochs {
		v, ok := e.Values[name]
		if !ok {
			v = math.NaN()
		}
		s[i] = v
	}
	return s
}

// Last is the value in the last epoch; NaN where there is none.
func (h History) Last(name string) float64 {
	if len(h.Epochs) == 0 {
		return math.NaN()
	}
	s := h.Series(name)
	return s[len(s)-1]
}

// WriteCSV writes the history as a table with a header.
func (h History) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	names := h.Names()
	if err := c.Write(append([]string{"epoch", "seconds"}, names...)); err != nil {
		return err
	}
	for _, e := range h.Epochs {
		if err := c.Write(e.cells(names)); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// cells is the epoch as a row of a table.
func (e Epoch) cells(names []string) []string {
	row := []string{strconv.Itoa(e.N), strconv.FormatFloat(e.Seconds, 'g', -1, 64)}
	for _, n := range names {
		cell := ""
		if v, ok := e.Values[n]; ok {
			cell = strconv.FormatFloat(v, 'g', -1, 64)
		}
		row = append(row, cell)
	}
	return row
}

// WriteJSONL writes the history as JSON, one epoch a line.
func (h History) WriteJSONL(w io.Writer) error {
	for _, e := range h.Epochs {
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// MarshalJSON writes an epoch as one flat object. NaN and infinity, which JSON
// has no numbers for, become strings.
func (e Epoch) MarshalJSON() ([]byte, error) {
	m := map[string]any{"epoch": e.N, "seconds": e.Seconds}
	for name, v := range e.Values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			m[name] = strconv.FormatFloat(v, 'g', -1, 64)
		} else {
			m[name] = v
		}
	}
	return json.Marshal(m)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Epoch) UnmarshalJSON(text []byte) error {
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		return err
	}
	*e = Epoch{Values: map[string]float64{}}
	for name, v := range m {
		x, err := number(v)
		if err != nil {
			return fmt.Errorf("trainer: history: %q: %w", name, err)
		}
		switch name {
		case "epoch":
			e.N = int(x)
		case "seconds":
			e.Seconds = x
		default:
			e.Values[name] = x
		}
	}
	return nil
}

func number(v any) (float64, error) {
	switch v := v.(type) {
	case float64:
		return v, nil
	case string:
		return strconv.ParseFloat(v, 64)
	}
	return 0, fmt.Errorf("expected a number, got %v", v)
}

// duration is the time all epochs took.
func (h History) duration() time.Duration {
	var s float64
	for _, e := range h.Epochs {
		s += e.Seconds
	}
	return time.Duration(s * float64(time.Second))
}
