package viz

import (
	"strings"
	"testing"

	"nnbook/nblib/datasets"
	"nnbook/nblib/nn"
	"nnbook/nblib/optim"
	"nnbook/nblib/trainer"
)

func TestLab(t *testing.T) {
	var stories []story
	for i, name := range []string{"none", "L2", "early stopping"} {
		s := overfitting()
		s.name = name
		if i == 2 {
			s.epochs = s.epochs[:12]
			for k, v := range s.values {
				s.values[k] = v[:12]
			}
		}
		stories = append(stories, s)
	}
	golden(t, "lab", lab(stories))
}

func TestLabVariants(t *testing.T) {
	net := nn.Sequential(nn.Conv2D(4, 3, nn.ReLU), nn.Flatten(), nn.Dense(8, nn.Tanh), nn.Dense(3))
	want := map[string]string{
		"none":           "nn.Sequential(nn.Conv2D(4, 3, nn.ReLU), nn.Flatten(), nn.Dense(8, nn.Tanh), nn.Dense(3))",
		"L2":             "nn.Sequential(nn.Conv2D(4, 3, nn.ReLU, nn.L2(0.001)), nn.Flatten(), nn.Dense(8, nn.Tanh, nn.L2(0.001)), nn.Dense(3, nn.L2(0.001)))",
		"dropout":        "nn.Sequential(nn.Conv2D(4, 3, nn.ReLU), nn.Flatten(), nn.Dense(8, nn.Tanh), nn.Dropout(0.4), nn.Dense(3))",
		"max-norm":       "nn.Sequential(nn.Conv2D(4, 3, nn.ReLU, nn.MaxNorm(2)), nn.Flatten(), nn.Dense(8, nn.Tanh, nn.MaxNorm(2)), nn.Dense(3, nn.MaxNorm(2)))",
		"early stopping": "nn.Sequential(nn.Conv2D(4, 3, nn.ReLU), nn.Flatten(), nn.Dense(8, nn.Tanh), nn.Dense(3))",
		"LR decay":       "nn.Sequential(nn.Conv2D(4, 3, nn.ReLU), nn.Flatten(), nn.Dense(8, nn.Tanh), nn.Dense(3))",
	}
	for _, v := range labVariants(optim.SGD(0.2, optim.Momentum(0.9))) {
		got, err := v.network(net)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(strings.Fields(got.String()), " ") != want[v.name] {
			t.Errorf("%s: %s", v.name, got)
		}
		if v.name == "LR decay" && v.optimizer.String() != "optim.SGD(optim.Cosine(0.2, optim.Alpha(0.05)), optim.Momentum(0.9))" {
			t.Errorf("%s: %s", v.name, v.optimizer)
		}
	}
}

func TestRegularizationLabOfAMisfit(t *testing.T) {
	if RegularizationLab(nn.Conv2D(3, 3), datasets.Spiral(60), trainer.Config{}).Err() == nil {
		t.Error("shapes that do not fit were trained")
	}
}

func TestAugmented(t *testing.T) {
	digits := datasets.MNIST().Take(50)
	changed := digits.Augment(datasets.Rotate(25), datasets.Shift(0.1))
	c := Augmented(changed, 3, 6)
	golden(t, "augmented", c)
	if Augmented(digits, 3, 6).note == "" {
		t.Error("digits that are not augmented were drawn")
	}
	if Augmented(changed, 3, 60).Err() == nil {
		t.Error("60 versions were drawn")
	}
	info, err := changed.Train.Info()
	if err != nil {
		t.Fatal(err)
	}
	calm, err := changed.Train.Examples(0)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := augmentedRows(info, []*datasets.Batch{calm, calm})
	if err != nil || len(rows) != 1 || len(rows[0].images) != 2 || strings.Join(rows[0].notes, ", ") != "as it is, epoch 1" {
		t.Errorf("the rows are %v (%v)", rows, err)
	}
}
