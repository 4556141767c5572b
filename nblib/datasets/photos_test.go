package datasets

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A photo that is read by a set's preparation is what the set makes of it.
func TestPhotosAreAsInTheSet(t *testing.T) {
	dir := tree(t, map[string]string{"cats/a.png": "rgb.png", "cats/b.jpg": "baseline.jpg", "cats/c.png": "noise_tall.png", "cats/d.jpg": "exif6.jpg",
		"dogs/a.webp": "lossless.webp", "dogs/b.png": "noise_wide.png", "dogs/c.png": "gray.png", "dogs/d.png": "noise_small.png"})
	for _, set := range []*Set{
		ImageFolder(dir, Resize(6, 7)),
		ImageFolder(dir, CenterCrop(7), Gray),
		ImageFolder(dir, Pad(8)),
		ImageFolder(dir, CenterCrop(7)).Normalize(),
		ImageFolder(dir, Resize(9, 9), Gray).Normalize(),
		ImageFolder(dir, Resize(9, 9)).Normalize().Normalize(),
		ImageFolder(dir, Resize(9, 9)).Normalize().Augment(RandomCrop(5), Flip),
		ImageFolder(dir, Resize(9, 9)).Split(0.3, 0.3).Take(1),
	} {
		info, err := set.Train.Info()
		if err != nil {
			t.Fatal(err)
		}
		want, err := set.Train.Load()
		if err != nil {
			t.Fatal(err)
		}
		photos, err := ReadPhotos(info.Photos.String())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(photos.Shape(), info.Shape) {
			t.Errorf("%v: shape %v, want %v", photos, photos.Shape(), info.Shape)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := photos.Part(files...).Load()
		if err != nil {
			t.Fatal(err)
		}
		var all [][]float32
		for i := range got.Len {
			all = append(all, got.X.At(i))
		}
		for i := range want.Len {
			if !slices.ContainsFunc(all, func(x []float32) bool { return alike(x, want.X.At(i)) }) {
				t.Errorf("%v: example %d is like no photo", photos, i)
			}
		}
	}
	mapped := ImageFolder(dir, Resize(6, 6)).Map(func(e Example) (Example, error) { return e, nil })
	if info, err := mapped.Train.Info(); err != nil || info.Photos != nil {
		t.Errorf("after Map: %v (%v)", info.Photos, err)
	}
}

func alike(a, b []float32) bool {
	for i := range a {
		if d := a[i] - b[i]; d > 1e-4 || d < -1e-4 {
			return false
		}
	}
	return len(a) == len(b)
}

func TestPhotosBadInput(t *testing.T) {
	for text, want := range map[string]string{
		`x`: `datasets: photos: expected how photos are prepared, as JSON, got "x"; make it with Photos.String`,
		`{"fit":"Shrink(3)","height":3,"width":3,"channels":3}`:                "datasets: photos: expected Resize(height, width), CenterCrop(size) or Pad(size), got Shrink(3); prepare them with datasets.PhotosAs",
		`{"fit":"Pad(3) and more","height":3,"width":3,"channels":3}`:          "datasets: photos: expected Resize(height, width), CenterCrop(size) or Pad(size), got Pad(3) and more; prepare them with datasets.PhotosAs",
		`{"height":0,"width":3,"channels":3}`:                                  "datasets: photos: expected sizes from 1 to 16384 pixels, got 0×3; prepare them with datasets.PhotosAs",
		`{"fit":"Pad(1000000)","height":1000000,"width":1000000,"channels":3}`: "datasets: photos: expected sizes from 1 to 16384 pixels, got 1000000×1000000; prepare them with datasets.PhotosAs",
		`{"fit":"Pad(4)","height":3,"width":3,"channels":3}`:                   "datasets: photos: expected the size of Pad(4), got 3×3; prepare them with datasets.PhotosAs",
		`{"height":3,"width":3,"channels":2}`:                                  "datasets: photos: expected 1 or 3 channels, got 2; prepare them with datasets.PhotosAs",
		`{"height":3,"width":3,"channels":3,"crop":4}`:                         "datasets: photos: expected a crop within the image, got 4; prepare them with datasets.PhotosAs",
		`{"height":3,"width":3,"channels":3,"mean":[1],"std":[1]}`:             "datasets: photos: expected a mean and a standard deviation for each channel, got [1] and [1]; prepare them with datasets.PhotosAs",
		`{"height":3,"width":3,"channels":1,"mean":[1],"std":[0]}`:             "datasets: photos: expected standard deviations above 0, got [0]; prepare them with datasets.PhotosAs",
	} {
		_, err := ReadPhotos(text)
		if err == nil || err.Error() != want {
			t.Errorf("%s\ngot:  %v\nwant: %s", text, err, want)
		}
	}
	if _, err := PhotosAs(Gray).Part("x.png").Info(); err == nil || !strings.Contains(err.Error(), "expected sizes") {
		t.Errorf("without a size: %v", err)
	}
}
