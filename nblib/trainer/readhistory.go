package trainer

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// maxHistoryLine bounds a line of a history, against files that are none.
const maxHistoryLine = 1 << 20

// ReadHistory reads what [History.WriteJSONL] writes, as in a run's
// history.jsonl. A line that is damaged, or an epoch out of order, is an error
// that names the line.
func ReadHistory(r io.Reader) (History, error) {
	var h History
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxHistoryLine)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var e Epoch
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return History{}, fmt.Errorf("trainer: history: line %d: expected an epoch as JSON, got a damaged one (%w)", n, err)
		}
		if last := h.Len(); last > 0 && e.N <= h.Epochs[last-1].N {
			return History{}, fmt.Errorf("trainer: history: line %d: expected an epoch after %d, got %d; it was put together wrongly", n, h.Epochs[last-1].N, e.N)
		}
		h.Epochs = append(h.Epochs, e)
	}
	if err := lines.Err(); err != nil {
		return History{}, fmt.Errorf("trainer: history: %w", err)
	}
	return h, nil
}
