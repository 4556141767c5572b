package notebook

import (
	"os"
	"path/filepath"
)

// NeedsLibrary says whether a library that pages need must travel in the notebook's outputs, because the notebook is
// shown by a front end that cannot fetch it from a Jupyter server: Visual Studio Code. It answers true once per kernel
// session, so that a notebook file holds the library once.
//
// Visual Studio Code keeps its own VSCODE_ variables from the terminals that it opens, so a kernel that has them was
// started by its extension. NNBOOK_FRONTEND=vscode (for a kernel on a server that Visual Studio Code connects to) or
// any other value overrides the guess.
func NeedsLibrary() bool {
	if !InNotebook() || !inVSCode() {
		return false
	}
	dir := os.Getenv("GONB_TMP_DIR") // one folder for each kernel session
	if dir == "" {
		return true
	}
	f, err := os.OpenFile(filepath.Join(dir, "nnbook-library-sent"), os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false
	}
	_ = f.Close()
	return true
}

func inVSCode() bool {
	if front := os.Getenv("NNBOOK_FRONTEND"); front != "" {
		return front == "vscode"
	}
	for _, name := range []string{"VSCODE_PID", "VSCODE_CWD", "VSCODE_NLS_CONFIG"} {
		if os.Getenv(name) != "" {
			return true
		}
	}
	return false
}
