package engine

import (
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"nnbook/nblib/internal/checkout"
)

// Plugin is a file that XLA can be loaded from.
type Plugin struct {
	Name string // "cuda", "cpu"
	Path string
}

// Plugins lists the XLA plugins that are found, a GPU's before the CPU's: in
// the folders of PJRT_PLUGIN_LIBRARY_PATH, else in the environment that make
// env sets up in the checkout.
func Plugins() []Plugin {
	var dirs []string
	if path := os.Getenv("PJRT_PLUGIN_LIBRARY_PATH"); path != "" {
		dirs = filepath.SplitList(path)
	} else if root := checkout.Root(); root != "" {
		for _, package_ := range []string{"jax_plugins/xla_cuda13", "lammps_jax_pjrt_cpu"} {
			found, _ := filepath.Glob(filepath.Join(root, ".env", "lib", "python3*", "site-packages", package_))
			dirs = append(dirs, found...)
		}
	}
	var plugins []Plugin
	for _, d := range dirs {
		files, _ := filepath.Glob(filepath.Join(d, "*.so"))
		for _, f := range files {
			if name := pluginName(filepath.Base(f)); name != "" {
				plugins = append(plugins, Plugin{name, f})
			}
		}
	}
	slices.SortStableFunc(plugins, func(a, b Plugin) int { return strings.Compare(b.Name, a.Name) })
	return plugins
}

// start loads the plugin, with options as in "opt=1,other=2".
func (p Plugin) start(options string) (*Engine, error) {
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("%s is no XLA plugin (%w)", p.Path, err)
	}
	defer p.setFlags()()
	e, err := New("xla:" + p.config(options))
	if err != nil {
		return nil, fmt.Errorf("%s does not load (%w)", p.Path, err)
	}
	e.Label = "XLA (" + p.Name + ")"
	e.plugin, e.options = &p, options
	return e, nil
}

// config is what go-xla calls the plugin with its options.
func (p Plugin) config(options string) string {
	if options == "" {
		return p.Path
	}
	return p.Path + "," + options
}

// entry is the function that every plugin has.
const entry = "GetPjrtApi"

// check looks into the file, where it can: the loader's own message is long, and
// after it a second try panics.
func (p Plugin) check() error {
	if runtime.GOOS != "linux" {
		return nil
	}
	file, err := elf.Open(p.Path)
	if err != nil {
		return err
	}
	defer file.Close()
	symbols, err := file.DynamicSymbols()
	if err == nil && !slices.ContainsFunc(symbols, func(s elf.Symbol) bool { return s.Name == entry && s.Section != elf.SHN_UNDEF }) {
		err = errors.New("it has no function " + entry)
	}
	return err
}

// pluginName tells what a plugin file drives, or "" where it is none.
func pluginName(file string) string {
	switch {
	case !strings.Contains(file, "pjrt") && !strings.Contains(file, "xla_cuda"):
		return ""
	case strings.Contains(file, "cuda"):
		return "cuda"
	case strings.Contains(file, "cpu"):
		return "cpu"
	}
	return ""
}
