package trainer

import (
	"os"
	"strings"
	"testing"
)

func TestCSVLog(t *testing.T) {
	onGo(t)
	elsewhere(t)
	run := fit(t, toy(named("a")), CSVLog("log.csv"))
	first, err := os.ReadFile("log.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(first)), "\n")
	if len(rows) != 5 || rows[0] != "epoch,seconds,loss,accuracy,val_loss,val_accuracy,lr" {
		t.Fatalf("got %q", rows)
	}
	var whole strings.Builder
	if err := run.History.WriteCSV(&whole); err != nil {
		t.Fatal(err)
	}
	if whole.String() != string(first) {
		t.Errorf("got:\n%s\nwant the run's history:\n%s", first, whole.String())
	}
	if err := os.Remove("log.csv"); err != nil {
		t.Fatal(err)
	}
	if run = fit(t, toy(named("a")), CSVLog("log.csv")); !run.Loaded {
		t.Fatal("trained again")
	}
	if again, _ := os.ReadFile("log.csv"); string(again) != string(first) {
		t.Errorf("a kept run's log is\n%s\nwant\n%s", again, first)
	}
}

func TestCSVLogThatCannotBeWritten(t *testing.T) {
	onGo(t)
	elsewhere(t)
	_, err := Fit(toyNet(), toyData(), toy(), CSVLog("no/such/log.csv"))
	wantError(t, err, "trainer: CSVLog: expected a file that can be written, got open no/such/log.csv: no such file or directory; choose another path")
	_, err = Fit(toyNet(), toyData(), toy(), CSVLog(""))
	wantError(t, err, `trainer: CSVLog: expected a path, got ""; name a file such as "digits.csv"`)
}

func TestCSVLogThatIsLost(t *testing.T) {
	onGo(t)
	elsewhere(t)
	if err := os.Mkdir("logs", 0o755); err != nil {
		t.Fatal(err)
	}
	run := fit(t, toy(), On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok && e.N == 1 {
			return os.RemoveAll("logs")
		}
		return nil
	}), CSVLog("logs/log.csv"))
	if run.History.Len() != 4 {
		t.Errorf("%d epochs, want 4", run.History.Len())
	}
	wantNote(t, run, "warning: CSVLog: epoch 1 is not in the file: open logs/log.csv")
}
