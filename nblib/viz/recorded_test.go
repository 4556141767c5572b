package viz

import (
	"math"
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

func TestRecordedCharts(t *testing.T) {
	spiral := datasets.Spiral(300)
	for name, c := range map[string]*Chart{
		"timeline":  BoundaryTimeline(trained(t).points, spiral),
		"weights":   Weights(trained(t).points),
		"gradients": Gradients(trained(t).points),
	} {
		t.Run(name, func(t *testing.T) { wanted(t, "run-"+name, c) })
	}
	for name, c := range map[string]*Chart{
		"timeline": BoundaryTimeline(trained(t).deep, spiral), "weights": Weights(trained(t).sine), "gradients": Gradients(trained(t).sine),
	} {
		if !strings.Contains(c.note, "trainer.Record(trainer.Record") || strings.Contains(c.note, "\n") {
			t.Errorf("%s of a run without a record says %q", name, c.note)
		}
	}
}

// TestTimelineFrames compares what the last frame carries with what the last network says.
func TestTimelineFrames(t *testing.T) {
	run := trained(t).points
	p, err := planeOf("test", datasets.Spiral(300).Train)
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.field(run, run.Last())
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for i, said := range f.said {
		if said != p.class[i] {
			wrong++
		}
	}
	frames := BoundaryTimeline(run, datasets.Spiral(300)).data.(map[string]any)["frames"].([]map[string]any)
	if len(frames) != 9 || frames[0]["epoch"] != 0 {
		t.Fatalf("%d frames, the first of epoch %v; want 9 from epoch 0 on", len(frames), frames[0]["epoch"])
	}
	if last := frames[8]["wrong"].([]int); len(last) != wrong {
		t.Errorf("the last frame has %d wrong examples, the last network %d", len(last), wrong)
	}
	if frames[0]["image"] == frames[8]["image"] {
		t.Error("the boundary did not move")
	}
}

// kernelAt makes a distribution of some values, as trainer records it.
func kernelAt(shape []int, values ...float32) trainer.Distribution {
	d := trainer.Distribution{Name: "0.Dense.kernel", Shape: shape, Values: values, Counts: make([]int, bins), Min: math.Inf(1), Max: math.Inf(-1)}
	for _, v := range values {
		d.Min, d.Max = min(d.Min, float64(v)), max(d.Max, float64(v))
		d.Norm += float64(v) * float64(v)
	}
	d.Norm = math.Sqrt(d.Norm)
	for _, v := range values {
		k := 0
		if d.Max > d.Min {
			k = min(int((float64(v)-d.Min)/(d.Max-d.Min)*bins), bins-1)
		}
		d.Counts[k]++
	}
	return d
}

// madeUp are two layers over three epochs: the first one's gradients vanish, or one of its units falls silent.
func madeUp(first ...float32) []kernel {
	a, b := kernel{name: "0.Dense"}, kernel{name: "2.Dense"}
	for i, v := range first {
		a.epochs, b.epochs = append(a.epochs, float64(i)), append(b.epochs, float64(i))
		a.at = append(a.at, kernelAt([]int{2, 2}, 3*v, 0.4*v, 4*v, 0.3*v))
		b.at = append(b.at, kernelAt([]int{2, 2}, 1, 0.5, 1, 0.5))
	}
	return []kernel{a, b}
}

func TestOverEpochs(t *testing.T) {
	k := madeUp(1, 0.1, 0.001)
	golden(t, "gradients", overEpochs("Gradients", "typical gradient", "% of units without gradient", k, kernel.sizes, kernel.silent, adviceOnGradients(k)))
	if got := k[0].norms()[0]; math.Abs(got-math.Sqrt(25.25)) > 1e-6 {
		t.Errorf("the norm is %v, want the root of 25.25", got)
	}
	if got := k[0].largestUnits()[0]; math.Abs(got-5) > 1e-6 {
		t.Errorf("the largest unit's norm is %v, want 5", got)
	}
	silent := kernel{at: []trainer.Distribution{kernelAt([]int{2, 2}, 1, 0, 1, 0)}}
	if got := silent.silent()[0]; got != 50 {
		t.Errorf("%v %% of the units are silent, want 50", got)
	}
	for _, c := range []struct {
		kernels []kernel
		want    string
	}{
		{madeUp(1, 0.1, 0.001), "gradients vanish"},
		{madeUp(1, 200), "explode at epoch 1; try optim.ClipNorm(1)"},
		{madeUp(1, 1, 0), "get no gradient from this batch: dying units; try nn.LeakyReLU(0.1)"},
		{madeUp(1, 0.9, 0.8), ""},
		{nil, ""},
	} {
		if got := adviceOnGradients(c.kernels); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("the advice is %q, want %q", got, c.want)
		}
	}
}

func TestRebin(t *testing.T) {
	d := kernelAt([]int{4, 1}, 0, 0.25, 0.5, 1)
	got := rebin(d, -1, 1)
	sum := 0.0
	for i, v := range got[1:] {
		sum += v
		if i < bins/2 && v != 0 {
			t.Errorf("below 0 bin %d holds %v", i, v)
		}
	}
	if math.Abs(sum-100) > 1e-9 || math.Abs(got[1+bins/2]-25) > 1e-9 {
		t.Errorf("the shares are %v, want 25 in the first bin above 0 and 100 in all", got)
	}
	if same := rebin(kernelAt([]int{2, 1}, 3, 3), 2, 4); same[1+bins/2] != 100 {
		t.Errorf("equal values are spread as %v", same)
	}
}

func TestConstrained(t *testing.T) {
	computes(t)
	w := nn.Tensor{Name: "0.Dense.kernel", Shape: []int{2, 3}, Data: []float32{3, 0.6, 0, 4, 0.8, 0.5}}
	c := constrained([]nn.Tensor{w}, nn.MaxNorm(2))
	golden(t, "constrained", c)
	if got := strings.Join(c.table.rows[0], " "); got != "0.Dense.kernel 3 5 2 1" {
		t.Errorf("the norms 5, 1 and 0.5 under MaxNorm(2) give the row %q", got)
	}
	if constrained(nil, nn.MaxNorm(2)).note == "" {
		t.Error("no kernels were drawn")
	}
}

func TestLR(t *testing.T) {
	found := &trainer.LRSearch{Suggestion: 0.01}
	for i := range 60 {
		r := math.Pow(10, -5+float64(i)/10)
		l := 2.3 - 2/(1+math.Exp(-3*(math.Log10(r)+2))) + 0.3*r*r
		found.Rates, found.Smooth, found.Losses = append(found.Rates, r), append(found.Smooth, l), append(found.Losses, l+0.1*math.Sin(float64(i*i)))
	}
	golden(t, "lr", LR(found))
	if LR(nil).note == "" || LR(&trainer.LRSearch{}).note == "" {
		t.Error("nothing found was drawn")
	}
}
