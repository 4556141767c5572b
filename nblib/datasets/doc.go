// Package datasets is what a network learns from: ready data sets, your own files, and the words that shape them.
//
// A [Set] has three parts: Train to learn from, Val to watch while learning, Test to judge at the end. Val and Test may be
// empty. A [Part] is a numbered list of examples, each an array of float32 of one shape (an image is
// [height, width, channels]) and what the network shall answer for it, its target.
//
// Nothing is read until a part is opened, so a Set costs nothing to make and all that can go wrong (a missing file, a
// ragged row) is reported in one place, by whoever uses the data. Sets are values: every word that shapes one returns a
// new Set and leaves the old one as it was.
//
//	package main
//
//	import (
//		"fmt"
//
//		"nnbook/nblib/datasets"
//	)
//
//	func main() {
//		digits := datasets.MNIST().Take(1000)
//		info, err := digits.Train.Info()
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		fmt.Println(info.Len, "images of", info.Shape, "in", len(info.Target.Classes), "classes")
//		for batch, err := range digits.Train.Batches(100, datasets.Order{Shuffle: true, Seed: 1}) {
//			if err != nil {
//				fmt.Println(err)
//				return
//			}
//			fmt.Println(batch.X.Shape, batch.Labels[:5])
//			break
//		}
//	}
package datasets
