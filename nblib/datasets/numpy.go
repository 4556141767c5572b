package datasets

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"nnbook/nblib/internal/memory"
)

// ArrayOption is a word for data that come as arrays, for [NPY], [NPZ], [Slices] and [Stream]: [ClassNames], [AsValues].
type ArrayOption interface{ array(*arrayConfig) }

type arrayConfig struct {
	classes []string
	values  bool
}

type classNames []string

func (n classNames) array(c *arrayConfig) { c.classes = n }

// ClassNames names the classes, in the order of their numbers; without it they are called "0", "1" and so on.
func ClassNames(names ...string) ArrayOption { return classNames(names) }

type asValues struct{}

func (asValues) array(c *arrayConfig) { c.values = true }

// AsValues takes whole numbers as values to predict; without it whole numbers are classes.
var AsValues ArrayOption = asValues{}

func arrayConfigOf(opts []ArrayOption) arrayConfig {
	var c arrayConfig
	for _, o := range opts {
		if o != nil {
			o.array(&c)
		}
	}
	return c
}

// NPY is a training part from two files that NumPy saved: examples of shape [n, ...], and targets of shape [n] or [n, k].
// Unsigned bytes are pixels: they become 0 to 1, and images [n, height, width] get a channel axis. All other numbers stay
// as they are. Targets that are whole numbers or bools are classes (see [AsValues]), others are values to predict. Examples
// are read when they are needed, so the file may be larger than memory. Divide the set with [Set.Split].
func NPY(x, y string, opts ...ArrayOption) *Set {
	return &Set{Train: newPart(filepath.Base(x), func() (*store, error) {
		examples, xInfo, err := openNPYFile(x)
		if err != nil {
			return nil, err
		}
		targets, yInfo, err := openNPYFile(y)
		if err != nil {
			return nil, err
		}
		stamp := fingerprint("npy", filepath.Base(x), xInfo.Size(), xInfo.ModTime().UnixNano(), filepath.Base(y), yInfo.Size(), yInfo.ModTime().UnixNano(), opts)
		return npyStore(filepath.Base(x), stamp, examples, targets, arrayConfigOf(opts), 0)
	})}
}

// npzNames are the names under which arrays are looked for in an .npz file, as Keras and NumPy give them.
var npzNames = map[string][][2]string{
	"train": {{"x_train", "y_train"}, {"train_images", "train_labels"}, {"X_train", "y_train"}, {"x", "y"}, {"X", "y"}, {"images", "labels"}, {"data", "target"}, {"arr_0", "arr_1"}},
	"val":   {{"x_val", "y_val"}, {"val_images", "val_labels"}, {"X_val", "y_val"}},
	"test":  {{"x_test", "y_test"}, {"test_images", "test_labels"}, {"X_test", "y_test"}},
}

// NPZ is a set from an archive that numpy.savez or savez_compressed wrote, with arrays named x_train and y_train, and
// perhaps x_val, y_val, x_test and y_test, as Keras has them; an archive with only x and y (or arr_0 and arr_1) is a training
// part. The arrays are as [NPY] says, but are read into memory as a whole.
func NPZ(path string, opts ...ArrayOption) *Set {
	name := filepath.Base(path)
	train := sync.OnceValues(func() (*store, error) { return npzStore(path, "train", opts, 0) })
	part := func(which string) *Part {
		return newPart(name+" "+which, func() (*store, error) {
			t, err := train()
			if err != nil {
				return nil, err
			}
			return npzStore(path, which, opts, t.info.Target.Width) // the classes are those of the training part
		})
	}
	return &Set{Train: newPart(name+" train", train), Val: part("val"), Test: part("test")}
}

