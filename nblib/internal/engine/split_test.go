package engine

import (
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// onXLA gives XLA on the CPU with n devices.
func onXLA(t *testing.T, n int) *Engine {
	t.Helper()
	for _, p := range Plugins() {
		if p.Name != "cpu" {
			continue
		}
		e, err := p.start("")
		if err != nil {
			t.Fatal(err)
		}
		if e, err = e.withDevices(n); err != nil {
			t.Fatal(err)
		}
		return e
	}
	t.Skip("there is no XLA plugin for the CPU here")
	return nil
}

func floats(t *testing.T, x *tensors.Tensor) []float32 {
	t.Helper()
	data, err := tensors.CopyFlatData[float32](x)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// mean is a step of all that devices have to agree on: weights that each has
// whole move by the mean over a batch that they share.
func mean(in []*graph.Node) []*graph.Node {
	w, batch := in[0], in[1]
	return []*graph.Node{graph.Add(w, graph.ReduceMean(batch, 1)), graph.ReduceAllSum(batch)}
}

func TestDevicesShareAnInput(t *testing.T) {
	for _, n := range []int{2, 4, 6} {
		e := onXLA(t, n)
		f, err := e.SplitFunc("mean", n, []int{Whole, 1}, mean)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		w := tensors.FromFlatDataAndDimensions([]float32{10, 20}, 2)
		for _, size := range []int{12, 12, 13, 12} { // 13 on the first device alone
			data := make([]float32, 2*size)
			for i := range data {
				data[i] = float32(i / size)
			}
			before := floats(t, w)
			batch := tensors.FromFlatDataAndDimensions(data, 2, size)
			if got, want := f.split.fits([]*tensors.Tensor{w, batch}), size == 12; got != want {
				t.Errorf("%d rows are shared by %d devices: %v, want %v", size, n, got, want)
			}
			out, err := f.Call(w, batch)
			if err != nil {
				t.Fatal(err)
			}
			Free(w, batch)
			w = out[0]
			if got, want := floats(t, w), []float32{before[0], before[1] + 1}; !slices.Equal(got, want) {
				t.Errorf("%d devices: got %v, want %v", n, got, want)
			}
			if got := floats(t, out[1])[0]; got != float32(size) {
				t.Errorf("%d devices: sum %v, want %d", n, got, size)
			}
			Free(out[1])
		}
		parts, err := f.split.parts(1, tensors.FromFlatDataAndDimensions(make([]float32, 24), 2, 12))
		if err != nil || len(parts) != n || !slices.Equal(parts[n-1].Shape().Dimensions, []int{2, 12 / n}) {
			t.Errorf("%d devices get parts %v, %v", n, parts, err)
		}
		copies, err := onOthers.all(w, n, e.Backend)
		if err != nil {
			t.Fatal(err)
		}
		for k, c := range copies {
			if on, err := c.Device(); err != nil || on != compute.DeviceNum(k) {
				t.Errorf("copy %d lies on device %d, %v", k, on, err)
			}
			if !slices.Equal(floats(t, c), floats(t, w)) {
				t.Errorf("copy %d differs", k)
			}
		}
		Free(w)
	}
	if n := len(onOthers.of); n != 0 {
		t.Errorf("%d tensors still have copies", n)
	}
}

// gpus is a backend with so many devices.
type gpus struct {
	compute.Backend
	n int
}

func (g gpus) NumDevices() int { return g.n }
func (g gpus) String() string  { return "xla" }

func TestTooManyDevices(t *testing.T) {
	cuda := &Engine{Backend: gpus{n: 2}, Label: "XLA (cuda)", plugin: &Plugin{Name: "cuda"}}
	if e, err := cuda.withDevices(2); e != cuda || err != nil {
		t.Errorf("two of two: %v, %v", e, err)
	}
	_, err := cuda.withDevices(3)
	if want := "expected at most 2, which is how many devices XLA (cuda) has, got 3; lower it"; err == nil || err.Error() != want {
		t.Errorf("got:  %v\nwant: %s", err, want)
	}
	if _, err = onXLA(t, 1).withDevices(65); err == nil || !strings.HasPrefix(err.Error(), "expected at most 64 virtual devices on XLA (cpu), got 65; ") {
		t.Errorf("got: %v", err)
	}
}
