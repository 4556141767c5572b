package optim_test

import (
	"encoding/json"
	"math"
	"testing"

	"nnbook/nblib/optim"
)

// schedules holds schedules beside the code that they must print and their rates at some steps of a run of 100 steps, 10 to
// the epoch.
var schedules = []struct {
	schedule optim.Schedule
	code     string
	rates    map[int]float64
}{
	{optim.Schedule{}, "optim.Constant(0.001)", map[int]float64{0: 1e-3, 99: 1e-3}},
	{optim.Constant(0.2), "optim.Constant(0.2)", map[int]float64{0: 0.2, 99: 0.2}},
	{optim.Step(1, 0.5, optim.Epochs(2)), "optim.Step(1, 0.5, optim.Epochs(2))", map[int]float64{0: 1, 19: 1, 20: 0.5, 39: 0.5, 40: 0.25}},
	{optim.Exponential(0.1, 0.95), "optim.Exponential(0.1, 0.95)",
		map[int]float64{0: 0.1, 5: 0.1 * math.Sqrt(0.95), 10: 0.095, 20: 0.1 * 0.95 * 0.95}},
	{optim.Exponential(0.1, 0.5, optim.Staircase), "optim.Exponential(0.1, 0.5, optim.Staircase)", map[int]float64{9: 0.1, 10: 0.05}},
	{optim.Exponential(0.1, 0.5, optim.Steps(4)), "optim.Exponential(0.1, 0.5, optim.Steps(4))", map[int]float64{4: 0.05, 6: 0.05 / math.Sqrt2}},
	{optim.InverseTime(1, 0.5), "optim.InverseTime(1, 0.5)", map[int]float64{0: 1, 5: 0.8, 20: 0.5}},
	{optim.InverseTime(1, 1, optim.Epochs(2), optim.Staircase), "optim.InverseTime(1, 1, optim.Epochs(2), optim.Staircase)",
		map[int]float64{19: 1, 20: 0.5}},
	{optim.Polynomial(1), "optim.Polynomial(1)", map[int]float64{0: 1, 50: 0.50005, 100: 1e-4, 150: 1e-4}},
	{optim.Polynomial(1, optim.Steps(10), optim.End(0), optim.Power(2), optim.Cycle),
		"optim.Polynomial(1, optim.Steps(10), optim.End(0), optim.Power(2), optim.Cycle)",
		map[int]float64{0: 1, 5: 0.25, 10: 0, 15: 1. / 16, 20: 0}},
	{optim.Cosine(0.1), "optim.Cosine(0.1)", map[int]float64{0: 0.1, 50: 0.05, 25: 0.05 * (1 + math.Sqrt2/2), 100: 0, 200: 0}},
	{optim.Cosine(0.1, optim.Epochs(5), optim.Alpha(0.1)), "optim.Cosine(0.1, optim.Epochs(5), optim.Alpha(0.1))",
		map[int]float64{0: 0.1, 25: 0.055, 50: 0.01, 99: 0.01}},
	{optim.Cosine(1, optim.Steps(10), optim.Restarts{}), "optim.Cosine(1, optim.Steps(10), optim.Restarts{})",
		map[int]float64{0: 1, 5: 0.5, 10: 1, 20: 0.5, 30: 1, 50: 0.5, 70: 1}},
	{optim.Cosine(1, optim.Epochs(1), optim.Restarts{Longer: 1, Lower: 0.5}),
		"optim.Cosine(1, optim.Epochs(1), optim.Restarts{Longer: 1, Lower: 0.5})", map[int]float64{5: 0.5, 10: 0.5, 15: 0.25, 20: 0.25}},
	{optim.Cosine(1, optim.Steps(1), optim.Restarts{Longer: 3}), "optim.Cosine(1, optim.Steps(1), optim.Restarts{Longer: 3})",
		map[int]float64{0: 1, 1: 1, 4: 1, 13: 1, 40: 1}},
	{optim.OneCycle(1), "optim.OneCycle(1)", map[int]float64{0: 0.04, 29: 1, 64: (1 + 0.04/1e4) / 2, 99: 0.04 / 1e4}},
	{optim.OneCycle(1, optim.Steps(21), optim.PeakAt(0.5)), "optim.OneCycle(1, optim.Steps(21), optim.PeakAt(0.5))",
		map[int]float64{0: 0.04, 20: 4e-6, 50: 4e-6}},
	{optim.Piecewise(0.1, optim.Drop{After: optim.Epochs(3), To: 0.01}, optim.Drop{After: optim.Epochs(6), To: 0}),
		"optim.Piecewise(0.1, optim.Drop{After: optim.Epochs(3), To: 0.01}, optim.Drop{After: optim.Epochs(6), To: 0})",
		map[int]float64{0: 0.1, 30: 0.1, 31: 0.01, 60: 0.01, 61: 0}},
	{optim.Warmup(optim.Epochs(2), 0.1), "optim.Warmup(optim.Epochs(2), 0.1)", map[int]float64{0: 0, 10: 0.05, 20: 0.1, 90: 0.1}},
	{optim.Warmup(optim.Steps(20), optim.Cosine(1), optim.From(0.5)), "optim.Warmup(optim.Steps(20), optim.Cosine(1), optim.From(0.5))",
		map[int]float64{0: 0.5, 10: 0.75, 20: 1, 60: 0.5, 100: 0}},
	{optim.Warmup(optim.Steps(10), optim.Exponential(1, 0.5)), "optim.Warmup(optim.Steps(10), optim.Exponential(1, 0.5))",
		map[int]float64{0: 0, 5: 0.5, 10: 1, 20: 0.5}},
	{optim.Warmup(optim.Steps(10), optim.Warmup(optim.Steps(50), 1.0)), "optim.Warmup(optim.Steps(10), 1)", map[int]float64{5: 0.5, 10: 1}},
}

