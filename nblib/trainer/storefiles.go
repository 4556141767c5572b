package trainer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nnbook/nblib/internal/memory"
)

// readSnapshot gives the snapshot in a file of a run; nil where there is none.
func readSnapshot(path string) (*snapshot, error) {
	if err := checkKind(filepath.Dir(path), true); err != nil {
		return nil, err
	}
	data, err := memory.ReadFile(path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("trainer: a kept run cannot be read: %w", err)
	}
	s, err := decodeSnapshot(data)
	if errors.Is(err, errNewer) {
		return nil, fmt.Errorf("trainer: kept run %s: %w", shown(path), err)
	}
	if err != nil {
		return nil, fmt.Errorf("trainer: kept run %s: %w; delete it with trainer.Delete(%q) and train again", shown(path), err, filepath.Base(filepath.Dir(path)))
	}
	s.dir = filepath.Dir(path)
	return s, nil
}

// furthest gives of a run's snapshots the one that came furthest among those
// that may be chosen, nil where there is none, and what is wrong with the
// others.
func furthest(dir string, may func(*snapshot) bool) (found *snapshot, wrong error) {
	for _, file := range []string{progressFile, keptFile} {
		s, err := readSnapshot(filepath.Join(dir, file))
		if err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		if s != nil && may(s) && (found == nil || !found.beyond(s)) {
			found = s
		}
	}
	return found, wrong
}

// beyond tells whether a snapshot of the same training came further.
func (s *snapshot) beyond(other *snapshot) bool {
	return s.Epoch > other.Epoch || s.Epoch == other.Epoch && s.Step > other.Step
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
