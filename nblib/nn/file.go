package nn

import (
	"encoding/json"
	"fmt"
	"strings"

	"nnbook/nblib/internal/memory"

	"github.com/google/renameio/v2"
)

// fileFormat is the version of the files that Save writes.
const fileFormat = "1"

// Encode writes the model as the bytes of a safetensors file. Its metadata
// holds the description ("nnbook.layer", JSON), the input shape, the classes,
// how photos are prepared, and the layout of each kind of kernel.
func (m *Model) Encode() ([]byte, error) {
	if err := m.Load(); err != nil {
		return nil, err
	}
	spec, err := Marshal(m.layer)
	if err != nil {
		return nil, err
	}
	about, err := json.Marshal(modelAbout{m.name, m.input, m.classes, m.photos})
	if err != nil {
		return nil, err
	}
	return EncodeTensors(m.tensors, map[string]string{
		"format":         "nnbook",
		"nnbook.version": fileFormat,
		"nnbook.layer":   string(spec),
		"nnbook.model":   string(about),
		"nnbook.layout":  "Dense kernel [in, out]; Conv2D kernel [height, width, in, out]; DepthwiseConv2D kernel [height, width, channels, 1]; images [batch, height, width, channels]",
	})
}

type modelAbout struct {
	Name    string   `json:"name"`
	Input   []int    `json:"input"`
	Classes []string `json:"classes,omitempty"`
	Photos  string   `json:"photos,omitempty"`
}

// Save writes the model to a safetensors file, whole or not at all. Python's
// safetensors reads it; [LoadModel] reads it back.
func (m *Model) Save(path string) error {
	file, err := m.Encode()
	if err != nil {
		return err
	}
	if err := renameio.WriteFile(path, file, 0o644); err != nil {
		return fmt.Errorf("nn: save %s: %w", path, err)
	}
	return nil
}

// LoadModel reads a model that [Model.Save] wrote. A damaged file, or one of a
// newer version, is an error of one sentence.
func LoadModel(path string) (*Model, error) {
	file, err := memory.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("nn: load model: %w", err)
	}
	m, err := DecodeModel(file)
	if err != nil {
		return nil, fmt.Errorf("%w (file %s)", err, path)
	}
	return m, nil
}

// DecodeModel reads the bytes that [Model.Encode] writes.
func DecodeModel(file []byte) (*Model, error) {
	tensors, meta, err := DecodeTensors(file)
	if err != nil {
		return nil, err
	}
	if meta["format"] != "nnbook" {
		return nil, fmt.Errorf("nn: load model: expected a model saved by nnbook, got a safetensors file without its description; weights of other programs go to models.FromFile or nn.NewModel")
	}
	if v := meta["nnbook.version"]; v != fileFormat {
		return nil, fmt.Errorf("nn: load model: expected file version %s, got %s; update nnbook", fileFormat, strings.TrimSpace(v))
	}
	layer, err := Unmarshal([]byte(meta["nnbook.layer"]))
	if err != nil {
		return nil, err
	}
	var about modelAbout
	if err := json.Unmarshal([]byte(meta["nnbook.model"]), &about); err != nil {
		return nil, fmt.Errorf("nn: load model: expected a description of the model, got %q", meta["nnbook.model"])
	}
	m, err := NewModel(about.Name, layer, about.Input, tensors)
	if err != nil {
		return nil, err
	}
	return m.WithClasses(about.Classes).WithPreparation(about.Photos), nil
}
