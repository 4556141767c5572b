package trainer

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// limitChild fits where no file may become larger than 2000 bytes, which is as
// a full disk.
func limitChild() {
	limit := syscall.Rlimit{Cur: 2000, Max: 2000}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		panic(err)
	}
	run, err := Fit(toyNet(), toyData(), toy(named("a"), epochs(6), func(c *Config) { c.SaveEvery = time.Millisecond }))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	for _, n := range run.Notes {
		fmt.Println(n)
	}
	fmt.Println(run.History.Len(), "epochs")
}

// waitChild fits until it is stopped, and says when it has begun and how it ended.
func waitChild() {
	cfg := toy(named("a"), epochs(1000), func(c *Config) { c.SaveEvery = 50 * time.Millisecond })
	run, err := Fit(toyNet(), toyData(), cfg, On(func(e Event) error {
		if e, ok := e.(EpochEnded); ok && e.N >= 3 {
			if e.N == 3 {
				fmt.Println("begun")
			}
			time.Sleep(20 * time.Millisecond)
		}
		if _, ok := e.(FitEnded); ok && os.Getenv("NNBOOK_TEST_HANG") != "" {
			fmt.Println("ending")
			time.Sleep(time.Minute)
		}
		return nil
	}))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(run.StopReason)
}
