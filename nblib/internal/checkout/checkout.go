// Package checkout finds the folder that holds nnbook's go.mod, and with it the environment that make env sets up there.
package checkout

import (
	"os"
	"path/filepath"
	"strings"
)

// Root is NNBOOK_ROOT where that is set, else the checkout that the working directory lies in; "" where there is none.
func Root() string {
	if root := os.Getenv("NNBOOK_ROOT"); root != "" {
		return root
	}
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return Above(dir)
}

// Above is the nearest folder from dir upwards whose go.mod declares nnbook; "" where there is none.
func Above(dir string) string {
	for {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		first, _, _ := strings.Cut(string(mod), "\n")
		if err == nil && strings.TrimSpace(first) == "module nnbook" {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}
