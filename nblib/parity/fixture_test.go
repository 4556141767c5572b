package parity

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/nlpodyssey/safetensors"
)

// fixture is one group of cases: testdata/NAME.json and NAME.safetensors.
type fixture struct {
	Reference string `json:"reference"`
	Cases     []testCase
	data      safetensors.SafeTensors
}

// testCase is one configuration of one word: what goes in, and what Keras makes of it.
type testCase struct {
	Name     string          `json:"name"` // "Conv2D/same_stride2": the word, then the configuration
	Source   string          `json:"source"`
	Config   json.RawMessage `json:"config"`
	Training bool            `json:"training"`
	Weights  []struct {
		Name      string `json:"name"`
		Trainable bool   `json:"trainable"`
	} `json:"weights"`
	Place   string   `json:"place"`
	Tensors []string `json:"tensors"`
	fixture *fixture
}

func load(t *testing.T, group string) *fixture {
	t.Helper()
	f := &fixture{}
	text, err := os.ReadFile(filepath.Join("testdata", group+".json"))
	if err == nil {
		err = json.Unmarshal(text, f)
	}
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join("testdata", group+".safetensors"))
	if err == nil {
		f.data, err = safetensors.Deserialize(raw)
	}
	if err != nil {
		t.Fatal(err)
	}
	for i := range f.Cases {
		f.Cases[i].fixture = f
	}
	return f
}

// word is the part of a case's name before the slash: "Conv2D".
func (c *testCase) word() string {
	word, _, _ := strings.Cut(c.Name, "/")
	return word
}

func (c *testCase) view(role string) (safetensors.TensorView, []int) {
	v, ok := c.fixture.data.Tensor(c.Name + ":" + role)
	if !ok {
		panic("parity: " + c.Name + ": no tensor " + role + "; run make fixtures")
	}
	shape := make([]int, len(v.Shape()))
	for i, n := range v.Shape() {
		shape[i] = int(n)
	}
	return v, shape
}

func (c *testCase) has(role string) bool {
	_, ok := c.fixture.data.Tensor(c.Name + ":" + role)
	return ok
}

func (c *testCase) shape(role string) []int {
	_, shape := c.view(role)
	return shape
}

// floats are the numbers of a tensor; integers are converted.
func (c *testCase) floats(role string) []float32 {
	v, _ := c.view(role)
	bits := words(v.Data())
	out := make([]float32, len(bits))
	for i, b := range bits {
		if v.DType() == safetensors.I32 {
			out[i] = float32(int32(b))
		} else {
			out[i] = math.Float32frombits(b)
		}
	}
	return out
}

// tensor is a tensor as the backends take it, int32 or float32.
func (c *testCase) tensor(role string) *tensors.Tensor {
	v, shape := c.view(role)
	if v.DType() != safetensors.I32 {
		return tensors.FromFlatDataAndDimensions(c.floats(role), shape...)
	}
	bits := words(v.Data())
	ints := make([]int32, len(bits))
	for i, b := range bits {
		ints[i] = int32(b)
	}
	return tensors.FromFlatDataAndDimensions(ints, shape...)
}

func words(raw []byte) []uint32 {
	out := make([]uint32, len(raw)/4)
	for i := range out {
		b := raw[4*i:]
		out[i] = uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
	}
	return out
}

// forEach runs check on every case of a group with the Go words of its name,
// and fails where one is without the other, or a word has too few cases.
func forEach[W any](t *testing.T, group string, words map[string]W, check func(t *testing.T, c *testCase, w W)) {
	t.Helper()
	f := load(t, group)
	configurations := map[string]int{}
	known := map[string]bool{}
	for i := range f.Cases {
		c := &f.Cases[i]
		known[c.Name] = true
		configurations[c.word()]++
		w, ok := words[c.Name]
		if !ok {
			t.Errorf("%s: case %q has no Go words here; add them", group, c.Name)
			continue
		}
		t.Run(c.Name, func(t *testing.T) { check(t, c, w) })
	}
	for name := range words {
		if !known[name] {
			t.Errorf("%s: words for %q, but no such case; add it to the fixtures, or remove them", group, name)
		}
	}
	for word, n := range configurations {
		if n < 3 {
			t.Errorf("%s: %s has %d configurations; it needs at least 3", group, word, n)
		}
	}
}
