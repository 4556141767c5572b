package viz

import (
	"math"
	"strings"
	"testing"

	"nnbook/nblib/datasets"
)

func TestLossSurface(t *testing.T) {
	wanted(t, "run-losssurface", LossSurface(trained(t).points, datasets.Spiral(300)))
	wanted(t, "run-losssurface-random", LossSurface(trained(t).sine, datasets.Sine(100)))
	c := LossSurface(trained(t).line, datasets.Linear(64, datasets.Seed(1)))
	wanted(t, "run-losssurface-line", c)
	if got := strings.Join(c.table.head, " "); got != "epoch 0.Dense.kernel 0.Dense.bias loss" {
		t.Errorf("a line has two weights, and the axes are %q", got)
	}
	if c := LossSurface(trained(t).sine, datasets.Sine(100)); !strings.Contains(c.sub, "trainer.Record") {
		t.Errorf("without a record it says %q", c.sub)
	}
	if LossSurface(trained(t).digits, datasets.Sine(10)).Err() == nil {
		t.Error("data of another shape were measured")
	}
}

// TestLossOfTheWay compares the loss at the end of the way with that of the history's own evaluation.
func TestLossOfTheWay(t *testing.T) {
	run, data := trained(t).line, datasets.Linear(64, datasets.Seed(1))
	m, err := newLossMeter(run, data.Train)
	if err != nil {
		t.Fatal(err)
	}
	defer m.close()
	got, err := m.loss(flatWeights(run.Model.Weights()))
	if err != nil {
		t.Fatal(err)
	}
	all, err := data.Train.Load()
	if err != nil {
		t.Fatal(err)
	}
	w := flatWeights(run.Model.Weights())
	want := 0.0
	for i := range all.Len {
		d := w[0]*float64(all.X.At(i)[0]) + w[1] - float64(all.Values[i])
		want += d * d / float64(all.Len)
	}
	if math.Abs(got-want) > 1e-4*math.Max(1, want) {
		t.Errorf("the loss is %v, by hand %v", got, want)
	}
}

// bowl is a surface with its lowest point in the middle, and a way that crosses it in a zigzag.
func bowl() *surface {
	s := &surface{names: [2]string{"w", "b"}, from: [2]float64{-2, -2}, to: [2]float64{2, 2}}
	for i := range 9 {
		x := -1.6 * math.Pow(0.75, float64(i))
		y := 1.2 * math.Pow(-0.8, float64(i))
		s.x, s.y, s.epochs = append(s.x, x), append(s.y, y), append(s.epochs, i)
		s.losses = append(s.losses, 0.3*x*x+3*y*y)
	}
	for row := range surfaceSide {
		for col := range surfaceSide {
			x, y := s.place(float64(col)/(surfaceSide-1), float64(row)/(surfaceSide-1))
			s.grid = append(s.grid, 0.3*x*x+3*y*y)
		}
	}
	return s
}

func TestSurface(t *testing.T) {
	golden(t, "losssurface", bowl().chart("Loss surface"))
	s := bowl()
	if got := s.at(0.5, 0.5); got != 0 {
		t.Errorf("the middle of the bowl is at %v", got)
	}
	for i := range s.grid {
		s.grid[i] = math.NaN()
	}
	if s.chart("Loss surface").note == "" {
		t.Error("no numbers were drawn")
	}
}

func TestAlongTheWay(t *testing.T) {
	s := &surface{way: [][]float64{{3, 1, 5}, {1, -1, 5}, {0, 0, 5}}, origin: []float64{0, 0, 5}}
	s.axes = [2][]float64{make([]float64, 3), make([]float64, 3)}
	if !s.alongTheWay([]bool{true, true, true}) {
		t.Fatal("no directions were found")
	}
	// The scatter matrix [[10 2] [2 2]] has the first eigenvector (cos 13.3°, sin 13.3°).
	if a := s.axes[0]; math.Abs(math.Abs(a[1]/a[0])-math.Tan(math.Atan2(4, 8)/2)) > 1e-6 || a[2] != 0 || math.Abs(dot(a, s.axes[1])) > 1e-6 {
		t.Errorf("the directions are %v", s.axes)
	}
}
