package engine

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend" // the backend in pure Go, always there

	"nnbook/nblib/internal/checkout"
	"nnbook/nblib/internal/pages"
)

// Engine is a backend that is ready to compute, and why it was chosen.
type Engine struct {
	compute.Backend
	Label string // for people: "XLA (cpu)" or "Go"
	Why   string // one sentence

	plugin  *Plugin // what XLA was loaded from
	options string

	workers *workers
}

// IsGo tells whether the engine is the one in pure Go.
func (e *Engine) IsGo() bool { return IsGo(e.Backend) }

// IsGo tells whether b is the backend in pure Go. (Its String is its name; its
// Name is a title.)
func IsGo(b compute.Backend) bool { return b.String() == gobackend.BackendName }

// IsXLAOnCPU tells whether b is XLA with the plugin for the CPU, whose compiler
// is good at other forms of a computation than that for GPUs.
func IsXLAOnCPU(b compute.Backend) bool {
	x, ok := b.(interface{ PluginName() string })
	return ok && (x.PluginName() == "cpu" || pluginName(filepath.Base(x.PluginName())) == "cpu")
}

// String is the label and the reason.
func (e *Engine) String() string { return e.Label + ": " + e.Why }

// Default gives the process's engine, chosen once: what GOMLX_BACKEND names,
// else XLA where its plugin is found, else Go.
var Default = sync.OnceValues(choose)

func choose() (*Engine, error) {
	if config := os.Getenv(compute.ConfigEnvVar); config != "" {
		e, err := asked(config)
		if err != nil {
			return nil, fmt.Errorf("engine: %s=%q does not start (%s); unset it, or name go or xla:cpu", compute.ConfigEnvVar, config, firstLine(err))
		}
		e.Why = fmt.Sprintf("%s says %q", compute.ConfigEnvVar, config)
		return e, nil
	}
	why := noXLA
	if why == "" {
		var e *Engine
		if e, why = findXLA(); e != nil {
			return e, nil
		}
	}
	e, err := New("go")
	if err != nil {
		return nil, err
	}
	e.Why = why
	return e, nil
}

// asked starts what GOMLX_BACKEND names: XLA's plugin is looked for where
// [Plugins] looks.
func asked(config string) (*Engine, error) {
	backend, rest, _ := strings.Cut(config, ":")
	if backend != "xla" {
		return New(config)
	}
	if noXLA != "" {
		return nil, errors.New(noXLA)
	}
	name, options, _ := strings.Cut(rest, ",")
	if filepath.IsAbs(name) {
		return Plugin{name, name}.start(options)
	}
	var failed error
	for _, p := range Plugins() {
		if name != "" && p.Name != name {
			continue
		}
		e, err := p.start(options)
		if err == nil {
			return e, nil
		}
		failed = cmp.Or(failed, err)
	}
	if failed != nil {
		return nil, failed
	}
	return nil, errors.New("there is no such XLA plugin here; make env installs one for the CPU where there is one for the platform")
}

// findXLA starts the first plugin that works, or says why none does.
func findXLA() (*Engine, string) {
	plugins := Plugins()
	if len(plugins) == 0 {
		return nil, "no XLA plugin was found; make env installs one where there is one for the platform"
	}
	var failed []string
	for _, p := range plugins {
		e, err := p.start("")
		if err != nil {
			failed = append(failed, firstLine(err))
			continue
		}
		e.Why = "its plugin was found in " + near(filepath.Dir(p.Path))
		if len(failed) > 0 {
			e.Why += "; " + strings.Join(failed, "; ")
		}
		return e, ""
	}
	return nil, strings.Join(failed, "; ") + "; make env installs it anew"
}

// near is a path as it is told: from the checkout where it lies inside.
func near(path string) string {
	if rel, err := filepath.Rel(checkout.Root(), path); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return path
}

// New starts the backend that config names, as GOMLX_BACKEND does: "go",
// "xla:cpu", "xla:/path/of/plugin.so".
func New(config string) (*Engine, error) {
	var b compute.Backend
	var err error
	if caught := guard(func() { b, err = compute.NewWithConfig(config) }); caught != nil {
		return nil, caught
	}
	if err != nil {
		return nil, err
	}
	label := "Go"
	if !IsGo(b) {
		_, plugin, _ := strings.Cut(config, ":")
		label = strings.ToUpper(b.Name()) + " (" + plugin + ")"
		if IsXLAOnCPU(b) {
			file, _, _ := strings.Cut(plugin, ",")
			pages.Keep(file)
		}
	}
	return &Engine{Backend: b, Label: label, Why: "asked for", workers: newWorkers(b)}, nil
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
