package nn

import (
	"fmt"
	"math"
)

// size is the number of values of a shape; where that overflows, MaxInt.
func size(shape []int) int {
	n := 1
	for _, d := range shape {
		if d > 0 && n > math.MaxInt/d {
			return math.MaxInt
		}
		n *= d
	}
	return n
}

// tooLarge tells whether a shape has more values than any array here may have.
func tooLarge(shape []int) bool { return size(shape) > math.MaxInt32 }

// fits checks that the output of a layer, and its weights, can be arrays.
func fits(out []int, weights []Weight) error {
	for _, w := range weights {
		if tooLarge(w.Shape) {
			return needs("weights of fewer than 2^31 values each", fmt.Sprint(w.Shape), "use a smaller layer")
		}
	}
	if tooLarge(out) {
		return needs("to give fewer than 2^31 values", fmt.Sprint(out), "use a smaller layer")
	}
	return nil
}
