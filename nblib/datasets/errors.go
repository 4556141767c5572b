package datasets

import (
	"errors"
	"fmt"
)

// errNoPart is what a nil or zero Part says: a set of slices or of NumPy's files has but a Train.
var errNoPart = errors.New("datasets: part: expected a part of a set, got nil; use one that the set has, or make it with Split")

// sentence is an error in the form of the house about the use of one word on a part.
func sentence(s *store, word string, expected, got any, fix string) error {
	return fmt.Errorf("datasets: %s: %s: expected %v, got %v; %s", s.info.Name, word, expected, got, fix)
}

// clipped is the beginning of a cell, for messages: a file that is no table has cells of any length.
func clipped(cell string) string {
	const most = 40
	if letters := []rune(cell); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return cell
}

// streamError refuses to read a stream out of order.
func streamError(s *store, word string) error {
	return fmt.Errorf("datasets: %s: %s: expected data that can be read in any order, got a stream; use Cache first, or do it where the stream comes from",
		s.info.Name, word)
}
