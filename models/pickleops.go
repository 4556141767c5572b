package models

import (
	"encoding/binary"
	"fmt"
	"math"
)

// constants are the instructions that push a value of their own.
var constants = map[byte]func() any{
	'N': func() any { return nil }, 0x88: func() any { return true }, 0x89: func() any { return false },
	'(': func() any { return pickleMark{} }, ')': func() any { return pickleTuple(nil) },
	']': func() any { return &pickleList{} }, '}': func() any { return &pickleDict{} },
}

// step carries out one instruction.
func (u *unpickler) step(op byte) error {
	if v, ok := constants[op]; ok {
		u.push(v())
		return nil
	}
	switch op {
	case 0x80: // the protocol's number
		_, err := u.bytes(1)
		return err
	case 0x95: // the length of what follows
		_, err := u.bytes(8)
		return err
	case 'X', 0x8c:
		return u.text(map[byte]int{'X': 4, 0x8c: 1}[op])
	case 'J', 'K', 'M', 0x8a, 'G':
		return u.numeral(op)
	case 'q', 'r', 0x94, 'h', 'j':
		return u.remember(op)
	case 't', 0x85, 0x86, 0x87:
		return u.tuple(op)
	case 's', 'u', 'a', 'e':
		return u.fill(op)
	case 'c', 0x93:
		return u.global(op)
	case 'R', 'b', 'Q':
		return u.make(op)
	}
	return fmt.Errorf("instruction 0x%02x is not one that weights need", op)
}

func (u *unpickler) numeral(op byte) error {
	switch op {
	case 0x8a:
		n, err := u.number(1)
		if err != nil {
			return err
		}
		b, err := u.bytes(int(n))
		if len(b) > 8 {
			u.push(pickleLong(b))
			return err
		}
		v := int64(0)
		for i, x := range b {
			v |= int64(x) << (8 * i)
		}
		if len(b) > 0 && len(b) < 8 && b[len(b)-1] >= 0x80 {
			v -= 1 << (8 * len(b))
		}
		u.push(v)
		return err
	case 'G':
		b, err := u.bytes(8)
		if err == nil {
			u.push(math.Float64frombits(binary.BigEndian.Uint64(b)))
		}
		return err
	}
	v, err := u.number(map[byte]int{'J': 4, 'K': 1, 'M': 2}[op])
	u.push(int64(int32(v)))
	return err
}

// remember puts the last value into the memo, or takes one from it.
func (u *unpickler) remember(op byte) error {
	key := uint32(len(u.memo))
	if width, ok := map[byte]int{'q': 1, 'r': 4, 'h': 1, 'j': 4}[op]; ok {
		var err error
		if key, err = u.number(width); err != nil {
			return err
		}
	}
	if op == 'h' || op == 'j' {
		v, ok := u.memo[key]
		if !ok {
			return fmt.Errorf("value %d was not remembered", key)
		}
		u.push(v)
		return nil
	}
	u.memo[key] = u.top()
	return nil
}

func (u *unpickler) tuple(op byte) error {
	if op == 't' {
		items, err := u.popMark()
		u.push(pickleTuple(items))
		return err
	}
	n := int(op - 0x84)
	if len(u.stack) < n {
		return fmt.Errorf("expected %d values, got %d", n, len(u.stack))
	}
	items := append(pickleTuple(nil), u.stack[len(u.stack)-n:]...)
	u.stack = u.stack[:len(u.stack)-n]
	u.push(items)
	return nil
}

// fill puts values into the list or dict below them.
func (u *unpickler) fill(op byte) (err error) {
	var items []any
	switch op {
	case 'u', 'e':
		items, err = u.popMark()
	case 's':
		var key, value any
		value, _ = u.pop()
		key, err = u.pop()
		items = []any{key, value}
	case 'a':
		var item any
		item, err = u.pop()
		items = []any{item}
	}
	if err != nil {
		return err
	}
	switch to := u.top().(type) {
	case *pickleList:
		to.items = append(to.items, items...)
		return nil
	case *pickleDict:
		if (op == 'u' || op == 's') && len(items)%2 == 0 {
			for i := 0; i < len(items); i += 2 {
				to.keys, to.values = append(to.keys, items[i]), append(to.values, items[i+1])
			}
			return nil
		}
	}
	return fmt.Errorf("expected a list or dict to fill, got %T", u.top())
}

// global takes the name of something in Python, which must be a known one.
func (u *unpickler) global(op byte) error {
	var module, name string
	if op == 'c' {
		var err error
		if module, err = u.line(); err == nil {
			name, err = u.line()
		}
		if err != nil {
			return err
		}
	} else {
		n, _ := u.pop()
		m, err := u.pop()
		if err != nil {
			return err
		}
		module, _ = m.(string)
		name, _ = n.(string)
	}
	g := pickleGlobal(module + " " + name)
	if !pickleGlobals[g] {
		return fmt.Errorf("it asks for %.60q of Python's module %.60q, which weights do not need; do not trust this file", name, module)
	}
	u.push(g)
	return nil
}

// make builds what a known global makes of its arguments.
func (u *unpickler) make(op byte) error {
	arg, err := u.pop()
	if err != nil {
		return err
	}
	if op == 'b' {
		return nil // attributes of the dict, such as _metadata, are left out
	}
	args, ok := arg.(pickleTuple)
	if !ok {
		return fmt.Errorf("expected arguments, got %T", arg)
	}
	if op == 'Q' {
		v, err := u.storage(args)
		u.push(v)
		return err
	}
	f, err := u.pop()
	if err != nil {
		return err
	}
	v, err := reduce(f, args)
	u.push(v)
	return err
}
