package viz

import (
	_ "embed"
	"fmt"
	"math"
	"math/rand/v2"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

//go:embed assets/losssurface.js
var lossSurfaceScript string

// surfaceSide is how many points of the surface are measured on each side, on at most surfaceExamples examples.
const surfaceSide, surfaceExamples = 31, 256

// LossSurface shows the loss as a landscape over two directions in the space of all weights, as a map with contour
// lines, and the way that the optimizer took over it, epoch by epoch; a slider walks along it. A network with two
// weights is shown over these two. Otherwise the directions are the two in which the way varies most (principal
// components of the recorded weights; Li et al. 2018), and what lies beside the way is only a cut through many
// dimensions. The way needs trainer.Record(trainer.RecordWeights) among the callbacks; without it the surface around
// the final weights is shown, over two random directions. The loss is the mean over up to 256 examples, without
// regularization, in inference mode.
func LossSurface[D Data](run *trainer.Run, data D) *Chart {
	if noRun(run) {
		return failed(errNoRun("LossSurface"))
	}
	meter, err := newLossMeter(run, partOf(data))
	if err != nil {
		return failed(err)
	}
	defer meter.close()
	s := &surface{}
	if moments, c := recorded("", run, weightsOf); c == nil {
		for _, m := range thinMoments(moments, 200) {
			model, err := m.Model()
			if err != nil {
				return failed(err)
			}
			s.way, s.epochs = append(s.way, flatWeights(model.Weights())), append(s.epochs, m.Epoch)
		}
	} else {
		s.missing = c.note
		s.way, s.epochs = [][]float64{flatWeights(run.Model.Weights())}, []int{run.History.Len()}
	}
	if err := s.measure(run, meter); err != nil {
		return failed(err)
	}
	title := "Loss surface"
	if run.Name != "" {
		title += ": " + run.Name
	}
	return s.chart(title)
}

// surface is the loss over a plane in the space of weights, and the way over it.
type surface struct {
	missing string      // why there is no way
	way     [][]float64 // all weights, by moment
	epochs  []int
	origin  []float64
	axes    [2][]float64
	names   [2]string
	x, y    []float64 // the way, on the axes
	losses  []float64 // on the way
	from    [2]float64
	to      [2]float64
	grid    []float64 // losses, row after row from the bottom
}

// measure lays the plane and measures the loss on it and on the way.
func (s *surface) measure(run *trainer.Run, meter *lossMeter) error {
	s.lay(run.Model.Network().Weights(), run.Model.Weights())
	for _, w := range s.way {
		var at [2]float64
		for i := range w {
			for k := range at {
				at[k] += (w[i] - s.origin[i]) * s.axes[k][i]
			}
		}
		s.x, s.y = append(s.x, at[0]), append(s.y, at[1])
		loss, err := meter.loss(w)
		if err != nil {
			return err
		}
		s.losses = append(s.losses, loss)
	}
	s.window()
	w := make([]float64, len(s.origin))
	for row := range surfaceSide {
		for col := range surfaceSide {
			a, b := s.place(float64(col)/(surfaceSide-1), float64(row)/(surfaceSide-1))
			for i := range w {
				w[i] = s.origin[i] + a*s.axes[0][i] + b*s.axes[1][i]
			}
			loss, err := meter.loss(w)
			if err != nil {
				return err
			}
			s.grid = append(s.grid, loss)
		}
	}
	return nil
}

// place is the point of the plane at shares of its window.
func (s *surface) place(u, v float64) (a, b float64) {
	return s.from[0] + u*(s.to[0]-s.from[0]), s.from[1] + v*(s.to[1]-s.from[1])
}

// lay chooses the origin and the two directions.
func (s *surface) lay(about []nn.Weight, weights []nn.Tensor) {
	n := len(s.way[0])
	s.axes = [2][]float64{make([]float64, n), make([]float64, n)}
	learns := learning(about)
	two := []int{}
	for i, l := range learns {
		if l {
			two = append(two, i)
		}
	}
	last := s.way[len(s.way)-1]
	if len(two) == 2 { // the weights themselves
		s.origin = append([]float64{}, last...)
		for k, i := range two {
			s.axes[k][i], s.names[k] = 1, nameOfWeight(weights, i)
			s.origin[i] = 0
		}
		return
	}
	s.origin = last
	if len(s.way) >= 3 {
		s.names = [2]string{"first direction of the way", "second direction"}
		if s.alongTheWay(learns) {
			return
		}
	}
	s.names = [2]string{"a random direction", "another"}
	r := rand.New(rand.NewPCG(1, 2))
	for k := range s.axes {
		for i := range s.axes[k] {
			if learns[i] {
				s.axes[k][i] = r.NormFloat64()
			}
		}
		normalize(s.axes[k])
	}
}

// alongTheWay takes the two directions in which the way varies most, by power iteration on its Gram matrix.
func (s *surface) alongTheWay(learns []bool) bool {
	var steps [][]float64
	for _, w := range s.way {
		d := make([]float64, len(w))
		for i := range w {
			if learns[i] {
				d[i] = w[i] - s.origin[i]
			}
		}
		steps = append(steps, d)
	}
	for k := range s.axes {
		axis := append([]float64{}, steps[0]...)
		if k == 1 {
			axis = append([]float64{}, steps[len(steps)/2]...)
		}
		for range 60 {
			next := make([]float64, len(axis))
			for _, d := range steps {
				p := dot(d, axis)
				for i := range next {
					next[i] += p * d[i]
				}
			}
			if k == 1 {
				p := dot(next, s.axes[0])
				for i := range next {
					next[i] -= p * s.axes[0][i]
				}
			}
			if !normalize(next) {
				return false
			}
			axis = next
		}
		s.axes[k] = axis
	}
	return true
}

// window chooses what of the plane is shown: the way with room around it, as wide as high where it is thin.
func (s *surface) window() {
	size := math.Sqrt(dot(s.origin, s.origin))
	for k, at := range [][]float64{s.x, s.y} {
		low, _, high := summary(at)
		half := max((high-low)/2, 0.05*size, 1e-3)
		middle := (high + low) / 2
		s.from[k], s.to[k] = middle-1.35*half, middle+1.35*half
	}
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func normalize(v []float64) bool {
	n := math.Sqrt(dot(v, v))
	if !(n > 1e-12) {
		return false
	}
	for i := range v {
		v[i] /= n
	}
	return true
}

// learning says of each single number whether it learns.
func learning(about []nn.Weight) (out []bool) {
	for _, w := range about {
		for range w.Size() {
			out = append(out, w.Trainable)
		}
	}
	return out
}

func nameOfWeight(weights []nn.Tensor, i int) string {
	for _, t := range weights {
		if i < len(t.Data) {
			if len(t.Data) == 1 {
				return t.Name
			}
			return fmt.Sprintf("%s, value %d", t.Name, i+1)
		}
		i -= len(t.Data)
	}
	return ""
}

func flatWeights(weights []nn.Tensor) (out []float64) {
	for _, t := range weights {
		for _, v := range t.Data {
			out = append(out, float64(v))
		}
	}
	return out
}

// lossExamples are the examples on which a surface is measured.
func lossExamples(part *datasets.Part) (datasets.Info, *datasets.Batch, error) {
	info, err := part.Info()
	if err != nil {
		return info, nil, err
	}
	if info.Len == 0 {
		return info, nil, fmt.Errorf("viz: LossSurface: %s: expected at least 1 example, got none; choose a part that has some", info.Name)
	}
	batch, err := part.Examples(sample(info.Len, surfaceExamples)...)
	return info, batch, err
}