func npzStore(path, part string, opts []ArrayOption, width int) (*store, error) {
	fail := func(err error) (*store, error) {
		return nil, fmt.Errorf("datasets: %s: expected a NumPy .npz file, got %v; correct the path, or write it with numpy.savez", path, reason(err))
	}
	file, err := memory.Open(path)
	if err != nil {
		return fail(err)
	}
	defer file.Close()
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return fail(err)
	}
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return fail(err)
	}
	files, names := map[string]*zip.File{}, []string{}
	for _, f := range archive.File {
		name := strings.TrimSuffix(f.Name, ".npy")
		files[name], names = f, append(names, name)
	}
	for _, pair := range npzNames[part] {
		x, y := files[pair[0]], files[pair[1]]
		if x == nil || y == nil {
			continue
		}
		examples, err := readNPZ(path, x)
		if err != nil {
			return nil, err
		}
		targets, err := readNPZ(path, y)
		if err != nil {
			return nil, err
		}
		name := filepath.Base(path) + " " + part
		return npyStore(name, fingerprint("npz", name, x.CRC32, y.CRC32, opts), examples, targets, arrayConfigOf(opts), width)
	}
	if part == "train" {
		return nil, fmt.Errorf("datasets: %s: expected arrays named x_train and y_train, or x and y, got %s; save them under those names", path, listed("array", names))
	}
	return emptyPart(filepath.Base(path) + " " + part).source()
}

// readNPZ unpacks one array into memory. The archive is not trusted as to its size.
func readNPZ(path string, f *zip.File) (*npyArray, error) {
	name := path + "/" + f.Name
	if free := memory.Free(); f.UncompressedSize64 > uint64(free) {
		return nil, fmt.Errorf("datasets: %s: expected at most %s, what is free in memory, got %s; save it with numpy.save and use NPY", name, memory.Text(free), memory.Text(int64(f.UncompressedSize64)))
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: expected a readable array, got %v; save the file again", name, err)
	}
	defer r.Close()
	var data bytes.Buffer
	if _, err := io.Copy(&data, io.LimitReader(r, int64(f.UncompressedSize64)+1)); err != nil {
		return nil, fmt.Errorf("datasets: %s: expected a whole array, got %v; save the file again", name, err)
	}
	return openNPY(name, bytes.NewReader(data.Bytes()), int64(data.Len()))
}

// npyStore pairs examples with targets. A width of 0 is found from the targets.
func npyStore(name, stamp string, x, y *npyArray, c arrayConfig, width int) (*store, error) {
	if len(x.shape) < 1 || len(y.shape) < 1 || x.shape[0] != y.shape[0] {
		return nil, fmt.Errorf("datasets: %s: expected as many targets as examples, got the shapes %v and %v (%s); save both with the same first axis", x.name, x.shape, y.shape, y.name)
	}
	if x.shape[0] == 0 || x.rowSize() == 0 {
		return nil, fmt.Errorf("datasets: %s: expected at least one example with at least one number, got the shape %v; save an array that is not empty", x.name, x.shape)
	}
	answers, err := y.all()
	if err != nil {
		return nil, err
	}
	t, err := targetsOf(y.name, answers, y.shape[0], y.kind != 'f', c, width)
	if err != nil {
		return nil, err
	}
	s := &store{info: Info{Name: name, Len: x.shape[0], Shape: slices.Clone(x.shape[1:]), Target: t.target, Fingerprint: stamp}, classes: t.labels}
	if len(s.info.Shape) == 0 {
		s.info.Shape = []int{1}
	}
	if x.pixels() {
		s.u8, s.scale = true, 1.0/255
		if len(x.shape) == 3 {
			s.info.Shape = append(s.info.Shape, 1)
		}
	}
	if x.columns && len(x.shape) > 1 {
		s.u8, s.scale = false, 0
		return s, x.readColumns(s, t)
	}
	s.read = func(i int, r row, _ Order) error {
		t.put(i, r)
		if s.u8 {
			return x.readBytes(i, r.u8)
		}
		return x.readNumbers(i, r.f32)
	}
	return s, nil
}

// readColumns reads an array in Fortran order, which can only be read as a whole.
func (a *npyArray) readColumns(s *store, t *targets) error {
	if free := memory.Free(); s.bytes() > free/3 {
		return fmt.Errorf("datasets: %s: expected an array in C order, got a large one in Fortran order; save numpy.ascontiguousarray of it", a.name)
	}
	numbers, err := a.all()
	if err != nil {
		return err
	}
	if a.pixels() {
		for i := range numbers {
			numbers[i] /= 255
		}
	}
	n := a.rowSize()
	s.read = func(i int, r row, _ Order) error {
		t.put(i, r)
		copy(r.f32, numbers[i*n:(i+1)*n])
		return nil
	}
	return nil
}
