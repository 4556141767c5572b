package e2e

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is one page of a headless browser, and what went wrong on it.
type tab struct {
	ctx      context.Context
	mu       sync.Mutex
	requests []string // other than file:, data: and blob:
	errors   []string // of scripts, and what the browser refused
	failed   []string // requests, and what scripts write by console.error; JupyterLab has some of its own
}

// openTab starts a browser with one empty page, tall enough that JupyterLab shows all cells of a notebook.
func openTab(t *testing.T) *tab {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		missing(t, "no Chromium is installed, so nothing is looked at in a browser (Debian and Ubuntu: apt install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.WindowSize(1200, 1000), chromedp.Flag("disable-quic", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	p := &tab{ctx: ctx}
	if err := chromedp.Listen(ctx, p.note); err != nil {
		t.Fatalf("browser: %v", err)
	}
	call(t, p, network.Enable, network.EnableParams{})
	call(t, p, log.Enable, cdp.Empty{})
	p.do(t, chromedp.EmulateViewport(1200, 1000))
	return p
}

func thrown(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Exception.Description
	}
	return d.Text
}

func (p *tab) note(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		scheme, _, _ := strings.Cut(e.Request.URL, ":")
		if scheme != "file" && scheme != "data" && scheme != "blob" {
			p.requests = append(p.requests, e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		p.errors = append(p.errors, thrown(e.ExceptionDetails))
	case *network.EventLoadingFailed:
		p.failed = append(p.failed, fmt.Sprintf("a request of a %s failed: %s %s", e.Type, e.ErrorText, e.BlockedReason))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			for _, arg := range e.Args {
				p.failed = append(p.failed, "console.error: "+string(arg.Value)+arg.Description)
			}
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			p.errors = append(p.errors, e.Entry.Text)
		}
	}
}

// call sends one command of the browser's protocol.
func call[P, R any](t *testing.T, p *tab, command cdp.Command[P, R], params P) {
	t.Helper()
	if _, err := chromedp.Call(p.ctx, command, params); err != nil {
		t.Fatalf("browser: %v", err)
	}
}

// do takes steps one after the other, each within a minute.
func (p *tab) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("browser: %v", err)
	}
}

// number returns the value of a JavaScript expression.
func (p *tab) number(t *testing.T, expression string) int {
	t.Helper()
	n, err := chromedp.Run(p.ctx, chromedp.Evaluate[int](expression))
	if err != nil {
		t.Fatalf("browser: %v", err)
	}
	return n
}

// eventually waits until a JavaScript expression holds.
func (p *tab) eventually(t *testing.T, limit time.Duration, what, expression string) {
	t.Helper()
	deadline := time.Now().Add(limit)
	for {
		holds, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if err == nil && holds {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %v (console: %q)", what, limit, p.errors)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// drawn is a JavaScript expression: how many canvases have something drawn on them.
const drawn = `[...document.querySelectorAll('canvas')].filter(c => {
	const pixels = c.width && c.height ? c.getContext('2d').getImageData(0, 0, c.width, c.height).data : [];
	return pixels.some((v, i) => i % 4 == 3 && v > 0);
}).length`

// pictures is a JavaScript expression: how many pictures have loaded and are seen.
const pictures = `[...document.images].filter(i => i.complete && i.naturalWidth && i.offsetWidth).length`

func (p *tab) quiet(t *testing.T) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.requests) > 0 {
		t.Errorf("the page asked the network for %q", p.requests)
	}
	if wrong := append(p.errors, p.failed...); len(wrong) > 0 {
		t.Errorf("errors on the page: %.500q", wrong)
	}
}
