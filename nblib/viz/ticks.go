package viz

import (
	"fmt"
	"math"
)

// tick is a number at the edge of a picture.
type tick struct {
	at   float64
	text string
}

// ticks are the multiples of 1, 2 or 5 times a power of ten from one number to another: 4 to 10 of them.
func ticks(from, to float64) (list []tick) {
	if !(to > from) || math.IsInf(to-from, 0) {
		return nil
	}
	step := math.Pow(10, math.Floor(math.Log10((to-from)/4)))
	for _, more := range []float64{5, 2} {
		if (to-from)/4 >= step*more {
			step *= more
			break
		}
	}
	const slack = 1e-9 // numbers at the ends are there, whatever the rounding
	for k := math.Ceil(from/step - slack); k <= to/step+slack; k++ {
		list = append(list, tick{k * step, fmt.Sprintf("%.6g", k*step+0)})
	}
	return list
}
