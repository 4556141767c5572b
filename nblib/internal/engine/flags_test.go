package engine

import (
	"os"
	"testing"
)

// The plugin is started with the flag where it knows it; afterwards the
// environment is as it was.
func TestFlagsAreSetWhileThePluginStarts(t *testing.T) {
	plugins := Plugins()
	if len(plugins) == 0 || plugins[len(plugins)-1].Name != "cpu" {
		t.Skip("there is no XLA plugin for the CPU")
	}
	cpu := plugins[len(plugins)-1]
	if !cpu.knows(convolutionFlag) {
		t.Fatalf("%s does not know %s", cpu.Path, convolutionFlag)
	}
	if cpu.knows("xla_no_such_flag") {
		t.Error("the plugin knows a flag that does not exist")
	}
	ours := "--" + convolutionFlag + "=" + convolutionWays
	for given, want := range map[string]string{
		"":                           ours,
		"--xla_a=1":                  "--xla_a=1 " + ours,
		"--" + convolutionFlag + "=": "--" + convolutionFlag + "=",
	} {
		t.Setenv(flagsVariable, given)
		restore := cpu.setFlags()
		if got := os.Getenv(flagsVariable); got != want {
			t.Errorf("given %q: got %q, want %q", given, got, want)
		}
		restore()
		if got := os.Getenv(flagsVariable); got != given {
			t.Errorf("given %q: restored %q", given, got)
		}
	}
}
