package trainer

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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

// store is the folder of one run.
type store struct {
	dir  string
	lock *flock.Flock
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
	if info, err := os.Lstat(dir); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("trainer: %s: expected a folder of a run, got a %s; remove it", dir, kindOf(info))
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("trainer: the run cannot be kept: %w", err)
	}
	s := &store{dir: dir, lock: flock.New(filepath.Join(dir, lockFile))}
	got, err := s.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("trainer: the run cannot be kept: %w", err)
	}
	if !got {
		holder, _ := os.ReadFile(filepath.Join(dir, lockFile))
		return nil, &heldError{dir: dir, holder: strings.TrimSpace(string(holder))}
	}
	_ = os.WriteFile(filepath.Join(dir, lockFile), []byte(holderText()), 0o644)
	return s, nil
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

func kindOf(i fs.FileInfo) string {
	if i.Mode()&fs.ModeSymlink != 0 {
		return "symbolic link"
	}
	return "file"
}

func (s *store) close() {
	if s != nil {
		_ = s.lock.Unlock()
	}
}

func (s *store) path(file string) string { return filepath.Join(s.dir, file) }

// write replaces a file of the run, whole or not at all.
func (s *store) write(file string, data []byte) error {
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return err
	}
	return renameio.WriteFile(s.path(file), data, 0o644)
}

// read gives the snapshot in a file of the run; nil where there is none.
func readSnapshot(path string) (*snapshot, error) {
	if info, err := os.Lstat(filepath.Dir(path)); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("trainer: %s: expected a folder of a run, got a %s; remove it", filepath.Dir(path), kindOf(info))
	}
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("trainer: a kept run cannot be read: %w", err)
	}
	s, err := decodeSnapshot(data)
	if err != nil {
		return nil, fmt.Errorf("trainer: kept run %s: %w; delete it with trainer.Delete(%q) and train again", path, err, filepath.Base(filepath.Dir(path)))
	}
	s.dir = filepath.Dir(path)
	return s, nil
}

// exports writes beside a run what other programs read: the model, the history
// as JSON lines and as CSV.
func (s *store) exports(r *Run) error {
	model, err := r.Model.Encode()
	if err != nil {
		return err
	}
	var jsonl, csv strings.Builder
	if err := r.History.WriteJSONL(&jsonl); err != nil {
		return err
	}
	if err := r.History.WriteCSV(&csv); err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		data []byte
	}{{"model.safetensors", model}, {"history.jsonl", []byte(jsonl.String())}, {"history.csv", []byte(csv.String())}} {
		if err := s.write(f.name, f.data); err != nil {
			return err
		}
	}
	return nil
}
