package optim_test

import (
	"encoding/json"
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/optim"
)

// Three steps down the parabola w², whose gradient is 2w, from w = 1.
func Example() {
	for _, o := range []optim.Optimizer{
		optim.SGD(0.1),
		optim.SGD(0.1, optim.Momentum(0.9)),
		optim.Adam(0.1),
	} {
		fmt.Println(o, descend(o, 3))
	}
	// Output:
	// optim.SGD(0.1) [0.800 0.640 0.512]
	// optim.SGD(0.1, optim.Momentum(0.9)) [0.800 0.460 0.062]
	// optim.Adam(0.1) [0.900 0.800 0.702]
}

// descend follows the gradient of w² from w = 1 for some steps.
func descend(o optim.Optimizer, steps int) []string {
	e, err := engine.New("go")
	if err != nil {
		panic(err)
	}
	step, err := e.Func("step", func(in []*graph.Node) []*graph.Node {
		at, w, slots := optim.StepNodes{LR: in[0], Step: in[1]}, in[2], in[3:]
		grads := o.Clip(graph.Gradient(graph.Square(w), w))
		w, slots = o.Update(at, w, grads[0], slots)
		return append([]*graph.Node{w}, slots...)
	})
	if err != nil {
		panic(err)
	}
	state := []*tensors.Tensor{tensors.FromValue(float32(1))}
	for _, s := range o.Slots() {
		state = append(state, tensors.FromValue(float32(s.Init)))
	}
	var path []string
	for n := range steps {
		rate := o.Rate().At(optim.Progress{Step: n, StepsPerEpoch: steps, TotalSteps: steps})
		at := []*tensors.Tensor{tensors.FromValue(float32(rate)), tensors.FromValue(float32(n + 1))}
		if state, err = step.Call(append(at, state...)...); err != nil {
			panic(err)
		}
		path = append(path, fmt.Sprintf("%.3f", state[0].Value()))
	}
	return path
}

func ExampleOptimizer_Update() {
	fmt.Println(descend(optim.RMSprop(0.1), 2))
	// Output: [0.684 0.499]
}

func ExampleOptimizer_Clip() {
	fmt.Println(descend(optim.SGD(0.1, optim.ClipNorm(1)), 3)) // the gradient is 2, and cut to 1
	// Output: [0.900 0.800 0.700]
}

func ExampleOptimizer_Slots() {
	fmt.Println(optim.SGD(0.1).Slots(), optim.Adagrad(0.1).Slots(), optim.Adam(0.1).Slots())
	// Output: [] [{accumulator 0.1}] [{momentum 0} {velocity 0}]
}

func ExampleOptimizer() {
	var o optim.Optimizer
	fmt.Println(o, o.Name(), o == optim.Optimizer{})
	// Output: optim.Adam(0.001) Adam true
}

func ExampleOptimizer_WithRate() {
	o := optim.SGD(0.1, optim.Momentum(0.9))
	fmt.Println(o.WithRate(optim.Cosine(0.2)))
	fmt.Println(o.Rate())
	// Output:
	// optim.SGD(optim.Cosine(0.2), optim.Momentum(0.9))
	// optim.Constant(0.1)
}

func ExampleOptimizer_Check() {
	fmt.Println(optim.SGD(0.1, optim.Nesterov).Check())
	fmt.Println(optim.Adam(optim.Step(0.1, 0.5, optim.Steps(-100))).Check())
	// Output:
	// optim: SGD: Nesterov looks along the momentum, and there is none; add optim.Momentum(0.9)
	// optim: optim.Step(0.1, 0.5, optim.Steps(-100)): expected a length above 0, got optim.Steps(-100); use optim.Epochs(1), say
}

func ExampleOptimizer_MarshalJSON() {
	text, _ := json.Marshal(optim.SGD(optim.Cosine(0.1), optim.Momentum(0.9)))
	fmt.Println(string(text))
	var back optim.Optimizer
	fmt.Println(json.Unmarshal(text, &back), back)
	// Output:
	// {"optimizer":"SGD","learning_rate":{"schedule":"Cosine","rate":0.1},"momentum":0.9}
	// <nil> optim.SGD(optim.Cosine(0.1), optim.Momentum(0.9))
}

