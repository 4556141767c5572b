package datasets

import (
	"fmt"
	"slices"
	"sync"
)

// OneHot writes each class as one number per class, 1 for the right one and 0 for the others, for losses that compare
// shares. Keras: utils.to_categorical.
func (s *Set) OneHot() *Set {
	return s.layer(func(st *store) (*store, error) {
		if st.info.Target.Kind == OneHot {
			return st, nil
		}
		if st.info.Target.Kind != Classes {
			return nil, sentence(st, "OneHot", "class numbers as targets", st.info.Target.Kind, "leave OneHot away for other targets")
		}
		return retarget(st, OneHot, st.info.Target.Width, oneHot), nil
	})
}

func oneHot(class int32, values []float32) {
	clear(values)
	values[class] = 1
}

// Binary writes the two classes as one number, 0 or 1, for losses.BinaryCrossEntropy and a network with one output.
func (s *Set) Binary() *Set {
	return s.layer(func(st *store) (*store, error) {
		if st.info.Target.Kind == Binary {
			return st, nil
		}
		if st.info.Target.Kind != Classes || st.info.Target.Width != 2 {
			return nil, sentence(st, "Binary", "two classes", fmt.Sprintf("%d outputs of kind %v", st.info.Target.Width, st.info.Target.Kind), "leave Binary away for other targets")
		}
		return retarget(st, Binary, 1, func(class int32, values []float32) { values[0] = float32(class) }), nil
	})
}

// retarget writes classes in another form and leaves X as it is.
func retarget(s *store, kind TargetKind, width int, write func(class int32, values []float32)) *store {
	out := s.like()
	out.info.Target = Target{Kind: kind, Width: width, Classes: slices.Clone(s.info.Target.Classes)}
	out.info.Fingerprint = fingerprint(s.info.Fingerprint, kind)
	if s.each != nil {
		out.each = func(o Order, yield func(row, error) bool) {
			values := make([]float32, width)
			s.each(o, func(r row, err error) bool {
				if err == nil {
					write(*r.label, values)
				}
				return yield(row{u8: r.u8, f32: r.f32, values: values}, err)
			})
		}
		return out
	}
	out.read = func(i int, r row, o Order) error {
		var class int32
		if err := s.read(i, row{u8: r.u8, f32: r.f32, label: &class}, o); err != nil {
			return err
		}
		write(class, r.values)
		return nil
	}
	if s.whole != nil {
		out.whole = sync.OnceValues(func() (*Batch, error) {
			b, err := s.whole()
			if err != nil {
				return nil, err
			}
			changed := &Batch{Len: b.Len, X: b.X, Values: make([]float32, b.Len*width), Weights: b.Weights}
			for i, class := range b.Labels {
				write(class, changed.Values[i*width:(i+1)*width])
			}
			return changed, nil
		})
	}
	return out
}
