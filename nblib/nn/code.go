package nn

import (
	"fmt"
	"strconv"
	"strings"
)

// call is the Go code of a call of this package's function.
func call(name string, args ...string) string {
	return "nn." + name + "(" + strings.Join(args, ", ") + ")"
}

// num is a number as Go code, short: 0.1, 1e-04 as 0.0001.
func num(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// layerArgs is the code of layers, one argument each.
func layerArgs(layers []Layer) []string {
	args := make([]string, len(layers))
	for i, l := range layers {
		args[i] = fmt.Sprint(l)
	}
	return args
}

// Format is the Go code of a network laid out for reading: a line for each
// layer, indented by nesting, as gofmt would print it.
func Format(l Layer) string {
	var b strings.Builder
	format(&b, l, 0)
	return b.String()
}

func format(b *strings.Builder, l Layer, depth int) {
	if isNil(l) {
		b.WriteString("nil")
		return
	}
	c, ok := l.(interface {
		children() []Layer
		head() string
	})
	if !ok || len(c.children()) == 0 {
		b.WriteString(l.String())
		return
	}
	tab := strings.Repeat("\t", depth+1)
	b.WriteString(c.head())
	for _, k := range c.children() {
		b.WriteString("\n" + tab)
		format(b, k, depth+1)
		b.WriteString(",")
	}
	if f, ok := l.(frozen); ok {
		for _, word := range f.words() {
			b.WriteString("\n" + tab + word + ",")
		}
	}
	b.WriteString("\n" + strings.Repeat("\t", depth) + ")")
}
