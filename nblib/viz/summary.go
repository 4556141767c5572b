package viz

import (
	"fmt"
	"os"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/notebook"
	"nnbook/nblib/nn"
)

// LayerTable is the table that [Summary] makes: of text in a terminal, of HTML in a notebook.
type LayerTable struct {
	*nn.Summary // nil where Err is not
	err         error
}

// Summary is the table of a network's layers for the examples of the data: output shapes, parameters, those that learn,
// multiply-adds, and under it the totals. Keras: Model.summary. [Diagram] draws the same as a picture.
func Summary(net nn.Layer, data datasets.Source) *LayerTable {
	train, _, _, err := partsOf("Summary", data)
	if err != nil {
		return &LayerTable{err: err}
	}
	info, err := train.Info()
	if err != nil {
		return &LayerTable{err: err}
	}
	s, err := nn.Summarize(net, info.Shape...)
	return &LayerTable{s, err}
}

// Err returns why the table could not be made, or nil.
func (t *LayerTable) Err() error { return t.err }

// Show shows the table: in a notebook as the output of the cell, elsewhere on standard output. Where a network's shapes do
// not fit, it prints the one sentence and ends the program with status 1.
func (t *LayerTable) Show() {
	if t.err != nil {
		fmt.Fprintln(os.Stderr, t.err)
		os.Exit(1)
	}
	notebook.Display(t.HTML(), t.String())
}
