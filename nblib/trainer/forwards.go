package trainer

import (
	"fmt"
	"sync"

	"nnbook/nblib/internal/engine"
)

// forwards keeps the networks that were compiled last for prediction, so that
// the next prediction with the same network does not compile it again. A
// predictor takes one out while it uses it.
var forwards compiled

// mostCompiled is how many are kept.
const mostCompiled = 4

type compiled struct {
	mu   sync.Mutex
	kept []forwardKept // the oldest first
}

type forwardKept struct {
	key  forwardKey
	step *engine.Func
}

// forwardKey is all that the graph of a prediction depends on, but for the
// number of examples, of which one function serves any.
type forwardKey struct {
	owner any // *nn.Model or *nn.Network
	feed  string
}

// keyOf is the key of the owner's network, fed by from.
func keyOf(owner any, from feed) forwardKey {
	layout := "streamed"
	if r, ok := from.(residentFeed); ok {
		layout = fmt.Sprint(r.x.U8 != nil, r.x.Scale, r.x.Offset, r.info.Shape, r.info.Target.Kind, r.applied())
	}
	return forwardKey{owner, layout}
}

// take gives what is kept under the key, or nil.
func (c *compiled) take(key forwardKey) *engine.Func {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, k := range c.kept {
		if k.key == key {
			c.kept = append(c.kept[:i], c.kept[i+1:]...)
			return k.step
		}
	}
	return nil
}

// give keeps a function that is used no more, in place of the oldest where
// there are too many.
func (c *compiled) give(key forwardKey, step *engine.Func) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = append(c.kept, forwardKept{key, step})
	if len(c.kept) > mostCompiled {
		c.kept[0].step.Close()
		c.kept = append([]forwardKept{}, c.kept[1:]...)
	}
}
