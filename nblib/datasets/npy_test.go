package datasets

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func npyFile(name string) string { return filepath.Join("testdata", name) }

// blockNumber is what make_testdata.py put at place k of example i.
func blockNumber(i, k int) float32 { return float32((i*6+k)%7 + 10*i) }

func TestNPYTypesAsNumPyWritesThem(t *testing.T) {
	for _, kind := range []string{"u1", "i1", "u2", "i2_big", "i4", "u4_big", "i8", "f2", "f4", "f4_big", "f8", "f8_big", "columns", "version2"} {
		b, err := NPY(npyFile("x_"+kind+".npy"), npyFile("y_classes.npy")).Train.Load()
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		shape := []int{4, 3, 2}
		if kind == "u1" {
			shape = []int{4, 3, 2, 1} // bytes are pixels
		}
		if !slices.Equal(b.X.Shape, shape) || !slices.Equal(b.Labels, []int32{0, 2, 1, 2}) {
			t.Errorf("%s: shape %v, labels %v", kind, b.X.Shape, b.Labels)
		}
		for i := range 4 {
			for k, v := range b.X.At(i) {
				if kind == "u1" {
					v *= 255
				}
				if !near(float64(v), float64(blockNumber(i, k))) {
					t.Fatalf("%s: example %d place %d is %v, want %v", kind, i, k, v, blockNumber(i, k))
				}
			}
		}
	}
	if b, err := NPY(npyFile("x_bool.npy"), npyFile("y_bool.npy")).Train.Load(); err != nil || b.X.F32[0] != 1 || b.X.F32[1] != 0 || !slices.Equal(b.Labels, []int32{1, 0, 1, 1}) {
		t.Errorf("bool: %v", err)
	}
}

func TestNPYTargets(t *testing.T) {
	x := npyFile("x_f4.npy")
	values, err := NPY(x, npyFile("y_values.npy")).Train.Load()
	if err != nil || !slices.Equal(values.Values, []float32{0.5, 1.5, -2.5, 3}) {
		t.Errorf("values: %v", err)
	}
	pairs := NPY(x, npyFile("y_pairs.npy"))
	if info, err := pairs.Train.Info(); err != nil || info.Target.Kind != Values || info.Target.Width != 2 {
		t.Errorf("pairs: %+v (%v)", info, err)
	}
	if b, err := pairs.Train.Examples(3); err != nil || !slices.Equal(b.Values, []float32{1.5, 1.75}) {
		t.Errorf("pairs: %v", err)
	}
	if info, err := NPY(x, npyFile("y_classes.npy"), AsValues).Train.Info(); err != nil || info.Target.Kind != Values {
		t.Errorf("AsValues: %+v (%v)", info, err)
	}
	if info, err := NPY(x, npyFile("y_classes.npy"), ClassNames("a", "b", "c", "d")).Train.Info(); err != nil || info.Target.Width != 4 || info.Target.Classes[3] != "d" {
		t.Errorf("ClassNames: %+v (%v)", info, err)
	}
}

func TestNPZ(t *testing.T) {
	for _, name := range []string{"keras.npz", "packed.npz"} {
		set := NPZ(npyFile(name))
		train, err := set.Train.Load()
		if err != nil || train.Len != 4 || train.X.U8[7] != uint8(blockNumber(1, 1)) {
			t.Errorf("%s: %v", name, err)
		}
		info, err := set.Test.Info()
		if err != nil || info.Len != 2 || info.Target.Width != 3 || set.Val.Len() != 0 {
			t.Errorf("%s: test %+v (%v)", name, info, err)
		}
	}
	if info, err := NPZ(npyFile("plain.npz")).Train.Info(); err != nil || info.Len != 4 {
		t.Errorf("plain.npz: %v", err)
	}
}

func TestNPYBadInput(t *testing.T) {
	whole, err := os.ReadFile(npyFile("x_f4.npy"))
	if err != nil {
		t.Fatal(err)
	}
	short := filepath.Join(t.TempDir(), "short.npy")
	if err := os.WriteFile(short, whole[:len(whole)-1], 0o644); err != nil {
		t.Fatal(err)
	}
	y := npyFile("y_classes.npy")
	for _, c := range []struct {
		set  *Set
		want []string
	}{
		{NPY(short, y), []string{"short.npy: expected 24 elements of 4 bytes", "95 bytes, a truncated"}},
		{NPY(npyFile("x_objects.npy"), y), []string{"x_objects.npy: expected an array of plain numbers", "|O"}},
		{NPY(npyFile("x_complex.npy"), y), []string{"x_complex.npy: expected an array of plain numbers", "c8"}},
		{NPY(npyFile("rgb.png"), y), []string{"rgb.png: expected a NumPy .npy file"}},
		{NPY("nowhere.npy", y), []string{"nowhere.npy", "no such file"}},
		{NPY(npyFile("x_f4.npy"), npyFile("y_three.npy")), []string{"as many targets as examples, got the shapes [4 3 2] and [3]"}},
		{NPY(npyFile("x_f4.npy"), npyFile("y_negative.npy")), []string{"y_negative.npy: example 2: expected a class from 0", "got -1"}},
		{NPY(npyFile("x_f4.npy"), y, ClassNames("a", "b")), []string{"example 1: expected a class from 0 to 1, got 2"}},
		{NPZ(npyFile("names.npz")), []string{"expected arrays named x_train", "2 arrays (left, right)"}},
		{NPZ(npyFile("rgb.png")), []string{"expected a NumPy .npz file"}},
	} {
		_, err := c.set.Train.Info()
		wantSentence(t, err, c.want...)
	}
	_, err = NPY(npyFile("x_nan.npy"), y).Train.Load()
	wantSentence(t, err, "x_nan.npy: example 3: expected finite numbers, got NaN at place 5")
}

func FuzzOpenNPY(f *testing.F) {
	for _, name := range []string{"x_f2.npy", "x_i2_big.npy", "x_columns.npy", "x_version2.npy", "x_objects.npy", "y_classes.npy", "x_bool.npy"} {
		data, err := os.ReadFile(npyFile(name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := openNPY("fuzz.npy", bytes.NewReader(data), int64(len(data)))
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("not one sentence: %q", err)
			}
			return
		}
		if numbers, err := a.all(); err == nil && len(numbers) != volume(a.shape) {
			t.Errorf("shape %v with %d numbers", a.shape, len(numbers))
		}
	})
}
