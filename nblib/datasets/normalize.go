package datasets

import (
	"fmt"
	"math"
	"sync"
)

// Normalize shifts and scales the numbers to mean 0 and standard deviation 1, as measured on the training part only and
// then applied to all three: each channel of an image, each feature of a table on its own. What never varies becomes 0.
// Keras: layers.Normalization after adapt(train).
func (s *Set) Normalize() *Set {
	train, _, _ := s.Parts()
	fit := sync.OnceValues(func() (*moments, error) {
		st, err := train.open()
		if err != nil {
			return nil, err
		}
		return fitMoments(st)
	})
	return s.layer(func(st *store) (*store, error) {
		m, err := fit()
		if err != nil {
			return nil, err
		}
		if last := st.info.Shape[len(st.info.Shape)-1]; last != len(m.mean) {
			return nil, sentence(st, "Normalize", fmt.Sprintf("%d channels or features, as in the training part", len(m.mean)), last, "give all parts the same ones")
		}
		return normalized(st, m), nil
	})
}

// moments are mean and standard deviation along the last axis.
type moments struct{ mean, std []float32 }

// fitMoments measures all examples in one pass: sums of the distances from the first example, so that no precision is
// lost to a large mean.
func fitMoments(s *store) (*moments, error) {
	if len(s.info.Shape) == 0 {
		return nil, sentence(s, "Normalize", "examples with at least one axis", "single numbers", "give each example the shape [1]")
	}
	channels := s.info.Shape[len(s.info.Shape)-1]
	var mu sync.Mutex
	var origin []float32
	sum, squares, n := make([]float64, channels), make([]float64, channels), 0
	first, err := s.first()
	if err != nil {
		return nil, err
	}
	origin = s.example(0, first).X[:channels]
	err = s.visit(func(_ int, r row) error {
		partSum, partSquares := make([]float64, channels), make([]float64, channels)
		add := func(c int, v float32) {
			d := float64(v) - float64(origin[c])
			partSum[c] += d
			partSquares[c] += d * d
		}
		for c := range channels {
			for i := c; i < len(r.f32); i += channels {
				add(c, r.f32[i])
			}
			for i := c; i < len(r.u8); i += channels {
				add(c, float32(r.u8[i])*s.scale+s.offset)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		for c := range channels {
			sum[c] += partSum[c]
			squares[c] += partSquares[c]
		}
		n += volume(s.info.Shape) / channels
		return nil
	})
	if err != nil {
		return nil, err
	}
	m := &moments{make([]float32, channels), make([]float32, channels)}
	for c := range channels {
		mean := sum[c] / float64(n)
		m.mean[c] = float32(mean + float64(origin[c]))
		m.std[c] = float32(math.Sqrt(max(0, squares[c]/float64(n)-mean*mean)))
		if m.std[c] < 1e-12 {
			m.std[c] = 1
		}
	}
	return m, nil
}

// normalized is s after (x-mean)/std. Bytes with one channel stay bytes that stand for other numbers.
func normalized(s *store, m *moments) *store {
	out := s.like()
	out.info.Fingerprint = fingerprint(s.info.Fingerprint, "normalize", m.mean, m.std)
	out.info.Photos = s.info.Photos.normalized(m)
	if s.u8 && len(m.mean) == 1 {
		out.scale, out.offset = s.scale/m.std[0], (s.offset-m.mean[0])/m.std[0]
		out.read, out.each = s.read, s.each
		if s.whole != nil {
			out.whole = sync.OnceValues(func() (*Batch, error) {
				b, err := s.whole()
				if err != nil {
					return nil, err
				}
				same := *b
				same.X.Scale, same.X.Offset = out.scale, out.offset
				return &same, nil
			})
		}
		return out
	}
	out.u8, out.scale, out.offset = false, 0, 0
	factor, shift := make([]float32, len(m.mean)), make([]float32, len(m.mean))
	for c := range factor {
		factor[c], shift[c] = 1/m.std[c], -m.mean[c]/m.std[c]
	}
	return out.changed(s, func(_ int, from, to row, _ Order) error {
		to.copy(from)
		c := 0
		for i := range to.f32 {
			if s.u8 {
				to.f32[i] = float32(from.u8[i])*s.scale + s.offset
			}
			to.f32[i] = to.f32[i]*factor[c] + shift[c]
			if c++; c == len(factor) {
				c = 0
			}
		}
		return nil
	})
}