func ExampleSGD() {
	fmt.Println(optim.SGD(0.1, optim.Momentum(0.9), optim.Nesterov, optim.WeightDecay(1e-4)))
	// Output: optim.SGD(0.1, optim.Momentum(0.9), optim.Nesterov, optim.WeightDecay(0.0001))
}

func ExampleRMSprop() {
	fmt.Println(optim.RMSprop(1e-3, optim.Rho(0.99), optim.Centered))
	// Output: optim.RMSprop(0.001, optim.Rho(0.99), optim.Centered)
}

func ExampleAdagrad() {
	fmt.Println(optim.Adagrad(0.01, optim.InitialAccumulator(0.5), optim.ClipValue(0.5)))
	// Output: optim.Adagrad(0.01, optim.InitialAccumulator(0.5), optim.ClipValue(0.5))
}

func ExampleAdam() {
	fmt.Println(optim.Adam(1e-3, optim.Beta1(0.8), optim.Beta2(0.99), optim.Epsilon(1e-8), optim.AMSGrad))
	// Output: optim.Adam(0.001, optim.Beta1(0.8), optim.Beta2(0.99), optim.AMSGrad, optim.Epsilon(1e-08))
}

func ExampleAdamW() {
	fmt.Println(optim.AdamW(1e-3, optim.WeightDecay(0.01), optim.GlobalClipNorm(1)))
	// Output: optim.AdamW(0.001, optim.WeightDecay(0.01), optim.GlobalClipNorm(1))
}

func ExampleAnyOption() {
	gentle := []optim.AnyOption{optim.WeightDecay(1e-4), optim.ClipValue(1)} // fit every optimizer
	fmt.Println(optim.SGD(0.1, gentle[0], gentle[1]))
	fmt.Println(optim.Adam(1e-3, gentle[0], gentle[1]))
	// Output:
	// optim.SGD(0.1, optim.WeightDecay(0.0001), optim.ClipValue(1))
	// optim.Adam(0.001, optim.WeightDecay(0.0001), optim.ClipValue(1))
}

func ExampleSGDOption() {
	fast := []optim.SGDOption{optim.Momentum(0.9), optim.Nesterov}
	fmt.Println(optim.SGD(0.1, fast...))
	// Output: optim.SGD(0.1, optim.Momentum(0.9), optim.Nesterov)
}

func ExampleRMSpropOption() {
	opts := []optim.RMSpropOption{optim.Rho(0.8), optim.Momentum(0.9)}
	fmt.Println(optim.RMSprop(1e-3, opts...))
	// Output: optim.RMSprop(0.001, optim.Momentum(0.9), optim.Rho(0.8))
}

func ExampleAdagradOption() {
	opts := []optim.AdagradOption{optim.InitialAccumulator(1), optim.Epsilon(1e-5)}
	fmt.Println(optim.Adagrad(0.1, opts...))
	// Output: optim.Adagrad(0.1, optim.InitialAccumulator(1), optim.Epsilon(1e-05))
}

func ExampleAdamOption() {
	opts := []optim.AdamOption{optim.Beta2(0.99), optim.AMSGrad}
	fmt.Println(optim.AdamW(1e-3, opts...))
	// Output: optim.AdamW(0.001, optim.Beta2(0.99), optim.AMSGrad)
}

func ExampleMomentumOption() {
	m := optim.Momentum(0.9) // for two optimizers
	fmt.Println(optim.SGD(0.1, m), optim.RMSprop(0.1, m))
	// Output: optim.SGD(0.1, optim.Momentum(0.9)) optim.RMSprop(0.1, optim.Momentum(0.9))
}

func ExampleEpsilonOption() {
	e := optim.Epsilon(1e-4) // for all but SGD
	fmt.Println(optim.RMSprop(0.1, e), optim.Adagrad(0.1, e), optim.Adam(0.1, e))
	// Output: optim.RMSprop(0.1, optim.Epsilon(0.0001)) optim.Adagrad(0.1, optim.Epsilon(0.0001)) optim.Adam(0.1, optim.Epsilon(0.0001))
}

func ExampleSlot() {
	for _, s := range optim.RMSprop(1e-3, optim.Momentum(0.9)).Slots() {
		fmt.Println(s.Name, s.Init)
	}
	// Output:
	// velocity 0
	// momentum 0
}
