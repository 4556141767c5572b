package metrics

import "fmt"

// ConfusionMatrix counts examples by what they are and what the network says: row i, column j is the number of examples of
// class i that were taken for class j. It is [classes][classes]; what is right lies on the diagonal.
//
// It panics if the two lists differ in length or hold a class outside 0 … classes-1.
func ConfusionMatrix(labels, predicted []int, classes int) [][]int {
	if len(labels) != len(predicted) {
		panic(fmt.Errorf("metrics: ConfusionMatrix: expected as many predictions as labels, got %d and %d; give those of the same examples",
			len(predicted), len(labels)))
	}
	counts := make([][]int, classes)
	for i := range counts {
		counts[i] = make([]int, classes)
	}
	for i, truth := range labels {
		said := predicted[i]
		if min(truth, said) < 0 || max(truth, said) >= classes {
			panic(fmt.Errorf("metrics: ConfusionMatrix: expected classes from 0 to %d, got label %d and prediction %d at %d; classes count from 0",
				classes-1, truth, said, i))
		}
		counts[truth][said]++
	}
	return counts
}
