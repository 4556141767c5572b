package trainer

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"nnbook/nblib/datasets"
	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"

	"github.com/gomlx/gomlx/core/tensors"
)

// snapshotVersion is the version of the files that runs are kept in.
const snapshotVersion = 1

// errNewer marks files that a newer nnbook wrote, which this one leaves alone.
var errNewer = errors.New("it comes from a newer nnbook")

// snapshot is a run at one moment: what a reader needs to use it, and what a
// fit needs to go on from there.
type snapshot struct {
	record
	dir     string      // where it was read
	weights []nn.Tensor // present ones
	best    []nn.Tensor
	slots   [][]float32
	sums    [][]float32
	seen    [2][]float32 // labels and outputs of the epoch so far, for metrics of all outputs at once
}

// runState says how far the training of a kept run came.
type runState string

const (
	training runState = "training"
	stopped  runState = "stopped" // by the user, or by an error
	finished runState = "finished"
)

// record is the part of a snapshot that is text.
type record struct {
	Version     int               `json:"version"`
	Name        string            `json:"name"`
	State       runState          `json:"state"`
	Fingerprint fingerprint       `json:"fingerprint"`
	Layer       json.RawMessage   `json:"layer"`
	Input       []int             `json:"input"`
	Data        datasets.Info     `json:"data"`
	Epochs      int               `json:"epochs"`
	BatchSize   int               `json:"batch_size"`
	Seed        int64             `json:"seed"`
	Devices     int               `json:"devices,omitempty"` // 0 in older files: 1
	Optimizer   optim.Optimizer   `json:"optimizer"`
	Loss        losses.Loss       `json:"loss"`
	Metrics     []metrics.Metric  `json:"metrics"`
	Logits      bool              `json:"logits"`
	Epoch       int               `json:"epoch"` // done
	Step        int               `json:"step"`  // done in the next epoch
	EpochTime   float64           `json:"epoch_time"`
	RateFactor  float64           `json:"rate_factor"`
	History     []Epoch           `json:"history"`
	Restarts    []int             `json:"restarts,omitempty"`
	Watched     string            `json:"watched"`
	Best        int               `json:"best"`
	Reason      string            `json:"reason"`
	Notes       []string          `json:"notes,omitempty"`
	Test        *Epoch            `json:"test,omitempty"`
	Backend     string            `json:"backend"`
	Versions    map[string]string `json:"versions"`
	Started     time.Time         `json:"started"`
	Saved       time.Time         `json:"saved"`
}

// versions are what another needs to repeat a run.
func versions() map[string]string {
	v := map[string]string{"go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	for _, m := range info.Deps {
		for _, want := range []string{"gomlx/gomlx", "gomlx/go-xla", "gomlx/compute"} {
			if strings.HasSuffix(m.Path, want) {
				v[m.Path] = m.Version
			}
		}
	}
	return v
}

// encode writes the snapshot as a safetensors file.
func (s *snapshot) encode() ([]byte, error) {
	text, err := json.Marshal(s.record)
	if err != nil {
		return nil, err
	}
	var all []nn.Tensor
	best := map[string]*float32{}
	for _, t := range s.best {
		best[t.Name] = first(t.Data)
		all = append(all, nn.Tensor{Name: "best/" + t.Name, Shape: t.Shape, Data: t.Data})
	}
	for _, t := range s.weights {
		if p, ok := best[t.Name]; ok && p == first(t.Data) {
			continue // the same memory: the best is the present, or it is frozen
		}
		all = append(all, nn.Tensor{Name: "last/" + t.Name, Shape: t.Shape, Data: t.Data})
	}
	for what, lists := range map[string][][]float32{"slot/": s.slots, "sum/": s.sums} {
		for i, data := range lists {
			all = append(all, nn.Tensor{Name: fmt.Sprintf("%s%06d", what, i), Shape: []int{len(data)}, Data: data})
		}
	}
	for i, data := range s.seen {
		if len(data) > 0 {
			all = append(all, nn.Tensor{Name: fmt.Sprintf("seen/%d", i), Shape: []int{len(data)}, Data: data})
		}
	}
	return nn.EncodeTensors(all, map[string]string{"format": "nnbook-run", "nnbook.run": string(text)})
}

func first(data []float32) *float32 {
	if len(data) == 0 {
		return nil
	}
	return &data[0]
}

// decodeSnapshot reads what encode writes.
func decodeSnapshot(file []byte) (*snapshot, error) {
	all, meta, err := nn.DecodeChecked(file)
	if err != nil {
		return nil, err
	}
	if meta["format"] != "nnbook-run" {
		return nil, fmt.Errorf("expected a run kept by nnbook, got another safetensors file")
	}
	var version struct{ Version int }
	if err := json.Unmarshal([]byte(meta["nnbook.run"]), &version); err != nil {
		return nil, fmt.Errorf("expected a record of the run, got damaged JSON (%w)", err)
	}
	if version.Version > snapshotVersion {
		return nil, fmt.Errorf("%w: expected version %d of the file, got %d; update nnbook, or choose another name", errNewer, snapshotVersion, version.Version)
	}
	if version.Version != snapshotVersion {
		return nil, fmt.Errorf("expected version %d of the file, got %d", snapshotVersion, version.Version)
	}
	s := &snapshot{}
	if err := json.Unmarshal([]byte(meta["nnbook.run"]), &s.record); err != nil {
		return nil, fmt.Errorf("expected a record of the run, got damaged JSON (%w)", err)
	}
	return s, s.fill(all)
}

