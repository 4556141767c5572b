package memory

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ReadFile is os.ReadFile for files that users name: one that does not fit
// into the memory that is left is an error instead of the end of the program.
func ReadFile(path string) ([]byte, error) {
	return readFile(path, Free())
}

func readFile(path string, free int64) ([]byte, error) {
	info, err := plain(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().IsRegular() && info.Size() > free {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("the file has %s, more than the %s that are free in memory", Text(info.Size()), Text(free))}
	}
	return os.ReadFile(path)
}

// Open is os.Open for files that users name: a pipe, which may never begin, or
// a device, which may never end, is an error.
func Open(path string) (*os.File, error) {
	if _, err := plain(path); err != nil {
		return nil, err
	}
	return os.Open(path)
}

// plain refuses what is neither a file nor a folder, which has an error of its
// own when it is read.
func plain(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	var p *fs.PathError
	switch {
	case errors.As(err, &p):
		return nil, &fs.PathError{Op: "open", Path: path, Err: p.Err}
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() && !info.IsDir():
		return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("no plain file, but a pipe or a device")}
	}
	return info, nil
}
