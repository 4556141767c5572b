package trainer

import (
	"bufio"
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// begun starts the child that fits until it is stopped, and waits until it has
// begun.
func begun(t *testing.T, env ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := child(t, "wait", env...)
	cmd.Stdout = nil
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(pipe)
	if !lines.Scan() || lines.Text() != "begun" {
		t.Fatalf("the child says %q", lines.Text())
	}
	return cmd, lines
}

func TestSafeStop(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		elsewhere(t)
		cmd, lines := begun(t)
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if !lines.Scan() || lines.Text() != "you stopped it" {
			t.Errorf("%v: the child says %q", signal, lines.Text())
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: the child does not end as a success: %v", signal, err)
		}
		run := load(t, "a")
		if n := run.History.Len(); n < 3 || n > 999 || !run.Interrupted || run.Model.Hash() == "" {
			t.Errorf("%v: %d epochs, %s", signal, n, run)
		}
		stopped := run.History.Len()
		again := fit(t, toy(named("a"), epochs(stopped+2)))
		if again.History.Len() != stopped+2 {
			t.Errorf("it went on to %d epochs, want %d", again.History.Len(), stopped+2)
		}
		sameRun(t, fit(t, toy(named("whole"), epochs(stopped+2))), again)
	}
}

func TestSecondStopEndsAtOnce(t *testing.T) {
	onGo(t)
	elsewhere(t)
	cmd, lines := begun(t, "NNBOOK_TEST_HANG=1")
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if !lines.Scan() || lines.Text() != "ending" {
		t.Fatalf("the child says %q", lines.Text())
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("the child ended with %v, want exit status 130", err)
	}
	if run := load(t, "a"); run.History.Len() < 3 || !strings.Contains(run.StopReason, "you stopped it") {
		t.Errorf("kept is %s", run)
	}
}
