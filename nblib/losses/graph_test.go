package losses_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"nnbook/nblib/internal/engine"
	"nnbook/nblib/internal/engine/enginetest"
	"nnbook/nblib/losses"
)

const batch = 6

// formulas are the losses of one example, written as in the books, in float64: y is its label as a row, x its outputs.
var formulas = []struct {
	loss    losses.Loss
	labels  losses.Labels
	width   int
	outputs func(row []float64) []float64 // what makes valid outputs of normal numbers
	formula func(y, x []float64) float64
}{
	{losses.MSE, losses.Values, 3, same, mean(func(y, x float64) float64 { return (y - x) * (y - x) })},
	{losses.MSE, losses.Integers, 1, same, mean(func(y, x float64) float64 { return (y - x) * (y - x) })},
	{losses.MAE, losses.Values, 2, same, mean(func(y, x float64) float64 { return math.Abs(y - x) })},
	{losses.Huber(0), losses.Values, 4, same, mean(huber(1))},
	{losses.Huber(0.3), losses.Values, 2, same, mean(huber(0.3))},
	{losses.Huber(2.5), losses.Values, 1, same, mean(huber(2.5))},
	{losses.BinaryCrossEntropy, losses.Binary, 1, same, mean(func(y, x float64) float64 { return bce(y, sigmoid(x)) })},
	{losses.BinaryCrossEntropy, losses.Integers, 1, same, mean(func(y, x float64) float64 { return bce(y, sigmoid(x)) })},
	{losses.BinaryCrossEntropy.LabelSmoothing(0.2), losses.Binary, 3, same,
		mean(func(y, x float64) float64 { return bce(y*0.8+0.1, sigmoid(x)) })},
	{losses.BinaryCrossEntropy.FromProbabilities(), losses.Binary, 2, each(sigmoid), mean(bce)},
	{losses.BinaryCrossEntropy.ClassWeights(0.5, 3), losses.Binary, 1, same,
		func(y, x []float64) float64 { return []float64{0.5, 3}[int(y[0])] * bce(y[0], sigmoid(x[0])) }},
	{losses.CategoricalCrossEntropy, losses.OneHot, 5, same, cce},
	{losses.CategoricalCrossEntropy.LabelSmoothing(0.1), losses.OneHot, 4, same,
		func(y, x []float64) float64 { return cce(each(func(v float64) float64 { return v*0.9 + 0.1/4 })(y), x) }},
	{losses.CategoricalCrossEntropy.FromProbabilities(), losses.OneHot, 4, each(math.Exp), cceOfUnscaled},
	{losses.CategoricalCrossEntropy.ClassWeights(1, 2, 0), losses.OneHot, 4, same,
		func(y, x []float64) float64 { return weightOf(y, 1, 2, 0, 1) * cce(y, x) }},
	{losses.SparseCategoricalCrossEntropy, losses.Integers, 5, same, cce},
	{losses.SparseCategoricalCrossEntropy.FromProbabilities(), losses.Integers, 3, each(math.Exp), cceOfUnscaled},
	{losses.SparseCategoricalCrossEntropy.LabelSmoothing(0.3), losses.Integers, 3, same,
		func(y, x []float64) float64 { return cce(each(func(v float64) float64 { return v*0.7 + 0.1 })(y), x) }},
	{losses.SparseCategoricalCrossEntropy.ClassWeights(0.1, 2), losses.Integers, 3, same,
		func(y, x []float64) float64 { return weightOf(y, 0.1, 2, 1) * cce(y, x) }},
}

func TestLossesAndGradientsAreTheFormulas(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		for i, c := range formulas {
			t.Run(c.loss.String()+" of "+c.labels.String(), func(t *testing.T) {
				y, x, labels := example(c.labels, c.width, c.outputs, uint64(i))
				got := enginetest.Call(t, e, func(in []*graph.Node) []*graph.Node {
					loss := c.loss.PerExample(in[0], in[1])
					return []*graph.Node{loss, graph.Gradient(graph.ReduceAllSum(loss), in[1])[0]}
				}, labels, matrix(x))
				if len(got[0]) != batch {
					t.Fatalf("%d losses for %d examples", len(got[0]), batch)
				}
				for j := range x {
					near(t, "loss", float64(got[0][j]), c.formula(y[j], x[j]))
					for k := range x[j] {
						near(t, "gradient", float64(got[1][j*c.width+k]), slope(c.formula, y[j], x[j], k))
					}
				}
			})
		}
	})
}

func TestExtremeLogitsStayFinite(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		for _, c := range []struct {
			loss   losses.Loss
			labels *tensors.Tensor
			x      [][]float64
			want   []float32
		}{
			{losses.BinaryCrossEntropy, matrix([][]float64{{0}, {1}, {1}, {0}}), [][]float64{{1000}, {-1000}, {1000}, {0}},
				[]float32{1000, 1000, 0, math.Ln2}},
			{losses.SparseCategoricalCrossEntropy, tensors.FromValue([]int32{0, 1}), [][]float64{{1000, -1000}, {1000, -1000}},
				[]float32{0, 2000}},
			{losses.BinaryCrossEntropy.FromProbabilities(), matrix([][]float64{{1}}), [][]float64{{0}},
				[]float32{float32(-math.Log(1e-7))}},
		} {
			got := enginetest.Call(t, e, func(in []*graph.Node) []*graph.Node {
				loss := c.loss.PerExample(in[0], in[1])
				return []*graph.Node{loss, graph.Gradient(graph.ReduceAllSum(loss), in[1])[0]}
			}, c.labels, matrix(c.x))
			for i, want := range c.want {
				near(t, c.loss.String(), float64(got[0][i]), float64(want))
			}
			for _, g := range got[1] {
				if math.IsNaN(float64(g)) || math.Abs(float64(g)) > 1 {
					t.Errorf("%s: gradient %v", c.loss, g)
				}
			}
		}
	})
}

