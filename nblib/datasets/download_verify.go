package datasets

import (
	"bufio"
	"crypto/md5"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// verify checks a file against the published checksum, and against the lock file in dir that the first download wrote.
func (r *remote) verify(path, file, dir string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("expected a file of %s, got %v", r.name, reason(err))
	}
	defer f.Close()
	sums := []hash.Hash{sha256.New(), md5.New()}
	if _, err := io.Copy(io.MultiWriter(sums[0], sums[1]), f); err != nil {
		return fmt.Errorf("expected a readable file, got %v", err)
	}
	if got, want := fmt.Sprintf("%x", sums[1].Sum(nil)), r.files[file].md5; want != "" && got != want {
		return fmt.Errorf("expected the original file with the MD5 %s, got %s", want, got)
	}
	if dir == "" {
		return nil
	}
	got, want := fmt.Sprintf("%x", sums[0].Sum(nil)), lockedSum(dir, file)
	if want != "" && got != want {
		return fmt.Errorf("expected the file that was downloaded first, with the SHA-256 %.12s… of %s, got %.12s…", want, filepath.Join(dir, lockFile), got)
	}
	if want == "" {
		return appendLock(dir, file, got)
	}
	return nil
}

// lockFile keeps the SHA-256 of what was downloaded first, in the form of sha256sum.
const lockFile = "checksums.lock"

func lockedSum(dir, file string) string {
	f, err := os.Open(filepath.Join(dir, lockFile))
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if sum, name, _ := strings.Cut(lines.Text(), "  "); name == file {
			return sum
		}
	}
	return ""
}

func appendLock(dir, file, sum string) error {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("expected a folder to write to, got %v", reason(err))
	}
	_, err = fmt.Fprintf(f, "%s  %s\n", sum, file)
	return errors.Join(err, f.Close())
}
