package viz

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

// Boundary shows which class a run gives to every point of the plane, the colour stronger where it is surer, and the
// examples on it; those that it gets wrong have a ring. The examples must have 2 features.
func Boundary[D Data](run *trainer.Run, data D) *Chart {
	if noRun(run) {
		return failed(errNoRun("Boundary"))
	}
	p, err := planeOf("Boundary", partOf(data))
	if err != nil {
		return failed(err)
	}
	f, err := p.field(run, run.Model)
	if err != nil {
		return failed(err)
	}
	title := "Boundary: " + nameOfData(run, p.info.Name)
	d := &drawing{width: stillWidth}
	right := p.draw(d, title, f)
	c := &Chart{title: title, svg: d.String(), sub: fmt.Sprintf("%d of %d examples right", right, len(p.class))}
	c.alt = fmt.Sprintf("%s: the plane coloured by the class that the network says, in %d classes, with %d examples; %s", title, len(p.classes), len(p.class), c.sub)
	c.table, c.data = p.table(f), map[string]any{"classes": p.classes, "x": p.x, "y": p.y, "grid": gridSide, "said": f.class}
	return c
}

func nameOfData(run *trainer.Run, data string) string {
	if run.Name != "" {
		return run.Name + " on " + data
	}
	return data
}

// gridSide is how many points of the plane are asked on each side.
const gridSide = 80

// plane is examples with two features, and the window that shows them.
type plane struct {
	info    datasets.Info
	classes []string
	points  [][2]float64
	class   []int
	x, y    [2]float64 // from, to
}

// planePoints is how many examples are drawn.
const planePoints = 1000

func planeOf(who string, part *datasets.Part) (*plane, error) {
	info, err := part.Info()
	if err != nil {
		return nil, err
	}
	if len(info.Shape) != 1 || info.Shape[0] != 2 || info.Target.Kind == datasets.Values || info.Len == 0 {
		return nil, fmt.Errorf("viz: %s: %s: expected examples with 2 features and a class, got %d of shape %v; try datasets.Spiral", who, info.Name, info.Len, info.Shape)
	}
	batch, err := part.Examples(sample(info.Len, planePoints)...)
	if err != nil {
		return nil, err
	}
	p := &plane{info: info, x: [2]float64{math.Inf(1), math.Inf(-1)}, y: [2]float64{math.Inf(1), math.Inf(-1)}}
	for i := range batch.Len {
		v := batch.X.At(i)
		x, y := float64(v[0]), float64(v[1])
		p.points, p.class = append(p.points, [2]float64{x, y}), append(p.class, rightClass(info.Target, batch, i))
		p.x, p.y = [2]float64{min(p.x[0], x), max(p.x[1], x)}, [2]float64{min(p.y[0], y), max(p.y[1], y)}
	}
	for _, w := range []*[2]float64{&p.x, &p.y} {
		edge := 0.12*(w[1]-w[0]) + 1e-6
		w[0], w[1] = w[0]-edge, w[1]+edge
	}
	p.classes = classNames(info.Target.Classes, max(info.Target.Width, len(info.Target.Classes)))
	if len(p.classes) == 1 {
		p.classes = []string{"0", "1"}
	}
	return p, nil
}

// field is what a network says at each point of a grid, row after row from the top, and of the examples.
type field struct {
	class []int
	sure  []float64
	said  []int // of the examples
}

// field asks a model, which reads as the run does, about the plane and about the examples.
func (p *plane) field(run *trainer.Run, m *nn.Model) (*field, error) {
	l, err := newLooker(m.Network(), question{})
	if err != nil {
		return nil, err
	}
	defer l.close()
	return p.ask(l, run, m)
}

// ask asks a model, which reads as the run does, about the plane and about the examples.
func (p *plane) ask(l *looker, run *trainer.Run, m *nn.Model) (*field, error) {
	if fmt.Sprint(m.Input()) != "[2]" {
		return nil, fmt.Errorf("viz: Boundary: expected a run on examples of shape [2], got one on %v; choose the data that it was trained on", m.Input())
	}
	var x []float32
	for row := range gridSide {
		for col := range gridSide {
			x = append(x, float32(p.x[0]+(p.x[1]-p.x[0])*(float64(col)+0.5)/gridSide), float32(p.y[1]-(p.y[1]-p.y[0])*(float64(row)+0.5)/gridSide))
		}
	}
	for _, q := range p.points {
		x = append(x, float32(q[0]), float32(q[1]))
	}
	seen, err := l.look(m.Weights(), x, len(x)/2)
	if err != nil {
		return nil, err
	}
	read := run.Read(seen.outputs)
	f := &field{}
	for i := range read.Len {
		k := read.Class(i)
		if i >= gridSide*gridSide {
			f.said = append(f.said, k)
			continue
		}
		s := read.Probabilities(i)
		if read.Width == 1 {
			s = []float64{1 - s[0], s[0]}
		}
		f.class, f.sure = append(f.class, k), append(f.sure, s[k])
	}
	return f, nil
}

// classColors are the colours of classes in pictures that Go draws.
var classColors = func() (out []color.RGBA) {
	for _, hex := range themes.Light["color"].([]any) {
		var r, g, b uint8
		_, _ = fmt.Sscanf(hex.(string), "#%02X%02X%02X", &r, &g, &b)
		out = append(out, color.RGBA{r, g, b, 255})
	}
	return out
}()

func classHex(k int) string {
	c := classColors[k%len(classColors)]
	return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)
}

// image is the field in the colours of the classes, paler where it is less sure.
func (f *field) image() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, gridSide, gridSide))
	for i, k := range f.class {
		strength := 0.15 + 0.45*min(max((f.sure[i]-0.4)/0.6, 0), 1)
		strength = math.Round(strength*20) / 20 // few shades make a small file
		c := classColors[k%len(classColors)]
		mix := func(v uint8) uint8 { return uint8(255 - strength*(255-float64(v))) }
		img.SetRGBA(i%gridSide, i/gridSide, color.RGBA{mix(c.R), mix(c.G), mix(c.B), 255})
	}
	return img
}

func (p *plane) table(f *field) table {
	t := table{head: []string{"class", "examples", "right", "share of the plane"}}
	for k, name := range p.classes {
		n, right, area := 0, 0, 0
		for i, c := range p.class {
			if c == k {
				n++
				if f.said[i] == k {
					right++
				}
			}
		}
		for _, c := range f.class {
			if c == k {
				area++
			}
		}
		t.add(name, n, right, fmt.Sprintf("%.0f %%", 100*float64(area)/float64(len(f.class))))
	}
	return t
}
