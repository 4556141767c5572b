package notebook

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// InNotebook says whether the program runs as a notebook cell.
func InNotebook() bool { return gonbui.IsNotebook }

// Display shows html in the notebook, with text as its plain form; outside a notebook it prints text.
func Display(html, text string) {
	if !InNotebook() {
		fmt.Println(text)
		return
	}
	send("", html, text)
}

// Update shows html in the block of the given id (see [NewID]), which the first call makes and later calls replace.
// Outside a notebook it does nothing: a terminal cannot take back what it has printed.
func Update(id, html, text string) {
	if InNotebook() {
		send(id, html, text)
	}
}

// NewID returns an id that no other block and no other element has.
func NewID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails, by its documentation
	return "nnb" + hex.EncodeToString(b[:])
}

func send(id, html, text string) {
	gonbui.SendData(&protocol.DisplayData{
		Data: map[protocol.MIMEType]any{
			protocol.MIMETextHTML:  html,
			protocol.MIMETextPlain: text,
		},
		DisplayID: id,
	})
	flush()
}

// patience bounds the wait for a kernel that has gone away.
const patience = 5 * time.Second

// flush waits until the kernel has read what was sent: what lies in the pipe when a program ends is lost.
func flush() {
	if gonbui.Error() != nil {
		return
	}
	done := make(chan struct{})
	go func() {
		gonbui.Sync()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience):
	}
}
