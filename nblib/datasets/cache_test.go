package datasets

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestCacheIsReadFromDiskTheSecondTime(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", home)
	decoded := 0
	counted := func() *Set {
		set := photos(30, 4, 4, 3)
		count := func(st *store) (*store, error) {
			out := st.like()
			out.read = func(i int, r row, o Order) error {
				if i == 0 {
					decoded++
				}
				return st.read(i, r, o)
			}
			return out, nil
		}
		return set.layer(count).Cache()
	}
	plain, _ := photos(30, 4, 4, 3).Train.Load()
	for range 2 {
		b, err := counted().Train.Load()
		if err != nil || !slices.Equal(b.X.U8, plain.X.U8) || !slices.Equal(b.Labels, plain.Labels) || b.X.Scale != plain.X.Scale {
			t.Fatalf("the cache gave other examples (%v)", err)
		}
	}
	if decoded != 1 {
		t.Errorf("decoded %d times, want once", decoded)
	}
	kept, _ := filepath.Glob(filepath.Join(home, "nnbook", "decoded", "*"))
	if len(kept) != 1 {
		t.Fatalf("the cache holds %v", kept)
	}
	// A damaged cache is made anew.
	if err := os.Truncate(filepath.Join(kept[0], "x.npy"), 300); err != nil {
		t.Fatal(err)
	}
	if b, err := counted().Train.Load(); err != nil || !slices.Equal(b.X.U8, plain.X.U8) || decoded != 2 {
		t.Errorf("after damage: decoded %d times (%v)", decoded, err)
	}
}

func TestCacheMakesAStreamReadableInAnyOrder(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	set := Stream(counting(300), Streaming{Name: "counting", Version: 1}).Cache()
	in, _ := order(t, set.Train, 9, Order{})
	shuffled, _ := order(t, set.Train, 9, Order{Shuffle: true})
	if slices.Equal(in, shuffled) || len(in) != set.Train.Len() {
		t.Error("the cached stream is not shuffled")
	}
	if split := set.Split(0.5, 0); split.Train.Len() == 0 {
		t.Error("the cached stream cannot be split")
	}
	values := Stream(func(yield func(float64, float64) bool) {
		for i := range 50 {
			if !yield(float64(i), float64(i)/2) {
				return
			}
		}
	}, Streaming{Name: "halves"}).Cache()
	b, err := values.Train.Load()
	if err != nil || b.Values[3] != b.X.F32[3]/2 {
		t.Errorf("values: %v", err)
	}
}

func TestCacheBadInput(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	_, err := Stream(counting(30), Streaming{}).Cache().Train.Info()
	wantSentence(t, err, "Cache: expected data with a fingerprint, got none; not kept: the stream has no name")
	_, err = photos(4, 4, 4, 1).Augment(Flip).Cache().Train.Info()
	wantSentence(t, err, "put Cache before Augment")
}

func TestCacheRemovesWhatAKilledProgramLeft(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", home)
	old, fresh := filepath.Join(home, "nnbook", "decoded", "draft-1"), filepath.Join(home, "nnbook", "decoded", "draft-2")
	for _, dir := range []string{old, fresh} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := photos(4, 4, 4, 1).Cache().Train.Info(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); err == nil {
		t.Error("the old draft is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("a draft that another program may be writing was removed")
	}
}
