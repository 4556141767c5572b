package models

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"nnbook/nblib/nn"
)

// tiny has the layout of MobileNetV2 with few weights; it stands for the
// others where only the way of weights is tested.
var tiny = func() architecture {
	stages := []stage{{1, 3, 1, 4, 1}, {2, 3, 1, 4, 1}}
	a := architecture{name: "Tiny", input: []int{8, 8, 3}, names: [][]string{{"conv", "bn", "fc"}, timmNames(stages)[:2]}}
	a.layers = func() nn.Layer {
		return nn.Sequential(nn.Named("stem", nn.Sequential(nn.Conv2D(4, 3, nn.NoBias), nn.BatchNorm(), nn.ReLU)), nn.GlobalAvgPool2D(), nn.Dense(5))
	}
	return a
}()

// tinyFile writes a safetensors file of a Tiny with PyTorch's names, after
// change.
func tinyFile(t *testing.T, change func(dict map[string]array)) string {
	t.Helper()
	dict := randomDict(t, tiny, tiny.names[0])
	change(dict)
	var tensors []nn.Tensor
	for name, a := range dict {
		tensors = append(tensors, nn.Tensor{Name: name, Shape: a.shape, Data: a.data})
	}
	file, err := nn.EncodeTensors(tensors, nil)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, file)
}

func write(t *testing.T, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "w.safetensors")
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFromFile(t *testing.T) {
	path := tinyFile(t, func(map[string]array) {})
	m := tiny.model([]Weights{FromFile(path)})
	if err := m.Load(); err != nil {
		t.Fatal(err)
	}
	// [4, 3, 3, 3] of PyTorch, [out in height width], is [3 3 3 4] here.
	kernel, _ := m.Weight("stem.0.Conv2D.kernel")
	source := randomWeight("conv.weight", []int{4, 3, 3, 3})
	if o, i, y, x := 3, 1, 2, 0; kernel.Data[((y*3+x)*3+i)*4+o] != source.data[((o*3+i)*3+y)*3+x] {
		t.Error("the convolution's kernel is laid out wrongly")
	}
	saved := filepath.Join(t.TempDir(), "own.safetensors")
	if err := m.Save(saved); err != nil {
		t.Fatal(err)
	}
	if again := tiny.model([]Weights{FromFile(saved)}); again.Hash() != m.Hash() || m.Hash() == "" {
		t.Errorf("a model saved and read has hash %q, want %q (%v)", again.Hash(), m.Hash(), again.Load())
	}
}

func TestBadFiles(t *testing.T) {
	whole, err := os.ReadFile(tinyFile(t, func(map[string]array) {}))
	if err != nil {
		t.Fatal(err)
	}
	huge := slices.Concat(binary.LittleEndian.AppendUint64(nil, 1<<60), []byte(`{"a":{}}`))
	claims := []byte(`{"conv.weight":{"dtype":"F32","shape":[1152921504606846976],"data_offsets":[0,4611686018427387904]}}`)
	for name, c := range map[string]struct{ path, want string }{
		"no file":             {filepath.Join(t.TempDir(), "none"), "no such file"},
		"empty":               {write(t, nil), "cannot be read"},
		"text":                {write(t, []byte("hello, this is no file of weights")), "cannot be read"},
		"truncated":           {write(t, whole[:len(whole)-10]), "cannot be read"},
		"truncated header":    {write(t, whole[:20]), "cannot be read"},
		"header of 2^60":      {write(t, huge), "cannot be read"},
		"tensor of 2^60":      {write(t, slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(claims))), claims)), "cannot be read"},
		"pickle":              {write(t, []byte("\x80\x02cos\nsystem\n(X\x04\x00\x00\x00exittR.")), "do not trust this file"},
		"other classes":       {tinyFile(t, func(d map[string]array) { d["fc.weight"] = randomWeight("w", []int{7, 4}) }), `"fc.weight": expected shape [5 4], got [7 4]`},
		"a missing tensor":    {tinyFile(t, func(d map[string]array) { delete(d, "bn.bias") }), `expected a tensor "bn.bias"`},
		"a tensor too much":   {tinyFile(t, func(d map[string]array) { d["bn.other"] = array{[]int{1}, []float32{1}} }), `got "bn.other" too`},
		"another network":     {tinyFile(t, func(d map[string]array) { clear(d); d["x"] = array{[]int{1}, []float32{1}} }), `expected a tensor "conv.weight", got others ("x")`},
		"a transposed kernel": {tinyFile(t, func(d map[string]array) { d["conv.weight"] = randomWeight("w", []int{3, 4, 3, 3}) }), "expected shape [4 3 3 3], got [3 4 3 3]"},
	} {
		_, err := nn.Build(nn.Sequential(nn.Frozen(tiny.model([]Weights{FromFile(c.path)}).Features())), tiny.input)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "Tiny") {
			t.Errorf("%s: got error %v, want one sentence with %q", name, err, c.want)
		}
	}
}

