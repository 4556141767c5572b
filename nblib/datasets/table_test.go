package datasets

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func survey(name string) string { return filepath.Join("testdata", name) }

// surveyMeans is what pandas measured of a column: mean and standard deviation.
func surveyMeans(t *testing.T, column string) (mean, std float64) {
	t.Helper()
	f, err := os.Open(survey("survey_means.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	k := slices.Index(all[0], column)
	mean, _ = strconv.ParseFloat(all[1][k], 64)
	std, _ = strconv.ParseFloat(all[2][k], 64)
	return mean, std
}

// table writes a file and returns its path.
func table(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCSVAsPandasWritesIt(t *testing.T) {
	for _, name := range []string{"survey.csv", "survey.tsv", "survey_semicolon.csv"} {
		b, err := CSV(survey(name), Table{Target: "buys", Leave: []string{"spends"}, AllTrain: true}).Train.Load()
		if err != nil {
			t.Fatal(name, err)
		}
		// age, income, one-hot of 3 cities and the missing one, one-hot of 2 plans
		if b.Len != 40 || !slices.Equal(b.X.Shape, []int{40, 8}) {
			t.Fatalf("%s: shape %v", name, b.X.Shape)
		}
		whole := &Part{source: func() (*store, error) {
			return arrayStore(Info{Len: 40, Shape: []int{8}, Target: Target{Kind: Classes, Width: 2}}, func() (*Batch, error) { return b, nil }), nil
		}}
		mean, std := momentsOf(t, whole, 8)
		if math.Abs(mean[0]) > 1e-5 || math.Abs(std[1]-1) > 1e-5 {
			t.Errorf("%s: not standardized: %v %v", name, mean, std)
		}
		for i := range b.Len {
			x := b.X.At(i)
			if x[2]+x[3]+x[4]+x[5] != 1 || x[6]+x[7] != 1 {
				t.Fatalf("%s: row %d is not one-hot: %v", name, i, x)
			}
		}
	}
}

func TestCSVNumbersAndOrder(t *testing.T) {
	path := table(t, "size,kind,y\n1,b,10\n2,a,20\n3,b,30\n4,c,40\n")
	b, err := CSV(path, Table{Raw: true, AllTrain: true, Integers: []string{"kind"}}).Train.Load()
	if err != nil {
		t.Fatal(err)
	}
	got := map[float32][]float32{} // by target: a division shuffles
	for i := range b.Len {
		got[b.Values[i]] = b.X.At(i)
	}
	for y, want := range map[float32][]float32{10: {1, 1}, 20: {2, 0}, 30: {3, 1}, 40: {4, 2}} {
		if !slices.Equal(got[y], want) {
			t.Errorf("y=%v: got %v, want %v", y, got[y], want)
		}
	}
}

func TestCSVIsStandardizedOnTheTrainingPartOnly(t *testing.T) {
	var text strings.Builder
	text.WriteString("x,class\n")
	for i := range 100 {
		fmt.Fprintf(&text, "%d,%s\n", i*i, []string{"a", "b"}[i%2])
	}
	set := CSV(table(t, text.String()), Table{Val: 0.1})
	if a, b, c := set.Train.Len(), set.Val.Len(), set.Test.Len(); a != 70 || b != 10 || c != 20 {
		t.Fatalf("got %d, %d, %d", a, b, c)
	}
	mean, std := momentsOf(t, set.Train, 1)
	if math.Abs(mean[0]) > 1e-5 || math.Abs(std[0]-1) > 1e-5 {
		t.Errorf("train: mean %v, standard deviation %v", mean, std)
	}
	if mean, _ := momentsOf(t, set.Test, 1); math.Abs(mean[0]) < 1e-6 {
		t.Error("the test part was standardized by its own mean")
	}
	count := map[int32]int{}
	test, _ := set.Test.Load()
	for _, l := range test.Labels {
		count[l]++
	}
	if count[0] != 10 || count[1] != 10 {
		t.Errorf("test is not stratified: %v", count)
	}
}

func TestCSVTargets(t *testing.T) {
	for _, c := range []struct {
		column  string
		kind    TargetKind
		classes []string
	}{
		{"0,1,2,1,0,2", Classes, []string{"0", "1", "2"}},
		{"1,2,3,1,2,3", Classes, []string{"1", "2", "3"}},
		{"1,2,5,1,2,5", Values, nil},
		{"0.5,1,2,1,0,2", Values, nil},
		{"no,yes,no,yes,no,no", Classes, []string{"no", "yes"}},
		{"10,9,9,10,10,9", Values, nil},
	} {
		var text strings.Builder
		text.WriteString("x,y\n")
		for i, cell := range strings.Split(c.column, ",") {
			fmt.Fprintf(&text, "%d,%s\n", i, cell)
		}
		path := table(t, text.String())
		info, err := CSV(path, Table{}).Train.Info()
		if err != nil || info.Target.Kind != c.kind || !slices.Equal(info.Target.Classes, c.classes) {
			t.Errorf("%s: got %+v (%v)", c.column, info.Target, err)
		}
		if c.column == "10,9,9,10,10,9" {
			info, err := CSV(path, Table{Kind: Classes}).Train.Info()
			if err != nil || !slices.Equal(info.Target.Classes, []string{"9", "10"}) {
				t.Errorf("Kind: Classes: got %+v (%v)", info.Target, err)
			}
		}
	}
}

func TestCSVMissingCells(t *testing.T) {
	path := survey("survey.csv")
	mean, _ := surveyMeans(t, "age")
	set := CSV(path, Table{Target: "buys", AllTrain: true, Raw: true})
	b, err := set.Train.Load()
	if err != nil {
		t.Fatal(err)
	}
	filled := 0
	for i := range b.Len {
		if math.Abs(float64(b.X.At(i)[0])-mean) < 1e-4 {
			filled++
		}
	}
	if filled != 1 {
		t.Errorf("%d ages are the mean that pandas finds, want 1", filled)
	}
	info, _ := set.Train.Info()
	if len(info.Notes) != 1 || !strings.Contains(info.Notes[0], `column "age": 1 missing numbers filled`) {
		t.Errorf("notes %q", info.Notes)
	}
	if n := CSV(path, Table{Target: "buys", AllTrain: true, Missing: DropRows}).Train.Len(); n != 38 {
		t.Errorf("DropRows leaves %d rows, want 38", n)
	}
	_, err = CSV(path, Table{Target: "buys", Missing: Refuse}).Train.Info()
	wantSentence(t, err, `survey.csv:5: column "age": expected a value, got a missing cell`)
	_, err = CSV(path, Table{Target: "city"}).Train.Info()
	wantSentence(t, err, `survey.csv:9: column "city": expected a target, got a missing cell`)
}

func TestCSVDescribeShowsTheColumns(t *testing.T) {
	text := fmt.Sprint(CSV(survey("survey.csv"), Table{Target: "buys", Leave: []string{"spends"}}).Describe())
	for _, want := range []string{"age     numbers  1        feature 0", "city    words    1        features 2 to 5, one-hot", "buys    words    0        target", "spends  numbers  0        left out"} {
		if !strings.Contains(text, want) {
			t.Errorf("the table lacks %q:\n%s", want, text)
		}
	}
}

func TestCSVTestFile(t *testing.T) {
	train := table(t, "x,y\n1,a\n2,b\n3,a\n")
	set := CSV(train, Table{TestFile: table(t, "x,y\n2,b\n"), Raw: true})
	b, err := set.Test.Load()
	if err != nil || set.Train.Len() != 3 || b.Len != 1 || b.X.F32[0] != 2 || b.Labels[0] != 1 {
		t.Errorf("got %+v, train %d (%v)", b, set.Train.Len(), err)
	}
	_, err = CSV(train, Table{TestFile: table(t, "x,y\n2,b\n3,c\n")}).Train.Info()
	wantSentence(t, err, `t.csv:3: expected a class of the training part in column "y", got "c"`)
	_, err = CSV(train, Table{TestFile: table(t, "x,z\n2,b\n")}).Train.Info()
	wantSentence(t, err, "t.csv:1: expected the 2 columns of", "(x, z)")
}

func TestCSVFingerprint(t *testing.T) {
	path := table(t, "x,y\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n")
	print := func(c Table) string {
		info, err := CSV(path, c).Train.Info()
		if err != nil {
			t.Fatal(err)
		}
		return info.Fingerprint
	}
	if a := print(Table{}); a == "" || a != print(Table{}) || a == print(Table{Raw: true}) {
		t.Error("the fingerprint must depend on the Table and on nothing else here")
	}
}

func TestCSVWithoutHeader(t *testing.T) {
	set := CSV(table(t, "\ufeff1.5,a\n2.5,b\n3.5,a\n"), Table{AllTrain: true, Target: "2"})
	if info, err := set.Train.Info(); err != nil || info.Len != 3 || info.Target.Width != 2 {
		t.Errorf("got %+v (%v)", info, err)
	}
}

func TestCSVManyWordsAreLeftOut(t *testing.T) {
	var text strings.Builder
	text.WriteString("name,x,y\n")
	for i := range 150 {
		fmt.Fprintf(&text, "n%d,%d,%s\n", i, i, []string{"a", "b"}[i%2])
	}
	info, err := CSV(table(t, text.String()), Table{}).Train.Info()
	if err != nil || !slices.Equal(info.Shape, []int{1}) || len(info.Notes) != 1 || !strings.Contains(info.Notes[0], `column "name" left out`) {
		t.Errorf("got %+v (%v)", info, err)
	}
}

func TestCSVBadInput(t *testing.T) {
	for _, c := range []struct {
		text string
		t    Table
		want string
	}{
		{"", Table{}, "t.csv: expected a table, got an empty file"},
		{"x,y\n", Table{}, "t.csv"},
		{"x,y\n1,a\n", Table{}, "t.csv: expected at least 2 rows, got 1"},
		{"x,y\n1,a\n2\n", Table{}, "t.csv:3: expected 2 cells, as in the first row, got 1"},
		{"x,y\n1,a\n2,b,c\n", Table{}, "t.csv:3: expected 2 cells, as in the first row, got 3"},
		{"x,y\n1,a\n2,\"b\n", Table{}, "t.csv:3: expected cells with matching quotes"},
		{"x,y\n1,a\n2,b\nfive,a\n4,b\n", Table{}, `t.csv:4: column "x": expected a number, as in 3 of its cells, got "five"`},
		{"x,y\n1,a\n2,b\n", Table{Target: "z"}, `t.csv:1: expected a column "z", got 2 columns (x, y)`},
		{"x,x\n1,a\n2,b\n", Table{}, `t.csv:1: expected different column names, got "x" twice`},
		{"x,y\n1,a\n2,a\n", Table{}, `at least 2 classes in column "y", got only "a"`},
		{"x,y\n1,a\ninf,b\n", Table{}, `t.csv:3: column "x": expected a finite number, got "inf"`},
		{"x,y\n1,a\n1e99,b\n", Table{}, `t.csv:3: column "x": expected a finite number, got "1e99"`},
		{"x,y\n1,a\n2,NaN\n", Table{}, `t.csv:3: column "y": expected a target, got a missing cell`},
		{"x,y\n1,a\n2,b\n", Table{Leave: []string{"x"}}, "expected at least one column to learn from"},
		{"x,y\n1,a\n2,b\n", Table{Kind: Values}, `expected numbers to predict in column "y", got words`},
		{"x,y\n1,a\n2,b\n", Table{Kind: OneHot}, "expected Kind Classes or Values, got OneHot"},
		{"x,y\n1,a\n2,b\n", Table{Test: 1}, "expected shares Val and Test"},
		{"x\x00y\n", Table{}, "expected text in UTF-8"},
	} {
		_, err := CSV(table(t, c.text), c.t).Train.Info()
		wantSentence(t, err, c.want)
	}
	_, err := CSV("nowhere.csv", Table{}).Train.Info()
	wantSentence(t, err, "nowhere.csv: expected a table, got no such file")
}

func FuzzCSV(f *testing.F) {
	for _, text := range []string{"x,y\n1,a\n2,b\n3,a\n4,b\n", "\ufeffa;b;c\n1;2;3\n4;NA;6\n", "a\tb\n\"q\"\"\",1\n", "1,2\n3,4\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		set := tableSet("fuzz", Table{}, func() (*tableData, error) {
			d := &tableData{name: "fuzz", stamp: []any{text}, sources: []rows{{"fuzz.csv", func(yield func(int, []string) error) error {
				return readCSV(strings.NewReader(text), "fuzz.csv", 0, yield)
			}}}}
			return d, d.read()
		})
		b, err := set.Train.Load()
		if err != nil {
			return
		}
		for _, v := range b.X.F32 {
			if notFinite(v) {
				t.Fatalf("%q gave %v", text, v)
			}
		}
	})
}

