package datasets

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// hymenoptera is the folder of ants and bees that lies beside the checkout where it is tested.
func hymenoptera(tb testing.TB) string {
	tb.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", "hymenoptera")
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("../shared/data/hymenoptera is not there, so the photos are not tested")
	}
	return dir
}

// reported catches what a test reports.
func reported(t *testing.T) *bytes.Buffer {
	t.Helper()
	var said bytes.Buffer
	before := report
	report = func(text string) { said.WriteString(text + "\n") }
	t.Cleanup(func() { report = before })
	return &said
}

func TestAntsAndBees(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes 397 photos")
	}
	dir, said := hymenoptera(t), reported(t)
	bugs := ImageFolder(dir, CenterCrop(224))
	info, err := bugs.Train.Info()
	if err != nil || info.Len != 244 || bugs.Val.Len() != 153 || bugs.Test.Len() != 0 || !slices.Equal(info.Shape, []int{224, 224, 3}) {
		t.Fatalf("got %+v, val %d, test %d (%v)", info, bugs.Val.Len(), bugs.Test.Len(), err)
	}
	if !slices.Equal(info.Target.Classes, []string{"ants", "bees"}) || !bugs.Train.InMemory() {
		t.Errorf("got classes %v", info.Target.Classes)
	}
	odd := filepath.Join("train", "ants", "imageNotFound.gif")
	if len(info.Notes) != 1 || !strings.Contains(info.Notes[0], odd) || strings.Count(said.String(), odd) != 1 {
		t.Errorf("the odd file is not reported once by name: %v, %q", info.Notes, said)
	}
	b, err := bugs.Val.Load()
	if err != nil || b.Len != 153 {
		t.Fatal(err)
	}
	count := map[int32]int{}
	for _, l := range b.Labels {
		count[l]++
	}
	if count[0] != 70 || count[1] != 83 {
		t.Errorf("got %v in val", count)
	}
	_, err = ImageFolder(dir, CenterCrop(224), Strict).Train.Info()
	wantSentence(t, err, odd, "the only GIF")
	_, err = ImageFolder(dir).Train.Info()
	wantSentence(t, err, "pixels, as in", "add datasets.Resize, CenterCrop or Pad")
}

// BenchmarkPhotos reads the headers of all photos and decodes those of the training part once.
func BenchmarkPhotos(b *testing.B) {
	dir := hymenoptera(b)
	n := 0
	for b.Loop() {
		for batch, err := range ImageFolder(dir, CenterCrop(224)).Train.Batches(32, Order{Shuffle: true}) {
			if err != nil {
				b.Fatal(err)
			}
			n += batch.Len
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "images/s")
}