// fill sorts the tensors of a file into the snapshot.
func (s *snapshot) fill(all []nn.Tensor) error {
	last := map[string]nn.Tensor{}
	for _, t := range all {
		kind, name, _ := strings.Cut(t.Name, "/")
		switch kind {
		case "best":
			t.Name = name
			s.best = append(s.best, t)
		case "last":
			t.Name = name
			last[name] = t
		case "slot":
			s.slots = append(s.slots, t.Data)
		case "sum":
			s.sums = append(s.sums, t.Data)
		case "seen":
			if name != "0" && name != "1" {
				return fmt.Errorf("tensor %s is not part of a run", strconv.Quote(t.Name))
			}
			s.seen[name[0]-'0'] = t.Data
		default:
			return fmt.Errorf("tensor %s is not part of a run", strconv.Quote(t.Name))
		}
	}
	for _, t := range s.best {
		if l, ok := last[t.Name]; ok {
			t = l
		}
		s.weights = append(s.weights, t)
	}
	return nil
}

// run gives the run that the snapshot is of.
func (s *snapshot) run() (*Run, error) {
	layer, err := nn.Unmarshal(s.Layer)
	if err != nil {
		return nil, err
	}
	m, err := nn.NewModel(s.modelName(), layer, s.Input, s.best)
	if err != nil {
		return nil, err
	}
	last, err := nn.NewModel(s.modelName(), layer, s.Input, s.weights)
	if err != nil {
		return nil, err
	}
	r := &Run{
		Name: s.Name, Model: labelled(m, s.Data), History: History{s.History}, BestEpoch: s.Best, Watched: s.Watched,
		StopReason: s.Reason, Interrupted: s.State == stopped, Backend: s.Backend, Data: s.Data, Notes: s.Notes, Restarts: s.Restarts,
		Loss: s.Loss, Loaded: true, logits: s.Logits, Config: s.config(),
		last: labelled(last, s.Data), dir: s.dir, print: s.Fingerprint.hash(),
	}
	r.Elapsed = r.History.duration() + time.Duration(s.EpochTime*float64(time.Second))
	if s.State == training {
		r.StopReason = fmt.Sprintf("it did not come to its end; this is how it was at %s", s.Saved.Format("15:04:05"))
		r.Interrupted = true
	}
	if s.Test != nil {
		r.Test = s.Test.Values
	}
	return r, nil
}

func (s *snapshot) modelName() string {
	if s.Name == "" {
		return "unnamed run"
	}
	return s.Name
}

func (s *snapshot) config() Config {
	return Config{Name: s.Name, Epochs: s.Epochs, BatchSize: s.BatchSize, Optimizer: s.Optimizer, Loss: s.Loss, Metrics: s.Metrics, Seed: s.Seed, Devices: max(1, s.Devices)}
}

// restore puts the snapshot's tensors into the fit.
func (f *Fitting) restore(s *snapshot) error {
	byName := map[string]nn.Tensor{}
	for _, t := range s.weights {
		byName[t.Name] = t
	}
	bestByName := map[string]nn.Tensor{}
	for _, t := range s.best {
		bestByName[t.Name] = t
	}
	if len(s.slots) != len(f.slots) || len(s.sums) != len(f.sums) {
		return fmt.Errorf("trainer: kept run %q: expected %d optimizer tensors, got %d; train it anew with Config.Fresh", s.Name, len(f.slots), len(s.slots))
	}
	var best []*tensors.Tensor
	for i, w := range f.plan.network.Weights() {
		t, ok := byName[w.Name]
		if !ok || len(t.Data) != w.Size() {
			return fmt.Errorf("trainer: kept run %q: expected a weight %s of shape %v; train it anew with Config.Fresh", s.Name, w.Name, w.Shape)
		}
		f.keeper.drop(f.weights[i])
		f.weights[i] = toDevice(t)
		best = append(best, toDevice(bestByName[w.Name]))
	}
	for i, data := range s.slots {
		shape := f.slots[i].Shape().Dimensions
		if len(data) != volume(shape) {
			return fmt.Errorf("trainer: kept run %q: optimizer tensor %d has another size; train it anew with Config.Fresh", s.Name, i)
		}
		f.keeper.drop(f.slots[i])
		f.slots[i] = tensors.FromFlatDataAndDimensions(data, shape...)
	}
	for i, data := range s.sums {
		f.keeper.drop(f.sums[i])
		f.sums[i] = tensors.FromFlatDataAndDimensions(data, len(data))
	}
	f.keeper.hold(best...)
	f.keeper.drop(best...) // freed when a better epoch releases them
	f.bestHeld = best
	f.step, f.epochTime = s.Step, s.EpochTime
	f.tally = &tally{plan: f.plan, labels: s.seen[0], outputs: s.seen[1]}
	return nil
}
