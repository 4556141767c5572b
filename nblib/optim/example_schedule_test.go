package optim_test

import (
	"encoding/json"
	"fmt"

	"nnbook/nblib/optim"
)

// show prints the rate at the start of each epoch of a run of six epochs, and at its end.
func show(s optim.Schedule) {
	var rates []float64
	for epoch := range 7 {
		rates = append(rates, s.At(optim.Progress{Step: 10 * epoch, StepsPerEpoch: 10, TotalSteps: 60}))
	}
	fmt.Printf("%.3f\n", rates)
}

func ExampleSchedule_At() {
	s := optim.Exponential(0.1, 0.5)
	for step := range 3 { // two steps to the epoch
		fmt.Printf("%.4f\n", s.At(optim.Progress{Step: step, StepsPerEpoch: 2, TotalSteps: 100}))
	}
	// Output:
	// 0.1000
	// 0.0707
	// 0.0500
}

func ExampleSchedule_Check() {
	fmt.Println(optim.Cosine(-1).Check())
	// Output: optim: optim.Cosine(-1): expected a learning rate above 0, got -1; 0.001 is a usual one
}

func ExampleSchedule_MarshalJSON() {
	text, _ := json.Marshal(optim.Warmup(optim.Epochs(1), optim.Cosine(0.1, optim.Steps(500))))
	fmt.Println(string(text))
	var back optim.Schedule
	fmt.Println(json.Unmarshal(text, &back), back)
	// Output:
	// {"schedule":"Cosine","rate":0.1,"span":"500 steps","warmup":"1 epochs"}
	// <nil> optim.Warmup(optim.Epochs(1), optim.Cosine(0.1, optim.Steps(500)))
}

func ExampleConstant() {
	show(optim.Constant(0.1))
	// Output: [0.100 0.100 0.100 0.100 0.100 0.100 0.100]
}

func ExampleStep() {
	show(optim.Step(0.8, 0.5, optim.Epochs(2)))
	// Output: [0.800 0.800 0.400 0.400 0.200 0.200 0.100]
}

func ExampleExponential() {
	show(optim.Exponential(0.1, 0.9))
	show(optim.Exponential(0.1, 0.9, optim.Steps(15), optim.Staircase))
	// Output:
	// [0.100 0.090 0.081 0.073 0.066 0.059 0.053]
	// [0.100 0.100 0.090 0.081 0.081 0.073 0.066]
}

func ExampleInverseTime() {
	show(optim.InverseTime(0.6, 1))
	// Output: [0.600 0.300 0.200 0.150 0.120 0.100 0.086]
}

func ExamplePolynomial() {
	show(optim.Polynomial(0.6, optim.End(0)))
	show(optim.Polynomial(0.6, optim.End(0), optim.Power(2)))
	show(optim.Polynomial(0.6, optim.End(0.1), optim.Epochs(2), optim.Cycle))
	// Output:
	// [0.600 0.500 0.400 0.300 0.200 0.100 0.000]
	// [0.600 0.417 0.267 0.150 0.067 0.017 0.000]
	// [0.600 0.350 0.100 0.225 0.100 0.183 0.100]
}

func ExampleCosine() {
	show(optim.Cosine(0.1))
	show(optim.Cosine(0.1, optim.Epochs(4), optim.Alpha(0.2)))
	// Output:
	// [0.100 0.093 0.075 0.050 0.025 0.007 0.000]
	// [0.100 0.088 0.060 0.032 0.020 0.020 0.020]
}

func ExampleRestarts() {
	show(optim.Cosine(0.1, optim.Epochs(2), optim.Restarts{}))                      // 2 epochs, then 4
	show(optim.Cosine(0.1, optim.Epochs(2), optim.Restarts{Longer: 1, Lower: 0.5})) // 2 each, lower each time
	// Output:
	// [0.100 0.050 0.100 0.085 0.050 0.015 0.100]
	// [0.100 0.050 0.050 0.025 0.025 0.013 0.013]
}

func ExampleOneCycle() {
	show(optim.OneCycle(0.1))
	show(optim.OneCycle(0.1, optim.PeakAt(0.5)))
	// Output:
	// [0.004 0.065 0.099 0.078 0.043 0.011 0.000]
	// [0.004 0.030 0.079 0.100 0.070 0.021 0.000]
}

func ExamplePiecewise() {
	show(optim.Piecewise(0.1, optim.Drop{After: optim.Epochs(1.5), To: 0.01}, optim.Drop{After: optim.Epochs(4.5), To: 0.001}))
	// Output: [0.100 0.100 0.010 0.010 0.010 0.001 0.001]
}

func ExampleWarmup() {
	show(optim.Warmup(optim.Epochs(2), 0.1))
	show(optim.Warmup(optim.Epochs(2), optim.Cosine(0.1)))
	show(optim.Warmup(optim.Steps(10), optim.Exponential(0.1, 0.5), optim.From(0.05)))
	// Output:
	// [0.000 0.050 0.100 0.100 0.100 0.100 0.100]
	// [0.000 0.050 0.100 0.085 0.050 0.015 0.000]
	// [0.050 0.100 0.050 0.025 0.013 0.006 0.003]
}

func ExampleSpan() {
	fmt.Println(optim.Epochs(2), optim.Steps(500))
	// Output: optim.Epochs(2) optim.Steps(500)
}

func ExampleDecayOption() {
	stairs := []optim.DecayOption{optim.Epochs(2), optim.Staircase}
	show(optim.InverseTime(0.6, 1, stairs...))
	// Output: [0.600 0.600 0.300 0.300 0.200 0.200 0.150]
}

func ExamplePolynomialOption() {
	bend := []optim.PolynomialOption{optim.End(0.1), optim.Power(2), optim.Epochs(3)}
	show(optim.Polynomial(1, bend...))
	// Output: [1.000 0.500 0.200 0.100 0.100 0.100 0.100]
}

func ExampleCosineOption() {
	waves := []optim.CosineOption{optim.Epochs(2), optim.Restarts{Longer: 1}, optim.Alpha(0.5)}
	show(optim.Cosine(1, waves...))
	// Output: [1.000 0.750 1.000 0.750 1.000 0.750 1.000]
}

func ExampleOneCycleOption() {
	opts := []optim.OneCycleOption{optim.Epochs(3), optim.PeakAt(0.5)}
	fmt.Println(optim.OneCycle(0.1, opts...))
	// Output: optim.OneCycle(0.1, optim.Epochs(3), optim.PeakAt(0.5))
}

func ExampleWarmupOption() {
	o := []optim.WarmupOption{optim.From(0.05)}
	show(optim.Warmup(optim.Epochs(2), 0.1, o...))
	// Output: [0.050 0.075 0.100 0.100 0.100 0.100 0.100]
}

func ExampleSpan_MarshalText() {
	text, _ := optim.Epochs(2).MarshalText()
	fmt.Println(string(text))
	var back optim.Span
	fmt.Println(back.UnmarshalText(text), back)
	// Output:
	// 2 epochs
	// <nil> optim.Epochs(2)
}
