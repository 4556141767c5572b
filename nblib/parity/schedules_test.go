package parity

import (
	"testing"

	"nnbook/nblib/optim"
)

// moment is a schedule and the shape of the run that it is asked in.
type moment struct {
	schedule      optim.Schedule
	stepsPerEpoch int
	totalSteps    int
}

var scheduleWords = map[string]moment{
	"Constant/0.1":   {schedule: optim.Constant(0.1)},
	"Constant/0.001": {schedule: optim.Constant(0.001)},
	"Constant/1.0":   {schedule: optim.Constant(1)},

	"Exponential/smooth":    {schedule: optim.Exponential(0.1, 0.95), stepsPerEpoch: 10},
	"Exponential/fast":      {schedule: optim.Exponential(1, 0.5, optim.Steps(25)), stepsPerEpoch: 10},
	"Exponential/staircase": {schedule: optim.Exponential(0.1, 0.9, optim.Staircase), stepsPerEpoch: 13},

	"InverseTime/smooth":    {schedule: optim.InverseTime(0.1, 0.5), stepsPerEpoch: 10},
	"InverseTime/fast":      {schedule: optim.InverseTime(1, 0.3, optim.Steps(1)), stepsPerEpoch: 10},
	"InverseTime/staircase": {schedule: optim.InverseTime(0.2, 1, optim.Epochs(2), optim.Staircase), stepsPerEpoch: 10},

	"Step/tenth": {schedule: optim.Step(0.1, 0.1, optim.Steps(45))},
	"Step/half":  {schedule: optim.Step(1, 0.5, optim.Epochs(2)), stepsPerEpoch: 10},
	"Step/slow":  {schedule: optim.Step(0.01, 0.97, optim.Steps(1))},

	"Piecewise/two":  {schedule: optim.Piecewise(0.1, after(40, 0.01), after(90, 0.001))},
	"Piecewise/one":  {schedule: optim.Piecewise(0.5, optim.Drop{After: optim.Epochs(6), To: 0.05}), stepsPerEpoch: 10},
	"Piecewise/four": {schedule: optim.Piecewise(1, after(10, 0.5), after(20, 0.25), after(40, 0.125), after(80, 0.0625))},

	"Polynomial/linear": {schedule: optim.Polynomial(0.1), totalSteps: 100},
	"Polynomial/square": {schedule: optim.Polynomial(0.1, optim.End(0.01), optim.Power(2)), totalSteps: 100},
	"Polynomial/root":   {schedule: optim.Polynomial(1, optim.End(0), optim.Power(0.5), optim.Steps(80)), totalSteps: 130},
	"Polynomial/cycle":  {schedule: optim.Polynomial(0.1, optim.End(0.01), optim.Steps(30), optim.Cycle), totalSteps: 130},

	"Cosine/whole": {schedule: optim.Cosine(0.1), totalSteps: 130},
	"Cosine/short": {schedule: optim.Cosine(0.1, optim.Steps(100)), totalSteps: 130},
	"Cosine/alpha": {schedule: optim.Cosine(0.5, optim.Epochs(6), optim.Alpha(0.1)), stepsPerEpoch: 10, totalSteps: 130},

	"CosineRestarts/double": {schedule: optim.Cosine(0.1, optim.Steps(20), optim.Restarts{})},
	"CosineRestarts/same":   {schedule: optim.Cosine(0.1, optim.Steps(25), optim.Restarts{Longer: 1})},
	"CosineRestarts/shrink": {schedule: optim.Cosine(0.1, optim.Steps(15), optim.Restarts{Lower: 0.5}, optim.Alpha(0.1))},

	"WarmUp/cosine":      {schedule: optim.Warmup(optim.Steps(20), optim.Cosine(0.1)), totalSteps: 120},
	"WarmUp/cosine_long": {schedule: optim.Warmup(optim.Steps(60), optim.Cosine(1, optim.Steps(50))), totalSteps: 130},
	"WarmUp/cosine_from": {schedule: optim.Warmup(optim.Epochs(3), optim.Cosine(0.1, optim.Steps(70), optim.Alpha(0.1)),
		optim.From(0.02)), stepsPerEpoch: 10, totalSteps: 130},
	"WarmUp/constant_10": {schedule: optim.Warmup(optim.Steps(10), 0.1), totalSteps: 130},
	"WarmUp/constant_50": {schedule: optim.Warmup(optim.Epochs(5), 0.5), stepsPerEpoch: 10, totalSteps: 130},

	"OneCycle/peak_0.1":  {schedule: optim.OneCycle(0.1), totalSteps: 130},
	"OneCycle/peak_1.0":  {schedule: optim.OneCycle(1, optim.PeakAt(0.25)), totalSteps: 100},
	"OneCycle/peak_0.01": {schedule: optim.OneCycle(0.01, optim.PeakAt(0.5), optim.Steps(60)), totalSteps: 130},
}

func after(steps int, rate float64) optim.Drop {
	return optim.Drop{After: optim.Steps(steps), To: rate}
}

func TestSchedules(t *testing.T) {
	forEach(t, "schedules", scheduleWords, func(t *testing.T, c *testCase, m moment) {
		var rates []float32
		for _, step := range c.floats("steps") {
			rates = append(rates, float32(m.schedule.At(optim.Progress{
				Step: int(step), StepsPerEpoch: m.stepsPerEpoch, TotalSteps: m.totalSteps})))
		}
		compare(t, "schedules", c, hostColumn, "rates", rates, c.floats("rates"), valueBound)
	})
}
