package trainer

import (
	"os"
	"strings"
	"testing"

	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

func TestFindLR(t *testing.T) {
	elsewhere(t)
	found, err := FindLR(toyNet(), toyData(), toy())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(found.Rates); n < 50 || len(found.Losses) != n || len(found.Smooth) != n || found.Rates[0] != 1e-7 {
		t.Fatalf("%d rates from %g, %d losses", n, found.Rates[0], len(found.Losses))
	}
	if found.Suggestion < 1e-4 || found.Suggestion > 1 {
		t.Errorf("suggests %g", found.Suggestion)
	}
	if !strings.Contains(found.String(), "suggestion: ") {
		t.Errorf("says %q", found)
	}
	again, err := FindLR(toyNet(), toyData(), toy())
	if err != nil || again.String() != found.String() {
		t.Errorf("a second search says %q (%v)", again, err)
	}
	if _, err := os.Stat(Dir); !os.IsNotExist(err) {
		t.Errorf("a search leaves something behind (%v)", err)
	}
	_, err = FindLR(nil, toyData(), toy())
	if err == nil {
		t.Error("expected an error for a nil network")
	}
}

// The suggestion is usable: training with it gets further than with a tenth.
func TestFindLRSuggestsAUsableRate(t *testing.T) {
	onGo(t)
	elsewhere(t)
	net := nn.Sequential(nn.Dense(16, nn.Tanh), nn.Dense(3))
	found, err := FindLR(net, toyData(), toy(func(c *Config) { c.Optimizer = optim.SGD(1) }))
	if err != nil {
		t.Fatal(err)
	}
	loss := func(rate float64) float64 {
		run, err := Fit(net, toyData(), toy(epochs(10), func(c *Config) { c.Optimizer = optim.SGD(rate) }))
		if err != nil {
			t.Fatal(err)
		}
		return run.History.Last("loss")
	}
	if a, b := loss(found.Suggestion), loss(found.Suggestion/10); !(a < b) {
		t.Errorf("loss %g with the suggested rate %g, %g with a tenth", a, found.Suggestion, b)
	}
}

func TestOverfitOneBatch(t *testing.T) {
	onGo(t)
	elsewhere(t)
	found, err := OverfitOneBatch(nn.MLP{Hidden: []int{32}, Out: 3}, toyData(), toy(epochs(0), func(c *Config) { c.Optimizer = optim.Adam(0.05) }))
	if err != nil {
		t.Fatal(err)
	}
	if !found.Passed || !strings.HasPrefix(found.String(), "learns one batch by heart: loss ") {
		t.Errorf("a good network: %s", found)
	}
	found, err = OverfitOneBatch(nn.Sequential(nn.Dense(1), nn.Step, nn.Dense(3)), toyData(), toy(epochs(30)))
	if err != nil {
		t.Fatal(err)
	}
	if found.Passed || len(found.Losses) != 30 || !strings.HasPrefix(found.String(), "does not learn even one batch by heart: ") {
		t.Errorf("a bad network: %s", found)
	}
	if _, err := os.Stat(Dir); !os.IsNotExist(err) {
		t.Errorf("it leaves something behind (%v)", err)
	}
}
