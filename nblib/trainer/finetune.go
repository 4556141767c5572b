package trainer

import (
	"errors"
	"fmt"
	"math"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// Stage is one stage of [FineTune].
type Stage struct {
	// Name tells the stages apart: the run is kept as Config.Name, a hyphen and it.
	Name string

	// Unfreeze is how many of the last blocks of what is frozen learn too, as in
	// Model.Unfreeze; AllBlocks for all.
	Unfreeze int

	// Rate is the learning rate. Default: Config.Optimizer as it is.
	Rate float64

	// BlockRates is what each block's learning rate is of that of the block
	// behind it, as in nn.BlockRates. Default: 1.
	BlockRates float64

	// Epochs is how long the stage is. Default: Config.Epochs.
	Epochs int
}

// AllBlocks unfreezes everything: Stage{Unfreeze: trainer.AllBlocks}.
const AllBlocks = 1 << 20

// Stages are the stages of [FineTune] where it is given none: the head, with
// the rate and the epochs of cfg; then the last two blocks with a hundredth of
// that rate; then all, with a three-hundredth, each block with 0.8 of the rate
// of the one behind it; the last two for half as many epochs.
func Stages(cfg Config) []Stage {
	n := cfg.Epochs
	if n == 0 {
		n = DefaultEpochs
	}
	rate := peak(cfg.Optimizer.Rate())
	return []Stage{
		{Name: "head", Epochs: n},
		{Name: "top", Unfreeze: 2, Rate: rate / 100, Epochs: (n + 1) / 2},
		{Name: "all", Unfreeze: AllBlocks, Rate: rate / 300, BlockRates: 0.8, Epochs: (n + 1) / 2},
	}
}

// peak is the highest rate of a schedule.
func peak(s optim.Schedule) (top float64) {
	for step := range 100 {
		top = math.Max(top, s.At(optim.Progress{Step: step, StepsPerEpoch: 10, TotalSteps: 100}))
	}
	return top
}

// FineTuned is what [FineTune] comes to: the run of the best stage, by the
// watched value, and the runs of all.
type FineTuned struct {
	*Run
	Stages []*Run
}

// FineTune trains a network on a frozen base in stages: first what is not
// frozen, the head; then the base's last blocks too; then all of it, each
// stage from the best weights of the one before and with a rate of its own
// (Howard and Ruder 2018, "gradual unfreezing"). Without stages these are
// [Stages].
//
// Each stage is a [Fit] of its own: kept under Config.Name and the stage's name
// ("bugs-head", "bugs-top", "bugs-all"), loaded when the cell runs again, gone
// on with where it was interrupted. The callbacks are told of each in turn.
// Interrupted, it returns what there is.
func FineTune(net nn.Layer, data datasets.Source, cfg Config, stages []Stage, callbacks ...Callback) (*FineTuned, error) {
	if len(stages) == 0 {
		stages = Stages(cfg)
	}
	if err := checkFineTune(net, data, cfg, stages); err != nil {
		return nil, err
	}
	tuned := &FineTuned{}
	for _, s := range stages {
		if len(tuned.Stages) > 0 {
			net = tuned.Stages[len(tuned.Stages)-1].Model
		}
		run, err := s.fit(net, data, cfg, callbacks)
		if run != nil {
			tuned.add(run)
		}
		if err != nil {
			return tuned, err
		}
		if run.Interrupted {
			break
		}
	}
	return tuned, nil
}

// checkFineTune refuses what Fit would refuse only after the first stages.
func checkFineTune(net nn.Layer, data datasets.Source, cfg Config, stages []Stage) error {
	f, err := newFitting(net, data, cfg, nil)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for i, s := range stages {
		fail := func(expected string, got any) error {
			return fmt.Errorf("trainer: FineTune: stage %d: expected %s, got %v; see trainer.Stages for an example", i, expected, got)
		}
		switch {
		case names[s.Name] || s.Name == "":
			return fail("a name of its own", fmt.Sprintf("%q", s.Name))
		case s.Unfreeze < 0:
			return fail("0 or more blocks to unfreeze", s.Unfreeze)
		case !(s.Rate >= 0) || math.IsInf(s.Rate, 0):
			return fail("a rate of 0 (Config.Optimizer's) or more", s.Rate)
		case !(s.BlockRates >= 0) || s.BlockRates > 1:
			return fail("block rates from 0 (all alike) to 1", s.BlockRates)
		case s.Epochs < 0:
			return fail("0 (Config.Epochs) or more epochs", s.Epochs)
		}
		names[s.Name] = true
		if err := checkName(s.keptAs(cfg.Name)); err != nil {
			return err
		}
	}
	for _, l := range f.plan.network.Layers() {
		if l.Frozen {
			return nil
		}
	}
	return errors.New("trainer: FineTune: expected a network with a frozen base, got one with nothing frozen; put nn.Frozen around its pretrained part")
}

// keptAs is the name that a stage's run is kept under.
func (s Stage) keptAs(name string) string {
	if name == "" {
		return ""
	}
	return name + "-" + s.Name
}

// fit trains one stage.
func (s Stage) fit(net nn.Layer, data datasets.Source, cfg Config, callbacks []Callback) (*Run, error) {
	cfg.Name = s.keptAs(cfg.Name)
	if s.Epochs > 0 {
		cfg.Epochs = s.Epochs
	}
	if s.Rate > 0 {
		cfg.Optimizer = cfg.Optimizer.WithRate(optim.Constant(s.Rate))
	}
	if s.Unfreeze > 0 || s.BlockRates > 0 {
		m, err := asModel(net, data, cfg)
		if err != nil {
			return nil, err
		}
		net = m.Unfreeze(s.Unfreeze).BlockRates(s.BlockRates)
	}
	return Fit(net, data, cfg, callbacks...)
}

// asModel gives net with the weights that training it would begin with.
func asModel(net nn.Layer, data datasets.Source, cfg Config) (*nn.Model, error) {
	if m, ok := net.(*nn.Model); ok {
		return m, nil
	}
	train, _, _ := data.Parts()
	info, err := train.Info()
	if err != nil {
		return nil, err
	}
	network, err := nn.Build(net, info.Shape)
	if err != nil {
		return nil, err
	}
	return nn.NewModel("untrained", net, info.Shape, network.Init(cfg.Seed))
}

// add takes a stage's run, as the result if none was better.
func (t *FineTuned) add(r *Run) {
	t.Stages = append(t.Stages, r)
	if t.Run == nil || r.beats(t.Run) {
		t.Run = r
	}
}

// beats tells whether r's best epoch is better than that of other, by r's
// watched value.
func (r *Run) beats(other *Run) bool {
	p := &plan{}
	for _, m := range r.Config.Metrics {
		p.meters = append(p.meters, meter{Metric: m})
	}
	own, others := r.Best().Values[r.Watched], other.Best().Values[r.Watched]
	if p.betterHigher(r.Watched) {
		return own > others
	}
	return own < others
}
