package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/renameio/v2"
)

// store is a folder of linked programs. Its functions never fail: where something cannot be read or written, the
// program is linked, as without a store.
type store struct {
	folder string
	limit  int64 // bytes in all
}

// get writes the program kept under key to where the link wants it, and says whether there was one.
func (s store) get(key string, l link) bool {
	if s.folder == "" {
		return false
	}
	path := filepath.Join(s.folder, key)
	program, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	program = l.own(program)
	if !bytes.Contains(program, []byte(l.buildID)) || os.WriteFile(l.out, program, 0o755) != nil {
		return false
	}
	now := time.Now()
	_ = os.Chtimes(path, now, now) // the latest used are kept
	return true
}

// put keeps the program that was just linked, and removes those that were not used for longest.
func (s store) put(key string, l link) {
	program, err := os.ReadFile(l.out)
	if s.folder == "" || err != nil || os.MkdirAll(s.folder, 0o755) != nil {
		return
	}
	if renameio.WriteFile(filepath.Join(s.folder, key), l.general(program), 0o644) == nil {
		s.prune()
	}
}

func (s store) prune() {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return
	}
	var files []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	var size int64
	for _, f := range files {
		if size += f.Size(); size > s.limit {
			_ = os.Remove(filepath.Join(s.folder, f.Name()))
		}
	}
}
