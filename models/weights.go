package models

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"

	"github.com/nlpodyssey/safetensors"
)

// Weights says where a network's weights come from: [FromFile] or [FromHub].
type Weights struct {
	file string
	hub  bool
}

// FromFile takes the weights of a file of yours: a safetensors file or a .pth
// of PyTorch, with the names that the network's doc says, or a file that
// Model.Save wrote. Of a .pth, nothing is executed; what is not a plain dict
// of tensors is refused.
func FromFile(path string) Weights { return Weights{file: path} }

// FromHub takes the weights from Hugging Face, at the revision that is pinned
// in this package, and keeps them in the user's cache folder, so that only
// the first use downloads. The file's SHA-256 is checked, against the published
// one where it is pinned here, else against what the first download wrote into
// lock.json beside it. HF_ENDPOINT names another server.
var FromHub = Weights{hub: true}

// architecture is a network, and how weights of others fit it.
type architecture struct {
	name     string
	input    []int
	layers   func() nn.Layer
	classes  []string
	names    [][]string // of the layers with weights, in the order data flows, for each kind of file
	packaged string     // file in the environment's Python packages
	hub      hubFile
}

// model gives the network with weights that are read when they are needed.
func (a architecture) model(weights []Weights) *nn.Model {
	layers := a.layers()
	m := nn.LazyModel(a.name, layers, a.input, func() ([]nn.Tensor, error) {
		switch {
		case len(weights) > 1:
			return nil, fmt.Errorf("models: %s: expected weights from one place, got %d; name one", a.name, len(weights))
		case len(weights) == 1 && weights[0].file != "":
			return a.read(layers, weights[0].file)
		case len(weights) == 1 && !weights[0].hub:
			return nil, fmt.Errorf("models: %s: expected a file of weights or models.FromHub, got no name; name a file", a.name)
		case len(weights) == 0 && a.packaged != "":
			return a.readPackaged(layers)
		}
		path, err := a.hub.fetch(a.name, len(weights) == 1)
		if err != nil {
			return nil, err
		}
		return a.read(layers, path)
	})
	return m.WithClasses(a.classes).WithPreparation(a.photos())
}

// photos says how ImageNet's networks want photos: the shorter side at 8/7 of
// their size, and the middle.
func (a architecture) photos() string {
	return datasets.PhotosAs(datasets.CenterCrop(a.input[0])).String()
}

// read gives the weights of a file, by the network's own names.
func (a architecture) read(layers nn.Layer, path string) ([]nn.Tensor, error) {
	file, err := readFile(path)
	if err != nil {
		return nil, fmt.Errorf("models: %s: %w; name a file of its weights", a.name, err)
	}
	if m, err := nn.DecodeModel(file); err == nil {
		return m.Weights(), nil
	}
	dict, err := readDict(file)
	if err != nil {
		return nil, fmt.Errorf("models: %s: %s: expected weights, got a file that cannot be read as such: %w", a.name, path, err)
	}
	tensors, err := a.convert(layers, dict)
	if err != nil {
		return nil, fmt.Errorf("models: %s: %s: %w", a.name, path, err)
	}
	return tensors, nil
}

// largestFile is more than any of these networks' weights take.
const largestFile = 4 << 30

// readFile is os.ReadFile for a file of weights: what cannot be one, for its
// size or because it is a pipe or a device, is not read.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
	case !info.Mode().IsRegular() && !info.IsDir():
		return nil, fmt.Errorf("open %s: no plain file, but a pipe or a device", path)
	case info.Size() > largestFile:
		return nil, fmt.Errorf("open %s: its %d bytes are more than weights take", path, info.Size())
	}
	return os.ReadFile(path)
}

// readDict reads a safetensors file or a .pth.
func readDict(file []byte) (map[string]array, error) {
	if bytes.HasPrefix(file, []byte("PK\x03\x04")) || bytes.HasPrefix(file, []byte{0x80}) && !isSafetensors(file) {
		return readPTH(file)
	}
	return readSafetensors(file)
}

// isSafetensors tells whether a JSON header begins after the eight bytes of
// its length.
func isSafetensors(file []byte) bool { return len(file) > 8 && file[8] == '{' }

// readSafetensors reads the tensors of a safetensors file; those of integers,
// such as BatchNorm's counters, are left out.
func readSafetensors(file []byte) (out map[string]array, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a damaged header (%v)", r) // of the parser, on hostile bytes
		}
	}()
	st, err := safetensors.Deserialize(file)
	if err != nil {
		return nil, err
	}
	out = map[string]array{}
	for _, t := range st.Tensors() {
		decode, width := decoders["torch FloatStorage"], 4
		switch t.TensorView.DType() {
		case safetensors.F32:
		case safetensors.F16:
			decode, width = decoders["torch HalfStorage"], 2
		case safetensors.BF16:
			decode, width = decoders["torch BFloat16Storage"], 2
		default:
			continue
		}
		raw := t.TensorView.Data()
		a := array{data: make([]float32, len(raw)/width)}
		for i := range a.data {
			a.data[i] = decode(raw[i*width:])
		}
		for _, n := range t.TensorView.Shape() {
			a.shape = append(a.shape, int(n))
		}
		out[t.Name] = a
	}
	return out, nil
}

// readPackaged reads the weights of a Python package of the environment. They
// are converted once; what was converted is kept beside the environment.
func (a architecture) readPackaged(layers nn.Layer) ([]nn.Tensor, error) {
	found, tried := findPackaged(a.packaged)
	if found == "" {
		return nil, fmt.Errorf("models: %s: expected its weights in the environment, got none (looked for %s); run make env, or name a file with models.FromFile",
			a.name, strings.Join(tried, ", "))
	}
	info, err := os.Stat(found)
	if err != nil {
		return nil, fmt.Errorf("models: %s: %w; run make env", a.name, err)
	}
	kept := filepath.Join(convertedDir(found), fmt.Sprintf("%s-%d-%d.safetensors", a.name, info.Size(), info.ModTime().Unix()))
	if m, err := nn.LoadModel(kept); err == nil && nn.Equal(m.Layer(), layers) {
		return m.Weights(), nil
	}
	tensors, err := a.read(layers, found)
	if err != nil {
		return nil, err
	}
	m, err := nn.NewModel(a.name, layers, a.input, tensors)
	if err != nil {
		return nil, err
	}
	if os.MkdirAll(filepath.Dir(kept), 0o755) == nil {
		_ = m.WithClasses(a.classes).Save(kept) // without it, the next program converts again
	}
	return tensors, nil
}

//go:embed imagenet_classes.txt
var imageNetText string

// imageNet are the names of ImageNet's 1,000 classes, as torchvision gives them.
var imageNet = strings.Split(strings.TrimSpace(imageNetText), "\n")
