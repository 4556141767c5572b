package nn

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/nlpodyssey/safetensors"
)

// Tensor is a named array of weights in memory, row-major.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32
}

// checksumKey is where the metadata of a file hold the checksum of all else.
const checksumKey = "nnbook.sha256"

// EncodeTensors writes tensors and text metadata as a safetensors file, which
// Python's safetensors reads. It adds a checksum to the metadata.
func EncodeTensors(tensors []Tensor, metadata map[string]string) ([]byte, error) {
	metadata = maps.Clone(metadata)
	if metadata == nil {
		metadata = map[string]string{}
	}
	metadata[checksumKey] = checksum(tensors, metadata)
	views := make(map[string]view, len(tensors))
	for _, t := range tensors {
		if _, twice := views[t.Name]; twice {
			return nil, fmt.Errorf("nn: safetensors: expected each tensor once, got %q twice; leave one out", t.Name)
		}
		if size(t.Shape) != len(t.Data) {
			return nil, fmt.Errorf("nn: safetensors: tensor %q: expected %d values for shape %v, got %d; give one for each cell of the shape", t.Name, size(t.Shape), t.Shape, len(t.Data))
		}
		views[t.Name] = view{t}
	}
	return safetensors.Serialize(views, metadata)
}

// view is a tensor as the file holds it, scalars too.
type view struct{ Tensor }

func (v view) DType() safetensors.DType { return safetensors.F32 }
func (v view) DataLen() uint64          { return 4 * uint64(len(v.Tensor.Data)) }

func (v view) Shape() []uint64 {
	shape := make([]uint64, len(v.Tensor.Shape))
	for i, n := range v.Tensor.Shape {
		shape[i] = uint64(n)
	}
	return shape
}

func (v view) Data() []byte {
	raw := make([]byte, 0, v.DataLen())
	for _, x := range v.Tensor.Data {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	return raw
}

// checksum covers the tensors, in the order of their names, and the metadata
// but for itself.
func checksum(tensors []Tensor, metadata map[string]string) string {
	sorted := slices.Clone(tensors)
	slices.SortFunc(sorted, func(a, b Tensor) int { return strings.Compare(a.Name, b.Name) })
	h := sha256.New()
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		if key != checksumKey {
			fmt.Fprintf(h, "%q %q\n", key, metadata[key])
		}
	}
	return hashTensors(sorted) + hex.EncodeToString(h.Sum(nil))
}

// DecodeTensors reads a safetensors file of float32 tensors, sorted by name.
// Data of other types, or a damaged file, is an error; where the file has a
// checksum, so is any change to it.
func DecodeTensors(file []byte) ([]Tensor, map[string]string, error) {
	st, err := decodeSafely(file)
	if err != nil {
		return nil, nil, fmt.Errorf("nn: safetensors: expected a whole file, got a damaged one (%w); write it again", err)
	}
	_, meta, err := safetensors.ReadMetadata(file)
	if err != nil {
		return nil, nil, fmt.Errorf("nn: safetensors: %w", err)
	}
	var tensors []Tensor
	for _, v := range st.Tensors() {
		if v.TensorView.DType() != safetensors.F32 {
			return nil, nil, fmt.Errorf("nn: safetensors: tensor %q: expected F32, got %v; convert it first", v.Name, v.TensorView.DType())
		}
		tensors = append(tensors, fromView(v.Name, v.TensorView))
	}
	slices.SortFunc(tensors, func(a, b Tensor) int { return strings.Compare(a.Name, b.Name) })
	text := meta.Metadata()
	if sum, ok := text[checksumKey]; ok && sum != checksum(tensors, text) {
		return nil, nil, fmt.Errorf("nn: safetensors: expected a file as it was written, got one that was changed or damaged since; write it again")
	}
	return tensors, text, nil
}

// DecodeChecked is [DecodeTensors] for files that must have a checksum: those
// that [EncodeTensors] wrote.
func DecodeChecked(file []byte) ([]Tensor, map[string]string, error) {
	tensors, meta, err := DecodeTensors(file)
	if err == nil && meta[checksumKey] == "" {
		err = fmt.Errorf("nn: safetensors: expected a file with a checksum, got one without; read a file that nnbook wrote")
	}
	return tensors, meta, err
}

// decodeSafely turns a panic of the parser on hostile bytes into an error.
func decodeSafely(file []byte) (st safetensors.SafeTensors, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return safetensors.Deserialize(file)
}

func fromView(name string, v safetensors.TensorView) Tensor {
	raw := v.Data()
	t := Tensor{Name: name, Data: make([]float32, len(raw)/4)}
	for i := range t.Data {
		t.Data[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	for _, n := range v.Shape() {
		t.Shape = append(t.Shape, int(n))
	}
	return t
}
