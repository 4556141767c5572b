package datasets

// Batch is a group of examples, the unit that a network learns from.
type Batch struct {
	Len     int       // number of examples
	X       Array     // [Len, ...]: what the network sees
	Labels  []int32   // [Len]: class numbers from 0, where Target.Kind is Classes; otherwise nil
	Values  []float32 // [Len, Target.Width], row after row, for the other kinds; nil for Classes
	Weights []float32 // [Len]: how much each example counts; nil means 1 each
}

// Array is a block of numbers of shape Shape. Exactly one of F32 and U8 is set. Pixels stay bytes as long as they can,
// a quarter of the memory; a byte u stands for the number u*Scale+Offset, so that with Scale 1/255 pixels are 0 to 1.
type Array struct {
	Shape         []int     // the first axis counts examples: [Len, height, width, channels] for images
	F32           []float32 // the numbers themselves, last axis fastest
	U8            []uint8   // or bytes that stand for numbers, last axis fastest
	Scale, Offset float32   // value = U8*Scale + Offset; without meaning for F32
}

// At returns example i as numbers, in a slice of their own. For an image that is [height, width, channels].
func (a Array) At(i int) []float32 {
	n := volume(a.Shape[1:])
	out := make([]float32, n)
	if a.U8 == nil {
		copy(out, a.F32[i*n:(i+1)*n])
		return out
	}
	for j, u := range a.U8[i*n : (i+1)*n] {
		out[j] = float32(u)*a.Scale + a.Offset
	}
	return out
}

// volume is the number of elements of a shape.
func volume(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}
