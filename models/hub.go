package models

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/renameio/v2"
)

// hubFile is a file on Hugging Face.
type hubFile struct {
	repo, revision, file string
	bytes                int64  // 0: not known beforehand
	sha256               string // "": not published; the first download's is kept
}

// lock is what lock.json holds of a downloaded file.
type lock struct {
	Repo     string `json:"repo"`
	Revision string `json:"revision"` // the commit, where the server named it
	SHA256   string `json:"sha256"`
}

// fetch gives the path of the file in the cache. Where it is not there it is
// downloaded if that was asked for.
func (h hubFile) fetch(name string, asked bool) (string, error) {
	dir := filepath.Join(cacheDir(), strings.ReplaceAll(h.repo, "/", "--"))
	path := filepath.Join(dir, h.file)
	l := lock{Repo: h.repo, Revision: h.revision, SHA256: h.sha256}
	if text, err := os.ReadFile(filepath.Join(dir, "lock.json")); err == nil && h.sha256 == "" {
		if err := json.Unmarshal(text, &l); err != nil {
			return "", fmt.Errorf("models: %s: %s: expected JSON, got %.40q; remove it", name, filepath.Join(dir, "lock.json"), text)
		}
	}
	sum, err := sumOf(path)
	switch {
	case err == nil && sum == l.SHA256:
		return path, nil
	case err == nil && !asked:
		return "", fmt.Errorf("models: %s: %s: expected SHA-256 %s, got %s; remove the file and download it again with models.FromHub", name, path, l.SHA256, sum)
	case !asked:
		return "", fmt.Errorf("models: %s: expected its weights in %s, got none; download them once with models.FromHub, or name a file with models.FromFile", name, dir)
	}
	if err := h.download(name, path, &l); err != nil {
		return "", fmt.Errorf("models: %s: %w; try again, or name a file with models.FromFile", name, err)
	}
	text, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return "", err
	}
	if err := renameio.WriteFile(filepath.Join(dir, "lock.json"), append(text, '\n'), 0o644); err != nil {
		return "", fmt.Errorf("models: %s: %w", name, err)
	}
	return path, nil
}

// largest is the most that a file of weights may have where its size is not
// known.
const largest = 1 << 30

// download writes the file to path, whole and with the right checksum or not
// at all, and completes the lock.
func (h hubFile) download(name, path string, l *lock) error {
	url := fmt.Sprintf("%s/%s/resolve/%s/%s", endpoint(), h.repo, l.Revision, h.file)
	fmt.Fprintf(os.Stderr, "models: %s: downloading %s\n", name, url)
	resp, commit, err := get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	out, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o644))
	if err != nil {
		return err
	}
	defer out.Cleanup()
	sum, err := h.receive(out, resp)
	if err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	if l.SHA256 != "" && sum != l.SHA256 {
		return fmt.Errorf("%s: expected SHA-256 %s, got %s", url, l.SHA256, sum)
	}
	l.SHA256, l.Revision = sum, cmp.Or(commit, l.Revision)
	return out.CloseAtomicallyReplace()
}

// get asks for a file, and gives the commit that the server names for it, "" where it names none.
func get(url string) (resp *http.Response, commit string, err error) {
	client := &http.Client{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: 30 * time.Second, TLSHandshakeTimeout: 30 * time.Second},
		CheckRedirect: func(to *http.Request, via []*http.Request) error {
			commit = to.Response.Header.Get(commitHeader) // the file's own server does not know it
			if len(via) > 9 {
				return errors.New("too many redirections")
			}
			return nil
		},
	}
	resp, err = client.Get(url)
	if err != nil {
		return nil, "", err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, "", fmt.Errorf("%s: expected the file, got %s", url, resp.Status)
	}
	return resp, cmp.Or(resp.Header.Get(commitHeader), commit), nil
}

// commitHeader is where Hugging Face names the commit of a file.
const commitHeader = "X-Repo-Commit"

// receive copies the file to out and gives its SHA-256. More or fewer bytes than there should be are an error.
func (h hubFile) receive(out io.Writer, resp *http.Response) (string, error) {
	limit := cmp.Or(h.bytes, largest)
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, hash), io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return "", err
	}
	if n > limit {
		return "", fmt.Errorf("expected %d bytes at most, got more", limit)
	}
	if want := max(h.bytes, resp.ContentLength); want > 0 && n != want {
		return "", fmt.Errorf("expected %d bytes, got %d", want, n)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// endpoint is the server: Hugging Face, or what HF_ENDPOINT names, as for
// Hugging Face's own programs.
func endpoint() string {
	if e := os.Getenv("HF_ENDPOINT"); e != "" {
		return strings.TrimSuffix(e, "/")
	}
	return "https://huggingface.co"
}

// sumOf is the SHA-256 of a file.
func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, f)
	return hex.EncodeToString(hash.Sum(nil)), err
}
