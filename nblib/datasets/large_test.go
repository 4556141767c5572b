package datasets

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"nnbook/nblib/internal/memory"
)

// residentMemory is what the program holds of the machine's memory, in bytes.
func residentMemory(t *testing.T) int64 {
	t.Helper()
	f, err := os.Open("/proc/self/status")
	if err != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.Sys)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kib int64
		if rest, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			if _, err := fmt.Sscan(rest, &kib); err != nil {
				t.Fatal(err)
			}
			return kib << 10
		}
	}
	t.Fatal("no VmRSS in /proc/self/status")
	return 0
}

// A file of 8 GiB goes through an epoch, shuffled, in well under 1 GiB of memory. The file has holes, so that it takes no
// room on disk; to the program it is as any other.
func TestEightGigabytesInUnderOne(t *testing.T) {
	if testing.Short() {
		t.Skip("reading 8 GiB takes some seconds")
	}
	const n, side, channels = 43691, 256, 3        // 43,691 images of 192 KiB: 8 GiB
	dir, err := os.MkdirTemp("/dev/shm", "nnbook") // where holes cost nothing to read; a disk's are read page by page
	if err != nil {
		dir = t.TempDir()
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "x.npy")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeNPYHeader(f, "|u1", []int{n, side, side, channels}); err != nil {
		t.Fatal(err)
	}
	start, _ := f.Seek(0, 1)
	mark := func(i int, v byte) { // gives example i a first pixel
		if _, err := f.WriteAt([]byte{v}, start+int64(i)*side*side*channels); err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i < n; i += 1000 {
		mark(i, byte(1+i/1000))
	}
	if err := f.Truncate(start + n*side*side*channels); err != nil {
		t.Skipf("the disk does not take files with holes: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	y, err := createNPY(filepath.Join(dir, "y.npy"), "<i4", []int{n})
	if err != nil {
		t.Fatal(err)
	}
	labels := make([]int32, n)
	for i := range labels {
		labels[i] = int32(i % 2)
	}
	y.write(labels)
	if err := y.close(); err != nil {
		t.Fatal(err)
	}

	train := NPY(path, filepath.Join(dir, "y.npy")).Train
	if train.InMemory() {
		t.Error("8 GiB count as small enough for memory")
	}
	seen, marked, peak := 0, map[uint8]bool{}, int64(0)
	for b, err := range train.Batches(64, Order{Shuffle: true, Seed: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Len {
			if v := b.X.U8[i*side*side*channels]; v != 0 {
				marked[v] = true
			}
		}
		if seen += b.Len; seen%(64*64) == 0 {
			peak = max(peak, residentMemory(t))
		}
	}
	if seen != n || len(marked) != 44 {
		t.Errorf("saw %d of %d examples and %d of 44 marks", seen, n, len(marked))
	}
	if peak > 1<<30 {
		t.Errorf("took %s of memory", memory.Text(peak))
	}
	t.Logf("8 GiB in %s of memory", memory.Text(peak))
}
