package notebook

import (
	"encoding/gob"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// TestMain lets the test binary play a notebook cell: gonbui decides once, at its start, whether it is one.
func TestMain(m *testing.M) {
	if os.Getenv("NNBOOK_TEST_CELL") != "" {
		Display("<b>one</b>", "one")
		Update("block", "<i>two</i>", "two")
		if NeedsLibrary() {
			Display("<b>library</b>", "library")
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestOutsideANotebook(t *testing.T) {
	if InNotebook() {
		t.Fatal("a test is not a notebook")
	}
	if NeedsLibrary() {
		t.Error("a terminal needs no library")
	}
}

func ExampleDisplay() {
	Display("<b>12</b> images", "12 images")
	Update(NewID(), "<b>13</b> images", "a terminal cannot take back what it has printed")
	// Output: 12 images
}

func TestNewID(t *testing.T) {
	a, b := NewID(), NewID()
	if a == b || !strings.HasPrefix(a, "nnb") {
		t.Errorf("ids %q and %q", a, b)
	}
}

// TestCell runs a cell against the kernel's half of the pipes.
func TestCell(t *testing.T) {
	for _, c := range []struct {
		name string
		env  []string
		want []string
	}{
		{"JupyterLab", nil, []string{"<b>one</b>", "<i>two</i>"}},
		{"VSCode", []string{"VSCODE_CWD=/"}, []string{"<b>one</b>", "<i>two</i>", "<b>library</b>"}},
		{"override", []string{"VSCODE_CWD=/", "NNBOOK_FRONTEND=jupyter"}, []string{"<b>one</b>", "<i>two</i>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			got := runCell(t, dir, c.env)
			var html []string
			for _, d := range got {
				html = append(html, d.Data[protocol.MIMETextHTML].(string))
				if len(d.Data) != 2 || d.Data[protocol.MIMETextPlain] == nil {
					t.Errorf("MIME types %v, want text/html and text/plain", d.Data)
				}
			}
			if strings.Join(html, "|") != strings.Join(c.want, "|") {
				t.Errorf("shown %q, want %q", html, c.want)
			}
			if got[0].DisplayID != "" || got[1].DisplayID != "block" {
				t.Errorf("display ids %q and %q", got[0].DisplayID, got[1].DisplayID)
			}
			// The second cell of a session never carries the library again.
			if again := runCell(t, dir, c.env); len(again) != 2 {
				t.Errorf("the second cell showed %d things, want 2", len(again))
			}
		})
	}
}

// runCell plays the kernel: it makes the pipes, reads what the cell shows and answers its syncs.
func runCell(t *testing.T, dir string, env []string) (shown []protocol.DisplayData) {
	t.Helper()
	there, back := filepath.Join(dir, "there"), filepath.Join(dir, "back")
	for _, p := range []string{there, back} {
		_ = os.Remove(p)
		if err := syscall.Mkfifo(p, 0o600); err != nil {
			t.Skip("no named pipes here:", err)
		}
	}
	cell := exec.Command(os.Args[0])
	cell.Env = append(os.Environ(), "NNBOOK_TEST_CELL=1", "GONB_PIPE="+there, "GONB_PIPE_BACK="+back, "GONB_TMP_DIR="+dir)
	for _, name := range []string{"VSCODE_PID", "VSCODE_CWD", "VSCODE_NLS_CONFIG", "NNBOOK_FRONTEND"} {
		cell.Env = append(cell.Env, name+"=")
	}
	cell.Env = append(cell.Env, env...)
	if err := cell.Start(); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(there)
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.OpenFile(back, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	decoder, encoder := gob.NewDecoder(in), gob.NewEncoder(out)
	for {
		var d protocol.DisplayData
		if decoder.Decode(&d) != nil {
			break
		}
		if v, ok := d.Data[protocol.MIMECommValue].(protocol.CommValue); ok {
			ack := &protocol.CommValue{Address: protocol.GonbuiSyncAckAddress, Value: v.Value}
			if err := encoder.Encode(ack); err != nil {
				t.Error(err)
			}
			continue
		}
		shown = append(shown, d)
	}
	if err := cell.Wait(); err != nil {
		t.Fatal(err)
	}
	return shown
}
