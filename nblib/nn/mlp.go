package nn

// MLP is a multi-layer perceptron in one line: a [Flatten], a [Dense] with an
// activation for each hidden layer, [Dropout] after each where it is set, and
// a Dense that gives Out values (logits). It is a Layer, and prints as the
// [Sequential] that it stands for.
type MLP struct {
	Hidden     []int      // units of each hidden layer
	Out        int        // units of the output layer
	Activation Activation // of the hidden layers; zero: ReLU
	Dropout    float64    // rate after each hidden layer; zero: none
	BatchNorm  bool       // a BatchNorm before each activation
}

// expander is a layer that stands for another.
type expander interface {
	Layer
	expand() Layer
	check() error
}

func checkOut(kind string, out int) error {
	if out < 1 {
		return needs("Out of at least 1", out, "set it to the number of outputs, as in nn."+kind+"{Out: 10}")
	}
	return nil
}

func (m MLP) kind() string  { return "MLP" }
func (m MLP) expand() Layer { return sequential{m.layers()} }

// String is the code of the Sequential that it stands for.
func (m MLP) String() string { return m.expand().String() }
func (m MLP) check() error   { return checkOut("MLP", m.Out) }
func (m MLP) build(b *builder, in []int) ([]int, applyFunc, error) {
	if err := m.check(); err != nil {
		return nil, nil, err
	}
	return m.expand().build(b, in)
}

func (m MLP) layers() []Layer {
	layers := []Layer{Flatten()}
	for _, units := range m.Hidden {
		layers = append(layers, hidden(units, m.Activation, m.BatchNorm)...)
		if m.Dropout != 0 {
			layers = append(layers, Dropout(m.Dropout))
		}
	}
	return append(layers, Dense(m.Out))
}

func hidden(units int, a Activation, batchNorm bool) []Layer {
	if a == Linear {
		a = ReLU
	}
	if batchNorm {
		return []Layer{Dense(units, NoBias), BatchNorm(), a}
	}
	return []Layer{Dense(units, a)}
}

// CNN is a convolutional network in one line: for each number of filters a
// [Conv2D] of 3 x 3 with [Same] padding and an activation, and a [MaxPool2D];
// then [Flatten], the hidden Dense layers with [Dropout], and a Dense that
// gives Out values (logits). It is a Layer, and prints as the [Sequential]
// that it stands for.
type CNN struct {
	Filters    []int      // of each convolution
	Kernel     int        // cells on a side; zero: 3
	Dense      []int      // units of each hidden layer after the convolutions
	Out        int        // units of the output layer
	Activation Activation // zero: ReLU
	Dropout    float64    // rate after each hidden Dense, or before the last one; zero: none
	BatchNorm  bool       // a BatchNorm before each activation
}

func (n CNN) kind() string  { return "CNN" }
func (n CNN) expand() Layer { return sequential{n.layers()} }

// String is the code of the Sequential that it stands for.
func (n CNN) String() string { return n.expand().String() }
func (n CNN) check() error   { return checkOut("CNN", n.Out) }
func (n CNN) build(b *builder, in []int) ([]int, applyFunc, error) {
	if err := n.check(); err != nil {
		return nil, nil, err
	}
	return n.expand().build(b, in)
}

func (n CNN) layers() []Layer {
	kernel, act := n.Kernel, n.Activation
	if kernel == 0 {
		kernel = 3
	}
	if act == Linear {
		act = ReLU
	}
	var layers []Layer
	for _, filters := range n.Filters {
		if n.BatchNorm {
			layers = append(layers, Conv2D(filters, kernel, Same, NoBias), BatchNorm(), act)
		} else {
			layers = append(layers, Conv2D(filters, kernel, act, Same))
		}
		layers = append(layers, MaxPool2D(2))
	}
	rest := MLP{Hidden: n.Dense, Out: n.Out, Activation: act, Dropout: n.Dropout, BatchNorm: n.BatchNorm}.layers()
	if len(n.Dense) == 0 && n.Dropout != 0 {
		rest = []Layer{Flatten(), Dropout(n.Dropout), Dense(n.Out)}
	}
	return append(layers, rest...)
}
