package e2e

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// openLab starts JupyterLab as `make lab PORT=... BROWSER=no` does, and opens the notebook in a browser.
func openLab(t *testing.T, notebook string) *tab {
	t.Helper()
	p := openTab(t)
	port := freePort(t)
	cmd := exec.Command(needEnv(t), "docker/lab.py", notebook, fmt.Sprint(port), "no")
	cmd.Dir = root
	// No history of other notebooks: which one opens is the test's choice.
	cmd.Env = append(os.Environ(), "JUPYTER_TOKEN=test", "JUPYTERLAB_WORKSPACES_DIR="+t.TempDir())
	out, err := os.Create(filepath.Join(t.TempDir(), "jupyter.log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // Jupyter stops its kernels
		_ = cmd.Wait()
		if t.Failed() {
			text, _ := os.ReadFile(out.Name())
			t.Logf("JupyterLab said:\n%s", text)
		}
	})
	base := fmt.Sprintf("http://127.0.0.1:%d", port)
	for start := time.Now(); ; time.Sleep(200 * time.Millisecond) {
		if r, err := http.Get(base + "/api"); err == nil {
			_ = r.Body.Close()
			break
		}
		if time.Since(start) > time.Minute {
			t.Fatal("JupyterLab does not answer within a minute")
		}
	}
	p.do(t, chromedp.Navigate(base+"/lab/tree/"+filepath.Base(notebook)+"?token=test"))
	p.eventually(t, time.Minute, "the notebook opens", `document.querySelector('.jp-Notebook .jp-Cell')`)
	p.eventually(t, time.Minute, "the kernel rests", `document.querySelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]')`)
	return p
}

// runAll restarts the kernel, runs all cells of the open notebook and waits until the last has run.
func (p *tab) runAll(t *testing.T) {
	t.Helper()
	for start := time.Now(); p.number(t, `document.querySelectorAll('.jp-Dialog .jp-mod-accept').length`) == 0; time.Sleep(time.Second) {
		if time.Since(start) > time.Minute { // the button does nothing until JupyterLab has settled
			t.Fatal("the button for restarting and running all cells does nothing within a minute")
		}
		p.do(t, chromedp.Click(`[data-command="notebook:restart-run-all"]`))
		time.Sleep(time.Second)
	}
	p.do(t, chromedp.Click(`.jp-Dialog .jp-mod-accept`))
	p.eventually(t, 4*time.Minute, "all cells have run",
		`[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(e => /\[\d+\]/.test(e.textContent))`)
}

// unfold makes the window as tall as the notebook: JupyterLab keeps only cells in view on the page.
func (p *tab) unfold(t *testing.T) {
	t.Helper()
	p.do(t, chromedp.EmulateViewport(1200, 14000))
	time.Sleep(2 * time.Second)
}

// press types one key, with the Shift key held if shift is set.
func (p *tab) press(t *testing.T, key string, shift bool) {
	t.Helper()
	var options []chromedp.KeyOption
	if shift {
		options = append(options, chromedp.KeyModifiers(chromedp.ModifierShift))
	}
	p.do(t, chromedp.KeyEvent(key, options...))
}

// shot keeps a picture of the page in $NNBOOK_SHOTS, for people to look at.
func (p *tab) shot(t *testing.T, name string) {
	t.Helper()
	folder := os.Getenv("NNBOOK_SHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatalf("browser: %v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestLabHelps types "nn." in a cell and asks for help, as the README promises.
func TestLabHelps(t *testing.T) {
	p := openLab(t, notebookCopy(t, "nblib/internal/e2e/testdata/help.ipynb"))
	p.runAll(t)
	p.do(t, chromedp.Click(`(//div[contains(@class,"jp-CodeCell")])[2]//div[contains(@class,"cm-content")]`))
	p.do(t, chromedp.KeyEvent(kb.End, chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent("nn."))
	// gopls may still be reading the module: ask until it answers.
	for start := time.Now(); ; {
		p.press(t, kb.Tab, false)
		time.Sleep(time.Second)
		if p.number(t, `[...document.querySelectorAll('.jp-Completer-item')].filter(e => e.textContent.includes('Dense')).length`) > 0 {
			break
		}
		if time.Since(start) > time.Minute {
			p.shot(t, "complete-failed")
			t.Fatal("Tab after nn. does not offer Dense within a minute")
		}
		p.press(t, kb.Escape, false)
		p.do(t, chromedp.Click(`(//div[contains(@class,"jp-CodeCell")])[2]//div[contains(@class,"cm-content")]`))
		p.do(t, chromedp.KeyEvent(kb.End, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	}
	p.shot(t, "complete")
	p.press(t, kb.Escape, false)
	p.do(t, chromedp.KeyEvent("Dense"))
	p.press(t, kb.Tab, true)
	p.eventually(t, 30*time.Second, "Shift-Tab documents nn.Dense",
		`[...document.querySelectorAll('.jp-Tooltip')].some(e => e.textContent.includes('Dense') && e.textContent.includes('units'))`)
	p.shot(t, "document")
}
