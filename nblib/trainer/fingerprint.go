package trainer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// A fingerprint lists what a run's result depends on, one fact a line. It
// covers the network's description, the weights of pretrained parts, the data,
// batch size, optimizer and learning rate, loss, metrics, seed, the callbacks
// that change training, and the version of this library's arithmetic. It does
// not cover Epochs (more epochs go on with the run), the backend, the machine and
// the number of its devices, callbacks that only look on, SaveEvery, and Quiet.
type fingerprint []fact

type fact struct {
	What  string `json:"what"`
	Value string `json:"value"`
}

// arithmetic changes when a change in this library makes equal code train
// differently.
const arithmetic = "2"

// print gives the fit's fingerprint, or why its result cannot be reused.
func (f *Fitting) print() (fingerprint, string) {
	cfg := f.plan.config
	spec, err := nn.Marshal(f.plan.network.Layer())
	if err != nil {
		return nil, err.Error()
	}
	if strings.Contains(string(spec), `{"layer":"Func","name":""`) {
		return nil, "nn.Func has no name"
	}
	facts := fingerprint{{"Network", string(spec)}}
	for _, s := range []struct {
		what string
		from share
	}{{"Train", f.material.train}, {"Val", f.material.val}, {"Test", f.material.test}} {
		if s.from.n == 0 {
			facts = append(facts, fact{s.what, "none"})
			continue
		}
		info, err := s.from.part.Info()
		if err != nil || info.Fingerprint == "" {
			return nil, fmt.Sprintf("%s has no fingerprint (%s)", info.Name, strings.Join(info.Notes, "; "))
		}
		facts = append(facts, fact{s.what, fmt.Sprintf("%d of %s", s.from.n, info.Fingerprint)})
	}
	metrics, _ := json.Marshal(f.plan.config.Metrics)
	loss, _ := json.Marshal(f.plan.loss)
	facts = append(facts,
		fact{"BatchSize", fmt.Sprint(cfg.BatchSize)},
		fact{"LearningRate", rateText(cfg.Optimizer.Rate())},
		fact{"Optimizer", strings.ReplaceAll(cfg.Optimizer.WithRate(optim.Constant(1)).String(), "optim.", "")},
		fact{"Loss", string(loss)},
		fact{"Metrics", string(metrics)},
		fact{"Seed", fmt.Sprint(cfg.Seed)},
		fact{"Arithmetic", arithmetic},
	)
	for _, c := range f.callbacks {
		if n, ok := c.(interface{ nameless() string }); ok && n.nameless() != "" {
			return nil, n.nameless()
		}
		if s, ok := c.(shaper); ok {
			facts = append(facts, fact{"Callback", s.shapes()})
		}
	}
	return facts, ""
}

// rateText is a learning rate as people write it.
func rateText(s optim.Schedule) string {
	text := strings.ReplaceAll(fmt.Sprint(s), "optim.", "")
	return strings.TrimSuffix(strings.TrimPrefix(text, "Constant("), ")")
}

// hash is the fingerprint in 64 hexadecimal digits.
func (p fingerprint) hash() string {
	h := sha256.New()
	for _, f := range p {
		fmt.Fprintf(h, "%q %q\n", f.What, f.Value)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// against says what differs from an older fingerprint: "LearningRate 0.001 -> 0.0005".
func (p fingerprint) against(old fingerprint) string {
	before := map[string]string{}
	for _, f := range old {
		before[f.What] += f.Value + " "
	}
	now := map[string]string{}
	var order []string
	for _, f := range p {
		if _, ok := now[f.What]; !ok {
			order = append(order, f.What)
		}
		now[f.What] += f.Value + " "
	}
	for _, f := range old {
		if _, ok := now[f.What]; !ok {
			now[f.What] = ""
			order = append(order, f.What)
		}
	}
	var changes []string
	for _, what := range order {
		if a, b := strings.TrimSpace(before[what]), strings.TrimSpace(now[what]); a != b {
			changes = append(changes, change(what, a, b))
		}
	}
	return strings.Join(changes, "; ")
}

// change is one difference; long values, such as networks, are named only.
func change(what, a, b string) string {
	if what == "Callback" {
		what = "callbacks"
	}
	switch {
	case len(a)+len(b) > 120:
		return what + " changed"
	case a == "":
		return fmt.Sprintf("%s none -> %s", what, b)
	case b == "":
		return fmt.Sprintf("%s %s -> none", what, a)
	}
	return fmt.Sprintf("%s %s -> %s", what, a, b)
}
