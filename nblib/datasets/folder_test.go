package datasets

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// tree copies files of testdata, or text, to the given places under a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "photos")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for place, from := range files {
		data, err := os.ReadFile(filepath.Join("testdata", from))
		if text, ok := strings.CutPrefix(from, "text:"); ok {
			data, err = []byte(text), nil
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(place))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestImageFolderWithoutParts(t *testing.T) {
	dir := tree(t, map[string]string{"cats/a.png": "rgb.png", "cats/b.jpg": "baseline.jpg", "cats/c.bmp": "rgb.bmp",
		"dogs/a.webp": "lossless.webp", "dogs/deeper/b.gif": "palette.gif", "dogs/.hidden": "text:x", "dogs/Thumbs.db": "text:x"})
	said := reported(t)
	set := ImageFolder(dir)
	info, err := set.Train.Info()
	if err != nil || info.Len != 5 || !slices.Equal(info.Shape, []int{20, 30, 3}) || !slices.Equal(info.Target.Classes, []string{"cats", "dogs"}) {
		t.Fatalf("got %+v (%v)", info, err)
	}
	b, err := set.Train.Load()
	if err != nil || !slices.Equal(b.Labels, []int32{0, 0, 0, 1, 1}) || said.Len() > 0 {
		t.Errorf("got labels %v (%v), said %q", b.Labels, err, said)
	}
	if !slices.Equal(b.X.U8[:20*30*3], rawPixels(t, "rgb.png.raw").pix) {
		t.Error("the first image is not rgb.png")
	}
	split := set.Split(0, 0.4)
	if split.Train.Len() != 3 || split.Test.Len() != 2 {
		t.Errorf("Split: %d and %d", split.Train.Len(), split.Test.Len())
	}
}

func TestImageFolderGreyAndColour(t *testing.T) {
	dir := tree(t, map[string]string{"a/1.png": "gray.png", "b/1.jpg": "gray.jpg", "b/2.bmp": "gray.bmp"})
	for _, c := range []struct {
		opts []FolderOption
		want int
	}{{nil, 3}, {[]FolderOption{Gray}, 1}, {[]FolderOption{Color}, 3}} {
		info, err := ImageFolder(dir, c.opts...).Train.Info()
		if err != nil || info.Shape[2] != c.want {
			t.Errorf("a BMP with a palette among grey images: got %v (%v), want %d channels", info.Shape, err, c.want)
		}
	}
	grey := tree(t, map[string]string{"a/1.png": "gray.png", "b/1.jpg": "gray.jpg"})
	if info, err := ImageFolder(grey).Train.Info(); err != nil || info.Shape[2] != 1 {
		t.Errorf("grey only: %v (%v)", info.Shape, err)
	}
	if info, err := ImageFolder(grey, Color).Train.Info(); err != nil || info.Shape[2] != 3 {
		t.Errorf("grey only, Color: %v (%v)", info.Shape, err)
	}
}

func TestImageFolderParts(t *testing.T) {
	dir := tree(t, map[string]string{"train/a/1.png": "rgb.png", "train/b/1.png": "rgb.png", "Validation/a/1.png": "rgb.png",
		"test/b/1.png": "rgb.png", "test/b/2.png": "rgb.png"})
	set := ImageFolder(dir)
	if a, b, c := set.Train.Len(), set.Val.Len(), set.Test.Len(); a != 2 || b != 1 || c != 2 {
		t.Errorf("got %d, %d, %d", a, b, c)
	}
	if b, err := set.Test.Load(); err != nil || !slices.Equal(b.Labels, []int32{1, 1}) {
		t.Errorf("test: %v", err)
	}
}

