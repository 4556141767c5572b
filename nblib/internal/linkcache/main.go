// Command linkcache makes cells that were run before start at once. Go keeps what it compiled, but links every time,
// which is most of what a short cell takes. The kernel has Go run its tools through this program (go build -toolexec);
// it runs them unchanged, but keeps the programs that come out of linking a cell, and when a cell is linked again from
// the same parts, gives back the one that it kept:
//
//	linkcache compile ...   is  compile ...
//	linkcache link ...      is  link ...   for everything that is not a cell
//
// A cell's program is kept in nnbook/cells in the user's cache folder, the latest ones up to a gigabyte in all. It is
// found by what it is made of: the cell's compiled code, every package that goes in, by the hash of its content, and
// the flags. What differs from kernel to kernel, the kernel's number and the numbers that Go gives to a build, has the
// same length in all and is written in anew.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "linkcache: expected a tool of Go and its arguments, got nothing; it is for go build -toolexec")
		os.Exit(2)
	}
	l, ok := parse(os.Args[1:], os.Getenv("TOOLEXEC_IMPORTPATH"))
	if !ok {
		become(os.Args[1], os.Args[1:])
	}
	os.Exit(l.run(open()))
}

// become runs the tool in this program's place.
func become(tool string, args []string) {
	err := syscall.Exec(tool, args, os.Environ())
	fmt.Fprintf(os.Stderr, "linkcache: cannot run %s: %v\n", tool, err)
	os.Exit(1)
}

// run links, or copies what was linked before. Nothing that goes wrong with keeping stops a cell.
func (l link) run(kept store) int {
	key, ok := l.key()
	if ok && kept.get(key, l) {
		return 0
	}
	cmd := exec.Command(l.args[0], l.args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		if cmd.ProcessState == nil {
			fmt.Fprintf(os.Stderr, "linkcache: cannot run %s: %v\n", l.args[0], err)
			return 1
		}
		return cmd.ProcessState.ExitCode()
	}
	if ok {
		kept.put(key, l)
	}
	return 0
}

// open is the user's store, or one without a folder, that keeps nothing.
func open() store {
	folder, err := os.UserCacheDir()
	if err != nil {
		return store{}
	}
	return store{folder: filepath.Join(folder, "nnbook", "cells"), limit: 1 << 30}
}

// parse finds the link of a cell: its package has the name that GoNB gives it.
func parse(args []string, importPath string) (link, bool) {
	if filepath.Base(args[0]) != "link" || !cellName.MatchString(importPath) {
		return link{}, false
	}
	l := link{args: args, cell: importPath, main: args[len(args)-1]}
	for i, arg := range args[1:] {
		switch {
		case arg == "-o":
			l.out = args[i+2]
		case arg == "-importcfg":
			l.importcfg = args[i+2]
		case strings.HasPrefix(arg, "-buildid="):
			l.buildID = strings.TrimPrefix(arg, "-buildid=")
		}
	}
	return l, l.out != "" && l.importcfg != "" && len(strings.Split(l.buildID, "/")) == 4
}
