package datasets

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// CacheDir is the folder, shared by all projects, in which downloads and decoded data are kept: nnbook in the user's cache
// folder, which XDG_CACHE_HOME moves on Linux. Everything in it can be deleted and comes back when needed.
func CacheDir() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("datasets: expected a cache folder for the user, got %v; set HOME or XDG_CACHE_HOME", err)
	}
	return filepath.Join(base, "nnbook"), nil
}

// Cache keeps the examples of each part decoded on disk, under the fingerprint of the data in [CacheDir]: they are decoded
// once, and later programs (each cell of a notebook is one) only read them. A stream can be read in any order from there.
// It takes as much room as the numbers do, one byte for each pixel. Put Cache before Augment.
func (s *Set) Cache() *Set { return s.layer(cached) }

func cached(s *store) (*store, error) {
	if s.info.Fingerprint == "" {
		return nil, sentence(s, "Cache", "data with a fingerprint", "none", cmp.Or(strings.Join(s.info.Notes, "; "), "give your functions names with datasets.Named"))
	}
	if s.augmented {
		return nil, sentence(s, "Cache", "data that are the same in every epoch", "augmented ones", "put Cache before Augment")
	}
	base, err := CacheDir()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(base, "decoded", s.info.Fingerprint)
	if c, err := s.fromCache(dir); err == nil {
		return c, nil
	}
	if err := s.writeCache(dir); err != nil {
		return nil, fmt.Errorf("datasets: %s: Cache: %w", s.info.Name, err)
	}
	return s.fromCache(dir)
}

// fromCache opens what writeCache wrote.
func (s *store) fromCache(dir string) (*store, error) {
	x, _, err := openNPYFile(filepath.Join(dir, "x.npy"))
	if err != nil {
		return nil, err
	}
	y, _, err := openNPYFile(filepath.Join(dir, "y.npy"))
	if err != nil {
		return nil, err
	}
	answers, err := y.all()
	if err != nil {
		return nil, err
	}
	out := s.like()
	if x.shape[0] != s.info.Len || x.rowSize() != volume(s.info.Shape) || len(answers) != s.info.Len*max(1, y.rowSize()) {
		return nil, fmt.Errorf("datasets: %s: expected %d examples of shape %v, got %v; delete the folder, and it is made anew", dir, s.info.Len, s.info.Shape, x.shape)
	}
	t := &targets{target: s.info.Target, values: answers}
	if s.info.Target.Kind == Classes {
		t.labels = make([]int32, len(answers))
		for i, v := range answers {
			t.labels[i] = int32(v)
		}
		out.classes = t.labels
	}
	out.read = func(i int, r row, _ Order) error {
		t.put(i, r)
		if r.u8 != nil {
			return x.readBytes(i, r.u8)
		}
		return x.readNumbers(i, r.f32)
	}
	return out, nil
}

// writeCache decodes all examples into a folder that gets its name only when it is complete.
func (s *store) writeCache(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	removeOldDrafts(filepath.Dir(dir))
	draft, err := os.MkdirTemp(filepath.Dir(dir), "draft-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(draft)
	if err := s.writeArrays(draft); err != nil {
		return err
	}
	_ = os.RemoveAll(dir) // a damaged one, or none
	if err := os.Rename(draft, dir); err != nil {
		if _, opened := s.fromCache(dir); opened != nil { // and not written by another program meanwhile
			return err
		}
	}
	return nil
}

// removeOldDrafts removes what programs that were killed left behind more than a day ago.
func removeOldDrafts(dir string) {
	drafts, _ := filepath.Glob(filepath.Join(dir, "draft-*"))
	for _, draft := range drafts {
		if info, err := os.Stat(draft); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.RemoveAll(draft)
		}
	}
}

// writeArrays writes x.npy and y.npy.
func (s *store) writeArrays(dir string) error {
	xType, yType, yShape := "<f4", "<f4", []int{s.info.Len, s.info.Target.Width}
	if s.u8 {
		xType = "|u1"
	}
	if s.info.Target.Kind == Classes {
		yType, yShape = "<i4", yShape[:1]
	}
	x, err := createNPY(filepath.Join(dir, "x.npy"), xType, append([]int{s.info.Len}, s.info.Shape...))
	if err != nil {
		return err
	}
	defer x.file.Close()
	y, err := createNPY(filepath.Join(dir, "y.npy"), yType, yShape)
	if err != nil {
		return err
	}
	defer y.file.Close()
	for b, err := range plan(s, streamGroup, Order{}) {
		if err != nil {
			return err
		}
		x.write(b.X.U8)
		x.write(b.X.F32)
		y.write(b.Labels)
		y.write(b.Values)
	}
	if err := x.close(); err != nil {
		return err
	}
	return y.close()
}

// npyWriter writes an array in NumPy's format. The first error is kept until close.
type npyWriter struct {
	file *os.File
	text *bufio.Writer
	err  error
}

func createNPY(path, kind string, shape []int) (*npyWriter, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	w := &npyWriter{file: f, text: bufio.NewWriterSize(f, 1<<20)}
	w.err = writeNPYHeader(w.text, kind, shape)
	return w, nil
}

// writeNPYHeader writes a header of format 1, padded so that the elements begin at a multiple of 64.
func writeNPYHeader(w io.Writer, kind string, shape []int) error {
	axes := strings.Trim(strings.ReplaceAll(fmt.Sprint(shape), " ", ", "), "[]")
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s,), }", kind, axes)
	header += strings.Repeat(" ", 63-(10+len(header))%64) + "\n"
	start := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(header)))
	_, err := w.Write(append(start, header...))
	return err
}

func (w *npyWriter) write(numbers any) {
	if w.err == nil {
		w.err = binary.Write(w.text, binary.LittleEndian, numbers)
	}
}

func (w *npyWriter) close() error {
	for _, step := range []func() error{w.text.Flush, w.file.Sync, w.file.Close} {
		if w.err == nil {
			w.err = step()
		}
	}
	return w.err
}
