package nn

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Marshal writes a network's description as JSON: each layer an object with
// its kind under "layer", its layers under "layers". Weights are not in it;
// see [Model.Save].
func Marshal(l Layer) ([]byte, error) {
	if l = settle(l); l == nil {
		return []byte("null"), nil
	}
	if e, ok := l.(expander); ok {
		return Marshal(e.expand())
	}
	fields, err := json.Marshal(jsonFields(l))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"layer":%q`, jsonKind(l))
	if inside := bytes.TrimSpace(fields[1 : len(fields)-1]); len(inside) > 0 {
		b.WriteByte(',')
		b.Write(inside)
	}
	if err := marshalChildren(&b, l); err != nil {
		return nil, err
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func marshalChildren(b *bytes.Buffer, l Layer) error {
	c, ok := l.(interface{ children() []Layer })
	if !ok {
		return nil
	}
	b.WriteString(`,"layers":[`)
	for i, k := range c.children() {
		if i > 0 {
			b.WriteByte(',')
		}
		text, err := Marshal(k)
		if err != nil {
			return err
		}
		b.Write(text)
	}
	b.WriteByte(']')
	return nil
}

// jsonFields is what of a layer is written beside its kind and its layers.
func jsonFields(l Layer) any {
	switch l := l.(type) {
	case Activation:
		return map[string]Activation{"activation": l}
	case sequential, residual, shortcut:
		return struct{}{}
	case named:
		return map[string]string{"name": l.Name}
	case rated:
		return map[string]float64{"factor": l.Factor}
	case *Model:
		return l.reference()
	}
	return l
}

func jsonKind(l Layer) string {
	switch l.(type) {
	case Activation:
		return "Activation"
	case named:
		return "Named"
	}
	return l.kind()
}

// maxNesting bounds how deep layers lie in layers, so that a damaged
// description fails at once.
const maxNesting = 64

// Unmarshal reads what [Marshal] writes.
func Unmarshal(text []byte) (Layer, error) { return unmarshal(text, 0) }

func unmarshal(text []byte, depth int) (Layer, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("nn: network description: expected layers nested at most %d deep, got more; it is damaged", maxNesting)
	}
	var head struct {
		Layer      string
		Layers     []json.RawMessage
		Activation Activation
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, fmt.Errorf("nn: network description: expected JSON of a layer: %w", err)
	}
	layers := make([]Layer, len(head.Layers))
	for i, t := range head.Layers {
		l, err := unmarshal(t, depth+1)
		if err != nil {
			return nil, err
		}
		layers[i] = l
	}
	if head.Layer == "Activation" {
		return head.Activation, nil
	}
	read, ok := readers[head.Layer]
	if !ok {
		return nil, fmt.Errorf("nn: network description: layer %q is not known here; it may come from a newer version", head.Layer)
	}
	l, err := read(text, layers)
	if err != nil {
		return nil, fmt.Errorf("nn: network description: %s: %w", head.Layer, err)
	}
	return l, nil
}

// readers make each kind of layer from its JSON and its layers.
var readers map[string]func(text []byte, layers []Layer) (Layer, error)

func init() {
	readers = map[string]func([]byte, []Layer) (Layer, error){
		"Dense":            plain[dense],
		"Conv2D":           plain[conv],
		"DepthwiseConv2D":  plain[conv],
		"MaxPool2D":        plain[pool],
		"AvgPool2D":        plain[pool],
		"GlobalMaxPool2D":  plain[globalPool],
		"GlobalAvgPool2D":  plain[globalPool],
		"Flatten":          plain[flatten],
		"Reshape":          plain[reshape],
		"Dropout":          plain[dropout],
		"SpatialDropout2D": plain[dropout],
		"GaussianNoise":    plain[gaussianNoise],
		"BatchNorm":        plain[norm],
		"LayerNorm":        plain[norm],
		"Pad":              plain[pad],
		"Rescaling":        plain[rescaling],
		"Normalize":        plain[normalize],
		"Perceptron":       plain[perceptron],
		"Func":             plain[funcLayer],
		"Sequential":       func(_ []byte, l []Layer) (Layer, error) { return sequential{l}, nil },
		"Residual":         func(_ []byte, l []Layer) (Layer, error) { return Residual(l...), nil },
		"Shortcut":         func(_ []byte, l []Layer) (Layer, error) { return Shortcut(l...), nil },
		"Parallel":         filled(func(p *parallel, l []Layer) { p.Layers = l }),
		"Frozen":           wrapper(func(f *frozen, l []Layer) { f.Layers = l }),
		"Named":            wrapper(func(n *named, l []Layer) { n.Layers = l }),
		"RateFactor":       wrapper(func(r *rated, l []Layer) { r.Layers = l }),
		"Model":            readReference,
	}
}

// plain reads a layer that has only fields.
func plain[T Layer](text []byte, _ []Layer) (Layer, error) {
	var v T
	err := json.Unmarshal(text, &v)
	return v, err
}

// filled reads a layer that has fields and layers.
func filled[T Layer](fill func(*T, []Layer)) func([]byte, []Layer) (Layer, error) {
	return func(text []byte, layers []Layer) (Layer, error) {
		var v T
		if err := json.Unmarshal(text, &v); err != nil {
			return nil, err
		}
		fill(&v, layers)
		return v, nil
	}
}

// wrapper reads a layer around exactly one other.
func wrapper[T Layer](fill func(*T, []Layer)) func([]byte, []Layer) (Layer, error) {
	read := filled(fill)
	return func(text []byte, layers []Layer) (Layer, error) {
		if len(layers) != 1 {
			return nil, fmt.Errorf("expected exactly 1 layer inside, got %d", len(layers))
		}
		return read(text, layers)
	}
}

// Equal tells whether two networks are described alike. Two Funcs are alike
// when their names and versions are; two Models when their weights are too.
func Equal(a, b Layer) bool {
	x, err := Marshal(a)
	if err != nil {
		return false
	}
	y, err := Marshal(b)
	return err == nil && bytes.Equal(x, y)
}
