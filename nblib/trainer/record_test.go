package trainer

import (
	"math"
	"os"
	"reflect"
	"slices"
	"testing"

	"nnbook/nblib/nn"
)

func epochsOf(moments []Moment) (n []int) {
	for _, m := range moments {
		n = append(n, m.Epoch)
	}
	return n
}

func records(t *testing.T, r *Run) []Moment {
	t.Helper()
	m, err := r.Records()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestRecord(t *testing.T) {
	elsewhere(t)
	data := toyData()
	all := func() Callback { return Record(RecordWeights, RecordGradients, RecordPredictions(data.Test)) }
	plain := fit(t, toy())
	run := fit(t, toy(named("a")), all())
	sameRun(t, plain, run) // recording changes nothing
	moments := records(t, run)
	if got := epochsOf(moments); !slices.Equal(got, []int{0, 1, 2, 3, 4}) {
		t.Fatalf("moments of epochs %v", got)
	}
	last := moments[4]
	model, err := last.Model()
	if err != nil {
		t.Fatal(err)
	}
	if model.Hash() != run.Last().Hash() {
		t.Error("the last moment's weights are not the last ones")
	}
	said, err := predictModel(run.Last(), data.Test)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(said.Outputs, last.Predictions.Outputs) || last.Predictions.Len != data.Test.Len() {
		t.Error("the recorded predictions are not those of the recorded weights")
	}
	if len(last.Gradients) != 6 { // two kernels, two biases, gamma and beta
		t.Errorf("gradients of %d weights, want 6", len(last.Gradients))
	}
	loaded, err := Load("a")
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range records(t, loaded) {
		if m.run = nil; !reflect.DeepEqual(m, clean(moments[i])) {
			t.Errorf("moment %d: loaded %v, want %v", i, m, moments[i])
		}
	}
}

func clean(m Moment) Moment {
	m.run = nil
	return m
}

func TestRecordGoesOn(t *testing.T) {
	onGo(t)
	elsewhere(t)
	whole := fit(t, toy(named("whole")), Record(RecordWeights))
	if _, err := Fit(toyNet(), toyData(), toy(named("a")), Record(RecordWeights), errAfter(2)); err == nil {
		t.Fatal("expected the error")
	}
	run := fit(t, toy(named("a")), Record(RecordWeights))
	sameRun(t, whole, run)
	want, got := records(t, whole), records(t, run)
	if len(want) != len(got) {
		t.Fatalf("moments of epochs %v, want %v", epochsOf(got), epochsOf(want))
	}
	for i := range want {
		if !reflect.DeepEqual(clean(want[i]), clean(got[i])) {
			t.Errorf("moment %d differs", i)
		}
	}
	if _, err := os.Stat(".nnbook/runs/a/" + unfinishedRecords); !os.IsNotExist(err) {
		t.Errorf("the unfinished record is still there (%v)", err)
	}
}

func TestRecordOfAnUnnamedRunAndEvery(t *testing.T) {
	onGo(t)
	elsewhere(t)
	run := fit(t, toy(), Record(RecordWeights).Every(2))
	if got := epochsOf(records(t, run)); !slices.Equal(got, []int{0, 2, 4}) {
		t.Errorf("moments of epochs %v", got)
	}
}

func TestRecordIsThinned(t *testing.T) {
	onGo(t)
	elsewhere(t)
	one, err := Moment{Weights: distributions(toyWeights(t))}.encode((fingerprint{}).hash())
	if err != nil {
		t.Fatal(err)
	}
	limit := int64(4*len(one) + 100)
	run := fit(t, toy(epochs(9), named("a")), Record(RecordWeights).MaxBytes(limit))
	if got := epochsOf(records(t, run)); !slices.Equal(got, []int{0, 4, 8}) {
		t.Errorf("moments of epochs %v", got)
	}
	if info, err := os.Stat(".nnbook/runs/a/" + recordsFile); err != nil || info.Size() > limit {
		t.Errorf("the record takes %d bytes, want at most %d", info.Size(), limit)
	}
	run = fit(t, toy(), Record(RecordWeights).MaxBytes(10))
	wantNote(t, run, "more than the 10 that all may take; record less, or raise MaxBytes")
}

func toyWeights(t *testing.T) []nn.Tensor {
	t.Helper()
	n, err := nn.Build(toyNet(), []int{2})
	if err != nil {
		t.Fatal(err)
	}
	return n.Init(1)
}

func TestRecordBadInput(t *testing.T) {
	onGo(t)
	elsewhere(t)
	for sentence, callbacks := range map[string][]Callback{
		"trainer: Record: expected something to record, got nothing; name RecordWeights, RecordGradients or RecordPredictions(part)":         {Record()},
		"trainer: Record: expected RecordWeights, RecordGradients or RecordPredictions(part), got a zero value; name one of them":            {Record(Recordable{})},
		"trainer: Record: expected each thing once, got one twice; leave the second out":                                                     {Record(RecordWeights, RecordWeights)},
		"trainer: Record: expected one Record among the callbacks, got two; name everything in one":                                          {Record(RecordWeights), Record(RecordGradients)},
		"trainer: Record.Every: expected 1 epoch or more, got 0; use a positive number":                                                      {Record(RecordWeights).Every(0)},
		"trainer: Record.MaxBytes: expected 1 byte or more, got -1; use a positive number":                                                   {Record(RecordWeights).MaxBytes(-1)},
		"trainer: RecordPredictions: Sine train: expected examples of shape [2], as the network was trained on, got [1]; prepare them alike": {Record(RecordPredictions(sine().Train))},
	} {
		_, err := Fit(toyNet(), toyData(), toy(), callbacks...)
		wantError(t, err, sentence)
	}
	_, err := fit(t, toy()).Records()
	wantError(t, err, "trainer: Records: expected a run that was recorded, got one without a record; train it anew (Config.Fresh) with trainer.Record(...) among the callbacks")
}

func TestDamagedRecord(t *testing.T) {
	onGo(t)
	elsewhere(t)
	fit(t, toy(named("a")), Record(RecordWeights))
	path := ".nnbook/runs/a/" + recordsFile
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	run, err := Load("a")
	if err != nil {
		t.Fatal(err)
	}
	write := func(b []byte) {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(data[:len(data)-7]) // what a crash leaves
	if got := epochsOf(records(t, run)); !slices.Equal(got, []int{0, 1, 2, 3}) {
		t.Errorf("moments of epochs %v", got)
	}
	flipped := slices.Clone(data)
	flipped[len(data)-7] ^= 4
	write(flipped)
	_, err = run.Records()
	wantError(t, err, "trainer: record "+run.dir+"/records: expected moment 5 as it was written, got a damaged one; delete the file")
}

func TestDistribution(t *testing.T) {
	d := distribution(nn.Tensor{Name: "w", Shape: []int{4}, Data: []float32{-1, 0, 0, 3}})
	if d.Norm != math.Sqrt(10) || d.Mean != 0.5 || d.Min != -1 || d.Max != 3 || d.Std != 1.5 {
		t.Errorf("got %+v", d)
	}
	if d.Counts[0] != 1 || d.Counts[10] != 2 || d.Counts[39] != 1 {
		t.Errorf("counts %v", d.Counts)
	}
	nan := float32(math.NaN())
	if d = distribution(nn.Tensor{Data: []float32{nan, nan}}); !math.IsNaN(d.Norm) || d.Min != 0 || slices.Max(d.Counts) != 0 {
		t.Errorf("of NaN: %+v", d)
	}
}
