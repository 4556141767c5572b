package datasets

import (
	"fmt"
	"sync"
)

// Part is a numbered list of examples: the training, validation or test part of a [Set]. It is lazy: its files are opened
// by the first method that needs them, once, and may be shared by goroutines.
type Part struct {
	name   string
	source func() (*store, error) // called once

	opening sync.Once
	store   *store
	openErr error

	loading sync.Once
	loaded  *Batch
	loadErr error
}

// Info says what is in a part.
type Info struct {
	Name   string // for messages: "MNIST train"
	Len    int    // number of examples
	Shape  []int  // of one example, without the batch axis: [28 28 1]
	Target Target
	// Fingerprint changes whenever the data do, so that results that rest on the data can be kept and found again. It is
	// empty where the data cannot be known without reading them all or come from a function without a name; Notes says why.
	Fingerprint string
	Notes       []string // one sentence each, about what was found on opening: files left out, gaps filled
	Photos      *Photos  // how image files become such examples; nil where they do not, or Map has changed them
}

// Target says what a network shall answer.
type Target struct {
	Kind    TargetKind
	Width   int      // outputs that the network needs: one per class, or one per value, or 1 for Binary
	Classes []string // names of the classes in order; nil for Values
}

// TargetKind is the form in which answers are given.
type TargetKind int

// The forms of answers.
const (
	Classes TargetKind = iota + 1 // one class number for each example, in Batch.Labels
	OneHot                        // one number per class, in Batch.Values: 1 for the right class, else 0 (or shares, after Mixup)
	Values                        // numbers to predict, in Batch.Values
	Binary                        // one number, 0 or 1, in Batch.Values
)

// String returns the name of the kind as it is written in code.
func (k TargetKind) String() string {
	switch k {
	case Classes:
		return "Classes"
	case OneHot:
		return "OneHot"
	case Values:
		return "Values"
	case Binary:
		return "Binary"
	}
	return fmt.Sprintf("TargetKind(%d)", int(k))
}

// Order says how [Part.Batches] goes through the examples. The zero value goes from first to last, as they are.
type Order struct {
	Shuffle bool  // another order each epoch, decided by Seed and Epoch alone
	Seed    int64 // the same seed gives the same orders and the same augmentation
	Epoch   int   // counts from 0
	Augment bool  // apply the part's augmentation: set while training, and only then
}

// newPart returns a part that is opened by source.
func newPart(name string, source func() (*store, error)) *Part {
	return &Part{name: name, source: source}
}

// emptyPart returns a part without examples, for data that have no such part.
func emptyPart(name string) *Part {
	return newPart(name, func() (*store, error) {
		return &store{info: Info{Name: name}, whole: func() (*Batch, error) { return &Batch{}, nil }}, nil
	})
}

// title is the part's name for messages.
func (p *Part) title() string {
	if p == nil {
		return "no part"
	}
	return p.name
}

// open opens the part once and checks what its source says of itself.
func (p *Part) open() (*store, error) {
	if p == nil || p.source == nil {
		return nil, errNoPart
	}
	p.opening.Do(func() { p.store, p.openErr = p.source() })
	return p.store, p.openErr
}

// Info opens the part and says what is in it. It reads as little as it can: headers and file lists, not pixels. The error,
// if any, is one sentence that names the file, and the line where there is one.
func (p *Part) Info() (Info, error) {
	s, err := p.open()
	if err != nil {
		return Info{Name: p.title()}, err
	}
	return s.info, nil
}

// Len is the number of examples, or 0 where the part cannot be opened; [Part.Info] says why.
func (p *Part) Len() int {
	info, _ := p.Info()
	return info.Len
}

// Augmented says whether the part has augmentation, which [Part.Batches] applies when asked by Order.Augment and
// [Part.Load] never does. Train such a part from Batches.
func (p *Part) Augmented() bool {
	s, err := p.open()
	return err == nil && s.augmented
}

// MemoryLimit is the decoded size in bytes up to which a part that must be decoded (a folder of photos) counts as small
// enough to be kept in memory as a whole; see [Part.InMemory].
const MemoryLimit = 512 << 20

// InMemory says whether to train from [Part.Load] rather than from [Part.Batches]: true for arrays, and for what takes at
// most [MemoryLimit] when decoded; false for streams and where the part cannot be opened.
func (p *Part) InMemory() bool {
	s, err := p.open()
	if err != nil || s.each != nil {
		return false
	}
	return s.whole != nil || s.bytes() <= MemoryLimit
}

// Load reads all examples into memory, X of shape [Len, ...], without augmentation. Later calls return the same Batch,
// which must not be written to. It is an error if the examples need more memory than the machine has free.
func (p *Part) Load() (*Batch, error) {
	if p == nil {
		return nil, errNoPart
	}
	p.loading.Do(func() {
		s, err := p.open()
		if err != nil {
			p.loadErr = err
			return
		}
		p.loaded, p.loadErr = s.load()
	})
	return p.loaded, p.loadErr
}

// Examples reads the examples with the given numbers into one batch, in that order, without augmentation.
func (p *Part) Examples(numbers ...int) (*Batch, error) {
	s, err := p.open()
	if err != nil {
		return nil, err
	}
	for _, i := range numbers {
		if i < 0 || i >= s.info.Len {
			return nil, fmt.Errorf("datasets: %s: expected example numbers from 0 to %d, got %d; ask for one of those", p.name, s.info.Len-1, i)
		}
	}
	if s.each != nil {
		return s.pickFromStream(numbers)
	}
	return s.gather(numbers)
}
