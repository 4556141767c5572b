package nn

// Options are typed words: each is a value of a type that says where it may
// stand, so that a word in the wrong place does not compile.

// DenseOption is a word that [Dense] takes: an [Activation], an [Initializer],
// a [Regularizer], a [Constraint], [NoBias], and the Bias... and
// ActivityRegularizer forms.
type DenseOption interface{ dense(*dense) }

// ConvOption is a word that [Conv2D] and [DepthwiseConv2D] take: what a
// [DenseOption] may be, and [Stride], a [Padding], [Dilation], [Groups].
type ConvOption interface{ conv(*conv) }

// PoolOption is a word that [MaxPool2D] and [AvgPool2D] take: [Stride] and [Padding].
type PoolOption interface{ pool(*pool) }

// WeightOption is a word for any layer with a kernel.
type WeightOption interface {
	DenseOption
	ConvOption
}

// WindowOption is a word for any layer whose window walks over an image.
type WindowOption interface {
	ConvOption
	PoolOption
}

// weighted is what layers with a kernel and a bias have in common.
type weighted struct {
	Activation          Activation  `json:"activation,omitzero"`
	Initializer         Initializer `json:"initializer,omitzero"`
	BiasInitializer     Initializer `json:"bias_initializer,omitzero"`
	Regularizer         Regularizer `json:"regularizer,omitzero"`
	BiasRegularizer     Regularizer `json:"bias_regularizer,omitzero"`
	ActivityRegularizer Regularizer `json:"activity_regularizer,omitzero"`
	Constraint          Constraint  `json:"constraint,omitzero"`
	BiasConstraint      Constraint  `json:"bias_constraint,omitzero"`
	NoBias              bool        `json:"no_bias,omitzero"`
}

// args are the words that make w, for String.
func (w weighted) args() []string {
	var a []string
	add := func(zero bool, text string) {
		if !zero {
			a = append(a, text)
		}
	}
	add(w.Activation == Activation{}, w.Activation.String())
	add(w.Initializer.zero(), w.Initializer.String())
	add(w.Regularizer.zero(), w.Regularizer.String())
	add(w.Constraint.zero(), w.Constraint.String())
	add(!w.NoBias, "nn.NoBias")
	add(w.BiasInitializer.zero(), call("BiasInitializer", w.BiasInitializer.String()))
	add(w.BiasRegularizer.zero(), call("BiasRegularizer", w.BiasRegularizer.String()))
	add(w.BiasConstraint.zero(), call("BiasConstraint", w.BiasConstraint.String()))
	add(w.ActivityRegularizer.zero(), call("ActivityRegularizer", w.ActivityRegularizer.String()))
	return a
}

// weightOption is a WeightOption made of a function on what the layers share.
type weightOption func(*weighted)

func (o weightOption) dense(d *dense) { o(&d.weighted) }
func (o weightOption) conv(c *conv)   { o(&c.weighted) }

// NoBias leaves the bias out (Keras: use_bias=False). It is usual before [BatchNorm].
var NoBias WeightOption = weightOption(func(w *weighted) { w.NoBias = true })

// BiasInitializer sets how biases begin (Keras: bias_initializer). Default: [Zeros].
func BiasInitializer(i Initializer) WeightOption {
	return weightOption(func(w *weighted) { w.BiasInitializer = i })
}

// BiasRegularizer adds a penalty on the biases (Keras: bias_regularizer).
func BiasRegularizer(r Regularizer) WeightOption {
	return weightOption(func(w *weighted) { w.BiasRegularizer = r })
}

// BiasConstraint limits the biases after each step (Keras: bias_constraint).
func BiasConstraint(k Constraint) WeightOption {
	return weightOption(func(w *weighted) { w.BiasConstraint = k })
}

// ActivityRegularizer adds a penalty on the layer's output, averaged over the
// batch (Keras: activity_regularizer).
func ActivityRegularizer(r Regularizer) WeightOption {
	return weightOption(func(w *weighted) { w.ActivityRegularizer = r })
}

// Stride is how far a window moves at each step, in cells, in both directions
// (Keras: strides). Default: 1 for a convolution, the window's size for a pool.
type Stride int

func (s Stride) conv(c *conv) { c.Stride = ptr(int(s)) }
func (s Stride) pool(p *pool) { p.Stride = ptr(int(s)) }

// Dilation spreads a kernel's cells n apart (Keras: dilation_rate). Default: 1.
type Dilation int

func (d Dilation) conv(c *conv) { c.Dilation = ptr(int(d)) }

// Groups splits the channels into n groups that are convolved apart (Keras:
// groups). Default: 1.
type Groups int

func (g Groups) conv(c *conv) { c.Groups = ptr(int(g)) }

func ptr[T any](v T) *T { return &v }

// or is the value of an option that may be absent.
func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
