package viz_test

import (
	"fmt"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/viz"
)

func ExampleSummary() {
	viz.Summary(nn.Sequential(nn.Flatten(), nn.Dense(128, nn.ReLU), nn.Dropout(0.2), nn.Dense(10)), datasets.MNIST()).Show()
	// Output:
	//    Layer               Output     Parameters  Trainable  Multiply-adds
	//    Input               [28 28 1]
	// 0  Flatten()           [784]
	// 1  Dense(128, ReLU)    [128]      100,480     100,480    100,352
	// 2  Dropout(0.2)        [128]
	// 3  Dense(10) (output)  [10]       1,290       1,290      1,280
	// 101,770 parameters, 101,770 trainable and 0 not; 397.5 KiB as float32; 101,632 multiply-adds for one example
}

// A network whose shapes do not fit has no table, but a sentence.
func ExampleLayerTable_Err() {
	fmt.Println(viz.Summary(nn.Sequential(nn.Conv2D(32, 3), nn.Dense(10)), datasets.MNIST()).Err())
	// Output: nn: layer 1 Dense(10): needs a flat input, got [26 26 32]; put nn.Flatten() before it
}
