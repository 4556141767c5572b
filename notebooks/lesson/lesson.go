// Package lesson is what the notebooks of the course share: a check that each sentence of the text is true of what the
// cell computed, and one that tells readers whether their answer to an exercise is right.
//
//	package main
//
//	import "nnbook/notebooks/lesson"
//
//	func main() {
//		sum := 1 + 1
//		lesson.Shows("one and one is two", sum == 2)
//		lesson.Try(sum == 3, "make it three")
//	}
package lesson

import (
	"fmt"
	"os"
)

// Shows says that a claim of the text is true of what this cell computed. Where it is not, the cell fails with the
// claim, so that a notebook that runs to its end has shown all that it says.
func Shows(claim string, holds bool) {
	if !holds {
		fmt.Fprintln(os.Stderr, "lesson: this run does not show it:", claim)
		os.Exit(1)
	}
	fmt.Println("✓", claim)
}

// Try says whether the answer to an exercise is right, and if not, gives the hint. It never fails.
func Try(right bool, hint string) {
	if right {
		fmt.Println("✓ solved")
		return
	}
	fmt.Println("○ not yet:", hint)
}

// Must gives value back, or prints the error and ends the cell.
func Must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}
