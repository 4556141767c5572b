package echarts

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// ErrMissing is returned wherever ECharts is needed and its file is not found.
var ErrMissing = errors.New("echarts: echarts.min.js is not in the environment; run `make env`, or set NNBOOK_ECHARTS to the file")

// inEnvironment is where `make env` puts the library, below the root of the module.
var inEnvironment = filepath.Join(".env", "share", "nnbook", "echarts.min.js")

// Path returns the file that holds the library: NNBOOK_ECHARTS if set, else the one in the environment of the
// checkout that the working directory, or this package's source, lies in.
func Path() (string, error) {
	if p := os.Getenv("NNBOOK_ECHARTS"); p != "" {
		if isFile(p) {
			return p, nil
		}
		return "", ErrMissing
	}
	var starts []string
	if wd, err := os.Getwd(); err == nil {
		starts = append(starts, wd)
	}
	// A notebook cell is compiled in a folder of its own, but from the sources of the checkout.
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		starts = append(starts, filepath.Dir(file))
	}
	for _, dir := range starts {
		if root := moduleRoot(dir); root != "" && isFile(filepath.Join(root, inEnvironment)) {
			return filepath.Join(root, inEnvironment), nil
		}
	}
	return "", ErrMissing
}

// moduleRoot walks up from dir to the folder whose go.mod declares nnbook; "" if there is none.
func moduleRoot(dir string) string {
	for {
		if mod, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
			first, _, _ := strings.Cut(string(mod), "\n")
			if strings.TrimSpace(first) == "module nnbook" {
				return dir
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// source reads the library once.
var source = sync.OnceValues(func() (string, error) {
	path, err := Path()
	if err != nil {
		return "", err
	}
	js, err := os.ReadFile(path)
	if err != nil {
		return "", ErrMissing
	}
	return string(js), nil
})

// Inline returns the body of a script element that holds the whole library and leaves a promise of it in
// window.__nnbook_echarts, which every chart on the page waits for. The library sees a module object of its own and
// no define, so an AMD loader on the page neither catches it nor is disturbed by it.
func Inline() (string, error) {
	js, err := source()
	if err != nil {
		return "", err
	}
	return "window.__nnbook_echarts=window.__nnbook_echarts||Promise.resolve((function(){" +
		"var module={exports:{}},exports=module.exports,define;" +
		js + "\n;return module.exports}).call(window));", nil
}
