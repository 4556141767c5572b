package datasets_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"

	"nnbook/nblib/datasets"
)

// photoFolder makes a folder of two classes for the examples.
func photoFolder() string {
	dir, err := os.MkdirTemp("", "photos")
	if err != nil {
		panic(err)
	}
	for place, from := range map[string]string{"cats/tom.png": "rgb.png", "cats/felix.jpg": "exif6.jpg", "dogs/rex.bmp": "rgb.bmp", "dogs/lassie.webp": "lossless.webp"} {
		data, err := os.ReadFile(filepath.Join("testdata", from))
		if err != nil {
			panic(err)
		}
		_ = os.MkdirAll(filepath.Join(dir, filepath.Dir(place)), 0o755)
		if err := os.WriteFile(filepath.Join(dir, place), data, 0o644); err != nil {
			panic(err)
		}
	}
	return dir
}

func ExampleImageFolder() {
	dir := photoFolder() // cats/tom.png cats/felix.jpg dogs/rex.bmp dogs/lassie.webp
	defer os.RemoveAll(dir)

	photos := datasets.ImageFolder(dir, datasets.CenterCrop(16)).Split(0, 0.5)
	info, err := photos.Train.Info()
	fmt.Println(info.Len, info.Shape, info.Target.Classes, photos.Test.Len(), err)
	// Output: 2 [16 16 3] [cats dogs] 2 <nil>
}

func ExampleFolderOption() {
	dir := photoFolder()
	defer os.RemoveAll(dir)
	for _, words := range [][]datasets.FolderOption{
		{},
		{datasets.Resize(8, 12), datasets.Gray},
		{datasets.Pad(32), datasets.Color, datasets.Strict},
		{datasets.CenterCrop(14)},
	} {
		info, err := datasets.ImageFolder(dir, words...).Train.Info()
		fmt.Println(info.Shape, err)
	}
	// Output:
	// [20 30 3] <nil>
	// [8 12 1] <nil>
	// [32 32 3] <nil>
	// [14 14 3] <nil>
}

func ExampleCSV() {
	survey := datasets.CSV("testdata/survey.csv", datasets.Table{Target: "buys", Leave: []string{"spends"}})
	fmt.Println(survey.Train.Len(), survey.Test.Len())
	fmt.Println(survey.Describe().Balance())
	// Output:
	// 32 8
	// class  survey.csv train  survey.csv test
	// no     16                4                ████████████████████████████████████████
	// yes    16                4                ████████████████████████████████████████
}

func ExampleTable() {
	// Prices to predict from a file without a header, by rows that are whole, in the units of the file.
	houses := datasets.Table{Target: "3", Kind: datasets.Values, Missing: datasets.DropRows, Raw: true, Test: 0.25, Seed: 1}
	path := filepath.Join(os.TempDir(), "houses.csv")
	_ = os.WriteFile(path, []byte("50,2,100\n70,3,150\n90,,180\n110,4,220\n60,2,120\n"), 0o644)
	defer os.Remove(path)
	set := datasets.CSV(path, houses)
	info, err := set.Train.Info()
	fmt.Println(info.Len, info.Shape, info.Target.Kind, set.Test.Len(), err)
	// Output: 3 [2] Values 1 <nil>
}

func ExampleColumn() {
	d := datasets.CSV("testdata/survey.csv", datasets.Table{Target: "spends", Integers: []string{"plan"}}).Describe()
	for _, c := range d.Columns {
		fmt.Println(c.Name, c.Type, c.Missing, c.Use)
	}
	// Output:
	// age numbers 1 feature 0
	// income numbers 0 feature 1
	// city words 1 features 2 to 5, one-hot
	// plan words 0 feature 6
	// buys words 0 features 7 to 8, one-hot
	// spends numbers 0 target
}

func ExampleMissingRule() {
	_, err := datasets.CSV("testdata/survey.csv", datasets.Table{Target: "buys", Missing: datasets.Refuse}).Train.Info()
	fmt.Println(err)
	dropped := datasets.CSV("testdata/survey.csv", datasets.Table{Target: "buys", Missing: datasets.DropRows})
	filled := datasets.CSV("testdata/survey.csv", datasets.Table{Target: "buys", Missing: datasets.Fill})
	fmt.Println(dropped.Train.Len()+dropped.Test.Len(), filled.Train.Len()+filled.Test.Len())
	// Output:
	// datasets: testdata/survey.csv:5: column "age": expected a value, got a missing cell; fill it, or use Missing: datasets.Fill
	// 38 40
}

func ExampleColumnType() {
	fmt.Println(datasets.Numbers, datasets.Words)
	// Output: numbers words
}

func ExampleNPY() {
	set := datasets.NPY("testdata/x_f8.npy", "testdata/y_classes.npy", datasets.ClassNames("red", "green", "blue"))
	b, err := set.Train.Load()
	fmt.Println(b.X.Shape, b.Labels, err)
	// Output: [4 3 2] [0 2 1 2] <nil>
}

func ExampleNPZ() {
	set := datasets.NPZ("testdata/keras.npz") // x_train, y_train, x_test, y_test
	info, err := set.Train.Info()
	fmt.Println(info.Len, info.Shape, set.Test.Len(), err)
	// Output: 4 [3 2 1] 2 <nil>
}

func ExampleSlices() {
	set := datasets.Slices([][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, []string{"no", "yes", "yes", "no"})
	b, err := set.Train.Load()
	fmt.Println(b.X.Shape, b.Labels, err)
	// Output: [4 2] [0 1 1 0] <nil>
}

func ExampleArrayOption() {
	x := []float32{1, 2, 3}
	ages, _ := datasets.Slices(x, []int{30, 41, 52}, datasets.AsValues).Train.Info()
	sizes, _ := datasets.Slices(x, []int{0, 1, 2}, datasets.ClassNames("S", "M", "L")).Train.Info()
	fmt.Println(ages.Target.Kind, sizes.Target.Classes)
	// Output: Values [S M L]
}

func ExampleStructs() {
	type flower struct {
		Petal, Sepal float64
		Kind         string `data:"kind"`
	}
	garden := []flower{{1.4, 5.1, "setosa"}, {4.7, 7, "versicolor"}, {1.3, 4.9, "setosa"}, {4.5, 6.4, "versicolor"}}
	info, err := datasets.Structs(garden, datasets.Table{Target: "kind", AllTrain: true}).Train.Info()
	fmt.Println(info.Len, info.Shape, info.Target.Classes, err)
	// Output: 4 [2] [setosa versicolor] <nil>
}

func ExampleStream() {
	squares := func(yield func(float64, float64) bool) {
		for i := range 1000 {
			x := float64(i) / 1000
			if !yield(x, x*x) {
				return
			}
		}
	}
	set := datasets.Stream(squares, datasets.Streaming{Name: "squares", Version: 1, Val: 0.2})
	fmt.Println(set.Train.Len()+set.Val.Len(), set.Train.InMemory())
	// Output: 1000 false
}

func ExampleStreaming() {
	drawings := func(yield func(image.Image, string) bool) {
		for i := range 100 {
			if !yield(image.NewGray(image.Rect(0, 0, 8, 8)), []string{"ring", "cross"}[i%2]) {
				return
			}
		}
	}
	c := datasets.Streaming{Name: "drawings", Version: 2, Len: 100, Classes: []string{"ring", "cross"}, Buffer: 50}
	info, err := datasets.Stream(drawings, c).Train.Info()
	fmt.Println(info.Shape, info.Target.Classes, err)
	// Output: [8 8 1] [ring cross] <nil>
}
