package optim

import (
	"strconv"
	"strings"
)

// text is the drop as "30 epochs:0.01".
func (d Drop) text() string {
	after, _ := d.After.MarshalText()
	return string(after) + ":" + number(d.To)
}

// readDrops reads drops that were written as text and joined by commas.
func readDrops(text string) []Drop {
	if text == "" {
		return nil
	}
	var drops []Drop
	for _, part := range strings.Split(text, ",") {
		after, to, _ := strings.Cut(part, ":")
		var d Drop
		_ = d.After.UnmarshalText([]byte(after)) // written by text, so both parse
		d.To, _ = strconv.ParseFloat(to, 64)
		drops = append(drops, d)
	}
	return drops
}
