package viz

import "fmt"

func errNoRun(who string) error {
	return fmt.Errorf("viz: %s: expected a run, got nil; train one with trainer.Fit or load one with trainer.Load", who)
}