func TestImageFolderFingerprint(t *testing.T) {
	files := map[string]string{"a/1.png": "rgb.png", "b/1.png": "rgb.png"}
	dir := tree(t, files)
	print := func(opts ...FolderOption) string {
		info, err := ImageFolder(dir, opts...).Train.Info()
		if err != nil || info.Fingerprint == "" {
			t.Fatal(err)
		}
		return info.Fingerprint
	}
	first := print()
	if print() != first {
		t.Error("the same folder has two fingerprints")
	}
	if print(Resize(5, 5)) == first {
		t.Error("another size has the same fingerprint")
	}
	if err := os.Chtimes(filepath.Join(dir, "a", "1.png"), time.Time{}, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if print() == first {
		t.Error("a file written anew has the same fingerprint")
	}
}

func TestImageFolderBadInput(t *testing.T) {
	two := func(more map[string]string) map[string]string {
		more["a/1.png"], more["b/1.png"] = "rgb.png", "rgb.png"
		return more
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		opts  []FolderOption
		want  []string
	}{
		{"empty", nil, nil, []string{"photos", "at least 2 classes, got no folder"}},
		{"images without folders", map[string]string{"1.png": "rgb.png"}, nil, []string{"at least 2 classes, got no folder", "sort the images"}},
		{"one class", map[string]string{"a/1.png": "rgb.png"}, nil, []string{"got 1 folder (a)"}},
		{"a class without images", map[string]string{"a/1.png": "rgb.png", "b/.keep": "text:"}, nil, []string{"got none of b"}},
		{"a new class in val", map[string]string{"train/a/1.png": "rgb.png", "train/b/1.png": "rgb.png", "val/c/1.png": "rgb.png"}, nil, []string{"val", "(a, b), got c"}},
		{"sizes differ", two(map[string]string{"b/2.png": "noise_tall.png"}), nil, []string{"2.png: expected 20×30 pixels", "got 61×37", "datasets.Resize"}},
		{"text, strict", two(map[string]string{"b/2.png": "text:hello"}), []FolderOption{Strict}, []string{"2.png", "got text"}},
		{"web page, strict", two(map[string]string{"b/2.jpg": "text:<!DOCTYPE html><p>404"}), []FolderOption{Strict}, []string{"2.jpg", "got a web page"}},
		{"empty file, strict", two(map[string]string{"b/2.jpg": "text:"}), []FolderOption{Strict}, []string{"2.jpg", "an empty file"}},
		{"bad size", two(map[string]string{}), []FolderOption{Resize(0, 9)}, []string{"Resize(0, 9): expected sizes from 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ImageFolder(tree(t, c.files), c.opts...).Train.Info()
			wantSentence(t, err, c.want...)
		})
	}
	_, err := ImageFolder(filepath.Join(t.TempDir(), "nowhere")).Train.Info()
	wantSentence(t, err, "nowhere: expected a folder of images, got no such file")
}

func TestImageFolderLeavesOutWhatIsNoImage(t *testing.T) {
	said := reported(t)
	dir := tree(t, map[string]string{"a/1.png": "rgb.png", "b/1.png": "rgb.png", "b/notes.txt": "text:hello", "b/2.jpg": "text:<html>gone"})
	info, err := ImageFolder(dir).Train.Info()
	if err != nil || info.Len != 2 || len(info.Notes) != 2 || strings.Count(said.String(), "left out") != 2 {
		t.Errorf("got %d examples, notes %q, said %q (%v)", info.Len, info.Notes, said, err)
	}
}

func TestImageFolderDamagedImage(t *testing.T) {
	dir := tree(t, map[string]string{"a/1.png": "rgb.png", "b/1.jpg": "baseline.jpg"})
	path := filepath.Join(dir, "b", "1.jpg")
	if err := os.Truncate(path, 700); err != nil {
		t.Fatal(err)
	}
	_, err := ImageFolder(dir).Train.Load()
	wantSentence(t, err, path, "got a damaged one")
}

func TestImageFolderDecodesEachImageOnce(t *testing.T) {
	dir := tree(t, map[string]string{"a/1.png": "rgb.png", "b/1.png": "rgb.png"})
	set := ImageFolder(dir).Augment(Flip)
	first, _ := all(t, set.Train, 2, Order{})
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	again, _ := all(t, set.Train, 1, Order{})
	b, err := set.Train.Load()
	if err != nil || !slices.Equal(first, again) || !slices.Equal(b.X.U8, first) {
		t.Errorf("the images were read again (%v)", err)
	}
}
