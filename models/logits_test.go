package models

import (
	_ "embed"
	"encoding/json"
	"hash/crc32"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/trainer"
)

// noise gives n numbers from 0 to 1: a hash of seed and position, as in
// testdata/make_fixtures.py.
func noise(seed uint64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		x := uint64(i)*0x9E3779B97F4A7C15 + seed
		x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
		x = (x ^ x>>27) * 0x94D049BB133111EB
		x ^= x >> 31
		out[i] = float64(x>>40) / (1 << 24)
	}
	return out
}

// randomWeight is a tensor of PyTorch's name and shape.
func randomWeight(name string, shape []int) array {
	a := array{shape, make([]float32, volume(shape))}
	for i, u := range noise(uint64(crc32.ChecksumIEEE([]byte(name))), len(a.data)) {
		switch {
		case strings.HasSuffix(name, "running_var"):
			u += 0.5
		case strings.HasSuffix(name, "running_mean"), strings.HasSuffix(name, "bias"):
			u = 0.2*u - 0.1
		case len(shape) == 1:
			u += 0.5
		default:
			u = (2*u - 1) * math.Sqrt(3/float64(volume(shape[1:])))
		}
		a.data[i] = float32(u)
	}
	return a
}

// testImages are smooth colours with some noise, values of 0 to 1.
func testImages(seed uint64, n, height, width, channels int) [][][][]float32 {
	grain := noise(seed, n*height*width*channels)
	out := make([][][][]float32, n)
	k := 0
	for i := range out {
		out[i] = make([][][]float32, height)
		for y := range out[i] {
			out[i][y] = make([][]float32, width)
			for x := range out[i][y] {
				for c := range channels {
					wave := math.Sin(float64(x)*(0.02+0.03*float64(i)) + float64(y)*(0.05-0.02*float64(c)) + float64(c) + 2*float64(i))
					out[i][y][x] = append(out[i][y][x], float32(0.5+0.4*wave+0.1*(grain[k]-0.5)))
					k++
				}
			}
		}
	}
	return out
}

// randomDict gives random weights by the names of a kind of file.
func randomDict(t *testing.T, a architecture, names []string) map[string]array {
	t.Helper()
	n, err := nn.Build(a.layers(), a.input)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{}
	for _, l := range n.Layers() {
		kinds[l.Path] = l.Kind
	}
	dict, layer, at := map[string]array{}, "", -1
	for _, w := range n.Weights() {
		if w.Layer != layer {
			layer, at = w.Layer, at+1
		}
		name := names[at] + "." + torchRoles[strings.TrimPrefix(w.Name, w.Layer+".")]
		dict[name] = randomWeight(name, torchShape(kinds[w.Layer], w.Shape))
	}
	if at+1 != len(names) {
		t.Fatalf("%s has %d layers with weights, and names for %d", a.name, at+1, len(names))
	}
	return dict
}

//go:embed testdata/logits.json
var logitsText []byte

type fixture struct {
	Parameters int
	Logits     [][]float64
}

func fixtures(t *testing.T) map[string]fixture {
	t.Helper()
	var all map[string]fixture
	if err := json.Unmarshal(logitsText, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// lenet5 has its weights in no file; its names in PyTorch are the table's.
var lenet5 = architecture{name: "LeNet5", input: []int{28, 28, 1}, layers: LeNet5, names: [][]string{{"C1", "C3", "C5", "F6", "output"}}}

func TestLogitsWithRandomWeights(t *testing.T) {
	want := fixtures(t)
	for _, c := range []struct {
		fixture   string
		a         architecture
		names     int
		published int // parameters
	}{
		{"LeNet5", lenet5, 0, 61706},
		{"ResNet18", resNet18, 0, 11689512},
		{"ResNet50", resNet50, 0, 25557032},
		{"MobileNetV2", mobileNetV2, 0, 3504872},
		{"MobileNetV2 of torchvision", mobileNetV2, 1, 3504872},
		{"EfficientNetLite0", efficientNetLite0, 1, 4652008},
	} {
		t.Run(c.fixture, func(t *testing.T) {
			tensors, err := c.a.convert(c.a.layers(), randomDict(t, c.a, c.a.names[c.names]))
			if err != nil {
				t.Fatal(err)
			}
			m, err := nn.NewModel(c.a.name, c.a.layers(), c.a.input, tensors)
			if err != nil {
				t.Fatal(err)
			}
			parameters := 0
			for _, w := range m.Network().Weights() {
				if w.Trainable {
					parameters += w.Size()
				}
			}
			if parameters != c.published || parameters != want[c.fixture].Parameters {
				t.Errorf("%d parameters; published are %d, PyTorch has %d", parameters, c.published, want[c.fixture].Parameters)
			}
			compare(t, m, testImages(1, 2, c.a.input[0], c.a.input[1], c.a.input[2]), want[c.fixture].Logits, 1e-4)
		})
	}
}

func TestLogitsOfEfficientNetLite0(t *testing.T) {
	m := EfficientNetLite0()
	needWeights(t, m)
	compare(t, m, testImages(1, 4, 224, 224, 3), fixtures(t)["EfficientNetLite0 pretrained"].Logits, 1e-3)
}

// needWeights skips the test where the environment was not set up.
func needWeights(t *testing.T, m *nn.Model) {
	t.Helper()
	if err := m.Load(); err != nil {
		if found, _ := findPackaged(efficientNetLite0.packaged); found == "" {
			t.Skipf("not tested: %v", err)
		}
		t.Fatal(err)
	}
}

// compare checks the model's logits for images.
func compare(t *testing.T, m *nn.Model, images [][][][]float32, want [][]float64, within float64) {
	t.Helper()
	if os.Getenv("GOMLX_BACKEND") == "go" && m.Input()[0] > 100 {
		t.Skip("not tested on the Go backend: it takes minutes")
	}
	set := datasets.Slices(images, make([]float64, len(images)))
	got, err := trainer.Predict(&trainer.Run{Model: m}, set.Train)
	if err != nil {
		t.Fatal(err)
	}
	worst, largest := 0.0, 0.0
	for i, row := range want {
		for k, v := range row {
			worst = max(worst, math.Abs(v-float64(got.Row(i)[k])))
			largest = max(largest, math.Abs(v))
		}
	}
	t.Logf("largest difference %.2g, of logits up to %.3g", worst, largest)
	if worst > within || len(want) != got.Len {
		t.Errorf("logits of %s differ by up to %g, want at most %g", m.Name(), worst, within)
	}
}

func TestClassNames(t *testing.T) {
	if len(imageNet) != 1000 || imageNet[309] != "bee" || imageNet[310] != "ant" || slices.Contains(imageNet, "") {
		t.Errorf("%d classes, 309 %q, 310 %q", len(imageNet), imageNet[309], imageNet[310])
	}
}
