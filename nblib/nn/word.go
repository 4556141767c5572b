package nn

import (
	"fmt"
	"strconv"
	"strings"
)

// Words such as L2(0.0001) are written to JSON as they are written in Go,
// without the package's name.

func wordOf(code string) ([]byte, error) {
	return []byte(strings.TrimPrefix(code, "nn.")), nil
}

// parseWord splits Name(1, 2) into its name and numbers.
func parseWord(text []byte) (name string, args []float64, err error) {
	s := string(text)
	name, rest, ok := strings.Cut(s, "(")
	if !ok {
		return s, nil, nil
	}
	rest, closed := strings.CutSuffix(rest, ")")
	if !closed {
		return "", nil, fmt.Errorf("nn: word %q: expected a closing parenthesis", s)
	}
	for _, a := range strings.Split(rest, ",") {
		x, err := strconv.ParseFloat(strings.TrimSpace(a), 64)
		if err != nil {
			return "", nil, fmt.Errorf("nn: word %q: expected numbers in parentheses", s)
		}
		args = append(args, x)
	}
	return name, args, nil
}

// choose sets *to to the value of the word with that name and as many numbers.
func choose[T any](to *T, what string, text []byte, words map[string]func(a []float64) T, counts map[string]int) error {
	name, args, err := parseWord(text)
	if err != nil {
		return err
	}
	value, ok := words[name]
	if !ok || len(args) != counts[name] {
		return fmt.Errorf("nn: %s %q is not known here; it may come from a newer version", what, text)
	}
	*to = value(args)
	return nil
}

// MarshalText writes the activation as in JSON files: "ReLU", "LeakyReLU(0.1)".
func (a Activation) MarshalText() ([]byte, error) { return wordOf(a.String()) }

// UnmarshalText reads what MarshalText writes.
func (a *Activation) UnmarshalText(text []byte) error {
	words := map[string]func([]float64) Activation{"Linear": func([]float64) Activation { return Linear }}
	for _, k := range []Activation{Step, Sigmoid, Tanh, ReLU, ReLU6, SELU, GELU, SiLU, Softplus, Softmax} {
		words[k.name] = func([]float64) Activation { return k }
	}
	words["LeakyReLU"] = func(v []float64) Activation { return LeakyReLU(v[0]) }
	words["ELU"] = func(v []float64) Activation { return ELU(v[0]) }
	return choose(a, "activation", text, words, map[string]int{"LeakyReLU": 1, "ELU": 1})
}

// MarshalText writes the initializer as in JSON files: "HeNormal".
func (i Initializer) MarshalText() ([]byte, error) { return wordOf(i.String()) }

// UnmarshalText reads what MarshalText writes.
func (i *Initializer) UnmarshalText(text []byte) error {
	words := map[string]func([]float64) Initializer{}
	for _, k := range []Initializer{Zeros, Ones, GlorotUniform, GlorotNormal, HeUniform, HeNormal, LecunNormal} {
		words[k.name] = func([]float64) Initializer { return k }
	}
	words["Normal"] = func(v []float64) Initializer { return Normal(v[0], v[1]) }
	words["Uniform"] = func(v []float64) Initializer { return Uniform(v[0], v[1]) }
	words["Constant"] = func(v []float64) Initializer { return Constant(v[0]) }
	return choose(i, "initializer", text, words, map[string]int{"Normal": 2, "Uniform": 2, "Constant": 1})
}

// MarshalText writes the regularizer as in JSON files: "L2(0.0001)".
func (r Regularizer) MarshalText() ([]byte, error) { return wordOf(r.String()) }

// UnmarshalText reads what MarshalText writes.
func (r *Regularizer) UnmarshalText(text []byte) error {
	words := map[string]func([]float64) Regularizer{
		"L1":   func(v []float64) Regularizer { return L1(v[0]) },
		"L2":   func(v []float64) Regularizer { return L2(v[0]) },
		"L1L2": func(v []float64) Regularizer { return L1L2(v[0], v[1]) },
	}
	return choose(r, "regularizer", text, words, map[string]int{"L1": 1, "L2": 1, "L1L2": 2})
}

// MarshalText writes the constraint as in JSON files: "MaxNorm(3)".
func (k Constraint) MarshalText() ([]byte, error) { return wordOf(k.String()) }

// UnmarshalText reads what MarshalText writes.
func (k *Constraint) UnmarshalText(text []byte) error {
	words := map[string]func([]float64) Constraint{
		"MaxNorm":    func(v []float64) Constraint { return MaxNorm(v[0]) },
		"MinMaxNorm": func(v []float64) Constraint { return MinMaxNorm(v[0], v[1], v[2]) },
		"Clip":       func(v []float64) Constraint { return Clip(v[0], v[1]) },
		"UnitNorm":   func([]float64) Constraint { return UnitNorm },
		"NonNeg":     func([]float64) Constraint { return NonNeg },
	}
	return choose(k, "constraint", text, words, map[string]int{"MaxNorm": 1, "MinMaxNorm": 3, "Clip": 2})
}

// MarshalText writes the padding as in JSON files: "Same".
func (p Padding) MarshalText() ([]byte, error) { return wordOf(p.String()) }

// UnmarshalText reads what MarshalText writes.
func (p *Padding) UnmarshalText(text []byte) error {
	words := map[string]func([]float64) Padding{
		"Valid":       func([]float64) Padding { return Valid },
		"Same":        func([]float64) Padding { return Same },
		"PadZeros":    func(v []float64) Padding { return PadZeros(int(v[0])) },
		"PadReflect":  func(v []float64) Padding { return PadReflect(int(v[0])) },
		"PadConstant": func(v []float64) Padding { return PadConstant(int(v[0]), v[1]) },
	}
	return choose(p, "padding", text, words, map[string]int{"PadZeros": 1, "PadReflect": 1, "PadConstant": 2})
}
