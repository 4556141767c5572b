package trainer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/gofrs/flock"
	"github.com/google/renameio/v2"
)

// Dir is the folder, beside the notebook, that runs are kept in.
const Dir = ".nnbook/runs"

// The files of a kept run. Each is written beside its place, synced, and
// renamed, so that a reader always finds a whole one.
const (
	keptFile     = "run.safetensors"        // the last run that came to an end
	progressFile = "unfinished.safetensors" // the one in progress
	lockFile     = "lock"
)

// store is the folder of one run, which this process holds.
type store struct {
	dir  string
	mu   sync.Mutex // of lock: saves are written beside the training
	lock *flock.Flock
	lost bool // the folder was removed and made anew
}

// checkName refuses names that would leave the folder of runs.
func checkName(name string) error {
	bad := name == "." || name == ".." || strings.HasPrefix(name, "~") || len(name) > 100 ||
		strings.ContainsFunc(name, func(r rune) bool { return r == '/' || r == '\\' || unicode.IsControl(r) })
	if bad {
		return fmt.Errorf("trainer: Config.Name: expected a plain name of at most 100 letters, got %q; leave out slashes, a leading ~ and control characters", name)
	}
	return nil
}

// folder is where the run of that name is kept.
func folder(name string) string { return filepath.Join(filepath.FromSlash(Dir), name) }

// openStore makes the run's folder and takes its lock, so that one process
// trains it at a time.
func openStore(dir string) (*store, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("trainer: the run cannot be kept: %w", err)
	}
	s := &store{dir: absolute}
	if err := s.take(); err != nil {
		return nil, err
	}
	s.sweep()
	return s, nil
}

// take makes the folder where it is not, and locks it.
func (s *store) take() error {
	if err := checkKind(s.dir, true); err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return fmt.Errorf("trainer: the run cannot be kept: %w", err)
	}
	path := s.path(lockFile)
	if err := checkKind(path, false); err != nil {
		return err
	}
	s.lock = flock.New(path)
	got, err := s.lock.TryLock()
	if err != nil {
		return fmt.Errorf("trainer: the run cannot be kept: %w", err)
	}
	if !got {
		holder, _ := os.ReadFile(path)
		return &heldError{dir: s.dir, holder: strings.TrimSpace(string(holder))}
	}
	_ = os.WriteFile(path, []byte(holderText()), 0o644)
	return nil
}

// checkKind refuses what is there but is not a folder, or not a plain file: a
// symbolic link could lead anywhere.
func checkKind(path string, folder bool) error {
	info, err := os.Lstat(path)
	if err != nil || folder && info.IsDir() || !folder && info.Mode().IsRegular() {
		return nil
	}
	want := "a plain file"
	if folder {
		want = "a folder of a run"
	}
	return fmt.Errorf("trainer: %s: expected %s, got %s; remove it", shown(path), want, kindOf(info))
}

func kindOf(i fs.FileInfo) string {
	switch {
	case i.Mode()&fs.ModeSymlink != 0:
		return "a symbolic link"
	case i.IsDir():
		return "a folder"
	}
	return "a file"
}

// shown is a path as the user knows it: below the present folder where it is.
func shown(path string) string {
	if here, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(here, path); err == nil && filepath.IsAbs(path) && filepath.IsLocal(rel) {
			path = rel
		}
	}
	return filepath.ToSlash(path)
}

// heldError says that another process trains the run.
type heldError struct{ dir, holder string }

func (e *heldError) Error() string {
	holder := e.holder
	if holder == "" {
		holder = "another process"
	}
	return fmt.Sprintf("trainer: run %q is being trained by %s; wait for it, stop it, or choose another Config.Name", filepath.Base(e.dir), holder)
}

func holderText() string {
	host, _ := os.Hostname()
	return fmt.Sprintf("process %d on %s since %s", os.Getpid(), host, time.Now().Format("15:04:05"))
}

// sweep removes what a process that was killed while it saved left half-written.
func (s *store) sweep() {
	left, _ := filepath.Glob(filepath.Join(s.dir, ".*"))
	for _, path := range left {
		if checkKind(path, false) == nil {
			_ = os.Remove(path)
		}
	}
}

func (s *store) close() {
	if s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		_ = s.lock.Unlock()
	}
}

func (s *store) path(file string) string { return filepath.Join(s.dir, file) }

// write replaces a file of the run, whole or not at all.
func (s *store) write(file string, data []byte) error {
	if err := s.hold(); err != nil {
		return err
	}
	if err := renameio.WriteFile(s.path(file), data, 0o644, renameio.WithTempDir(s.dir)); err != nil {
		return err
	}
	return syncFolder(s.dir)
}

// syncFolder makes a rename last.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if closing := d.Close(); err == nil {
		err = closing
	}
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrInvalid) {
		return nil // a file system that has no such thing
	}
	return err
}

// hold makes sure that the folder is there and this process's: where somebody
// removed it, it is made anew, unless another process was quicker.
func (s *store) hold() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	mine, err := s.lock.Stat()
	if err == nil {
		if now, err := os.Stat(s.path(lockFile)); err == nil && os.SameFile(mine, now) {
			return nil
		}
	}
	_ = s.lock.Unlock()
	s.lost = true
	return s.take()
}

// wasLost tells once whether the folder had to be made anew.
func (s *store) wasLost() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	lost := s.lost
	s.lost = false
	return lost
}
