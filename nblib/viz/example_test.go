package viz_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/viz"
)

// legs is a chart made with go-echarts alone.
func legs() *charts.Bar {
	bar := charts.NewBar()
	bar.SetGlobalOptions(charts.WithTitleOpts(opts.Title{Title: "Legs"}))
	bar.SetXAxis([]string{"ant", "bee", "spider"})
	bar.AddSeries("legs", []opts.BarData{{Value: 6}, {Value: 6}, {Value: 8}})
	return bar
}

// Any chart of go-echarts shows in a notebook; outside one it is a table.
func ExampleECharts() {
	viz.ECharts(legs()).Show()
	// Output:
	// Legs
	//         legs
	// ant        6
	// bee        6
	// spider     8
}

func ExampleChart_Option() {
	option := viz.ECharts(legs()).Option()
	fmt.Println(option["title"])
	// Output: map[text:Legs]
}

func ExampleChart_SaveHTML() {
	dir, err := os.MkdirTemp("", "viz")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	fmt.Println(viz.Diagram(nn.MLP{Hidden: []int{32}, Out: 3}, datasets.Spiral(90)).SaveHTML(filepath.Join(dir, "net.html")))
	fmt.Println(viz.Diagram(nn.MLP{Hidden: []int{32}, Out: 3}, datasets.Spiral(90)).SaveSVG(filepath.Join(dir, "net.svg")))
	// Output:
	// <nil>
	// <nil>
}

// A network whose shapes do not fit is drawn up to where it fails, and says how to mend it.
func ExampleDiagram() {
	viz.Diagram(nn.Sequential(nn.Conv2D(32, 3, nn.ReLU), nn.Dense(10)), datasets.MNIST()).Show()
	// Output:
	// Network
	// nn: layer 1 Dense(10): needs a flat input, got [26 26 32]; put nn.Flatten() before it
	// layer                      output  parameters
	// input                 28 × 28 × 1
	// Conv2D(32, 3, ReLU)  26 × 26 × 32         320  learns
	// Dense(10)                       ?           0
}

func ExampleImages() {
	c := viz.Images(datasets.MNIST().Train, 2, 4)
	fmt.Println(c.Option()["captions"])
	// Output: [[5] [4] [1] [6] [8] [4] [3] [8]]
}

func ExampleBalance() {
	viz.Balance(datasets.Spiral(90)).Show()
	// Output:
	// Class balance
	// always guessing "0" would score 33.3 % on test
	// class  train  test
	// 0         24     6
	// 1         24     6
	// 2         24     6
}

func ExampleScatter() {
	fmt.Println(len(viz.Scatter(datasets.Spiral(90)).Option()["series"].([]any)))
	// Output: 3
}

func ExampleHistogram() {
	fmt.Println(viz.Histogram(datasets.MNIST()).Err())
	// Output: <nil>
}

func ExampleActivation() {
	c := viz.Activation(nn.Sigmoid, nn.Tanh, nn.ReLU, nn.LeakyReLU(0.1))
	fmt.Println(len(c.Option()["series"].([]any)))
	// Output: 8
}

func ExampleNeuron() {
	fmt.Println(viz.Neuron(nn.ReLU).Err())
	// Output: <nil>
}

func ExampleConvAnimation() {
	viz.ConvAnimation(5, 3, 2, nn.Valid).Show()
	// Output:
	// Convolution: 5 × 5, kernel 3, stride 2, Valid
	// output 2 × 2; a corner is used once, the centre 4 times
	// row of the input  used, column 0  used, column 1  used, column 2  used, column 3  used, column 4
	// 0                              1               1               2               1               1
	// 1                              1               1               2               1               1
	// 2                              2               2               4               2               2
	// 3                              1               1               2               1               1
	// 4                              1               1               2               1               1
}

func ExampleSchedule() {
	viz.Schedule(3, 10, optim.Exponential(0.1, 0.5, optim.Staircase)).Show()
	// Output:
	// Learning rate
	// epoch  Exponential(0.1, 0.5, Staircase)
	// 1                                   0.1
	// 2                                  0.05
	// 3                                 0.025
}
