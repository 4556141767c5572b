package trainer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"

	"nnbook/nblib/nn"

	"github.com/google/renameio/v2"
)

// featuresDir is the folder, beside that of the runs, that features are kept in.
const featuresDir = ".nnbook/features"

// featuresKept is how many parts' features are kept; the oldest go first.
const featuresKept = 12

func featuresPath(key string) string {
	return filepath.Join(filepath.FromSlash(featuresDir), key[:32]+".safetensors")
}

// readFeatures gives what keepFeatures wrote for n examples; a file that is
// damaged counts as none.
func readFeatures(key string, n int) ([]nn.Tensor, bool) {
	if key == "" {
		return nil, false
	}
	file, err := os.ReadFile(featuresPath(key))
	if err != nil {
		return nil, false
	}
	ts, meta, err := nn.DecodeTensors(file)
	if err != nil || len(ts) != 3 || meta["key"] != key || meta["sum"] != sumOf(ts) {
		return nil, false
	}
	made := []nn.Tensor{ts[1], ts[2], ts[0]} // sorted by name: w, x, y
	for i, t := range made {
		if t.Name != []string{"x", "y", "w"}[i] || len(t.Shape) != 2 || t.Shape[0] != n {
			return nil, false
		}
	}
	return made, true
}

// keepFeatures writes features down. Without them the next run computes them
// again, so it is no error where they cannot be written.
func keepFeatures(key string, made []nn.Tensor) {
	if key == "" {
		return
	}
	sorted := []nn.Tensor{made[2], made[0], made[1]}
	file, err := nn.EncodeTensors(sorted, map[string]string{"format": "nnbook features", "key": key, "sum": sumOf(sorted)})
	if err != nil || os.MkdirAll(filepath.FromSlash(featuresDir), 0o755) != nil {
		return
	}
	if renameio.WriteFile(featuresPath(key), file, 0o644) == nil {
		pruneFeatures()
	}
}

// sumOf is the checksum of tensors' numbers.
func sumOf(ts []nn.Tensor) string {
	h := sha256.New()
	for _, t := range ts {
		_ = binary.Write(h, binary.LittleEndian, t.Data)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func pruneFeatures() {
	files, _ := filepath.Glob(filepath.Join(filepath.FromSlash(featuresDir), "*.safetensors"))
	age := func(path string) int64 {
		info, err := os.Stat(path)
		if err != nil {
			return 0
		}
		return info.ModTime().UnixNano()
	}
	slices.SortFunc(files, func(a, b string) int { return int(min(1, max(-1, age(b)-age(a)))) })
	for _, old := range files[min(len(files), featuresKept):] {
		_ = os.Remove(old)
	}
}
