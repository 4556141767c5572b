package models

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

// photosDir is where they lie.
var photosDir, _ = filepath.Abs(filepath.Join("..", "..", "shared", "data", "hymenoptera"))

// hymenoptera is the folder of ants and bees that lies beside the checkout
// where it is tested.
func hymenoptera(tb testing.TB) *datasets.Set {
	tb.Helper()
	dir := photosDir
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("../shared/data/hymenoptera is not there, so the photos are not tested")
	}
	if os.Getenv("GOMLX_BACKEND") == "go" {
		tb.Skip("not tested on the Go backend: it takes many minutes")
	}
	return datasets.ImageFolder(dir, datasets.CenterCrop(224))
}

// PyTorch with the same weights takes 61 of the 70 ants for "ant" and 69 of
// the 83 bees for "bee".
func TestImageNetKnowsAntsAndBees(t *testing.T) {
	photos := hymenoptera(t).Val
	m := EfficientNetLite0()
	needWeights(t, m)
	started := time.Now()
	got, err := trainer.Predict(&trainer.Run{Model: m}, photos)
	if err != nil {
		t.Fatal(err)
	}
	spent := time.Since(started)
	batch, err := photos.Load()
	if err != nil {
		t.Fatal(err)
	}
	right := map[int32]int{}
	for i, label := range batch.Labels {
		if name := got.Names[got.Class(i)]; label == 0 && name == "ant" || label == 1 && name == "bee" {
			right[label]++
		}
	}
	t.Logf("%d ants, %d bees; %.0f images/s with reading them", right[0], right[1], float64(got.Len)/spent.Seconds())
	if d := right[0] - 61; d < -1 || d > 1 {
		t.Errorf("%d of 70 ants are ants, want 61", right[0])
	}
	if d := right[1] - 69; d < -1 || d > 1 {
		t.Errorf("%d of 83 bees are bees, want 69", right[1])
	}
}
