package trainer

import (
	"fmt"
	"strings"
	"time"

	"nnbook/nblib/datasets"
	"nnbook/nblib/losses"
	"nnbook/nblib/nn"
)

// Run is what training came to: the network with its best weights, and how it
// got there.
type Run struct {
	Name        string    // "" for a run without a name
	Model       *nn.Model // the network with the weights of the best epoch
	History     History
	BestEpoch   int    // from 1; 0 where no epoch ended
	Watched     string // the value by which the best epoch was chosen
	StopReason  string // why training ended
	Interrupted bool   // stopped by the user; the same Fit goes on from there
	Restarts    []int  // the epochs in which training went on from what was kept
	Backend     string // "XLA (cpu)", "XLA (cuda), 2 devices" or "Go"
	Elapsed     time.Duration
	Config      Config // as trained, defaults filled in
	Loss        losses.Loss
	Data        datasets.Info // the training data
	Test        Scores        // on the test part, with the best weights; nil where there is none
	Notes       []string      // what was chosen, and warnings
	Loaded      bool          // found kept, not trained now

	logits  bool
	last    *nn.Model
	moments []Moment
	dir     string // where it is kept; "" if it is not
	print   string // its fingerprint
}

// Last is the network with its weights as they were when training ended,
// which need not be the best; nil where they were not kept.
func (r *Run) Last() *nn.Model { return r.last }

// Scores are values by name: "loss", "accuracy".
type Scores map[string]float64

// String lists the scores, loss first.
func (s Scores) String() string {
	names := History{Epochs: []Epoch{{Values: s}}}.Names()
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = fmt.Sprintf("%s %s", n, score(n, s[n]))
	}
	return strings.Join(parts, ", ")
}

// score is a value as people read it: shares as percent.
func score(name string, v float64) string {
	if isShare(name) {
		return fmt.Sprintf("%.2f %%", 100*v)
	}
	return fmt.Sprintf("%.4g", v)
}

// isShare tells whether a value is a share of all examples.
func isShare(name string) bool {
	name = strings.TrimPrefix(name, "val_")
	for _, p := range []string{"accuracy", "top_", "precision", "recall"} {
		if strings.HasPrefix(name, p) || strings.HasSuffix(name, p) {
			return true
		}
	}
	return false
}

// Best is the row of the best epoch; zero where no epoch ended.
func (r *Run) Best() Epoch {
	for _, e := range r.History.Epochs {
		if e.N == r.BestEpoch {
			return e
		}
	}
	return Epoch{}
}

// String tells why training ended, the best epoch, and its scores.
func (r *Run) String() string {
	if r == nil {
		return "no run"
	}
	var b strings.Builder
	name := "run"
	if r.Name != "" {
		name = fmt.Sprintf("run %q", r.Name)
	}
	fmt.Fprintf(&b, "%s: %s in %s on %s; %s\n", name, plural(r.History.Len(), "epoch"), clock(r.Elapsed), r.Backend, r.StopReason)
	train, val := Scores{}, Scores{}
	for n, v := range r.Best().Values {
		if rest, ok := strings.CutPrefix(n, "val_"); ok {
			val[rest] = v
		} else if n != "lr" {
			train[n] = v
		}
	}
	if r.BestEpoch > 0 {
		fmt.Fprintf(&b, "best epoch: %d, by %s\n", r.BestEpoch, r.Watched)
		fmt.Fprintf(&b, "train: %s\n", train)
	}
	if len(val) > 0 {
		fmt.Fprintf(&b, "val:   %s\n", val)
	}
	if r.Test != nil {
		fmt.Fprintf(&b, "test:  %s\n", r.Test)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// clock is a duration as people read it.
func clock(d time.Duration) string {
	switch {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
}
