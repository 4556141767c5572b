package viz

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
)

// RegularizationLab trains one network six times, with the same data, seed and epochs, and puts the curves side by
// side: as it is; with nn.L2(1e-3) on every kernel; with nn.Dropout(0.4) before every Dense but the first; with
// nn.MaxNorm(2) on every kernel; with trainer.EarlyStopping(3); and with a learning rate that decays to 5 % of itself.
// Whole lines are validation, dashed lines training: the gap between them is overfitting. cfg.Name, where it is set,
// names the runs "<name>-l2" and so on, so that they are kept for later cells.
func RegularizationLab(net nn.Layer, data datasets.Source, cfg trainer.Config) *Chart {
	var stories []story
	cfg.Quiet = true
	for _, v := range labVariants(cfg.Optimizer) {
		changed, err := v.network(net)
		if err != nil {
			return failed(err)
		}
		c := cfg
		if cfg.Name != "" {
			c.Name = cfg.Name + "-" + strings.ReplaceAll(strings.ToLower(v.name), " ", "-")
		}
		if v.optimizer != nil {
			c.Optimizer = *v.optimizer
		}
		run, err := trainer.Fit(changed, data, c, v.callbacks...)
		if err != nil {
			return failed(err)
		}
		s := storyOf(run)
		s.name = v.name
		stories = append(stories, s)
	}
	return lab(stories)
}

// lab draws the runs of a lab: for each a panel of its losses, all on one scale.
func lab(stories []story) *Chart {
	var list []panel
	t := table{head: []string{"", "epochs", "best val_loss", "last val_loss", "last loss", "gap at the end"}}
	top := 0.0
	for _, s := range stories {
		p := panel{title: s.name}
		for _, c := range s.pair("loss") {
			c.dashed = c.name == trainingName
			p.curves = append(p.curves, c)
			_, _, high := summary(c.y)
			top = max(top, high)
		}
		list = append(list, p)
		loss, val := lastOf(s.values["loss"]), lastOf(s.values["val_loss"])
		best, _, _ := summary(s.values["val_loss"])
		t.add(s.name, len(s.epochs), best, val, loss, val-loss)
	}
	c := panels(Chart{title: "Regularization lab", sub: "loss by epoch; whole lines: validation; dashed lines: training; the gap between them is overfitting", table: t,
		alt: fmt.Sprintf("The training and validation losses of one network trained in %d ways, one panel each", len(stories))}, "epoch", list)
	for _, y := range c.option["yAxis"].([]any) { // one scale, so that the panels can be compared
		y.(map[string]any)["min"], y.(map[string]any)["max"] = 0.0, num(math.Ceil(4*top)/4)
	}
	longest := 1
	for _, s := range stories {
		longest = max(longest, len(s.epochs))
	}
	for _, x := range c.option["xAxis"].([]any) {
		x.(map[string]any)["min"], x.(map[string]any)["max"] = 1.0, float64(longest)
	}
	return c
}

// variant is one way to train the network of a lab.
type variant struct {
	name      string
	word      func(layer map[string]any) // changes a Dense or Conv2D
	dropout   float64
	optimizer *optim.Optimizer
	callbacks []trainer.Callback
}

func labVariants(o optim.Optimizer) []variant {
	rate := o.Rate().At(optim.Progress{TotalSteps: 1, StepsPerEpoch: 1})
	decayed := o.WithRate(optim.Cosine(rate, optim.Alpha(0.05)))
	return []variant{
		{name: "none"},
		{name: "L2", word: func(l map[string]any) { l["regularizer"] = "L2(0.001)" }},
		{name: "dropout", dropout: 0.4},
		{name: "max-norm", word: func(l map[string]any) { l["constraint"] = "MaxNorm(2)" }},
		{name: "early stopping", callbacks: []trainer.Callback{trainer.EarlyStopping(3)}},
		{name: "LR decay", optimizer: &decayed},
	}
}

// network is the network with the variant's words in it.
func (v variant) network(net nn.Layer) (nn.Layer, error) {
	if v.word == nil && v.dropout == 0 {
		return net, nil
	}
	text, err := nn.Marshal(net)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, fmt.Errorf("viz: RegularizationLab: %w", err)
	}
	first := true
	v.change(tree, &first)
	if text, err = json.Marshal(tree); err != nil {
		return nil, fmt.Errorf("viz: RegularizationLab: %w", err)
	}
	return nn.Unmarshal(text)
}

// change puts the variant's words into a description, layer by layer; first says that no Dense has come yet.
func (v variant) change(layer map[string]any, first *bool) {
	kind, _ := layer["layer"].(string)
	if v.word != nil && (kind == "Dense" || kind == "Conv2D") {
		v.word(layer)
	}
	children, _ := layer["layers"].([]any)
	var out []any
	for _, c := range children {
		child, _ := c.(map[string]any)
		if v.dropout > 0 && child["layer"] == "Dense" {
			if !*first {
				out = append(out, map[string]any{"layer": "Dropout", "rate": v.dropout})
			}
			*first = false
		}
		v.change(child, first)
		out = append(out, c)
	}
	if children != nil {
		layer["layers"] = out
	}
}
