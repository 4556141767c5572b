package trainer

import (
	"fmt"
	"slices"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
	"nnbook/nblib/nn"
)

// plan is everything about a fit that is decided before a graph is built.
type plan struct {
	config  Config
	network *nn.Network
	info    datasets.Info
	labels  losses.Labels
	loss    losses.Loss
	logits  bool // the network's outputs are logits
	meters  []meter
	engine  *engine.Engine
	notes   []string // what was chosen, and warnings
}

// meter is a metric and, where it has one, its form inside the graph.
type meter struct {
	metrics.Metric
	accumulator metrics.Accumulator
}

// newPlan checks that network, data, loss and metrics fit each other.
func newPlan(net nn.Layer, info datasets.Info, cfg Config) (*plan, error) {
	network, err := nn.Build(net, info.Shape)
	if err != nil {
		return nil, err
	}
	p := &plan{config: cfg, network: network, info: info, labels: labelKind(info.Target.Kind)}
	if err := p.chooseLoss(); err != nil {
		return nil, err
	}
	if err := p.chooseMetrics(); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(network.Weights(), func(w nn.Weight) bool { return w.Trainable }) {
		p.notes = append(p.notes, "warning: trainer: expected weights that learn, got a network with none; nothing will change: add a nn.Dense, or unfreeze something")
	}
	if p.engine, err = engine.WithDevices(cfg.Devices); err != nil && cfg.Devices > 1 {
		err = fmt.Errorf("trainer: Config.Devices: %w", err)
	}
	return p, err
}

// width is the number of the network's outputs.
func (p *plan) width() int { return p.network.Output()[0] }

func (p *plan) chooseLoss() error {
	loss, warning, err := chooseLoss(p.config.Loss, p.network, p.info)
	if err != nil {
		return err
	}
	p.loss, p.logits = loss, givesLogits(p.network)
	if warning != "" {
		p.notes = append(p.notes, fmt.Sprintf("warning: %s (layer %s)", warning, lastLayer(p.network)))
	}
	if p.config.Loss.IsAuto() {
		p.notes = append(p.notes, fmt.Sprintf("loss: %s, for %s targets", p.loss, p.labels))
	}
	return nil
}

func (p *plan) chooseMetrics() error {
	chosen := p.config.Metrics
	if chosen == nil && p.labels == losses.Values {
		chosen = []metrics.Metric{metrics.MAE}
	} else if chosen == nil {
		chosen = []metrics.Metric{metrics.Accuracy}
	}
	for _, m := range chosen {
		if err := m.Check(p.labels, p.width()); err != nil {
			return err
		}
		one := meter{Metric: m}
		if !m.NeedsOutputs() {
			a, err := m.Accumulator(p.labels, p.width(), p.logits)
			if err != nil {
				return err
			}
			one.accumulator = a
		}
		p.meters = append(p.meters, one)
	}
	return nil
}

// metrics are the metrics that were chosen.
func (p *plan) metrics() []metrics.Metric {
	var all []metrics.Metric
	for _, m := range p.meters {
		all = append(all, m.Metric)
	}
	return all
}

// values are the names that every epoch has.
func (p *plan) values(validation bool) []string {
	names := []string{"loss"}
	for _, m := range p.meters {
		names = append(names, m.Name())
	}
	if validation {
		for _, n := range names[:len(names):len(names)] {
			names = append(names, "val_"+n)
		}
	}
	return append(names, "lr")
}

// needsOutputs tells whether some metric is computed from all outputs at once.
func (p *plan) needsOutputs() bool {
	for _, m := range p.meters {
		if m.accumulator == nil {
			return true
		}
	}
	return false
}
