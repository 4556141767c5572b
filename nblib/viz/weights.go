package viz

import (
	_ "embed"
	"fmt"
	"math"
	"strings"

	"nnbook/nblib/trainer"
)

//go:embed assets/epochs.js
var epochsScript string

// Weights shows how the weights of each layer moved: the norm of each kernel by epoch, the largest norm among its units
// (a constraint such as nn.MaxNorm keeps it down; see [Constrained]), and, with a slider over the epochs, a histogram
// of each kernel beside the one it began with. The run must have been trained with trainer.Record(trainer.RecordWeights)
// among the callbacks.
func Weights(run *trainer.Run) *Chart {
	if noRun(run) {
		return failed(errNoRun("Weights"))
	}
	moments, c := recorded("Weights", run, weightsOf)
	if c != nil {
		return c
	}
	kernels := kernelsOf(moments, func(m trainer.Moment) []trainer.Distribution { return m.Weights })
	return overEpochs("Weights", "norm of the kernel", "largest norm of one unit", kernels, kernel.norms, kernel.largestUnits, adviceOnWeights(kernels))
}

// Gradients shows what the loss asks of each layer: the typical size of the gradient of each kernel by epoch (the root
// of its mean square, on a log axis, so that layers can be compared), the share of units that get no gradient at all (a
// ReLU that is dead for the whole batch), and, with a slider over the epochs, a histogram of each. Lines that lie far
// below the others are vanishing gradients, lines that climb without end exploding ones. The run must have been trained
// with trainer.Record(trainer.RecordGradients) among the callbacks.
func Gradients(run *trainer.Run) *Chart {
	if noRun(run) {
		return failed(errNoRun("Gradients"))
	}
	moments, c := recorded("Gradients", run, gradientsOf)
	if c != nil {
		return c
	}
	kernels := kernelsOf(moments, func(m trainer.Moment) []trainer.Distribution { return m.Gradients })
	chart := overEpochs("Gradients", "typical gradient", "% of units without gradient", kernels, kernel.sizes, kernel.silent, adviceOnGradients(kernels))
	if chart.option != nil {
		chart.option["yAxis"].([]any)[0].(map[string]any)["type"] = "log"
		chart.option["yAxis"].([]any)[1].(map[string]any)["min"] = 0.0
		chart.option["yAxis"].([]any)[1].(map[string]any)["max"] = 100.0
	}
	return chart
}

// kernel is what was recorded of one kernel, or of its gradient, by moment.
type kernel struct {
	name   string // of the layer
	epochs []float64
	at     []trainer.Distribution
}

// kernelsOf gathers the kernels of the moments, layer by layer.
func kernelsOf(moments []trainer.Moment, of func(trainer.Moment) []trainer.Distribution) (out []kernel) {
	place := map[string]int{}
	for _, m := range moments {
		for _, d := range of(m) {
			if len(d.Shape) < 2 {
				continue
			}
			i, ok := place[d.Name]
			if !ok {
				i = len(out)
				place[d.Name] = i
				out = append(out, kernel{name: strings.TrimSuffix(d.Name, ".kernel")})
			}
			out[i].epochs, out[i].at = append(out[i].epochs, float64(m.Epoch)), append(out[i].at, d)
		}
	}
	return out
}

// each asks every moment for a number; 0 is no number on a log axis, and NaN is a gap.
func (k kernel) each(ask func(trainer.Distribution) float64) (out []float64) {
	for _, d := range k.at {
		out = append(out, ask(d))
	}
	return out
}

func (k kernel) norms() []float64 {
	return k.each(func(d trainer.Distribution) float64 { return d.Norm })
}

func (k kernel) sizes() []float64 {
	return k.each(func(d trainer.Distribution) float64 {
		if d.Norm == 0 {
			return math.NaN()
		}
		return d.Norm / math.Sqrt(float64(volume(d.Shape)))
	})
}

func (k kernel) largestUnits() []float64 {
	return k.each(func(d trainer.Distribution) float64 {
		if d.Values == nil {
			return math.NaN()
		}
		_, largest, _ := summary3(unitNorms(d.Shape, d.Values))
		return largest
	})
}

func (k kernel) silent() []float64 {
	return k.each(func(d trainer.Distribution) float64 {
		if d.Values == nil {
			return math.NaN()
		}
		_, _, none := summary3(unitNorms(d.Shape, d.Values))
		return 100 * float64(none) / float64(d.Shape[len(d.Shape)-1])
	})
}

// unitNorms is the norm of what feeds each unit, which lies along the last axis of a kernel.
func unitNorms(shape []int, values []float32) []float64 {
	n := shape[len(shape)-1]
	out := make([]float64, n)
	for i, v := range values {
		out[i%n] += float64(v) * float64(v)
	}
	for i := range out {
		out[i] = math.Sqrt(out[i])
	}
	return out
}

// summary3 is the smallest and the largest of some norms, and how many are 0.
func summary3(norms []float64) (smallest, largest float64, none int) {
	smallest, _, largest = summary(norms)
	for _, v := range norms {
		if v == 0 {
			none++
		}
	}
	return smallest, largest, none
}

func volume(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

// adviceOnWeights says where weights are no numbers any more.
func adviceOnWeights(kernels []kernel) string {
	for _, k := range kernels {
		for i, v := range k.norms() {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Sprintf("the weights of %s are no numbers from epoch %.0f on: the learning rate is too high", k.name, k.epochs[i])
			}
		}
	}
	return ""
}

// adviceOnGradients reads the gradients with plain rules, the worst first.
func adviceOnGradients(kernels []kernel) string {
	if len(kernels) == 0 {
		return ""
	}
	for _, k := range kernels {
		size := k.sizes()
		for i, v := range size {
			if math.IsInf(k.at[i].Norm, 0) || math.IsNaN(k.at[i].Norm) || v > 100*size[0] {
				return fmt.Sprintf("the gradients of %s explode at epoch %.0f; try optim.ClipNorm(1) or a smaller learning rate", k.name, k.epochs[i])
			}
		}
	}
	for _, k := range kernels[:len(kernels)-1] {
		if dead := k.silent(); dead[len(dead)-1] >= 10 {
			return fmt.Sprintf("%.0f %% of the units of %s get no gradient from this batch: dying units; try nn.LeakyReLU(0.1) or a smaller learning rate", dead[len(dead)-1], k.name)
		}
	}
	first, last := kernels[0].sizes(), kernels[len(kernels)-1].sizes()
	if ratio := last[len(last)-1] / first[len(first)-1]; ratio > 100 {
		return fmt.Sprintf("gradients vanish on the way back: those of %s are 1/%.0f of those of %s; try nn.ReLU with nn.HeNormal, or nn.BatchNorm()", kernels[0].name, ratio, kernels[len(kernels)-1].name)
	}
	return ""
}
