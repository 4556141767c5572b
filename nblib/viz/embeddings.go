package viz

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

// embeddingPoints is how many examples are laid out.
const embeddingPoints = 800

// Embeddings lays examples out in the plane by what comes into the last Dense layer of a run, [batch, units]: the two
// directions in which those values vary most (principal components). Classes that lie apart there are told apart
// easily; where they mix, the network mixes them up. Of a larger part it shows 800 examples, drawn at random.
func Embeddings(run *trainer.Run, part *datasets.Part) *Chart {
	if noRun(run) {
		return failed(errNoRun("Embeddings"))
	}
	info, err := part.Info()
	if err != nil {
		return failed(err)
	}
	if fmt.Sprint(info.Shape) != fmt.Sprint(run.Model.Input()) || info.Len < 3 {
		return failed(fmt.Errorf("viz: Embeddings: %s: expected at least 3 examples of shape %v, as the network was trained on, got %d of %v; use a part of the set that it was trained on", info.Name, run.Model.Input(), info.Len, info.Shape))
	}
	numbers := sample(info.Len, embeddingPoints)
	batch, err := part.Examples(numbers...)
	if err != nil {
		return failed(err)
	}
	var x []float32
	for i := range batch.Len {
		x = append(x, batch.X.At(i)...)
	}
	before, width := beforeLastDense(run.Model.Network().Layers())
	if width < 2 {
		return sentence("Embeddings", "this network has no Dense layer with 2 inputs or more to look at")
	}
	values, err := outputOf(run.Model, before, x, batch.Len)
	if err != nil {
		return failed(err)
	}
	if len(values) != batch.Len*width {
		return sentence("Embeddings", "what comes into the last Dense layer of this network cannot be looked at")
	}
	first, second, explained, err := principal(values, batch.Len, width)
	if err != nil {
		return failed(fmt.Errorf("viz: Embeddings: %s: %w", info.Name, err))
	}
	title := fmt.Sprintf("Embeddings: %s, %d values in 2, %.0f %% of their variance", info.Name, width, 100*explained)
	return scatter(title, "component 1", "component 2", byAnswer(info.Target, batch, first, second))
}

// outputOf is what a network's layer of that path makes of n examples x; x itself for "".
func outputOf(m *nn.Model, path string, x []float32, n int) ([]float32, error) {
	if path == "" {
		return x, nil
	}
	seen, err := look(m, x, n, question{layers: true})
	if err != nil {
		return nil, err
	}
	for _, l := range seen.layers {
		if l.path == path {
			return l.out, nil
		}
	}
	return nil, nil
}

// beforeLastDense is the path of the layer whose output feeds the last Dense layer ("" if that is the input), and how
// many values that is.
func beforeLastDense(rows []nn.LayerInfo) (path string, width int) {
	before := ""
	for _, r := range rows {
		if r.Container {
			continue
		}
		if r.Kind == "Dense" {
			path, width = before, r.In[0]
		}
		before = r.Path
	}
	return path, width
}

// principal projects n rows of so many values onto their first two principal components.
func principal(values []float32, n, width int) (first, second []float64, explained float64, err error) {
	m := mat.NewDense(n, width, nil)
	for i, v := range values {
		m.Set(i/width, i%width, float64(v))
	}
	var pc stat.PC
	if !pc.PrincipalComponents(m, nil) {
		return nil, nil, 0, fmt.Errorf("expected numbers with principal components, got values that are not numbers")
	}
	vars := pc.VarsTo(nil)
	total := 0.0
	for _, v := range vars {
		total += v
	}
	if total > 0 && len(vars) > 1 {
		explained = (vars[0] + vars[1]) / total
	}
	var vectors, projected mat.Dense
	pc.VectorsTo(&vectors)
	_, k := vectors.Dims()
	projected.Mul(m, vectors.Slice(0, width, 0, min(2, k)))
	for i := range n {
		first = append(first, projected.At(i, 0))
		if k > 1 {
			second = append(second, projected.At(i, 1))
		} else {
			second = append(second, 0)
		}
	}
	return first, second, explained, nil
}
