package datasets

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// payload is what the tests download, and its MD5.
var payload = bytes.Repeat([]byte("0123456789abcdef"), 20000) // 320 kB, more than one read

func md5Of(data []byte) string { return fmt.Sprintf("%x", md5.Sum(data)) }

// server serves what handle says under /data/file.bin, with ranges and an ETag unless handle does otherwise.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	ranges []string // the Range headers that came, in order
}

func serve(t *testing.T, handle func(n int, w http.ResponseWriter, r *http.Request)) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		n := len(s.ranges)
		s.ranges = append(s.ranges, r.Header.Get("Range"))
		s.mu.Unlock()
		handle(n, w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// whole serves data with ranges.
func whole(data []byte) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"`+md5Of(data)+`"`)
		http.ServeContent(w, r, "file.bin", time.Time{}, bytes.NewReader(data))
	}
}

// brokenOff breaks off after half of the data.
func brokenOff(data []byte) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"`+md5Of(data)+`"`)
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		_, _ = w.Write(data[:len(data)/2])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

func status(code int) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// quickly is a remote of one file with little patience, in a cache of its own.
func quickly(t *testing.T, sum string, servers ...*server) (r *remote, dir string) {
	t.Helper()
	home := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", home)
	t.Setenv("NNBOOK_DATA", "")
	before := show
	show = func(string) {}
	reported(t)
	t.Cleanup(func() { show = before })
	r = &remote{name: "data", files: map[string]remoteFile{"file.bin": {sum, 1 << 20}},
		patience: patience{stall: 200 * time.Millisecond, pause: time.Millisecond, attempts: 3}}
	for _, s := range servers {
		r.bases = append(r.bases, s.URL+"/data/")
	}
	return r, filepath.Join(home, "nnbook", "downloads", "data")
}

// wantPayload checks that fetch gives the payload, and nothing half-written lies about.
func wantPayload(t *testing.T, r *remote, dir string) {
	t.Helper()
	path, err := r.fetch("file.bin")
	if err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(path); !bytes.Equal(data, payload) {
		t.Errorf("got %d bytes, want the %d of the payload", len(data), len(payload))
	}
	noParts(t, dir)
}

func noParts(t *testing.T, dir string) {
	t.Helper()
	if parts, _ := filepath.Glob(filepath.Join(dir, "*.part*")); len(parts) > 0 {
		t.Errorf("left over: %v", parts)
	}
}

// noFile checks that a failed download left nothing under the name of the file.
func noFile(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "file.bin")); err == nil {
		t.Error("a file that was refused got its name")
	}
}

func TestDownloadOnceAndThenFromTheCache(t *testing.T) {
	s := serve(t, whole(payload))
	r, dir := quickly(t, md5Of(payload), s)
	for range 3 {
		wantPayload(t, r, dir)
	}
	if len(s.ranges) != 1 {
		t.Errorf("asked the server %d times, want once", len(s.ranges))
	}
}

func TestDownloadBrokenOffHalfWayGoesOn(t *testing.T) {
	s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if n == 0 {
			brokenOff(payload)(n, w, r)
		}
		whole(payload)(n, w, r)
	})
	r, dir := quickly(t, md5Of(payload), s)
	wantPayload(t, r, dir)
	if len(s.ranges) != 2 || s.ranges[1] == "" || s.ranges[1] == "bytes=0-" {
		t.Errorf("asked for %q, want the rest the second time", s.ranges)
	}
}

// The next program goes on where one was killed.
func TestDownloadGoesOnInTheNextProgram(t *testing.T) {
	s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if n < 3 {
			brokenOff(payload)(n, w, r)
		}
		whole(payload)(n, w, r)
	})
	r, dir := quickly(t, md5Of(payload), s)
	_, err := r.fetch("file.bin")
	wantSentence(t, err, "data: expected to download file.bin", "unexpected EOF", "NNBOOK_DATA")
	noFile(t, dir)
	wantPayload(t, r, dir)
	if s.ranges[3] == "" {
		t.Error("the second program began anew")
	}
}

