package models

import (
	"os"
	"path/filepath"
)

// environments are the folders named .env that may hold Python packages: of
// NNBOOK_ROOT, of the Python environment that the kernel runs in, and of the
// present folder or one above it.
func environments() []string {
	var dirs []string
	if root := os.Getenv("NNBOOK_ROOT"); root != "" {
		dirs = append(dirs, filepath.Join(root, ".env"))
	}
	if env := os.Getenv("VIRTUAL_ENV"); env != "" {
		dirs = append(dirs, env)
	}
	dir, err := os.Getwd()
	for err == nil {
		dirs = append(dirs, filepath.Join(dir, ".env"))
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return dirs
}

// findPackaged gives the file of a Python package, or the places where it was
// looked for.
func findPackaged(file string) (found string, tried []string) {
	for _, env := range environments() {
		pattern := filepath.Join(env, "lib", "python3*", "site-packages", filepath.FromSlash(file))
		if matches, _ := filepath.Glob(pattern); len(matches) > 0 {
			return matches[0], nil
		}
		if _, err := os.Stat(env); err == nil {
			tried = append(tried, pattern)
		}
	}
	if len(tried) == 0 {
		tried = []string{filepath.Join(".env", "lib", "python3*", "site-packages", filepath.FromSlash(file))}
	}
	return "", tried
}

// convertedDir is where weights go that were converted from a file in an
// environment: into that environment, where it can be written, else into the
// user's cache folder.
func convertedDir(found string) string {
	for dir := filepath.Dir(found); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		share := filepath.Join(dir, "share", "nnbook")
		if _, err := os.Stat(filepath.Join(dir, "pyvenv.cfg")); err != nil {
			continue
		}
		if os.MkdirAll(share, 0o755) == nil && writable(share) {
			return filepath.Join(share, "models")
		}
		break
	}
	return cacheDir()
}

func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".write-*")
	if err != nil {
		return false
	}
	f.Close()
	return os.Remove(f.Name()) == nil
}

// cacheDir is where downloaded weights are kept: nnbook/models in the user's
// cache folder.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "nnbook", "models")
}
