// Command nnbook is nnbook's side of the bench: it trains or predicts a slice of
// work for every line that it reads, and says how fast it was. bench.py drives
// it beside peers.py, which does the same work with Keras and PyTorch.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

const usage = `usage: nnbook fit MODEL BATCH STEPS [N]   each line trains so many steps, on N devices
       nnbook hand MODEL BATCH STEPS      the same, written by hand on GoMLX (mlp only)
       nnbook predict MODEL EXAMPLES      each line predicts so many examples
       nnbook photos efficientnet N       each line gives the features of N photos
       nnbook decode jpeg N               each line decodes the photos of the folder PHOTOS
       nnbook reach MODEL BATCH ACCURACY  trains until the test accuracy is reached
MODEL is mlp, mlp:WIDTH,DEPTH, cnn, resnet or, for fit, efficientnet or finetune`

func main() {
	if len(os.Args) < 4 {
		fail(fmt.Errorf("%s", usage))
	}
	numbers := []float64{}
	for _, a := range os.Args[3:] {
		x, err := strconv.ParseFloat(a, 64)
		fail(err)
		numbers = append(numbers, x)
	}
	numbers = append(numbers, 0, 0)
	model, first, second, third := os.Args[2], int(numbers[0]), numbers[1], int(numbers[2])
	switch os.Args[1] {
	case "fit":
		fail(fit(model, first, int(second), third))
	case "hand":
		fail(hand(first, int(second)))
	case "predict":
		fail(predict(model, first))
	case "photos":
		fail(photos(first))
	case "decode":
		fail(decode())
	case "reach":
		fail(reach(model, first, second))
	default:
		fail(fmt.Errorf("%s", usage))
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", strings.TrimSpace(err.Error()))
		os.Exit(1)
	}
}

// turns hands out slices of work: one for each line of the input. The first
// slice, which compiles, is not one of them.
type turns struct {
	lines   *bufio.Scanner
	started time.Time
	warm    bool
}

func newTurns() *turns { return &turns{lines: bufio.NewScanner(os.Stdin), started: time.Now()} }

// done ends a slice of n examples and waits for the next; false at the end.
func (t *turns) done(n int) bool {
	if t.warm {
		fmt.Println(float64(n) / time.Since(t.started).Seconds())
	} else {
		t.warm = true
		fmt.Println("ready")
	}
	more := t.lines.Scan()
	t.started = time.Now()
	return more
}