func TestSchedulesAreTheFormulas(t *testing.T) {
	for _, c := range schedules {
		for step, want := range c.rates {
			got := c.schedule.At(optim.Progress{Step: step, StepsPerEpoch: 10, TotalSteps: 100})
			if math.Abs(got-want) > 1e-12 {
				t.Errorf("%s at step %d: got %v, want %v", c.schedule, step, got, want)
			}
		}
	}
}

func TestSchedulesPrintAsGoAndGoThroughJSON(t *testing.T) {
	for _, c := range schedules {
		if got := c.schedule.String(); got != c.code {
			t.Errorf("got %s, want %s", got, c.code)
		}
		if err := c.schedule.Check(); err != nil {
			t.Errorf("%s: %v", c.code, err)
		}
		text, err := json.Marshal(c.schedule)
		if err != nil {
			t.Fatal(err)
		}
		var back optim.Schedule
		if err := json.Unmarshal(text, &back); err != nil || (back != c.schedule && c.schedule != optim.Schedule{}) || back.String() != c.code {
			t.Errorf("%s came back as %v (%v)", text, back, err)
		}
	}
	for _, bad := range []string{`{"schedule":"Linear"}`, `{"schedule":"Cosine","rat":1}`, `{"schedule":"Cosine","span":"3 days"}`,
		`{"schedule":"Cosine","span":"x epochs"}`, `1`} {
		if err := json.Unmarshal([]byte(bad), new(optim.Schedule)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

// Every schedule can be asked anywhere, also before the length of a run is known.
func TestSchedulesAreFiniteEverywhere(t *testing.T) {
	for _, c := range schedules {
		for _, p := range []optim.Progress{{}, {Step: 1}, {Step: 5, TotalSteps: 1}, {Step: 1 << 30, StepsPerEpoch: 1, TotalSteps: 3}} {
			if r := c.schedule.At(p); math.IsNaN(r) || math.IsInf(r, 0) || r < 0 {
				t.Errorf("%s at %+v is %v", c.schedule, p, r)
			}
		}
	}
}

func TestRatesMayBeNumbersOfAnyKind(t *testing.T) {
	type rate float64
	type whole int
	if optim.SGD(rate(0.5)) != optim.SGD(0.5) || optim.SGD(whole(2)) != optim.SGD(2.0) {
		t.Error("named number types give other optimizers")
	}
}

func TestSchedulesCheckTheirSettings(t *testing.T) {
	for _, c := range []struct {
		schedule optim.Schedule
		want     string
	}{
		{optim.Constant(-0.1), "optim: optim.Constant(-0.1): expected a learning rate above 0, got -0.1; 0.001 is a usual one"},
		{optim.Cosine(math.Inf(1)), "optim: optim.Cosine(+Inf): expected a learning rate above 0, got +Inf; 0.001 is a usual one"},
		{optim.Step(0.1, 0.5, optim.Steps(-10)),
			"optim: optim.Step(0.1, 0.5, optim.Steps(-10)): expected a length above 0, got optim.Steps(-10); use optim.Epochs(1), say"},
		{optim.Cosine(0.1, optim.Epochs(0)),
			"optim: optim.Cosine(0.1, optim.Epochs(0)): expected a length above 0, got optim.Epochs(0); use optim.Epochs(1), say"},
		{optim.Exponential(0.1, -0.5), "optim: optim.Exponential(0.1, -0.5): expected a factor above 0, got -0.5; 0.95 is a usual one"},
		{optim.InverseTime(0.1, -0.5), "optim: optim.InverseTime(0.1, -0.5): expected a factor of at least 0, got -0.5; 0.5 is a usual one"},
		{optim.Polynomial(0.1, optim.Power(-1)),
			"optim: optim.Polynomial(0.1, optim.Power(-1)): expected End of at least 0 and Power above 0, got 0.0001 and -1; leave them away for 0.0001 and 1"},
		{optim.Cosine(0.1, optim.Alpha(2)), "optim: optim.Cosine(0.1, optim.Alpha(2)): expected Alpha between 0 and 1, got 2; leave it away for 0"},
		{optim.Cosine(0.1, optim.Restarts{}),
			"optim: optim.Cosine(0.1, optim.Restarts{}): Restarts needs the length of the first period; add optim.Epochs(5), say"},
		{optim.Cosine(0.1, optim.Epochs(1), optim.Restarts{Longer: 0.5}), "optim: optim.Cosine(0.1, optim.Epochs(1), " +
			"optim.Restarts{Longer: 0.5}): expected Restarts with Longer of at least 1 and Lower above 0, got 0.5 and 0; leave them at 0 for 2 and 1"},
		{optim.OneCycle(0.1, optim.PeakAt(1)), "optim: optim.OneCycle(0.1, optim.PeakAt(1)): expected PeakAt between 0 and 1, got 1; leave it away for 0.3"},
		{optim.Warmup(optim.Steps(-1), 0.1),
			"optim: optim.Warmup(optim.Steps(-1), 0.1): expected a warm-up of a length above 0, got optim.Steps(-1); use optim.Epochs(1), say"},
		{optim.Warmup(optim.Steps(1), 0.1, optim.From(-1)),
			"optim: optim.Warmup(optim.Steps(1), 0.1, optim.From(-1)): expected a warm-up from a rate of at least 0, got -1; leave optim.From away for 0"},
		{optim.Piecewise(1, optim.Drop{After: optim.Steps(5), To: -1}), "optim: optim.Piecewise(1, optim.Drop{After: optim.Steps(5), " +
			"To: -1}): expected drops to rates of at least 0, got -1; use a smaller rate than before"},
		{optim.Piecewise(1, optim.Drop{To: 1}),
			"optim: optim.Piecewise(1, optim.Drop{After: optim.Span{}, To: 1}): expected each drop after a time above 0, got optim.Span{}; begin with that rate instead"},
		{optim.Piecewise(1, optim.Drop{After: optim.Steps(5), To: 1}, optim.Drop{After: optim.Epochs(9), To: 1}),
			"optim: optim.Piecewise(1, optim.Drop{After: optim.Steps(5), To: 1}, optim.Drop{After: optim.Epochs(9), To: 1}): " +
				"expected the times of all drops in one unit, got optim.Epochs(9) after optim.Steps(5); give all in optim.Epochs or all in optim.Steps"},
		{optim.Piecewise(1, optim.Drop{After: optim.Steps(5), To: 1}, optim.Drop{After: optim.Steps(5), To: 0.1}),
			"optim: optim.Piecewise(1, optim.Drop{After: optim.Steps(5), To: 1}, optim.Drop{After: optim.Steps(5), To: 0.1}): " +
				"expected each drop later than the one before, got optim.Steps(5) after optim.Steps(5); put them in the order of time"},
	} {
		if err := c.schedule.Check(); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
