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

// noCell and noBuildID stand in a kept program for what differs from kernel to kernel.
const noCell = "gonb_~~~~~~~~"

func noBuildID(buildID string) string { return strings.Repeat("~", len(buildID)) }

// general is content with what differs from kernel to kernel taken out.
func (l link) general(content []byte) []byte {
	content = bytes.ReplaceAll(content, []byte(l.buildID), []byte(noBuildID(l.buildID)))
	for _, id := range strings.Split(l.buildID, "/") {
		content = bytes.ReplaceAll(content, []byte(id), []byte(noBuildID(id)))
	}
	return bytes.ReplaceAll(content, []byte(l.cell), []byte(noCell))
}

// own is general content with this kernel's numbers written in.
func (l link) own(content []byte) []byte {
	content = bytes.ReplaceAll(content, []byte(noBuildID(l.buildID)), []byte(l.buildID))
	return bytes.ReplaceAll(content, []byte(noCell), []byte(l.cell))
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
	h := sha256.New()
	for _, part := range [][]byte{l.general([]byte(flags)), l.general(parts), l.general(main)} {
		sum := sha256.Sum256(part)
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil)), true
}
