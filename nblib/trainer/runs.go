package trainer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Load gives the run that is kept under a name, with the weights of its best
// epoch: the last one that came to its end, or was stopped. Where that one is
// being gone on with, or there is none yet, it is the one in progress as it was
// last saved.
func Load(name string) (*Run, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	if name == "" {
		return nil, fmt.Errorf("trainer: Load: expected the name of a run, got none%s; a run without Config.Name is found by its Fit alone", known())
	}
	s, err := newest(folder(name))
	if err != nil {
		return nil, err
	}
	if s != nil {
		return s.run()
	}
	return nil, fmt.Errorf("trainer: Load: expected a run named %q in %s, got none%s; train it with Config{Name: %q}", name, searched(), known(), name)
}

// searched is where runs are looked for, for messages: the whole path where
// there are none, for then it may well be the wrong folder.
func searched() string {
	if path, err := filepath.Abs(Dir); err == nil && known() == "" {
		return path
	}
	return Dir
}

// newest gives the snapshot that a reader of the run wants: the last one that
// came to its end, unless the one beside it goes on with it, or was stopped by
// the user since. It is nil where there is none.
func newest(dir string) (*snapshot, error) {
	kept, err := readSnapshot(filepath.Join(dir, keptFile))
	if err != nil {
		return nil, err
	}
	beside, err := readSnapshot(filepath.Join(dir, progressFile))
	switch {
	case kept == nil:
		return beside, err
	case beside == nil: // or damaged, while the kept one is whole
		return kept, nil
	case beside.Fingerprint.hash() == kept.Fingerprint.hash() && beside.beyond(kept),
		beside.State == stopped && beside.Saved.After(kept.Saved):
		return beside, nil
	}
	return kept, nil
}

// known lists the names that there are, for messages.
func known() string {
	var names []string
	for _, d := range runFolders() {
		if !strings.HasPrefix(d, "~") && holdsRun(folder(d)) {
			names = append(names, d)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (there are: " + strings.Join(names, ", ") + ")"
}

// holdsRun tells whether a folder has a run in it, whole or not: one that could
// never be saved, on a disk that is full, leaves an empty folder.
func holdsRun(dir string) bool {
	for _, file := range []string{keptFile, progressFile} {
		if _, err := os.Stat(filepath.Join(dir, file)); err == nil {
			return true
		}
	}
	return false
}

func runFolders() []string {
	entries, _ := os.ReadDir(filepath.FromSlash(Dir))
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// Delete removes the run that is kept under a name, with all its files.
func Delete(name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	dir := folder(name)
	if _, err := os.Lstat(dir); name == "" || err != nil {
		return fmt.Errorf("trainer: Delete: expected a run named %q in %s, got none%s; Runs lists them", name, Dir, known())
	}
	s, err := openStore(dir)
	if err != nil {
		return err
	}
	defer s.close()
	return os.RemoveAll(dir)
}

// Kept is a row of [Runs].
type Kept struct {
	Name   string // "" for a run without a name
	When   time.Time
	Spec   string // the network, as Go code
	Score  string // the best epoch's watched value
	Bytes  int64
	State  string // "finished", "stopped", "training", or what is wrong with it
	Epochs int
}

// KeptRuns is the table of kept runs. It prints as text.
type KeptRuns []Kept

// Runs lists the runs that are kept beside the notebook, the newest first.
func Runs() KeptRuns {
	var runs KeptRuns
	for _, name := range runFolders() {
		runs = append(runs, describe(name))
	}
	slices.SortFunc(runs, func(a, b Kept) int { return b.When.Compare(a.When) })
	return runs
}

func describe(name string) Kept {
	k := Kept{Name: name, Bytes: sizeOf(folder(name))}
	if strings.HasPrefix(name, "~") {
		k.Name = ""
	}
	s, err := newest(folder(name))
	switch {
	case errors.Is(err, errNewer):
		k.State = "of a newer nnbook"
		return k
	case err != nil:
		k.State = "damaged"
		return k
	case s == nil:
		k.State = "empty"
		return k
	}
	k.When, k.State, k.Epochs = s.Saved, string(s.State), s.Epoch
	if r, err := s.run(); err == nil {
		k.Spec = strings.ReplaceAll(r.Model.Layer().String(), "nn.", "")
		if r.BestEpoch > 0 {
			k.Score = r.Watched + " " + score(r.Watched, r.Best().Values[r.Watched])
		}
	}
	return k
}

func sizeOf(dir string) (n int64) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			n += info.Size()
		}
	}
	return n
}

// unnamedKept is how many runs without a name are kept.
const unnamedKept = 20

// prune removes the oldest runs without a name beyond unnamedKept.
func prune() {
	type old struct {
		dir  string
		when time.Time
	}
	var all []old
	for _, name := range runFolders() {
		if info, err := os.Stat(folder(name)); strings.HasPrefix(name, "~") && err == nil {
			all = append(all, old{folder(name), info.ModTime()}) // each save renames a file in it
		}
	}
	slices.SortFunc(all, func(a, b old) int { return b.when.Compare(a.when) })
	for _, o := range all[min(len(all), unnamedKept):] {
		if s, err := openStore(o.dir); err == nil {
			_ = os.RemoveAll(o.dir)
			s.close()
		}
	}
}
