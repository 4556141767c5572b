package trainer

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const keptPath = ".nnbook/runs/a/" + keptFile

func overwrite(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// oneSentence checks the form of an error for people.
func oneSentence(t *testing.T, err error) {
	t.Helper()
	if err == nil || !strings.HasPrefix(err.Error(), "trainer: ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("expected one sentence of trainer, got %v", err)
	}
}

func TestDamagedRun(t *testing.T) {
	onGo(t)
	elsewhere(t)
	first := fit(t, toy(named("a")))
	whole := contents(t, keptPath)
	random := rand.New(rand.NewPCG(1, 2))
	damages := map[string][]byte{
		"empty": nil, "truncated": whole[:len(whole)/2], "cut by one": whole[:len(whole)-1], "longer": append(slices.Clone(whole), 0),
		"not ours": []byte("hello"), "zeros": make([]byte, 4096),
	}
	for range 60 {
		flipped := slices.Clone(whole)
		at := random.IntN(len(whole))
		flipped[at] ^= 1 << random.IntN(8)
		damages[fmt.Sprintf("flipped at %d of %d", at, len(whole))] = flipped
	}
	for what, data := range damages {
		overwrite(t, keptPath, data)
		if _, err := Load("a"); err == nil {
			t.Errorf("%s: loaded", what)
		} else {
			oneSentence(t, err)
		}
	}
	overwrite(t, keptPath, whole[:len(whole)/2])
	if got := Runs()[0].State; got != "damaged" {
		t.Errorf("its state is %q", got)
	}
	run := fit(t, toy(named("a")))
	wantNote(t, run, "trains again: trainer: kept run .nnbook/runs/a/run.safetensors: nn: safetensors: expected a whole file")
	sameRun(t, first, run)
	sameRun(t, first, load(t, "a"))
}

func TestDamagedUnfinishedRunLeavesTheFinishedOne(t *testing.T) {
	onGo(t)
	elsewhere(t)
	first := fit(t, toy(named("a")))
	overwrite(t, filepath.Join(folder("a"), progressFile), []byte("garbage that a bad disk left"))
	sameRun(t, first, load(t, "a"))
	run := fit(t, toy(named("a")))
	if !run.Loaded {
		t.Error("trained again")
	}
	wantNote(t, run, "warning: trainer: kept run .nnbook/runs/a/unfinished.safetensors: ")
}

func TestRunOfANewerVersion(t *testing.T) {
	onGo(t)
	elsewhere(t)
	fit(t, toy(named("a")))
	s, err := readSnapshot(keptPath)
	if err != nil {
		t.Fatal(err)
	}
	s.Version = snapshotVersion + 1
	data, err := s.encode()
	if err != nil {
		t.Fatal(err)
	}
	overwrite(t, keptPath, data)
	sentence := "trainer: kept run .nnbook/runs/a/run.safetensors: it comes from a newer nnbook: expected version 1 of the file, got 2; update nnbook, or choose another name"
	_, err = Load("a")
	wantError(t, err, sentence)
	_, err = Fit(toyNet(), toyData(), toy(named("a")))
	wantError(t, err, sentence)
	if !bytes.Equal(contents(t, keptPath), data) {
		t.Error("the newer file was changed")
	}
	if got := Runs()[0].State; got != "of a newer nnbook" {
		t.Errorf("its state is %q", got)
	}
}

func TestNamesThatLeadElsewhere(t *testing.T) {
	onGo(t)
	elsewhere(t)
	for _, name := range []string{"../a", "a/b", `a\b`, "..", ".", "~a", "a\nb", strings.Repeat("x", 101)} {
		sentence := fmt.Sprintf("trainer: Config.Name: expected a plain name of at most 100 letters, got %q; leave out slashes, a leading ~ and control characters", name)
		_, err := Fit(toyNet(), toyData(), toy(named(name)))
		wantError(t, err, sentence)
		_, err = Load(name)
		wantError(t, err, sentence)
		wantError(t, Delete(name), sentence)
	}
	if _, err := os.Stat(".nnbook"); !os.IsNotExist(err) {
		t.Errorf("something was made (%v)", err)
	}
}

func TestSymbolicLinks(t *testing.T) {
	onGo(t)
	elsewhere(t)
	if err := os.MkdirAll("elsewhere", 0o755); err != nil {
		t.Fatal(err)
	}
	overwrite(t, "elsewhere/mine", []byte("mine"))
	if err := os.MkdirAll(Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../../elsewhere", folder("a")); err != nil {
		t.Fatal(err)
	}
	sentence := "trainer: .nnbook/runs/a: expected a folder of a run, got a symbolic link; remove it"
	wantNote(t, fit(t, toy(named("a"), epochs(1))), "warning: "+sentence)
	_, err := Load("a")
	wantError(t, err, sentence)
	wantError(t, Delete("a"), sentence)

	if err := os.MkdirAll(folder("b"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{lockFile, keptFile} { // nothing is written through a link
		if err := os.Symlink("../../../elsewhere/mine", filepath.Join(folder("b"), file)); err != nil {
			t.Fatal(err)
		}
	}
	run := fit(t, toy(named("b"), epochs(1)))
	wantNote(t, run, "warning: trainer: .nnbook/runs/b/lock: expected a plain file, got a symbolic link; remove it")
	if err := os.Remove(filepath.Join(folder("b"), lockFile)); err != nil {
		t.Fatal(err)
	}
	fit(t, toy(named("b"), epochs(1)))
	if got := contents(t, "elsewhere/mine"); string(got) != "mine" {
		t.Errorf("a file that a link leads to is now %q", got)
	}
	load(t, "b")
}

// A folder that cannot be written: a file is where it should be (the tests may
// run as root, whom permissions do not stop).
func TestFolderThatCannotBeWritten(t *testing.T) {
	onGo(t)
	for _, path := range []string{".nnbook", Dir} {
		elsewhere(t)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		overwrite(t, path, []byte("in the way"))
		run := fit(t, toy(named("a")))
		if run.History.Len() != 4 {
			t.Errorf("%d epochs", run.History.Len())
		}
		wantNote(t, run, "warning: trainer: the run cannot be kept: ")
		if got := contents(t, path); string(got) != "in the way" {
			t.Errorf("the file is now %q", got)
		}
		_, err := Load("a")
		oneSentence(t, err)
	}
}

func TestFolderDeletedWhileTraining(t *testing.T) {
	onGo(t)
	elsewhere(t)
	whole := fit(t, toy(named("whole")))
	run := fit(t, toy(named("a"), func(c *Config) { c.SaveEvery = time.Nanosecond }), On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok && e.N == 2 {
			err := os.RemoveAll(folder("a"))
			for range 100 { // a save in progress may put a file into a folder that is being removed
				if err == nil {
					break
				}
				err = os.RemoveAll(folder("a"))
			}
			return err
		}
		return nil
	}))
	sameRun(t, whole, run)
	wantNote(t, run, "warning: the run's folder was removed while it trained; it is made anew")
	sameRun(t, whole, load(t, "a"))
	sameRun(t, whole, load(t, "whole"))
}

func TestFolderTakenByAnotherWhileTraining(t *testing.T) {
	onGo(t)
	elsewhere(t)
	var other *store
	run := fit(t, toy(named("a"), func(c *Config) { c.SaveEvery = time.Hour }), On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok && e.N == 2 {
			if err := os.RemoveAll(folder("a")); err != nil {
				return err
			}
			var err error
			other, err = openStore(folder("a"))
			return err
		}
		return nil
	}))
	other.close()
	wantNote(t, run, `warning: the run cannot be kept: trainer: run "a" is being trained by process `)
	if _, err := os.Stat(keptPath); !os.IsNotExist(err) {
		t.Errorf("it was written all the same (%v)", err)
	}
}

func TestDiskFull(t *testing.T) {
	onGo(t)
	elsewhere(t)
	first := fit(t, toy(named("a"), epochs(2)))
	before := contents(t, keptPath)
	cmd := child(t, "limit")
	cmd.Stdout = nil
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, words := range []string{"warning: the run cannot be kept: ", "file too large", "6 epochs"} {
		if !strings.Contains(string(out), words) {
			t.Errorf("the child does not say %q:\n%s", words, out)
		}
	}
	if !bytes.Equal(before, contents(t, keptPath)) {
		t.Error("the kept run was changed")
	}
	sameRun(t, first, load(t, "a"))
	left, _ := filepath.Glob(folder("a") + "/.*")
	if len(left) > 0 {
		t.Errorf("half-written files are left: %q", left)
	}
}
