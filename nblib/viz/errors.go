package viz

import (
	"fmt"
	"reflect"

	"nnbook/nblib/datasets"
	"nnbook/nblib/trainer"
)

func errNoRun(who string) error {
	return fmt.Errorf("viz: %s: expected a run, got nil; train one with trainer.Fit or load one with trainer.Load", who)
}

// noRun tells whether there is no run, or one that was never trained.
func noRun(run *trainer.Run) bool { return run == nil || run.Model == nil }

// partsOf gives the parts of data that may be nil.
func partsOf(who string, data datasets.Source) (train, val, test *datasets.Part, err error) {
	if v := reflect.ValueOf(data); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, nil, nil, fmt.Errorf("viz: %s: expected data, got nil; pass a data set such as datasets.MNIST()", who)
	}
	train, val, test = data.Parts()
	return train, val, test, nil
}
