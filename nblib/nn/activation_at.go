package nn

import "math"

// At is the activation of the number x, for plots and by-hand examples. Of
// [Softmax], which needs all scores at once, it is the two-class case against
// a score of 0, which equals the sigmoid.
func (a Activation) At(x float64) float64 {
	switch a.name {
	case "Step":
		if x >= 0 {
			return 1
		}
		return 0
	case "Sigmoid", "Softmax":
		return sigmoid(x)
	case "Tanh":
		return math.Tanh(x)
	case "ReLU":
		return math.Max(0, x)
	case "ReLU6":
		return math.Min(math.Max(0, x), 6)
	case "LeakyReLU":
		if x > 0 {
			return x
		}
		return a.alpha * x
	case "ELU":
		return eluAt(x, a.alpha)
	case "SELU":
		return seluScale * eluAt(x, seluAlpha)
	case "GELU":
		return x * phi(x)
	case "SiLU":
		return x * sigmoid(x)
	case "Softplus":
		return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
	}
	return x
}

// Derivative is the slope of the activation at the number x: what
// backpropagation multiplies by. Where there is a corner (ReLU at 0) it is the
// value that training uses: 0, or alpha for [LeakyReLU].
func (a Activation) Derivative(x float64) float64 {
	switch a.name {
	case "Step":
		return 0
	case "Sigmoid", "Softmax":
		return sigmoid(x) * sigmoid(-x)
	case "Tanh":
		t := math.Tanh(x)
		return 1 - t*t
	case "ReLU":
		return between(x, 0, math.Inf(1))
	case "ReLU6":
		return between(x, 0, 6)
	case "LeakyReLU":
		if x > 0 {
			return 1
		}
		return a.alpha
	case "ELU":
		return eluSlope(x, a.alpha)
	case "SELU":
		return seluScale * eluSlope(x, seluAlpha)
	case "GELU":
		return phi(x) + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
	case "SiLU":
		s := sigmoid(x)
		return s + x*s*(1-s)
	case "Softplus":
		return sigmoid(x)
	}
	return 1
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func phi(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

func eluAt(x, alpha float64) float64 {
	if x > 0 {
		return x
	}
	return alpha * math.Expm1(x)
}

func eluSlope(x, alpha float64) float64 {
	if x > 0 {
		return 1
	}
	return alpha * math.Exp(x)
}

func between(x, low, high float64) float64 {
	if x > low && x < high {
		return 1
	}
	return 0
}
