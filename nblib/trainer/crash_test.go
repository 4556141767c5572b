package trainer

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"nnbook/nblib/datasets"
	"nnbook/nblib/metrics"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// A child process is this test's own program, told by its environment what to
// do; see TestMain.
const childKey = "NNBOOK_TEST_CHILD"

var children = map[string]func(){"crash": crashChild, "limit": limitChild, "wait": waitChild}

func TestMain(m *testing.M) {
	if run, ok := children[os.Getenv(childKey)]; ok {
		run()
		return
	}
	os.Exit(m.Run())
}

// child is a process that does one of children in the present folder.
func child(t *testing.T, what string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Dir = here
	cmd.Env = append(append(os.Environ(), childKey+"="+what), env...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd
}

// The fit that is killed: with momentum, dropout, BatchNorm, and a metric of
// all outputs, so that everything that is kept counts.
const (
	crashEpochs = 10
	crashEvery  = 2 * time.Second
	crashLog    = "heard" // when the child last heard how far it is
)

func crashFit(name string, callbacks ...Callback) (*Run, error) {
	net := nn.Sequential(nn.Dense(64, nn.ReLU), nn.BatchNorm(), nn.Dropout(0.2), nn.Dense(64, nn.ReLU), nn.Dense(1))
	return Fit(net, datasets.Moons(8000), Config{
		Name: name, Epochs: crashEpochs, BatchSize: 16, Seed: 3, SaveEvery: crashEvery, Quiet: true,
		Optimizer: optim.Adam(1e-3), Metrics: []metrics.Metric{metrics.Accuracy, metrics.AUC},
	}, callbacks...)
}

func crashChild() {
	log, err := os.Create(crashLog)
	if err != nil {
		panic(err)
	}
	var first time.Time // when it had trained, after compiling
	heard := func(e Event) error {
		if e, ok := e.(EpochEnded); ok && e.Replayed {
			return nil
		}
		if _, ok := e.(FitStarted); ok {
			return nil
		}
		if first.IsZero() {
			first = time.Now()
		}
		_, err := log.WriteAt(fmt.Appendf(nil, "%20d %20d", first.UnixNano(), time.Now().UnixNano()), 0)
		return err
	}
	slowly := func(e Event) error { // long enough to be killed a few times, on fast machines too
		if e, ok := e.(EpochEnded); ok && !e.Replayed {
			time.Sleep(200 * time.Millisecond)
		}
		return nil
	}
	if _, err := crashFit(os.Getenv("NNBOOK_TEST_NAME"), On(heard), On(slowly), Record(RecordWeights), EarlyStopping(crashEpochs)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// TestCrash kills a fit again and again and goes on with it. make crash does so
// 50 times (NNBOOK_CRASH), go test alone 3 times.
func TestCrash(t *testing.T) {
	elsewhere(t)
	kills := 3
	if n, err := strconv.Atoi(os.Getenv("NNBOOK_CRASH")); err == nil {
		kills = n
	} else if testing.Short() {
		t.Skip("short")
	}
	whole, err := crashFit("whole", Record(RecordWeights), EarlyStopping(crashEpochs))
	if err != nil {
		t.Fatal(err)
	}
	c := crasher{t: t, whole: whole, random: rand.New(rand.NewPCG(1, uint64(kills)))}
	for c.killed < kills {
		c.campaign(kills)
	}
	if !t.Failed() {
		fmt.Printf("crash: %d of %d kills survived (%d while a file was being written), %d fits brought to their end, each equal to the uninterrupted one; at most %s lost, of %s\n",
			c.killed, kills, c.whileSaving, c.campaigns, c.lost.Round(time.Millisecond), crashEvery)
	}
}

type crasher struct {
	t           *testing.T
	whole       *Run
	random      *rand.Rand
	killed      int
	whileSaving int
	campaigns   int
	lost        time.Duration // the most
}

// campaign brings one fit to its end, killing it on the way.
func (c *crasher) campaign(kills int) {
	c.campaigns++
	name := fmt.Sprintf("crash-%d", c.campaigns)
	for {
		cmd := child(c.t, "crash", "NNBOOK_TEST_NAME="+name)
		_ = os.Remove(crashLog)
		if err := cmd.Start(); err != nil {
			c.t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		if c.killed < kills && c.kill(cmd, name, ended) {
			c.killed++
			c.check(name)
			continue
		}
		if err := <-ended; err != nil {
			c.t.Fatal(err)
		}
		break
	}
	run, err := Load(name)
	if err != nil {
		c.t.Fatal(err)
	}
	sameRun(c.t, c.whole, run)
	want, got := records(c.t, c.whole), records(c.t, run)
	if len(want) != len(got) {
		c.t.Errorf("%d recorded moments, want %d", len(got), len(want))
	}
}

// kill kills the child some time after it began to train, every third time
// while it writes a file; false if the child ended before.
func (c *crasher) kill(cmd *exec.Cmd, name string, ended chan error) bool {
	began := time.Now()
	for !exists(crashLog) || size(crashLog) == 0 {
		select {
		case err := <-ended:
			ended <- err
			return false
		case <-time.After(5 * time.Millisecond):
		}
		if c.killed%10 == 9 && time.Since(began) > 50*time.Millisecond {
			break // sometimes while it starts
		}
	}
	at := time.Duration(c.random.IntN(3000)) * time.Millisecond
	saving := c.killed%3 == 0
	for timer := time.NewTimer(at); ; {
		select {
		case err := <-ended:
			ended <- err
			return false
		case <-timer.C:
			if !saving {
				_ = cmd.Process.Signal(syscall.SIGKILL)
				return <-ended != nil
			}
			timer.Reset(20 * time.Microsecond)
			if left, _ := filepath.Glob(filepath.Join(folder(name), ".*")); len(left) > 0 {
				_ = cmd.Process.Signal(syscall.SIGKILL)
				c.whileSaving++
				return <-ended != nil
			}
		}
	}
}

// check loads what the killed fit left, and measures what it lost.
func (c *crasher) check(name string) {
	text, _ := os.ReadFile(crashLog)
	var first, heard int64
	if _, err := fmt.Sscan(string(text), &first, &heard); err != nil {
		first, heard = 0, 0 // killed before it trained
	}
	s, err := newest(folder(name))
	if err != nil {
		c.t.Fatalf("kill %d left a file that does not load: %v", c.killed, err)
	}
	if s == nil {
		if lost := time.Duration(heard - first); lost > crashEvery {
			c.t.Errorf("kill %d lost all of %s, more than SaveEvery, %s", c.killed, lost, crashEvery)
		}
		return
	}
	if _, err := s.run(); err != nil {
		c.t.Fatalf("kill %d: %v", c.killed, err)
	}
	lost := time.Unix(0, heard).Sub(s.Saved)
	if since := time.Duration(heard - first); since < lost {
		lost = since // what the processes before lost is counted
	}
	c.lost = max(c.lost, lost)
	if lost > crashEvery && s.Epoch < crashEpochs {
		c.t.Errorf("kill %d lost %s, more than SaveEvery, %s", c.killed, lost, crashEvery)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
