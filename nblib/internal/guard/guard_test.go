package guard

import (
	"errors"
	"strings"
	"testing"
)

func TestCall(t *testing.T) {
	own := errors.New("own")
	var nothing *struct{ n int }
	for _, test := range []struct {
		f    func() error
		want string
	}{
		{func() error { return own }, "own"},
		{func() error { panic("two\nlines") }, "expected it to return, got a panic at guard_test.go:"},
		{func() error { panic("two\nlines") }, ": two lines; correct it there"},
		{func() error { nothing.n = 1; return nil }, "got a panic at guard_test.go:"},
		{func() error { nothing.n = 1; return nil }, "invalid memory address or nil pointer dereference"},
		{func() error { return []error{}[len(strings.Fields(""))] }, "index out of range [0] with length 0"},
	} {
		if err := Call(test.f); err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %q, want one line with %q", err, test.want)
		}
	}
	if err := Call(func() error { return nil }); err != nil {
		t.Error(err)
	}
}
