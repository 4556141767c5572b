package trainer

import (
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/internal/engine"
	"nnbook/nblib/losses"
	"nnbook/nblib/metrics"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
)

// image are eight 8x8 grey images of two classes.
func image(labels ...int) *datasets.Set {
	if labels == nil {
		labels = []int{0, 1, 0, 1, 0, 1, 0, 1}
	}
	return datasets.Slices(make([][8][8][1]float32, len(labels)), labels)
}

// badWords are mistakes in the vocabulary, which Fit names before any graph is built.
var badWords = []struct {
	name      string
	net       nn.Layer
	data      datasets.Source
	config    Config
	callbacks []Callback
	want      string
}{
	{name: "rank", net: nn.Sequential(nn.Conv2D(4, 3), nn.Dense(2)), data: image(),
		want: "nn: layer 1 Dense(2): needs a flat input, got [6 6 4]; put nn.Flatten() before it"},
	{name: "flat data into a convolution", net: nn.Sequential(nn.Dense(4), nn.Conv2D(4, 3)), data: datasets.Spiral(90),
		want: "nn: layer 1 Conv2D(4, 3): needs images [height width channels], got [4]; put it before nn.Flatten()"},
	{name: "channels", net: nn.Sequential(nn.Conv2D(6, 3), nn.Conv2D(8, 3, nn.Groups(4)), nn.Flatten(), nn.Dense(2)), data: image(),
		want: "nn: layer 1 Conv2D(8, 3, Groups(4)): needs channels and filters that 4 groups divide, got 6 channels and 8 filters; change the groups or the filters"},
	{name: "another model's channels", net: nn.Sequential(nn.Conv2D(3, 3), trained(nn.Conv2D(4, 3), 8, 8, 1), nn.Flatten(), nn.Dense(2)), data: image(),
		want: "nn: layer 1 Model: needs an input such as [8 8 1], which its weights were trained on, got [6 6 3]; change what comes before it"},
	{name: "kernel larger than the input", net: nn.Sequential(nn.MaxPool2D(2), nn.Conv2D(4, 5)), data: image(),
		want: "nn: layer 1 Conv2D(4, 5): needs an image of at least 5x5 for its window, got [4 4 1]; use a smaller window, nn.Same, or fewer pools before it"},
	{name: "stride 0", net: nn.Sequential(nn.Conv2D(4, 3, nn.Stride(0)), nn.Flatten(), nn.Dense(2)), data: image(),
		want: "nn: layer 0 Conv2D(4, 3, Stride(0)): needs a stride of at least 1, got 0; use a number such as 2"},
	{name: "dropout of 1", net: nn.Sequential(nn.Flatten(), nn.Dropout(1), nn.Dense(2)), data: image(),
		want: "nn: layer 1 Dropout(1): needs a rate of at least 0 and below 1, got 1; use the fraction to drop, as in nn.Dropout(0.5)"},
	{name: "dropout of more", net: nn.Sequential(nn.Flatten(), nn.SpatialDropout2D(1.5), nn.Dense(2)), data: image(),
		want: "nn: layer 1 SpatialDropout2D(1.5): needs a rate of at least 0 and below 1, got 1.5; use the fraction to drop, as in nn.Dropout(0.5)"},
	{name: "images out", net: nn.Conv2D(4, 3), data: image(),
		want: "trainer: network: expected a flat output such as [2], got [6 6 4]; end it with nn.Flatten() and nn.Dense(2)"},
	{name: "width", net: nn.Sequential(nn.Flatten(), nn.Dense(1)), data: image(), config: Config{Loss: losses.SparseCategoricalCrossEntropy},
		want: "losses: SparseCategoricalCrossEntropy: expected one output per class, got 1, whose softmax is always 1; use nn.Dense(2), or losses.BinaryCrossEntropy for two classes (layer 1.Dense)"},
	{name: "one-hot labels into a sparse loss", net: nn.Sequential(nn.Flatten(), nn.Dense(2)), data: image().OneHot(),
		config: Config{Loss: losses.SparseCategoricalCrossEntropy},
		want:   "losses: SparseCategoricalCrossEntropy: expected integer labels, got one-hot labels; use losses.CategoricalCrossEntropy for them (layer 1.Dense)"},
	{name: "integer labels into a one-hot loss", net: nn.Sequential(nn.Flatten(), nn.Dense(2)), data: image(),
		config: Config{Loss: losses.CategoricalCrossEntropy},
		want:   "losses: CategoricalCrossEntropy: expected one-hot labels, got integer labels; use losses.SparseCategoricalCrossEntropy for them (layer 1.Dense)"},
	{name: "labels out of range of the network", net: nn.Dense(2), data: datasets.Spiral(90),
		want: "losses: SparseCategoricalCrossEntropy: expected a network with 3 outputs for these labels, got 2; end it in nn.Dense(3) (layer 0.Dense)"},
	{name: "labels out of range of the names", net: nn.Sequential(nn.Flatten(), nn.Dense(2)),
		data: datasets.Slices([][]float32{{1}, {2}, {3}}, []int{0, 1, 2}, datasets.ClassNames("no", "yes")),
		want: "datasets: Slices: example 2: expected a class from 0 to 1, got 2; count classes from 0, or use AsValues"},
	{name: "negative schedule step", net: nn.Dense(3), data: datasets.Spiral(90),
		config: Config{Optimizer: optim.SGD(optim.Step(0.1, 0.5, optim.Steps(-100)))},
		want:   "optim: optim.Step(0.1, 0.5, optim.Steps(-100)): expected a length above 0, got optim.Steps(-100); use optim.Epochs(1), say"},
	{name: "negative schedule step in a callback", net: nn.Dense(3), data: datasets.Spiral(90),
		callbacks: []Callback{LearningRate(optim.Exponential(0.1, -0.5))},
		want:      "optim: optim.Exponential(0.1, -0.5): expected a factor above 0, got -0.5; 0.95 is a usual one"},
	{name: "watching a typo", net: nn.Dense(3), data: datasets.Spiral(90), callbacks: []Callback{EarlyStopping(3).Watch("val_los")},
		want: `trainer: EarlyStopping watches "val_los": expected one of loss, accuracy, val_loss, val_accuracy, lr, got a name that no epoch has; did you mean "val_loss"?`},
	{name: "metric of another task", net: nn.Dense(3), data: datasets.Spiral(90), config: Config{Metrics: []metrics.Metric{metrics.R2}},
		want: "metrics: R2: expected values, got integer labels of 3 classes; use metrics.Accuracy for them"},
}

