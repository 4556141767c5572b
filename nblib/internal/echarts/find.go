package echarts

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"nnbook/nblib/internal/checkout"
)

// ErrMissing is returned wherever ECharts is needed and its file is not found.
var ErrMissing = errors.New("echarts: echarts.min.js is not in the environment; run `make env`, or set NNBOOK_ECHARTS to the file")

// inEnvironment is where `make env` puts the library, below the root of the module.
var inEnvironment = filepath.Join(".env", "share", "nnbook", "echarts.min.js")

// Path returns the file that holds the library: NNBOOK_ECHARTS if set, else the one in the environment of
// [checkout.Root], or of the checkout that this package's source lies in.
func Path() (string, error) {
	if p := os.Getenv("NNBOOK_ECHARTS"); p != "" {
		if isFile(p) {
			return p, nil
		}
		return "", ErrMissing
	}
	roots := []string{checkout.Root()}
	// A notebook cell is compiled in a folder of its own, but from the sources of the checkout.
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		roots = append(roots, checkout.Above(filepath.Dir(file)))
	}
	for _, root := range roots {
		if path := filepath.Join(root, inEnvironment); root != "" && isFile(path) {
			return path, nil
		}
	}
	return "", ErrMissing
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
