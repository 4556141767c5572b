package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// cellName is what GoNB calls the package of a cell: the number is the kernel's.
var cellName = regexp.MustCompile(`^gonb_[0-9a-f]{8}$`)

// link is one call of Go's linker for a cell.
type link struct {
	args                 []string
	cell                 string // gonb_ and the kernel's number
	out, importcfg, main string // files
	buildID              string // four numbers: of the program and of its main package, what goes in and what comes out
}

// noCell and unnumbered stand in a kept program for what differs from kernel to kernel, at the same length.
const noCell = "gonb_~~~~~~~~"

func unnumbered(id string) string { return strings.Repeat("~", len(id)) }

// general takes what differs from kernel to kernel out of content, which it changes.
func (l link) general(content []byte) []byte {
	swap(content, l.buildID, unnumbered(l.buildID))
	swap(content, l.cell, noCell)
	return content
}

// own writes this kernel's numbers into general content, which it changes.
func (l link) own(content []byte) []byte {
	swap(content, unnumbered(l.buildID), l.buildID)
	swap(content, noCell, l.cell)
	return content
}

// swap writes a text of the same length over each old one: programs are large, and a copy of one for each change is
// what a new cell would wait for.
func swap(content []byte, old, with string) {
	for from := 0; ; {
		i := bytes.Index(content[from:], []byte(old))
		if i < 0 {
			return
		}
		from += i + copy(content[from+i:], with)
	}
}

// key is the hash of all that the program is made of. There is none where a package was just compiled: its file has
// no name by content yet.
func (l link) key() (string, bool) {
	main, err := os.ReadFile(l.main)
	if err != nil {
		return "", false
	}
	parts, err := os.ReadFile(l.importcfg)
	if err != nil {
		return "", false
	}
	work := filepath.Dir(filepath.Dir(l.importcfg)) + string(filepath.Separator)
	parts = bytes.ReplaceAll(parts, []byte(l.main), []byte("main"))
	if bytes.Contains(parts, []byte(work)) {
		return "", false
	}
	flags := strings.NewReplacer(l.out, "out", l.importcfg, "importcfg", l.main, "main").Replace(strings.Join(l.args, "\x00"))
	_, ofMain, _ := strings.Cut(l.buildID, "/") // the package names only its own two numbers
	ofMain = ofMain[:strings.LastIndex(ofMain, "/")]
	swap(main, ofMain, unnumbered(ofMain))
	h := sha256.New()
	for _, part := range [][]byte{l.general([]byte(flags)), l.general(parts), l.general(main)} {
		sum := sha256.Sum256(part)
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil)), true
}
