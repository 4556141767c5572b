package engine

import (
	"bytes"
	"debug/elf"
	"os"
	"strings"
)

// convolutionFlag tells XLA's CPU compiler what to leave to the library YNNPACK:
// products of matrices only. Its convolutions are slower than XLA's own, above
// all where they are the gradient of another convolution's kernel.
const (
	convolutionFlag = "xla_cpu_experimental_ynn_fusion_type"
	convolutionWays = "LIBRARY_FUSION_TYPE_INDIVIDUAL_DOT"
)

// flagsVariable is where XLA reads its flags, when it starts.
const flagsVariable = "XLA_FLAGS"

// setFlags sets the compiler's flags that measured best while the plugin starts,
// unless the user has set them. What it gives puts back what was: programs
// started later may be built on another XLA, which would end at a flag that it
// does not know. So does the plugin, whose file is therefore asked.
func (p Plugin) setFlags() (restore func()) {
	given, set := os.LookupEnv(flagsVariable)
	if p.Name != "cpu" || strings.Contains(given, convolutionFlag) || !p.knows(convolutionFlag) {
		return func() {}
	}
	_ = os.Setenv(flagsVariable, strings.TrimSpace(given+" --"+convolutionFlag+"="+convolutionWays))
	return func() {
		if set {
			_ = os.Setenv(flagsVariable, given)
			return
		}
		_ = os.Unsetenv(flagsVariable)
	}
}

// knows tells whether the text is among the constants of the plugin's file.
func (p Plugin) knows(text string) bool {
	file, err := elf.Open(p.Path)
	if err != nil {
		return false
	}
	defer file.Close()
	constants := file.Section(".rodata")
	if constants == nil {
		return false
	}
	data, err := constants.Data()
	return err == nil && bytes.Contains(data, []byte(text))
}
