package models

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Weights of PyTorch are pickles, and a pickle is a program: Python runs it,
// and a hostile one does what it likes. This reader knows only the few
// instructions that put tensors into a dict, builds nothing but values of the
// types below, and refuses everything else by name. All memory it takes is
// bounded by the size of the file.

type (
	pickleTuple  []any
	pickleList   struct{ items []any }
	pickleDict   struct{ keys, values []any }
	pickleGlobal string // "module name", one of pickleGlobals
	pickleLong   []byte // an integer of more than 8 bytes, little-endian
	pickleMark   struct{}
)

// pickleGlobals are the names that a dict of tensors needs.
var pickleGlobals = map[pickleGlobal]bool{
	"collections OrderedDict":         true,
	"torch._utils _rebuild_tensor_v2": true,
	"torch._utils _rebuild_parameter": true,
	"torch FloatStorage":              true,
	"torch DoubleStorage":             true,
	"torch HalfStorage":               true,
	"torch BFloat16Storage":           true,
	"torch LongStorage":               true,
	"torch IntStorage":                true,
	"torch BoolStorage":               true,
	"torch ByteStorage":               true,
}

// unpickler reads one pickle from the front of data.
type unpickler struct {
	data    []byte
	at      int
	stack   []any
	memo    map[uint32]any
	storage func(id pickleTuple) (any, error) // gives the storage that a persistent id stands for
}

// unpickle gives the value of the pickle at the front of data, and what
// follows it.
func unpickle(data []byte, storage func(id pickleTuple) (any, error)) (value any, rest []byte, err error) {
	u := &unpickler{data: data, memo: map[uint32]any{}, storage: storage}
	for {
		op, err := u.bytes(1)
		if err != nil {
			return nil, nil, err
		}
		if op[0] == '.' {
			v, err := u.pop()
			return v, data[u.at:], err
		}
		if err := u.step(op[0]); err != nil {
			return nil, nil, fmt.Errorf("at byte %d: %w", u.at-1, err)
		}
	}
}

// bytes takes the next n bytes.
func (u *unpickler) bytes(n int) ([]byte, error) {
	if n < 0 || n > len(u.data)-u.at {
		return nil, fmt.Errorf("expected %d more bytes, got the end", n)
	}
	b := u.data[u.at : u.at+n]
	u.at += n
	return b, nil
}

// number takes the next n bytes as an unsigned number.
func (u *unpickler) number(n int) (uint32, error) {
	b, err := u.bytes(n)
	if err != nil {
		return 0, err
	}
	var full [4]byte
	copy(full[:], b)
	return binary.LittleEndian.Uint32(full[:]), nil
}

// text takes a length of n bytes and as many bytes of text.
func (u *unpickler) text(n int) error {
	length, err := u.number(n)
	if err != nil {
		return err
	}
	b, err := u.bytes(int(length))
	u.push(string(b))
	return err
}

// line takes the bytes up to a line's end.
func (u *unpickler) line() (string, error) {
	n := bytes.IndexByte(u.data[u.at:], '\n')
	if n < 0 {
		return "", fmt.Errorf("expected a line, got the end")
	}
	b, err := u.bytes(n + 1)
	return string(b[:n]), err
}

func (u *unpickler) push(v any) { u.stack = append(u.stack, v) }

func (u *unpickler) pop() (any, error) {
	if len(u.stack) == 0 {
		return nil, fmt.Errorf("expected a value, got none")
	}
	v := u.stack[len(u.stack)-1]
	u.stack = u.stack[:len(u.stack)-1]
	return v, nil
}

// top gives the last value, which stays.
func (u *unpickler) top() any {
	if len(u.stack) == 0 {
		return nil
	}
	return u.stack[len(u.stack)-1]
}

// popMark takes the values down to the last mark.
func (u *unpickler) popMark() ([]any, error) {
	for i := len(u.stack) - 1; i >= 0; i-- {
		if _, ok := u.stack[i].(pickleMark); ok {
			items := append([]any(nil), u.stack[i+1:]...)
			u.stack = u.stack[:i]
			return items, nil
		}
	}
	return nil, fmt.Errorf("expected a mark, got none")
}