func TestDownloadThatChangedMeanwhileBeginsAnew(t *testing.T) {
	other := bytes.ToUpper(payload)
	s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if n == 0 {
			brokenOff(other)(n, w, r)
		}
		whole(payload)(n, w, r) // has another ETag, so If-Range gives all of it
	})
	r, dir := quickly(t, md5Of(payload), s)
	wantPayload(t, r, dir)
}

func TestDownloadWithoutRangesBeginsAnew(t *testing.T) {
	s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if n == 0 {
			brokenOff(payload)(n, w, r)
		}
		_, _ = w.Write(payload)
	})
	r, dir := quickly(t, md5Of(payload), s)
	wantPayload(t, r, dir)
}

func TestDownloadWrongChecksumTriesTheMirror(t *testing.T) {
	bad, good := serve(t, whole([]byte("something else"))), serve(t, whole(payload))
	r, dir := quickly(t, md5Of(payload), bad, good)
	wantPayload(t, r, dir)
	alone, dir := quickly(t, md5Of(payload), bad)
	_, err := alone.fetch("file.bin")
	wantSentence(t, err, "expected the original file with the MD5 "+md5Of(payload))
	noFile(t, dir)
	noParts(t, dir)
	if len(bad.ranges) != 2 {
		t.Errorf("asked for the wrong file %d times, want once each", len(bad.ranges))
	}
}

func TestDownloadNotFoundThenAMirror(t *testing.T) {
	missing, good := serve(t, status(404)), serve(t, whole(payload))
	r, dir := quickly(t, md5Of(payload), missing, good)
	wantPayload(t, r, dir)
	if len(missing.ranges) != 1 {
		t.Errorf("asked %d times for what is not there", len(missing.ranges))
	}
	busy := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if n < 2 {
			w.WriteHeader(503)
			return
		}
		whole(payload)(n, w, r)
	})
	r, dir = quickly(t, md5Of(payload), busy)
	wantPayload(t, r, dir)
	r, dir = quickly(t, md5Of(payload), missing)
	_, err := r.fetch("file.bin")
	wantSentence(t, err, "got status 404 Not Found")
	noFile(t, dir)
}

func TestDownloadSlow(t *testing.T) {
	slow := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) { // steady, if slow: slower altogether than the stall
		w.Header().Set("Content-Length", strconv.Itoa(len(payload)))
		for i := 0; i < len(payload); i += len(payload) / 8 {
			_, _ = w.Write(payload[i:min(i+len(payload)/8, len(payload))])
			w.(http.Flusher).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	})
	r, dir := quickly(t, md5Of(payload), slow)
	wantPayload(t, r, dir)

	stuck := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write(payload[:1000])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	r, dir = quickly(t, md5Of(payload), stuck)
	_, err := r.fetch("file.bin")
	wantSentence(t, err, "no data for 200ms")
	noFile(t, dir)
}

func TestDownloadRedirect(t *testing.T) {
	s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/data/file.bin" {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
			return
		}
		whole(payload)(n, w, r)
	})
	r, dir := quickly(t, md5Of(payload), s)
	wantPayload(t, r, dir)
}

func TestDownloadTooLarge(t *testing.T) {
	for name, handle := range map[string]func(int, http.ResponseWriter, *http.Request){
		"announced": whole(make([]byte, 2<<20)),
		"endless": func(_ int, w http.ResponseWriter, _ *http.Request) {
			for range 100 {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
				w.(http.Flusher).Flush()
			}
		},
	} {
		r, dir := quickly(t, md5Of(payload), serve(t, handle))
		_, err := r.fetch("file.bin")
		wantSentence(t, err, "expected at most 1.0 MiB, got")
		t.Run(name, func(t *testing.T) { noFile(t, dir); noParts(t, dir) })
	}
}

