package datasets

import (
	"encoding/binary"
	"fmt"
	"io"
)

// maxIDX is the largest number of elements that is read.
const maxIDX = 1 << 32

// readIDX reads an array of bytes in the IDX format of http://yann.lecun.com/exdb/mnist: two zero bytes, the type of the
// elements (8 is bytes, the only one read here), the number of axes, their lengths as big-endian 32-bit numbers, then the
// elements, last axis fastest. name is for the error.
func readIDX(r io.Reader, name string) (shape []int, data []uint8, err error) {
	fail := func(expected, got any) ([]int, []uint8, error) {
		return nil, nil, fmt.Errorf("datasets: %s: expected %v, got %v; put the original file back", name, expected, got)
	}
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return fail("an IDX header", "a shorter file")
	}
	if head[0] != 0 || head[1] != 0 || head[2] != 8 || head[3] < 1 || head[3] > 4 {
		return fail("an IDX header for bytes, 00 00 08 01 to 00 00 08 04", fmt.Sprintf("% x", head[:]))
	}
	size := int64(1)
	for range head[3] {
		var n uint32
		if err := binary.Read(r, binary.BigEndian, &n); err != nil {
			return fail("the lengths of the axes", "a shorter file")
		}
		if n > 0 && size > maxIDX/int64(n) {
			return fail("at most 4 GiB of data", fmt.Sprintf("axes %v and %d", shape, n))
		}
		shape, size = append(shape, int(n)), size*int64(n)
	}
	if data, err = readExactly(r, size); err != nil {
		return fail(fmt.Sprintf("%d bytes for the axes %v", size, shape), err)
	}
	return shape, data, nil
}

// readExactly reads n bytes and checks that the end follows. Memory grows with what really comes, not with n, so that a
// damaged header cannot ask for the whole of it.
func readExactly(r io.Reader, n int64) ([]byte, error) {
	const step = 64 << 20
	data := make([]byte, min(n, step))
	for have := int64(0); ; {
		got, err := io.ReadFull(r, data[have:])
		if have += int64(got); err != nil {
			return nil, fmt.Errorf("%d (%w)", have, err)
		}
		if have == n {
			break
		}
		data = append(data, make([]byte, min(n-have, step))...)
	}
	if extra, _ := io.Copy(io.Discard, io.LimitReader(r, 1)); extra > 0 {
		return nil, fmt.Errorf("more")
	}
	return data, nil
}