func TestWrongImageSize(t *testing.T) {
	m := tiny.model([]Weights{FromFile(tinyFile(t, func(map[string]array) {}))})
	_, err := nn.Build(nn.Sequential(nn.Frozen(m.Features()), nn.GlobalAvgPool2D()), []int{8, 8, 1})
	if err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("grey images for a network of colour images: got error %v, want a sentence", err)
	}
}

func TestWeightsFromTwoPlaces(t *testing.T) {
	if err := ResNet18(FromHub, FromFile("x")).Load(); err == nil || !strings.Contains(err.Error(), "expected weights from one place") {
		t.Errorf("got %v", err)
	}
}

func TestFilesThatCannotBeWeights(t *testing.T) {
	huge, pipe := filepath.Join(t.TempDir(), "huge"), filepath.Join(t.TempDir(), "pipe")
	if err := errors.Join(os.WriteFile(huge, nil, 0o644), os.Truncate(huge, largestFile+1), syscall.Mkfifo(pipe, 0o644)); err != nil {
		t.Skip(err)
	}
	for path, want := range map[string]string{huge: "more than weights take", pipe: "no plain file, but a pipe"} {
		if err := ResNet18(FromFile(path)).Load(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// Weights of nowhere are not a reason to download.
func TestWeightsFromNowhere(t *testing.T) {
	t.Setenv("HF_ENDPOINT", "http://127.0.0.1:1")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for _, w := range []Weights{{}, FromFile("")} {
		if err := ResNet18(w).Load(); err == nil || !strings.Contains(err.Error(), "expected a file of weights or models.FromHub, got no name") {
			t.Errorf("got %v", err)
		}
	}
}

// Nothing is read or downloaded until a network is built.
func TestMakingAModelIsFree(t *testing.T) {
	t.Setenv("HF_ENDPOINT", "http://127.0.0.1:1")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for _, m := range []*nn.Model{ResNet18(), ResNet50(FromHub), MobileNetV2(FromFile("none")), EfficientNetLite0()} {
		if len(m.Classes()) != 1000 || !slices.Equal(m.Input(), []int{224, 224, 3}) || m.Features().Layer() == nil {
			t.Errorf("%s: %d classes, input %v", m.Name(), len(m.Classes()), m.Input())
		}
	}
	if _, err := nn.Build(ResNet18(), []int{224, 224, 3}); err == nil || !strings.Contains(err.Error(), "download them once with models.FromHub") {
		t.Errorf("got %v", err)
	}
}

// Where there are no weights, the layers can still be trained from nothing.
func TestLayersWithoutWeights(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	if _, err := nn.Build(MobileNetV2().Layer(), []int{96, 96, 3}); err != nil {
		t.Error(err)
	}
}

func TestEnvironmentIsMissing(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("NNBOOK_ROOT", "")
	t.Setenv("VIRTUAL_ENV", "")
	if err := EfficientNetLite0().Load(); err == nil || !strings.Contains(err.Error(), "run make env") {
		t.Errorf("got %v", err)
	}
}
