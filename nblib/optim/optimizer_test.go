package optim_test

import (
	"encoding/json"
	"testing"

	"nnbook/nblib/optim"
)

// printed holds optimizers beside the code that they must print.
var printed = []struct {
	optimizer optim.Optimizer
	code      string
}{
	{optim.Optimizer{}, "optim.Adam(0.001)"},
	{optim.SGD(1), "optim.SGD(1)"},
	{optim.SGD(0.1, optim.Nesterov, optim.Momentum(0.9)), "optim.SGD(0.1, optim.Momentum(0.9), optim.Nesterov)"},
	{optim.SGD(optim.Cosine(0.1), optim.Momentum(0.9), optim.WeightDecay(1e-4)),
		"optim.SGD(optim.Cosine(0.1), optim.Momentum(0.9), optim.WeightDecay(0.0001))"},
	{optim.RMSprop(0.01, optim.Rho(0.8), optim.Centered, optim.Epsilon(1e-3), optim.ClipNorm(1)),
		"optim.RMSprop(0.01, optim.Rho(0.8), optim.Centered, optim.Epsilon(0.001), optim.ClipNorm(1))"},
	{optim.Adagrad(0.01, optim.InitialAccumulator(0), optim.ClipValue(0.5)),
		"optim.Adagrad(0.01, optim.InitialAccumulator(0), optim.ClipValue(0.5))"},
	{optim.Adam(optim.Schedule{}, optim.Beta1(0), optim.Beta2(0.99), optim.AMSGrad, optim.GlobalClipNorm(2)),
		"optim.Adam(0.001, optim.Beta1(0), optim.Beta2(0.99), optim.AMSGrad, optim.GlobalClipNorm(2))"},
	{optim.AdamW(0.001), "optim.AdamW(0.001)"},
	{optim.AdamW(0.001, optim.WeightDecay(0)), "optim.AdamW(0.001, optim.WeightDecay(0))"},
	{optim.AdamW(optim.Warmup(optim.Epochs(1), 0.01)), "optim.AdamW(optim.Warmup(optim.Epochs(1), 0.01))"},
}

func TestOptimizersPrintAsGoAndGoThroughJSON(t *testing.T) {
	for _, c := range printed {
		if got := c.optimizer.String(); got != c.code {
			t.Errorf("got %s, want %s", got, c.code)
		}
		text, err := json.Marshal(c.optimizer)
		if err != nil {
			t.Fatal(err)
		}
		var back optim.Optimizer
		if err := json.Unmarshal(text, &back); err != nil || back.String() != c.code {
			t.Errorf("%s came back as %v (%v)", text, back, err)
		}
		if err := c.optimizer.Check(); err != nil {
			t.Errorf("%s: %v", c.code, err)
		}
	}
	for _, bad := range []string{`{"optimizer":"Lion"}`, `{"optimizer":""}`, `{"optimizer":"Adam","beta_3":1}`, `[]`} {
		if err := json.Unmarshal([]byte(bad), new(optim.Optimizer)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestOptimizersAreComparable(t *testing.T) {
	if optim.Adam(1e-3) != optim.Adam(0.001) || optim.Adam(1e-3) == optim.Adam(1e-3, optim.Beta1(0.8)) {
		t.Error("== does not compare settings")
	}
	base := optim.SGD(0.1, optim.Momentum(0.9))
	if faster := base.WithRate(optim.Constant(1)); faster != optim.SGD(1, optim.Momentum(0.9)) || base != optim.SGD(0.1, optim.Momentum(0.9)) {
		t.Error("WithRate changed something else than the copy's rate")
	}
	if got := (optim.Optimizer{}).WithRate(optim.Constant(0.5)); got != optim.Adam(0.5) {
		t.Errorf("the zero optimizer with a rate is %s", got)
	}
}

// An option of another optimizer must not compile: it does not have the interface.
func TestOptionsBelongToTheirOptimizers(t *testing.T) {
	for name, o := range map[string]struct {
		option                      any
		sgd, rmsprop, adagrad, adam bool
	}{
		"Momentum":           {optim.Momentum(0.9), true, true, false, false},
		"Nesterov":           {optim.Nesterov, true, false, false, false},
		"Rho":                {optim.Rho(0.9), false, true, false, false},
		"Centered":           {optim.Centered, false, true, false, false},
		"InitialAccumulator": {optim.InitialAccumulator(1), false, false, true, false},
		"Beta1":              {optim.Beta1(0.9), false, false, false, true},
		"Beta2":              {optim.Beta2(0.9), false, false, false, true},
		"AMSGrad":            {optim.AMSGrad, false, false, false, true},
		"Epsilon":            {optim.Epsilon(1e-7), false, true, true, true},
		"WeightDecay":        {optim.WeightDecay(1), true, true, true, true},
		"ClipNorm":           {optim.ClipNorm(1), true, true, true, true},
	} {
		_, sgd := o.option.(optim.SGDOption)
		_, rmsprop := o.option.(optim.RMSpropOption)
		_, adagrad := o.option.(optim.AdagradOption)
		_, adam := o.option.(optim.AdamOption)
		if sgd != o.sgd || rmsprop != o.rmsprop || adagrad != o.adagrad || adam != o.adam {
			t.Errorf("%s fits SGD %v, RMSprop %v, Adagrad %v, Adam %v", name, sgd, rmsprop, adagrad, adam)
		}
	}
}

func TestOptimizersCheckTheirSettings(t *testing.T) {
	for _, c := range []struct {
		optimizer optim.Optimizer
		want      string
	}{
		{optim.SGD(-1), "optim: optim.Constant(-1): expected a learning rate above 0, got -1; 0.001 is a usual one"},
		{optim.Adam(0), "optim: optim.Constant(0): expected a learning rate above 0, got 0; 0.001 is a usual one"},
		{optim.SGD(0.1, optim.Momentum(1)), "optim: SGD: expected Momentum of at least 0 and below 1, got 1; 0.9 is a usual one"},
		{optim.RMSprop(0.1, optim.Rho(-0.1)), "optim: RMSprop: expected Rho of at least 0 and below 1, got -0.1; 0.9 is a usual one"},
		{optim.Adam(0.1, optim.Beta1(1.5)), "optim: Adam: expected Beta1 of at least 0 and below 1, got 1.5; 0.9 is a usual one"},
		{optim.Adam(0.1, optim.Beta2(float64(nan))), "optim: Adam: expected Beta2 of at least 0 and below 1, got NaN; 0.9 is a usual one"},
		{optim.Adam(0.1, optim.Epsilon(-1)), "optim: Adam: expected Epsilon of at least 0, got -1; leave it away for the default"},
		{optim.AdamW(0.1, optim.WeightDecay(-1)), "optim: AdamW: expected WeightDecay of at least 0, got -1; leave it away for the default"},
		{optim.SGD(0.1, optim.ClipNorm(-1)), "optim: SGD: expected ClipNorm of at least 0, got -1; leave it away for the default"},
		{optim.SGD(0.1, optim.Nesterov), "optim: SGD: Nesterov looks along the momentum, and there is none; add optim.Momentum(0.9)"},
		{optim.SGD(0.1, optim.ClipNorm(1), optim.ClipValue(1)),
			"optim: SGD: expected one of ClipNorm, ClipValue and GlobalClipNorm, got 2 of them; leave the others away"},
	} {
		if err := c.optimizer.Check(); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