type house struct {
	Area    float64
	Rooms   *int
	Garden  bool
	Style   string
	Built   time.Time
	Note    string `data:"-"`
	private int
	Price   float32 `data:"price"`
}

func TestStructs(t *testing.T) {
	three := 3
	var all []house
	for i := range 20 {
		h := house{Area: float64(i), Garden: i%2 == 0, Style: []string{"flat", "villa"}[i%2], Built: time.Unix(int64(i), 0), Note: fmt.Sprint(i), Price: 100.5 + float32(i), private: i}
		if i > 0 {
			h.Rooms = &three
		}
		all = append(all, h)
	}
	set := Structs(all, Table{Target: "price", Raw: true, AllTrain: true})
	b, err := set.Train.Load()
	if err != nil || !slices.Equal(b.X.Shape, []int{20, 6}) {
		t.Fatalf("got %v", err)
	}
	for i := range b.Len {
		n := b.Values[i] - 100.5
		garden := float32((int(n) + 1) % 2)
		if x := b.X.At(i); !slices.Equal(x, []float32{n, 3, garden, garden, 1 - garden, n}) {
			t.Errorf("house %v: %v", n, x)
		}
	}
	one, _ := set.Train.Info()
	all[5].Area++
	two, _ := Structs(all, Table{Target: "price", Raw: true, AllTrain: true}).Train.Info()
	if one.Fingerprint == "" || one.Fingerprint == two.Fingerprint {
		t.Error("the fingerprint must depend on the values")
	}
	_, err = Structs([]int{1}, Table{}).Train.Info()
	wantSentence(t, err, "expected a slice of structs, got one of int")
	_, err = Structs(all, Table{Target: "cost"}).Train.Info()
	wantSentence(t, err, `expected a column "cost"`)
}
