package datasets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"nnbook/nblib/internal/memory"
)

// remote is a data set that lives on the network.
type remote struct {
	name  string // of its folder in the cache, and under NNBOOK_DATA
	bases []string
	files map[string]remoteFile
	patience
}

// remoteFile is what is known of a file beforehand.
type remoteFile struct {
	md5   string // as its authors publish it; "" where they do not
	limit int64  // bytes, more of which are not believed
}

// patience says how long to try.
type patience struct {
	stall    time.Duration // without a byte
	pause    time.Duration // before trying again
	attempts int           // for each address
}

var usualPatience = patience{stall: 30 * time.Second, pause: time.Second, attempts: 4}

// fetch returns the path of a verified file: the own copy that NNBOOK_DATA points to, or the one in the cache, or else one
// that is downloaded into the cache now. A file gets its name only when it is complete and verified; a part of one is
// kept under another name, to go on from there.
func (r *remote) fetch(file string) (string, error) {
	mirror, local, err := ownSource()
	if err != nil {
		return "", err
	}
	if local != "" {
		path := filepath.Join(local, r.name, file)
		if err := r.verify(path, file, ""); err != nil {
			return "", fmt.Errorf("datasets: %s: %w; put the original file there, or unset NNBOOK_DATA to download it", path, err)
		}
		return path, nil
	}
	cache, err := CacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "downloads", r.name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("datasets: %s: expected a folder to write to, got %v; make it writable, or set XDG_CACHE_HOME to another", dir, reason(err))
	}
	lock := flock.New(filepath.Join(dir, "."+file+".busy")) // one program downloads, the others wait for it
	if err := lock.Lock(); err != nil {
		return "", fmt.Errorf("datasets: %s: expected a folder to write to, got %v; make it writable, or set XDG_CACHE_HOME to another", dir, err)
	}
	defer lock.Unlock()
	path := filepath.Join(dir, file)
	if _, err := os.Stat(path); err == nil {
		if r.verify(path, file, dir) == nil {
			return path, nil
		}
		report(fmt.Sprintf("datasets: %s has changed since it was downloaded; downloading it again", path))
		_ = os.Remove(path)
	}
	var addresses []string
	if mirror != "" {
		addresses = append(addresses, strings.TrimSuffix(mirror, "/")+"/"+r.name+"/"+file)
	}
	for _, base := range r.bases {
		addresses = append(addresses, base+file)
	}
	return path, r.download(addresses, path, file)
}

// ownSource reads NNBOOK_DATA: a folder, a file:// address of one, or the address of a mirror.
func ownSource() (mirror, local string, err error) {
	own := os.Getenv("NNBOOK_DATA")
	if scheme, rest, ok := strings.Cut(own, "://"); ok {
		switch scheme {
		case "http", "https":
			return own, "", nil
		case "file":
			own = rest
		default:
			return "", "", fmt.Errorf("datasets: NNBOOK_DATA: expected a folder, or an address with file://, http:// or https://, got %q; correct it, or unset it", own)
		}
	}
	return "", own, nil
}

// download tries the addresses one after another until one gives a file that can be verified.
func (r *remote) download(addresses []string, path, file string) error {
	part := path + ".part"
	var failures []string
	for _, address := range addresses {
		for attempt := range r.attempts {
			if attempt > 0 {
				time.Sleep(time.Duration(attempt) * r.pause)
			}
			err := r.transfer(address, part, file)
			if err == nil {
				if err = r.verify(part, file, filepath.Dir(path)); err == nil {
					return os.Rename(part, path)
				}
				forget(part) // all of it came, and it is another file
				err = final{err}
			}
			if giveUp := (final{}); errors.As(err, &giveUp) || attempt == r.attempts-1 {
				failures = append(failures, fmt.Sprintf("%s: %v", address, err))
				break
			}
		}
	}
	return fmt.Errorf("datasets: %s: expected to download %s, got: %s; check the network, or set NNBOOK_DATA to a folder that has %s",
		r.name, file, strings.Join(failures, "; "), filepath.Join(r.name, file))
}

// final is an error that trying the same address again would not change.
type final struct{ error }

// forget removes the part of a file and the note on where it came from.
func forget(part string) {
	_ = os.Remove(part)
	_ = os.Remove(part + ".from")
}

// transfer gets the rest of a file. The beginning from an earlier try is kept only if the server says that it still has
// that very file.
func (r *remote) transfer(address, part, file string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	alarm := time.AfterFunc(r.stall, cancel)
	defer alarm.Stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return final{err}
	}
	have := int64(0)
	if info, err := os.Stat(part); err == nil {
		if version, ok := strings.CutPrefix(textOf(part+".from"), address+"\n"); ok && version != "" {
			have = info.Size()
			request.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
			request.Header.Set("If-Range", version)
		}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return r.explain(ctx, err)
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusOK:
		have = 0
	case response.StatusCode == http.StatusPartialContent && strings.HasPrefix(response.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", have)):
	case response.StatusCode == http.StatusRequestedRangeNotSatisfiable, response.StatusCode == http.StatusPartialContent:
		forget(part)
		return fmt.Errorf("expected the rest of the file, got status %s", response.Status)
	case response.StatusCode >= 500 || response.StatusCode == http.StatusTooManyRequests:
		return fmt.Errorf("got status %s", response.Status)
	default:
		return final{fmt.Errorf("got status %s", response.Status)}
	}
	if response.ContentLength > r.limit(file)-have {
		return final{fmt.Errorf("expected at most %s, got %s", memory.Text(r.limit(file)), memory.Text(have+response.ContentLength))}
	}
	version := cmp.Or(strongTag(response.Header.Get("ETag")), response.Header.Get("Last-Modified"))
	return r.receive(ctx, alarm, response, address, part, version, have, file)
}

// strongTag is an ETag that stands for the very bytes, or nothing.
func strongTag(tag string) string {
	if strings.HasPrefix(tag, "W/") {
		return ""
	}
	return tag
}

// receive appends the body to the part.
func (r *remote) receive(ctx context.Context, alarm *time.Timer, response *http.Response, address, part, version string, have int64, file string) error {
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if have == 0 {
		flags |= os.O_TRUNC
		if err := os.WriteFile(part+".from", []byte(address+"\n"+version), 0o644); err != nil {
			return final{reason(err)}
		}
	}
	out, err := os.OpenFile(part, flags, 0o644)
	if err != nil {
		return final{reason(err)}
	}
	defer out.Close()
	show := progress{name: r.name + " " + file, have: have, total: have + response.ContentLength}
	if response.ContentLength < 0 {
		show.total = 0
	}
	body := io.LimitReader(response.Body, r.limit(file)-have+1)
	buf := make([]byte, 1<<16)
	for {
		n, err := body.Read(buf)
		if n > 0 {
			alarm.Reset(r.stall)
			if _, err := out.Write(buf[:n]); err != nil {
				return final{reason(err)}
			}
			show.add(n)
		}
		if show.have > r.limit(file) {
			out.Close()
			forget(part)
			return final{fmt.Errorf("expected at most %s, got more", memory.Text(r.limit(file)))}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return r.explain(ctx, err)
		}
	}
	show.end()
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return final{err}
	}
	_ = os.Remove(part + ".from")
	return nil
}

// explain names a stalled transfer as such.
func (r *remote) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("no data for %v", r.stall)
	}
	return err
}

func (r *remote) limit(file string) int64 { return cmp.Or(r.files[file].limit, 1<<30) }

func textOf(path string) string {
	data, _ := os.ReadFile(path)
	return string(data)
}
