package lesson_test

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"nnbook/notebooks/lesson"
)

func ExampleShows() {
	lesson.Shows("one and one is two", 1+1 == 2)
	// Output: ✓ one and one is two
}

func ExampleTry() {
	lesson.Try(1+1 == 3, "make it three")
	lesson.Try(1+2 == 3, "make it three")
	// Output:
	// ○ not yet: make it three
	// ✓ solved
}

func ExampleMust() {
	lesson.Shows("a value without an error comes back", lesson.Must(7, nil) == 7)
	// Output: ✓ a value without an error comes back
}

// TestEnds runs what ends a program in a process of its own.
func TestEnds(t *testing.T) {
	switch os.Getenv("LESSON_TEST") {
	case "shows":
		lesson.Shows("water is dry", false)
	case "must":
		lesson.Must(0, errors.New("data: no such file"))
	}
	for name, want := range map[string]string{"shows": "water is dry", "must": "data: no such file"} {
		cmd := exec.Command(os.Args[0], "-test.run=TestEnds")
		cmd.Env = append(os.Environ(), "LESSON_TEST="+name)
		var exit *exec.ExitError
		if out, err := cmd.CombinedOutput(); !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(string(out), want) {
			t.Errorf("%s: expected status 1 and %q, got %v and %q", name, want, err, out)
		}
	}
}