// Where nobody publishes a checksum, the first download decides.
func TestDownloadLockFile(t *testing.T) {
	served := payload
	s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) { whole(served)(n, w, r) })
	r, dir := quickly(t, "", s)
	wantPayload(t, r, dir)
	lock, err := os.ReadFile(filepath.Join(dir, lockFile))
	if err != nil || !strings.HasSuffix(string(lock), "  file.bin\n") || len(lock) != 64+len("  file.bin\n") {
		t.Fatalf("lock file %q (%v)", lock, err)
	}
	if err := os.Remove(filepath.Join(dir, "file.bin")); err != nil {
		t.Fatal(err)
	}
	served = bytes.ToUpper(payload)
	_, err = r.fetch("file.bin")
	wantSentence(t, err, "expected the file that was downloaded first", lockFile)
	noFile(t, dir)
	served = payload
	wantPayload(t, r, dir)
}

func TestDownloadAlteredInTheCacheComesAgain(t *testing.T) {
	s := serve(t, whole(payload))
	r, dir := quickly(t, md5Of(payload), s)
	wantPayload(t, r, dir)
	if err := os.Truncate(filepath.Join(dir, "file.bin"), 100); err != nil {
		t.Fatal(err)
	}
	wantPayload(t, r, dir)
	if len(s.ranges) != 2 {
		t.Errorf("asked %d times, want twice", len(s.ranges))
	}
}

func TestOwnCopyAndOwnMirror(t *testing.T) {
	own := t.TempDir()
	if err := os.MkdirAll(filepath.Join(own, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(own, "data", "file.bin")
	if err := os.WriteFile(path, payload, 0o644); err != nil {
		t.Fatal(err)
	}
	never := serve(t, status(500))
	for _, value := range []string{own, "file://" + own} {
		r, _ := quickly(t, md5Of(payload), never)
		t.Setenv("NNBOOK_DATA", value)
		if got, err := r.fetch("file.bin"); err != nil || got != path {
			t.Errorf("NNBOOK_DATA=%s: got %s (%v)", value, got, err)
		}
	}
	r, _ := quickly(t, md5Of([]byte("another")), never)
	t.Setenv("NNBOOK_DATA", own)
	_, err := r.fetch("file.bin")
	wantSentence(t, err, path, "expected the original file with the MD5", "unset NNBOOK_DATA")
	t.Setenv("NNBOOK_DATA", t.TempDir())
	_, err = r.fetch("file.bin")
	wantSentence(t, err, "no such file")
	t.Setenv("NNBOOK_DATA", "ftp://x")
	_, err = r.fetch("file.bin")
	wantSentence(t, err, "NNBOOK_DATA: expected a folder, or an address with file://")
	if len(never.ranges) != 0 {
		t.Error("the network was used beside an own copy")
	}

	mirror := serve(t, whole(payload))
	r, dir := quickly(t, md5Of(payload), never)
	t.Setenv("NNBOOK_DATA", mirror.URL+"/")
	wantPayload(t, r, dir)
	if len(never.ranges) != 0 || len(mirror.ranges) != 1 {
		t.Errorf("mirror asked %d times, the canonical address %d times", len(mirror.ranges), len(never.ranges))
	}
}

// Two programs at once: one downloads, the other waits for it.
func TestDownloadByTwoAtOnce(t *testing.T) {
	s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		time.Sleep(50 * time.Millisecond)
		whole(payload)(n, w, r)
	})
	r, dir := quickly(t, md5Of(payload), s)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := r.fetch("file.bin"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(s.ranges) != 1 {
		t.Errorf("asked %d times, want once", len(s.ranges))
	}
	noParts(t, dir)
}

func TestProgressShowsHowFarItIs(t *testing.T) {
	var said strings.Builder
	r, dir := quickly(t, md5Of(payload), serve(t, whole(payload)))
	show = func(text string) { _, _ = io.WriteString(&said, text) }
	wantPayload(t, r, dir)
	if !strings.Contains(said.String(), "downloading data file.bin") || !strings.Contains(said.String(), "312.5 KiB of 312.5 KiB (100 %)") {
		t.Errorf("said %q", said.String())
	}
}
