package main

import (
	"os"

	"nnbook/nblib/datasets"
)

// decode decodes, scales and crops every photo of the folder PHOTOS at each
// turn, in batches of 32. Each turn opens the folder anew, for what was decoded
// is kept where it fits into memory.
func decode() error {
	for t := newTurns(); ; {
		part := datasets.ImageFolder(os.Getenv("PHOTOS"), datasets.CenterCrop(224)).Train
		n := 0
		for batch, err := range part.Batches(32, datasets.Order{}) {
			if err != nil {
				return err
			}
			n += batch.Len
		}
		if !t.done(n) {
			return nil
		}
	}
}
