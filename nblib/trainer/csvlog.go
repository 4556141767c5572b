package trainer

import (
	"encoding/csv"
	"fmt"
	"os"
)

// CSVLogger is the callback that [CSVLog] makes.
type CSVLogger struct {
	path string
}

// CSVLog writes a row for each epoch to a CSV file as it ends (Keras:
// CSVLogger): epoch, seconds, and every value. The file holds this run alone: it
// begins anew with each fit, and for a kept run its past is written again. A
// path that cannot be written is an error before training; an error later on is
// a note, and training goes on.
func CSVLog(path string) *CSVLogger { return &CSVLogger{path: path} }

func (l *CSVLogger) check(*Fitting) error {
	if l.path == "" {
		return fmt.Errorf(`trainer: CSVLog: expected a path, got ""; name a file such as "digits.csv"`)
	}
	return nil
}

// Handle writes the row of an epoch.
func (l *CSVLogger) Handle(e Event) error {
	switch e := e.(type) {
	case FitStarted:
		if err := l.begin(e.ValueNames()); err != nil {
			return fmt.Errorf("trainer: CSVLog: expected a file that can be written, got %w; choose another path", err)
		}
	case EpochEnded:
		if err := l.row(e.ValueNames(), e.Epoch); err != nil {
			e.note(fmt.Sprintf("warning: CSVLog: epoch %d is not in the file: %v", e.N, err))
		}
	}
	return nil
}

func (l *CSVLogger) begin(names []string) error {
	f, err := os.Create(l.path)
	if err != nil {
		return err
	}
	return writeRows(f, append([]string{"epoch", "seconds"}, names...))
}

func (l *CSVLogger) row(names []string, e Epoch) error {
	f, err := os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	return writeRows(f, e.cells(names))
}

// writeRows writes rows to the file and closes it.
func writeRows(f *os.File, rows ...[]string) error {
	w := csv.NewWriter(f)
	err := w.WriteAll(rows)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}
