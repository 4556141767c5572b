package optim_test

import (
	"testing"

	"nnbook/nblib/optim"
)

// Options that are nil or zero set nothing.
func TestNilOptions(t *testing.T) {
	for got, want := range map[optim.Optimizer]optim.Optimizer{
		optim.Adam(0.1, nil, optim.EpsilonOption{}, optim.AnyOption{}): optim.Adam(0.1),
		optim.SGD(0.1, nil, optim.MomentumOption{}):                    optim.SGD(0.1),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for _, s := range []optim.Schedule{
		optim.Exponential(0.1, 0.5, nil), optim.InverseTime(0.1, 0.5, nil), optim.Polynomial(0.1, nil), optim.Cosine(0.1, nil),
		optim.OneCycle(0.1, nil), optim.Warmup(optim.Steps(2), 0.1, nil),
	} {
		if err := s.Check(); err != nil {
			t.Error(err)
		}
	}
}