// At 0 the logits' loss has slope ½-y, and the absolute error none.
func TestGradientsAtTheKinks(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, e *engine.Engine) {
		for loss, want := range map[losses.Loss]float64{losses.BinaryCrossEntropy: -0.5, losses.MAE: 0} {
			at := map[losses.Loss]float64{losses.BinaryCrossEntropy: 0, losses.MAE: 1}[loss]
			got := enginetest.Call(t, e, func(in []*graph.Node) []*graph.Node {
				return graph.Gradient(graph.ReduceAllSum(loss.PerExample(in[0], in[1])), in[1])
			}, matrix([][]float64{{1}}), matrix([][]float64{{at}}))
			near(t, loss.String(), float64(got[0][0]), want)
		}
	})
}

func TestShapesThatDoNotFitAreNamed(t *testing.T) {
	e, err := engine.New("go")
	if err != nil {
		t.Fatal(err)
	}
	f, err := e.Func("test", func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{losses.CategoricalCrossEntropy.PerExample(in[0], in[1])}
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Call(matrix([][]float64{{1, 0}}), matrix([][]float64{{1, 0, 0}}))
	const want = "losses: CategoricalCrossEntropy: expected labels of shape [1 3] like the outputs, got [1 2]; labels that are class numbers go to losses.SparseCategoricalCrossEntropy"
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// example makes labels as rows, outputs, and the labels as the loss takes them.
func example(kind losses.Labels, width int, outputs func([]float64) []float64, seed uint64) (y, x [][]float64, labels *tensors.Tensor) {
	r := rand.New(rand.NewPCG(7, seed))
	ints := make([]int32, batch)
	for i := range batch {
		row, out := make([]float64, width), make([]float64, width)
		for k := range width {
			out[k] = float64(float32(r.NormFloat64() * 2))
			switch kind {
			case losses.Values:
				row[k] = float64(float32(r.NormFloat64()))
			case losses.Binary:
				row[k] = float64(r.IntN(2))
			}
		}
		switch {
		case kind == losses.Integers && width == 1:
			ints[i] = int32(r.IntN(2))
			row[0] = float64(ints[i])
		case kind == losses.Integers || kind == losses.OneHot:
			ints[i] = int32(r.IntN(width))
			row[ints[i]] = 1
		}
		y, x = append(y, row), append(x, outputs(out))
	}
	if kind == losses.Integers {
		return y, x, tensors.FromValue(ints)
	}
	return y, x, matrix(y)
}

func matrix(rows [][]float64) *tensors.Tensor {
	var flat []float32
	for _, r := range rows {
		for _, v := range r {
			flat = append(flat, float32(v))
		}
	}
	return tensors.FromFlatDataAndDimensions(flat, len(rows), len(rows[0]))
}

// slope is the central finite difference of the formula along output k.
func slope(f func(y, x []float64) float64, y, x []float64, k int) float64 {
	const h = 1e-6
	up, down := append([]float64{}, x...), append([]float64{}, x...)
	up[k] += h
	down[k] -= h
	return (f(y, up) - f(y, down)) / (2 * h)
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-5*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func same(row []float64) []float64 { return row }

func each(f func(float64) float64) func([]float64) []float64 {
	return func(row []float64) []float64 {
		out := make([]float64, len(row))
		for i, v := range row {
			out[i] = f(v)
		}
		return out
	}
}

func mean(f func(y, x float64) float64) func(y, x []float64) float64 {
	return func(y, x []float64) float64 {
		s := 0.0
		for i := range x {
			s += f(y[i], x[i]) / float64(len(x))
		}
		return s
	}
}

func huber(delta float64) func(y, x float64) float64 {
	return func(y, x float64) float64 {
		e := math.Abs(y - x)
		if e <= delta {
			return e * e / 2
		}
		return delta*e - delta*delta/2
	}
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func bce(y, p float64) float64 { return -y*math.Log(p) - (1-y)*math.Log(1-p) }

// cce is the cross-entropy of the softmax of logits.
func cce(y, x []float64) float64 { return cceOfUnscaled(y, each(math.Exp)(x)) }

// cceOfUnscaled is the cross-entropy of probabilities that do not add up to 1 yet.
func cceOfUnscaled(y, p []float64) float64 {
	sum, loss := 0.0, 0.0
	for _, v := range p {
		sum += v
	}
	for i, v := range p {
		loss -= y[i] * math.Log(v/sum)
	}
	return loss
}

// weightOf is the weight of a one-hot label's class.
func weightOf(y []float64, weights ...float64) float64 {
	sum := 0.0
	for i, v := range y {
		sum += v * weights[i]
	}
	return sum
}