// trained is a model of one layer.
func trained(l nn.Layer, input ...int) *nn.Model {
	n, err := nn.Build(l, input)
	if err != nil {
		panic(err)
	}
	m, err := nn.NewModel("mine", l, input, n.Init(1))
	if err != nil {
		panic(err)
	}
	return m
}

// TestVocabularyBadInput has an engine in which no graph can be built.
func TestVocabularyBadInput(t *testing.T) {
	elsewhere(t)
	saved := engine.Default
	engine.Default = func() (*engine.Engine, error) { return &engine.Engine{}, nil }
	defer func() { engine.Default = saved }()
	for _, c := range badWords {
		t.Run(c.name, func(t *testing.T) {
			c.config.Quiet = true
			_, err := Fit(c.net, c.data, c.config, c.callbacks...)
			wantError(t, err, c.want)
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Error("more than one line")
			}
		})
	}
}

// Probabilities into a loss that takes logits, and logits into one that takes
// probabilities, train, but badly: the run says so.
func TestLogitsAndProbabilities(t *testing.T) {
	elsewhere(t)
	for _, c := range []struct {
		net  nn.Layer
		loss losses.Loss
		want string
	}{
		{nn.Dense(3, nn.Softmax), losses.SparseCategoricalCrossEntropy,
			"warning: losses: SparseCategoricalCrossEntropy expects logits, but the network ends in softmax; take the softmax away, or use losses.SparseCategoricalCrossEntropy.FromProbabilities() (layer 0.Dense)"},
		{nn.Sequential(nn.Dense(3), nn.Softmax), losses.SparseCategoricalCrossEntropy,
			"warning: losses: SparseCategoricalCrossEntropy expects logits, but the network ends in softmax; take the softmax away, or use losses.SparseCategoricalCrossEntropy.FromProbabilities() (layer 1.Softmax)"},
		{nn.Dense(3), losses.SparseCategoricalCrossEntropy.FromProbabilities(),
			"warning: losses: SparseCategoricalCrossEntropy.FromProbabilities() expects probabilities, but the network ends in linear; end it in nn.Softmax, or use losses.SparseCategoricalCrossEntropy (layer 0.Dense)"},
		{nn.Dense(3, nn.Softmax), losses.SparseCategoricalCrossEntropy.FromProbabilities(), ""},
		{nn.Dense(3, nn.Softmax), losses.Auto, ""},
	} {
		run, err := Fit(c.net, toyData(), toy(epochs(1), func(cfg *Config) { cfg.Loss = c.loss }))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, n := range run.Notes {
			if strings.HasPrefix(n, "warning: ") {
				got += n
			}
		}
		if got != c.want {
			t.Errorf("%v, %v:\ngot  %s\nwant %s", c.net, c.loss, got, c.want)
		}
	}
}
