package shown

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayUse lists for each package which others of nnbook it may import, but for those in nblib/internal. Data flow from
// datasets through nn and trainer to viz, and nothing looks back.
var mayUse = map[string][]string{
	"nblib/datasets": {},
	"nblib/nn":       {},
	"nblib/losses":   {},
	"nblib/optim":    {},
	"nblib/metrics":  {"nblib/losses"},
	"nblib/trainer":  {"nblib/datasets", "nblib/nn", "nblib/losses", "nblib/optim", "nblib/metrics"},
	"nblib/viz":      {"nblib/datasets", "nblib/nn", "nblib/losses", "nblib/optim", "nblib/metrics", "nblib/trainer"},
	"models":         {"nblib/datasets", "nblib/nn"},
}

// owners are the only packages that may import what is below a path.
var owners = map[string]string{
	"github.com/gomlx/compute/gobackend": "nblib/internal/engine",
	"github.com/gomlx/go-xla":            "nblib/internal/engine",
	"github.com/janpfeifer/gonb/gonbui":  "nblib/internal/notebook",
	"github.com/dop251/goja":             "nblib/internal/echarts",
}

func TestImports(t *testing.T) {
	const root = "../../.."
	files, err := filepath.Glob(root + "/nblib/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"/nblib/internal/*/*.go", "/models/*.go"} {
		more, err := filepath.Glob(root + pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		dir := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(file)), root+"/")
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			checkImport(t, dir, path)
		}
	}
}

func checkImport(t *testing.T, dir, path string) {
	t.Helper()
	own, ours := strings.CutPrefix(path, "nnbook/")
	uses, known := mayUse[dir]
	if ours && known && !strings.HasPrefix(own, "nblib/internal/") && !slices.Contains(uses, own) {
		t.Errorf("%s imports %s: expected at most %v; data flow from datasets through nn and trainer to viz", dir, own, uses)
	}
	for what, owner := range owners {
		if strings.HasPrefix(path, what) && dir != owner {
			t.Errorf("%s imports %s: expected only %s to; ask it", dir, path, owner)
		}
	}
}
