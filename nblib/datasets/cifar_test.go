package datasets

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// entry is a file of an archive.
type entry struct {
	name string
	data []byte
}

func tarGz(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	for _, e := range entries {
		if err := w.WriteHeader(&tar.Header{Name: e.name, Size: int64(len(e.data)), Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// cifarImage is an image in CIFAR's format: labels, then all red, all green, all blue.
func cifarImage(red, green, blue byte, labels ...byte) []byte {
	return slices.Concat(labels, bytes.Repeat([]byte{red}, 1024), bytes.Repeat([]byte{green}, 1024), bytes.Repeat([]byte{blue}, 1024))
}

// small is CIFAR with two files of two images to train on and one to test, served from an archive.
func small(t *testing.T, archive []byte) *cifar {
	t.Helper()
	s := serve(t, whole(archive))
	r, _ := quickly(t, md5Of(archive), s)
	r.name, r.files = "cifar-small", map[string]remoteFile{"small.tar.gz": {md5Of(archive), 1 << 20}}
	return &cifar{title: "Small", remote: *r, archive: "small.tar.gz", train: []string{"data_1.bin", "data_2.bin"}, test: []string{"test.bin"},
		perFile: [2]int{2, 1}, labels: 1, classes: []string{"a", "b", "c"}}
}

func goodEntries() []entry {
	one, two := cifarImage(1, 2, 3, 0), cifarImage(4, 5, 6, 2)
	one[1+33] = 99 // red of row 1, column 1
	return []entry{{"batches/readme.html", []byte("hello")}, {"batches/data_1.bin", slices.Concat(one, two)},
		{"batches/data_2.bin", slices.Concat(two, one)}, {"batches/test.bin", cifarImage(7, 8, 9, 1)}}
}

func TestCIFAR(t *testing.T) {
	c := small(t, tarGz(t, goodEntries()...))
	for range 2 { // from the archive, then from the decoded cache
		set := c.set()
		b, err := set.Train.Load()
		if err != nil || b.Len != 4 || !slices.Equal(b.Labels, []int32{0, 2, 2, 0}) || !slices.Equal(b.X.Shape, []int{4, 32, 32, 3}) {
			t.Fatalf("got %+v (%v)", b.Labels, err)
		}
		if at := 33 * 3; !slices.Equal(b.X.U8[at-3:at+3], []uint8{1, 2, 3, 99, 2, 3}) {
			t.Errorf("pixels %v", b.X.U8[at-3:at+3])
		}
		if b, err := set.Test.Load(); err != nil || b.Labels[0] != 1 || b.X.U8[3071] != 9 {
			t.Errorf("test: %v", err)
		}
		// The second time the archive is not needed.
		cache, _ := CacheDir()
		if err := os.RemoveAll(filepath.Join(cache, "downloads")); err != nil {
			t.Fatal(err)
		}
		c.remote.bases = nil
	}
}

func TestCIFAR100HasTwoLabels(t *testing.T) {
	c := small(t, tarGz(t, entry{"x/data_1.bin", cifarImage(1, 2, 3, 0, 1)}, entry{"x/test.bin", cifarImage(7, 8, 9, 1, 2)}))
	c.labels, c.train, c.perFile = 2, c.train[:1], [2]int{1, 1}
	if b, err := c.set().Train.Load(); err != nil || b.Labels[0] != 1 || b.X.U8[0] != 1 {
		t.Errorf("got %+v (%v)", b, err)
	}
}

func TestCIFARNames(t *testing.T) {
	if len(cifar10.classes) != 10 || len(cifar100.classes) != 100 || !slices.IsSorted(cifar100.classes) {
		t.Errorf("got %d and %d classes", len(cifar10.classes), len(cifar100.classes))
	}
	for _, set := range []*Set{CIFAR10(), CIFAR100(), FashionMNIST()} {
		train, val, test := set.Parts()
		if train == nil || val.Len() != 0 || test == nil {
			t.Error("parts are missing")
		}
	}
}

func TestCIFARBadArchives(t *testing.T) {
	good := goodEntries()
	bomb := entry{"batches/bomb", make([]byte, 4<<20)} // 4 MiB of zeros in 4 kB
	truncated := tarGz(t, good...)
	for name, c := range map[string]struct {
		archive []byte
		want    string
	}{
		"a name that leads outside":   {tarGz(t, append(slices.Clone(good), entry{"../evil", []byte("x")})...), `expected names inside the archive's own folder, got "../evil"`},
		"a hidden one":                {tarGz(t, append(slices.Clone(good), entry{"a/../../evil", []byte("x")})...), "expected names inside"},
		"an absolute one":             {tarGz(t, append(slices.Clone(good), entry{"/etc/evil", []byte("x")})...), "expected names inside"},
		"a bomb":                      {tarGz(t, append([]entry{bomb}, good...)...), "expected at most 1.0 MiB when unpacked, got more"},
		"an entry missing":            {tarGz(t, good[:2]...), "expected the entry data_2.bin, got none"},
		"an entry of another size":    {tarGz(t, entry{"x/data_1.bin", []byte("short")}), "expected 6146 bytes in data_1.bin, got 5"},
		"a class that does not exist": {tarGz(t, entry{"x/data_1.bin", slices.Concat(cifarImage(1, 2, 3, 0), cifarImage(1, 2, 3, 9))}, good[2]), "image 1 of class 9"},
		"truncated":                   {truncated[:len(truncated)/2], "expected a whole"},
		"not an archive":              {[]byte("hello"), "expected a gzip archive"},
	} {
		t.Run(name, func(t *testing.T) {
			set := small(t, c.archive).set()
			_, err := set.Train.Load()
			wantSentence(t, err, "small.tar.gz", c.want)
			cache, _ := CacheDir()
			if kept, _ := filepath.Glob(filepath.Join(cache, "decoded", "*")); len(kept) > 0 {
				t.Errorf("a refused archive left %v", kept)
			}
		})
	}
}

func TestFashionMNISTIsReadAsMNIST(t *testing.T) {
	gz := func(data []byte) []byte {
		var out bytes.Buffer
		z := gzip.NewWriter(&out)
		_, _ = z.Write(data)
		_ = z.Close()
		return out.Bytes()
	}
	images := gz(append([]byte{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28}, bytes.Repeat([]byte{200}, 2*784)...))
	labels := gz([]byte{0, 0, 8, 1, 0, 0, 0, 2, 9, 3})
	own := t.TempDir()
	dir := filepath.Join(own, "fashion-mnist")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	r := &remote{name: "fashion-mnist", files: map[string]remoteFile{}, patience: patience{stall: time.Second, attempts: 1}}
	for name, data := range map[string][]byte{mnistTrain.images: images, mnistTrain.labels: labels} {
		r.files[name] = remoteFile{md5: md5Of(data)}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("NNBOOK_DATA", own)
	set := fashionFrom(r, 2, 2)
	b, err := set.Train.Load()
	if err != nil || !slices.Equal(b.Labels, []int32{9, 3}) || b.X.U8[0] != 200 || !slices.Equal(b.X.Shape, []int{2, 28, 28, 1}) {
		t.Errorf("got %+v (%v)", b, err)
	}
	_, err = set.Test.Load()
	wantSentence(t, err, mnistTest.images, "no such file")
	_, err = FashionMNIST().Train.Load()
	wantSentence(t, err, "expected the original file with the MD5 8d4fb7e6c68d591d4c3dfef9ec88bf0d")
}
