package nn

import (
	"strconv"
	"strings"
)

type named struct {
	Name   string  `json:"name"`
	Layers []Layer `json:"-"` // exactly one
}

// Named gives a layer a name, which takes the place of its position in weight
// names and messages, and by which [Model.Features] finds it. Names hold no
// dots, and are different within one Sequential; [Build] tells where they are not.
func Named(name string, l Layer) Layer { return named{name, []Layer{settle(l)}} }

func (n named) kind() string {
	if len(n.Layers) == 0 || n.Layers[0] == nil {
		return "Named"
	}
	return n.Layers[0].kind()
}
func (n named) head() string      { return "nn.Named(" + strconv.Quote(n.Name) + "," }
func (n named) children() []Layer { return n.Layers }
func (n named) String() string {
	return call("Named", append([]string{strconv.Quote(n.Name)}, layerArgs(n.Layers)...)...)
}

func (n named) build(b *builder, in []int) ([]int, applyFunc, error) {
	l := settle(n.Layers[0])
	if l == nil {
		return nil, nil, needs("a layer", "nil", "name a layer")
	}
	if n.Name == "" || strings.Contains(n.Name, ".") { // dots separate the names in a path
		return nil, nil, needs("a name without dots", strconv.Quote(n.Name), "use a word such as \"stem\"")
	}
	return l.build(b, in)
}

// unnamed is the layer without its name.
func unnamed(l Layer) Layer {
	if n, ok := l.(named); ok {
		return unnamed(n.Layers[0])
	}
	return l
}
