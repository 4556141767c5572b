package datasets

import "fmt"

// sentence is an error in the form of the house about the use of one word on a part.
func sentence(s *store, word string, expected, got any) error {
	return fmt.Errorf("datasets: %s: %s: expected %v, got %v", s.info.Name, word, expected, got)
}

// streamError refuses to read a stream out of order.
func streamError(s *store, word string) error {
	return fmt.Errorf("datasets: %s: %s: expected data that can be read in any order, got a stream; use Cache first, or do it where the stream comes from",
		s.info.Name, word)
}
