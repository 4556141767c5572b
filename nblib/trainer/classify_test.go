package trainer

import (
	img "image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// paint writes a picture of one colour, with some noise by its number.
func paint(tb testing.TB, path string, c color.RGBA, n, size int) {
	tb.Helper()
	im := img.NewRGBA(img.Rect(0, 0, size, size+n%3))
	for y := range size + n%3 {
		for x := range size {
			v := uint8((x*7 + y*13 + n*29) % 40)
			im.SetRGBA(x, y, color.RGBA{c.R - v, c.G - v, c.B - v, 255})
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tb.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, im); err != nil {
		tb.Fatal(err)
	}
}

var colours = map[string]color.RGBA{"red": {220, 60, 60, 255}, "green": {60, 220, 60, 255}, "blue": {60, 60, 220, 255}}

// paintings is a folder of pictures in three colours.
func paintings(tb testing.TB) string {
	tb.Helper()
	dir := filepath.Join(tb.TempDir(), "paintings")
	for name, c := range colours {
		for i := range 10 {
			paint(tb, filepath.Join(dir, name, string(rune('a'+i))+".png"), c, i, 12)
		}
	}
	return dir
}

// A trained, kept or saved network classifies a file with nothing else.
func TestClassify(t *testing.T) {
	pictures := paintings(t)
	for name, data := range map[string]*datasets.Set{
		"as they are":           datasets.ImageFolder(pictures, datasets.Resize(8, 8)),
		"normalized":            datasets.ImageFolder(pictures, datasets.CenterCrop(8)).Normalize(),
		"augmented with a crop": datasets.ImageFolder(pictures, datasets.Pad(10)).Augment(datasets.RandomCrop(8), datasets.Flip).Normalize(),
	} {
		t.Run(name, func(t *testing.T) {
			dir := elsewhere(t)
			net := nn.Sequential(nn.Flatten(), nn.Dense(3))
			trained, err := Fit(net, data, Config{Name: "colours", Epochs: 30, BatchSize: 9, Optimizer: optim.Adam(0.01), Quiet: true})
			if err != nil {
				t.Fatal(err)
			}
			kept, err := Load("colours")
			if err != nil {
				t.Fatal(err)
			}
			if err := trained.Model.Save("colours.safetensors"); err != nil {
				t.Fatal(err)
			}
			saved, err := nn.LoadModel("colours.safetensors")
			if err != nil {
				t.Fatal(err)
			}
			for class, c := range colours {
				file := filepath.Join(dir, "a photo.png")
				paint(t, file, c, 77, 30)
				first := ""
				for _, run := range []*Run{trained, kept, {Model: saved}} {
					got, err := Classify(run, file)
					if err != nil {
						t.Fatal(err)
					}
					if got.Class() != class || got.Guesses[0].Probability < 0.5 || len(got.Guesses) != 3 {
						t.Errorf("%s is taken for %v", class, got)
					}
					if first == "" {
						first = got.String()
					}
					if got.String() != first || !strings.HasPrefix(first, class+" ") {
						t.Errorf("%s, then %s", first, got)
					}
				}
			}
		})
	}
}

func TestClassifyBadInput(t *testing.T) {
	elsewhere(t)
	layer := nn.Sequential(nn.Flatten(), nn.Dense(3))
	network, err := nn.Build(layer, []int{8, 8, 3})
	if err != nil {
		t.Fatal(err)
	}
	model, err := nn.NewModel("colours", layer, []int{8, 8, 3}, network.Init(1))
	if err != nil {
		t.Fatal(err)
	}
	as := func(photos string) *Run { return &Run{Model: model.WithPreparation(photos)} }
	resized := datasets.PhotosAs(datasets.Resize(8, 8)).String()
	paint(t, "photo.png", colours["red"], 1, 12)
	whole, err := os.ReadFile("photo.png")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"cut.png": string(whole[:60]), "text.png": "not an image", "empty.png": ""} {
		if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		run        *Run
		path, want string
	}{
		{nil, "photo.png", "trainer: Classify: expected a run, got nil; train one or load one"},
		{as(""), "photo.png", "trainer: Classify: expected a network that knows how photos are prepared, got one trained on other data; train on datasets.ImageFolder, or use Model.WithPreparation"},
		{as("{"), "photo.png", `datasets: photos: expected how photos are prepared, as JSON, got "{"; make it with Photos.String`},
		{as(resized), "no.png", "datasets: no.png: expected an image, got no such file or directory; name a photo"},
		{as(resized), "text.png", "datasets: text.png: expected an image (JPEG, PNG, GIF, WebP, BMP), got text; name a photo"},
		{as(resized), "empty.png", "datasets: empty.png: expected an image, got an empty file; name a photo"},
		{as(`{"height":8,"width":8,"channels":3}`), "photo.png", "datasets: photo.png: expected 8×8 pixels, like the images that the network was trained on, got 13×12; scale the file"},
		{as(datasets.PhotosAs(datasets.Resize(9, 9)).String()), "photo.png", "trainer: Predict: photos: expected examples of shape [8 8 3], as the network was trained on, got [9 9 3]; prepare them alike"},
	} {
		_, err := Classify(c.run, c.path)
		wantError(t, err, c.want)
	}
	if _, err := Classify(as(resized), "cut.png"); err == nil || !strings.HasPrefix(err.Error(), "datasets: cut.png: expected a whole image") {
		t.Errorf("a cut image: %v", err)
	}
}
