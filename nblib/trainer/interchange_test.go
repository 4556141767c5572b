package trainer

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/checkout"
	"nnbook/nblib/nn"
)

// parsed is a safetensors file read without this library: 8 bytes of length, a
// JSON header, numbers.
func parsed(t *testing.T, path string) (weights map[string][]float32, metadata map[string]string) {
	t.Helper()
	file := contents(t, path)
	end := 8 + binary.LittleEndian.Uint64(file)
	var header map[string]json.RawMessage
	if err := json.Unmarshal(file[8:end], &header); err != nil {
		t.Fatal(err)
	}
	weights = map[string][]float32{}
	for name, text := range header {
		if name == "__metadata__" {
			if err := json.Unmarshal(text, &metadata); err != nil {
				t.Fatal(err)
			}
			continue
		}
		var about struct {
			Dtype   string
			Offsets []uint64 `json:"data_offsets"`
		}
		if err := json.Unmarshal(text, &about); err != nil || about.Dtype != "F32" {
			t.Fatalf("%s: %s (%v)", name, text, err)
		}
		raw := file[end+about.Offsets[0] : end+about.Offsets[1]]
		for len(raw) > 0 {
			weights[name] = append(weights[name], math.Float32frombits(binary.LittleEndian.Uint32(raw)))
			raw = raw[4:]
		}
	}
	return weights, metadata
}

// The saved weights, read by hand and multiplied by hand, predict what the run does.
func TestSavedModelByHand(t *testing.T) {
	onGo(t)
	elsewhere(t)
	data := toyData()
	run, err := Fit(nn.Sequential(nn.Dense(4, nn.Tanh), nn.Dense(3)), data, toy())
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Model.Save("m.safetensors"); err != nil {
		t.Fatal(err)
	}
	w, meta := parsed(t, "m.safetensors")
	for _, key := range []string{"nnbook.layer", "nnbook.layout", "nnbook.model"} {
		if meta[key] == "" {
			t.Errorf("the metadata lack %s", key)
		}
	}
	said, err := Predict(run, data.Test)
	if err != nil {
		t.Fatal(err)
	}
	batch, err := data.Test.Load()
	if err != nil {
		t.Fatal(err)
	}
	for i := range said.Len {
		hidden := dense(float64s(batch.X.At(i)), w["0.Dense.kernel"], w["0.Dense.bias"])
		for k := range hidden {
			hidden[k] = math.Tanh(hidden[k])
		}
		matches(t, dense(hidden, w["1.Dense.kernel"], w["1.Dense.bias"]), said.Row(i))
	}
	back, err := nn.LoadModel("m.safetensors")
	if err != nil || back.Hash() != run.Model.Hash() {
		t.Errorf("LoadModel: %v (%v)", back, err)
	}
}

func float64s(row []float32) (out []float64) {
	for _, x := range row {
		out = append(out, float64(x))
	}
	return out
}

// dense is x·kernel + bias with a kernel [in, out].
func dense(x []float64, kernel, bias []float32) []float64 {
	out := make([]float64, len(bias))
	for k := range out {
		out[k] = float64(bias[k])
		for i, v := range x {
			out[k] += v * float64(kernel[i*len(bias)+k])
		}
	}
	return out
}

func matches(t *testing.T, want []float64, got []float32) {
	t.Helper()
	for k, w := range want {
		if math.Abs(w-float64(got[k])) > 1e-5*(1+math.Abs(w)) {
			t.Fatalf("predicted %v, want %v", got, want)
		}
	}
}

// A convolutional model rebuilt in Keras, by testdata/keras_twin.py, predicts
// the same. It needs the environment of make fixtures.
func TestSavedModelInKeras(t *testing.T) {
	python := os.Getenv("NNBOOK_PARITY_PYTHON")
	if python == "" {
		python = filepath.Join(checkout.Root(), ".env", "parity", "bin", "python")
	}
	if _, err := os.Stat(python); err != nil {
		t.Skip("Keras is not here; make fixtures installs it")
	}
	script, err := filepath.Abs("testdata/keras_twin.py")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere(t)
	random := rand.New(rand.NewPCG(1, 1))
	images, classes := make([][][][]float32, 60), make([]int, 60)
	for i := range images {
		classes[i] = i % 3
		for range 8 {
			var row [][]float32
			for range 8 {
				row = append(row, []float32{random.Float32() + float32(classes[i])/3})
			}
			images[i] = append(images[i], row)
		}
	}
	data := datasets.Slices(images, classes)
	net := nn.Sequential(nn.Conv2D(4, 3, nn.ReLU, nn.Same), nn.BatchNorm(), nn.MaxPool2D(2), nn.Flatten(), nn.Dense(3))
	run, err := Fit(net, data, toy())
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Model.Save("m.safetensors"); err != nil {
		t.Fatal(err)
	}
	batch, err := data.Train.Load()
	if err != nil {
		t.Fatal(err)
	}
	x, err := nn.EncodeTensors([]nn.Tensor{{Name: "x", Shape: []int{60, 8, 8, 1}, Data: slices.Clone(batch.X.F32)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	overwrite(t, "x.safetensors", x)
	cmd := exec.Command(python, script, "m.safetensors", "x.safetensors")
	cmd.Env = append(os.Environ(), "KERAS_BACKEND=jax")
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, complaint.String())
	}
	var twin [][]float64
	if err := json.Unmarshal(out, &twin); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	said, err := Predict(run, data.Train)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range twin {
		matches(t, want, said.Row(i))
	}
	if len(twin) != 60 {
		t.Errorf("%d predictions", len(twin))
	}
}
