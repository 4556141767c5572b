package engine_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"nnbook/nblib/internal/engine"
)

// which builds testdata/which, a program that prints what the engine is.
func which(t *testing.T, cgo string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "which")
	build := exec.Command("go", "build", "-o", program, "./testdata/which")
	build.Env = append(os.Environ(), "CGO_ENABLED="+cgo)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("CGO_ENABLED=%s: %v\n%s", cgo, err, out)
	}
	return program
}

// says runs the program where the plugins are in the given folder.
func says(t *testing.T, program, plugins, backend string) string {
	t.Helper()
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "PJRT_PLUGIN_LIBRARY_PATH="+plugins, "GOMLX_BACKEND="+backend, "NNBOOK_ROOT="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return strings.TrimSuffix(string(out), "\n")
}

// broken is a folder whose plugin is a file with the given bytes.
func broken(t *testing.T, content string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "pjrt_c_api_cpu_plugin.so"), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

const (
	nonsense = `engine: GOMLX_BACKEND="nonsense" does not start (can't find backend "nonsense" for configuration "nonsense" given, backends available: LIST); unset it, or name go or xla:cpu`
	noPlugin = "there is no such XLA plugin here; make env installs one for the CPU where there is one for the platform"
	noCgo    = "XLA needs a C compiler, and this program was built without one; install gcc to use it"
)

var backends = regexp.MustCompile(`available: ("\w+"(, )?)+`)

func TestChoice(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("plugins are looked into on Linux only")
	}
	program := which(t, "1")
	garbled, empty := broken(t, "this is no shared library"), t.TempDir()
	own, err := os.ReadFile(program) // a program of this platform, but no plugin
	if err != nil {
		t.Fatal(err)
	}
	other := broken(t, string(own))
	for _, c := range []struct{ plugins, backend, want string }{
		{empty, "", "Go: no XLA plugin was found; make env installs one where there is one for the platform"},
		{garbled, "", "Go: FOLDER/pjrt_c_api_cpu_plugin.so is no XLA plugin (bad magic number '[116 104 105 115]' in record at byte 0x0); make env installs it anew"},
		{other, "", "Go: FOLDER/pjrt_c_api_cpu_plugin.so is no XLA plugin (it has no function GetPjrtApi); make env installs it anew"},
		{garbled, "go", `Go: GOMLX_BACKEND says "go"`},
		{garbled, "xla:cpu", `engine: GOMLX_BACKEND="xla:cpu" does not start (FOLDER/pjrt_c_api_cpu_plugin.so is no XLA plugin (bad magic number '[116 104 105 115]' in record at byte 0x0)); unset it, or name go or xla:cpu`},
		{empty, "xla:cpu", `engine: GOMLX_BACKEND="xla:cpu" does not start (` + noPlugin + `); unset it, or name go or xla:cpu`},
		{empty, "xla:tpu", `engine: GOMLX_BACKEND="xla:tpu" does not start (` + noPlugin + `); unset it, or name go or xla:cpu`},
		{empty, "xla:/no/such.so", `engine: GOMLX_BACKEND="xla:/no/such.so" does not start (/no/such.so is no XLA plugin (open /no/such.so: no such file or directory)); unset it, or name go or xla:cpu`},
		{empty, "nonsense", nonsense},
	} {
		got := backends.ReplaceAllString(says(t, program, c.plugins, c.backend), "available: LIST")
		if want := strings.ReplaceAll(c.want, "FOLDER", c.plugins); got != want {
			t.Errorf("plugins in %s, GOMLX_BACKEND=%q:\ngot  %s\nwant %s", c.plugins, c.backend, got, want)
		}
	}
}

// A broken plugin in one folder does not hide a good one in the next.
func TestChoiceGoesOn(t *testing.T) {
	good := plugins(t)
	program, bad := which(t, "1"), broken(t, "no")
	for backend, want := range map[string]string{
		"":        "XLA (cpu): its plugin was found in " + good + "; " + bad + "/pjrt_c_api_cpu_plugin.so is no XLA plugin (EOF)",
		"xla:cpu": `XLA (cpu): GOMLX_BACKEND says "xla:cpu"`,
	} {
		if got := says(t, program, bad+string(filepath.ListSeparator)+good, backend); got != want {
			t.Errorf("GOMLX_BACKEND=%q:\ngot  %s\nwant %s", backend, got, want)
		}
	}
}

func TestWithoutCgo(t *testing.T) {
	program := which(t, "0")
	for backend, want := range map[string]string{
		"":        "Go: " + noCgo,
		"go":      `Go: GOMLX_BACKEND says "go"`,
		"xla:cpu": `engine: GOMLX_BACKEND="xla:cpu" does not start (` + noCgo + `); unset it, or name go or xla:cpu`,
	} {
		if got := says(t, program, t.TempDir(), backend); got != want {
			t.Errorf("GOMLX_BACKEND=%q:\ngot  %s\nwant %s", backend, got, want)
		}
	}
}

// plugins is the folder of a CPU plugin that works.
func plugins(t *testing.T) string {
	t.Helper()
	for _, p := range engine.Plugins() {
		if p.Name == "cpu" {
			return filepath.Dir(p.Path)
		}
	}
	t.Skip("no XLA plugin here")
	return ""
}
