package datasets

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestMNIST(t *testing.T) {
	set := MNIST()
	for _, c := range []struct {
		part  *Part
		n     int
		first []int32
		count []int // of each digit, as the paper's files have them
	}{
		{set.Train, 60000, []int32{5, 0, 4, 1, 9}, []int{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}},
		{set.Test, 10000, []int32{7, 2, 1, 0, 4}, []int{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}},
	} {
		b, err := c.part.Load()
		if err != nil {
			t.Fatal(err)
		}
		if b.Len != c.n || !slices.Equal(b.X.Shape, []int{c.n, 28, 28, 1}) || len(b.X.U8) != c.n*784 || b.X.Scale != float32(1.0/255) {
			t.Errorf("%s: got %d examples of shape %v, scale %v", c.part.name, b.Len, b.X.Shape, b.X.Scale)
		}
		if !slices.Equal(b.Labels[:5], c.first) {
			t.Errorf("%s: first labels %v", c.part.name, b.Labels[:5])
		}
		count := make([]int, 10)
		for _, l := range b.Labels {
			count[l]++
		}
		if !slices.Equal(count, c.count) {
			t.Errorf("%s: got %v of each digit, want %v", c.part.name, count, c.count)
		}
	}
	if set.Val.Len() != 0 {
		t.Errorf("got a val part of %d", set.Val.Len())
	}
	five, _ := set.Train.Examples(0)
	if row := five.X.U8[14*28 : 15*28]; !slices.Equal(row[12:19], []uint8{0, 81, 240, 253, 253, 119, 25}) {
		t.Errorf("the middle row of the first image, a five, is %v", row)
	}
}

func TestMNISTOwnCopyAltered(t *testing.T) {
	original, err := mnistDir()
	if err != nil {
		t.Fatal(err)
	}
	copyTo := func(t *testing.T) (base, dir string) {
		base = t.TempDir()
		dir = filepath.Join(base, "mnist")
		if err := os.CopyFS(dir, os.DirFS(original)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(dir, mnistTest.images), 0o644); err != nil {
			t.Fatal(err)
		}
		return base, dir
	}
	t.Run("intact, as file://", func(t *testing.T) {
		base, _ := copyTo(t)
		t.Setenv("NNBOOK_DATA", "file://"+base)
		if _, err := MNIST().Test.Load(); err != nil {
			t.Error(err)
		}
	})
	t.Run("truncated", func(t *testing.T) {
		base, dir := copyTo(t)
		t.Setenv("NNBOOK_DATA", base)
		if err := os.Truncate(filepath.Join(dir, mnistTest.images), 1000); err != nil {
			t.Fatal(err)
		}
		_, err := MNIST().Test.Load()
		wantSentence(t, err, mnistTest.images, "expected the original file", "1000 bytes")
	})
	t.Run("altered", func(t *testing.T) {
		base, dir := copyTo(t)
		t.Setenv("NNBOOK_DATA", base)
		path := filepath.Join(dir, mnistTest.images)
		data, _ := os.ReadFile(path)
		data[len(data)/2] ^= 1
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := MNIST().Test.Load()
		wantSentence(t, err, mnistTest.images, "expected the original file")
	})
	t.Run("missing", func(t *testing.T) {
		base, dir := copyTo(t)
		t.Setenv("NNBOOK_DATA", base)
		if err := os.Remove(filepath.Join(dir, mnistTest.labels)); err != nil {
			t.Fatal(err)
		}
		_, err := MNIST().Test.Load()
		wantSentence(t, err, mnistTest.labels, "no such file")
	})
}

// wantSentence checks that err is one line in the house form and has the given pieces.
func wantSentence(t *testing.T, err error, pieces ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want one with %q", pieces)
	}
	if !strings.HasPrefix(err.Error(), "datasets: ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("not one sentence of this package: %q", err)
	}
	for _, piece := range pieces {
		if !strings.Contains(err.Error(), piece) {
			t.Errorf("error %q lacks %q", err, piece)
		}
	}
}

func BenchmarkMNISTLoad(b *testing.B) {
	for b.Loop() {
		if _, err := MNIST().Train.Load(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
}
