package models

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nnbook/nblib/nn"
)

const commit = "0123456789abcdef0123456789abcdef01234567"

// hubServer serves a file as Hugging Face does: by way of another server,
// naming the commit at the first.
func hubServer(t *testing.T, file *[]byte) (asked *[]string) {
	t.Helper()
	asked = &[]string{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.Path)
		switch {
		case strings.HasPrefix(r.URL.Path, "/store/"):
			_, _ = w.Write(*file)
		case strings.HasPrefix(r.URL.Path, "/timm/tiny/resolve/"):
			w.Header().Set("X-Repo-Commit", commit)
			http.Redirect(w, r, "/store/file", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(s.Close)
	t.Setenv("HF_ENDPOINT", s.URL)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	return asked
}

func tinyFromHub(h hubFile) architecture {
	a := tiny
	a.hub = h
	return a
}

func TestFromHub(t *testing.T) {
	file, err := os.ReadFile(tinyFile(t, func(map[string]array) {}))
	if err != nil {
		t.Fatal(err)
	}
	asked := hubServer(t, &file)
	a := tinyFromHub(hubFile{repo: "timm/tiny", file: "model.safetensors", revision: "main"})
	if err := a.model(nil).Load(); err == nil || len(*asked) != 0 {
		t.Fatalf("without being asked for, %v was downloaded (%v)", *asked, err)
	}
	for range 2 { // the second time from the cache
		if err := a.model([]Weights{FromHub}).Load(); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.model(nil).Load(); err != nil {
		t.Errorf("once downloaded, it is there: %v", err)
	}
	if len(*asked) != 2 || (*asked)[0] != "/timm/tiny/resolve/main/model.safetensors" {
		t.Errorf("asked for %v", *asked)
	}
	path := filepath.Join(cacheDir(), "timm--tiny", "model.safetensors")
	text, err := os.ReadFile(filepath.Join(filepath.Dir(path), "lock.json"))
	sum := sha256.Sum256(file)
	if err != nil || !strings.Contains(string(text), commit) || !strings.Contains(string(text), hex.EncodeToString(sum[:])) {
		t.Errorf("the lock is %s (%v)", text, err)
	}

	// A file that went away comes back from the locked commit, and must be the same.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := a.model([]Weights{FromHub}).Load(); err != nil || (*asked)[2] != "/timm/tiny/resolve/"+commit+"/model.safetensors" {
		t.Errorf("asked for %v (%v)", *asked, err)
	}
	if err := os.WriteFile(path, append(file, 0), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := a.model(nil).Load(); err == nil || !strings.Contains(err.Error(), "expected SHA-256") {
		t.Errorf("a changed file is taken: %v", err)
	}
	file = append(file, 0)
	if err := a.model([]Weights{FromHub}).Load(); err != nil {
		if !strings.Contains(err.Error(), "expected SHA-256") {
			t.Error(err)
		}
	} else {
		t.Error("the server's changed file is taken")
	}
}

func TestHubRefuses(t *testing.T) {
	file, err := os.ReadFile(tinyFile(t, func(map[string]array) {}))
	if err != nil {
		t.Fatal(err)
	}
	hubServer(t, &file)
	for want, h := range map[string]hubFile{
		"404 Not Found":            {repo: "timm/none", file: "model.safetensors", revision: "main"},
		"expected SHA-256":         {repo: "timm/tiny", file: "model.safetensors", revision: "main", sha256: strings.Repeat("0", 64)},
		"expected 7 bytes at most": {repo: "timm/tiny", file: "model.safetensors", revision: "main", bytes: 7},
	} {
		err := tinyFromHub(h).model([]Weights{FromHub}).Load()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got error %v, want one sentence with %q", err, want)
		}
		if left, _ := filepath.Glob(filepath.Join(cacheDir(), "*", "*")); len(left) > 0 {
			t.Errorf("%s: left behind %v", want, left)
		}
	}
	t.Setenv("HF_ENDPOINT", "http://127.0.0.1:1")
	if err := tinyFromHub(hubFile{repo: "timm/tiny", file: "f", revision: "main"}).model([]Weights{FromHub}).Load(); err == nil {
		t.Error("a server that is not there answers")
	}
}

// What is pinned must be whole: a wrong digit would only show at a download.
func TestPins(t *testing.T) {
	for _, a := range []architecture{resNet18, resNet50} {
		if len(a.hub.revision) != 40 || len(a.hub.sha256) != 64 || a.hub.bytes < 4*11000000 {
			t.Errorf("%s: %+v", a.name, a.hub)
		}
	}
	if _, err := nn.Build(mobileNetV2.layers(), mobileNetV2.input); err != nil || mobileNetV2.hub.repo == "" {
		t.Error(err)
	}
}
