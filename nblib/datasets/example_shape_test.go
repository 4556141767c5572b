package datasets_test

import (
	"fmt"

	"nnbook/nblib/datasets"
)

func ExampleSet_Split() {
	set := datasets.Slices([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, []int{0, 1, 0, 1, 0, 1, 0, 1, 0, 1}).Split(0.2, 0.2, 7)
	fmt.Println(set.Train.Len(), set.Val.Len(), set.Test.Len())
	// Output: 6 2 2
}

func ExampleSet_Take() {
	small := datasets.MNIST().Take(1000)
	fmt.Println(small.Train.Len(), small.Test.Len())
	// Output: 1000 1000
}

func ExampleSet_Shuffle() {
	set := datasets.Slices([]int{1, 2, 3, 4, 5, 6, 7, 8}, []int{0, 0, 0, 0, 1, 1, 1, 1}).Shuffle(1).Take(4)
	b, _ := set.Train.Load()
	fmt.Println(b.Len)
	// Output: 4
}

func ExampleSet_Filter() {
	ones := datasets.MNIST().Filter(func(e datasets.Example) bool { return e.Class < 2 }, datasets.Named("zeros and ones", 1))
	fmt.Println(ones.Test.Len())
	// Output: 2115
}

func ExampleSet_Map() {
	invert := func(e datasets.Example) (datasets.Example, error) {
		for i, x := range e.X {
			e.X[i] = 1 - x
		}
		return e, nil
	}
	negative := datasets.MNIST().Map(invert, datasets.Named("invert", 1))
	b, _ := negative.Test.Examples(0)
	fmt.Println(b.X.At(0)[0])
	// Output: 1
}

func ExampleName() {
	half := func(e datasets.Example) (datasets.Example, error) { e.X[0] /= 2; return e, nil }
	nameless, _ := datasets.Sine(50).Map(half).Train.Info()
	named, _ := datasets.Sine(50).Map(half, datasets.Named("half", 1)).Train.Info()
	fmt.Println(nameless.Fingerprint == "", nameless.Notes[0])
	fmt.Println(named.Fingerprint == "")
	// Output:
	// true not kept: the function given to Map has no name; add datasets.Named("...", 1)
	// false
}

func ExampleSet_OneHot() {
	b, _ := datasets.Slices([]int{5, 6, 7}, []string{"a", "b", "c"}).OneHot().Train.Load()
	fmt.Println(b.Values)
	// Output: [1 0 0 0 1 0 0 0 1]
}

func ExampleSet_Binary() {
	set := datasets.Moons(100).Binary()
	info, _ := set.Train.Info()
	fmt.Println(info.Target.Kind, info.Target.Width)
	// Output: Binary 1
}

func ExampleSet_Normalize() {
	b, _ := datasets.Slices([]float64{2, 4, 6}, []float64{0, 0, 1}).Normalize().Train.Load()
	fmt.Printf("%.3f\n", b.X.F32)
	// Output: [-1.225 0.000 1.225]
}

func ExampleSet_Prefetch() {
	fmt.Println(datasets.MNIST().Prefetch(8).Train.Len())
	// Output: 60000
}

func ExampleSet_Cache() {
	// Decoded once, then read from disk by every later cell.
	photos := datasets.ImageFolder("data/photos", datasets.CenterCrop(224)).Cache()
	fmt.Printf("%T\n", photos)
	// Output: *datasets.Set
}

func ExampleCacheDir() {
	dir, err := datasets.CacheDir()
	fmt.Println(dir != "", err)
	// Output: true <nil>
}

func ExampleSet_Describe() {
	fmt.Println(datasets.MNIST().Describe())
	// Output:
	// part         examples  shape      target        min  mean   max  std    fingerprint
	// MNIST train  60000     [28 28 1]  Classes × 10  0    0.128  1    0.305  613a90f4cbfa
	// MNIST test   10000     [28 28 1]  Classes × 10  0    0.122  1    0.298  45dd85a9e4f8
	//
	// class  MNIST train  MNIST test
	// 0      5923         980         ████████████████████████████████████
	// 1      6742         1135        ████████████████████████████████████████
	// 2      5958         1032        ████████████████████████████████████
	// 3      6131         1010        █████████████████████████████████████
	// 4      5842         982         ███████████████████████████████████
	// 5      5421         892         █████████████████████████████████
	// 6      5918         958         ████████████████████████████████████
	// 7      6265         1028        ██████████████████████████████████████
	// 8      5851         974         ███████████████████████████████████
	// 9      5949         1009        ████████████████████████████████████
}

func ExampleDescription_Balance() {
	balance := datasets.Slices([]int{1, 2, 3, 4}, []string{"cat", "dog", "dog", "dog"}).Describe().Balance()
	fmt.Println(balance.Classes, balance.Counts[0])
	fmt.Print(balance)
	// Output:
	// [cat dog] [1 3]
	// class  slices
	// cat    1       ██████████████
	// dog    3       ████████████████████████████████████████
}

func ExampleSet_Augment() {
	train := datasets.MNIST().Take(100).Augment(datasets.Rotate(10), datasets.Zoom(0.1), datasets.Shift(0.1)).Train
	calm, _ := train.Examples(0)
	for batch := range train.Batches(1, datasets.Order{Seed: 1, Augment: true}) {
		fmt.Println("the same image:", string(batch.X.U8) == string(calm.X.U8))
		break
	}
	// Output: the same image: false
}

func ExampleAugmentation() {
	for _, a := range []datasets.Augmentation{datasets.Flip, datasets.FlipVertical, datasets.RandomCrop(24), datasets.PadCrop(4), datasets.Rotate(15),
		datasets.Zoom(0.1), datasets.Shift(0.1), datasets.Brightness(0.2), datasets.Contrast(0.2), datasets.Cutout(8), datasets.Mixup(0.2)} {
		fmt.Println(a)
	}
	// Output:
	// datasets.Flip
	// datasets.FlipVertical
	// datasets.RandomCrop(24)
	// datasets.PadCrop(4)
	// datasets.Rotate(15)
	// datasets.Zoom(0.1)
	// datasets.Shift(0.1)
	// datasets.Brightness(0.2)
	// datasets.Contrast(0.2)
	// datasets.Cutout(8)
	// datasets.Mixup(0.2)
}

// Photos that are small when decoded stay in memory; larger sets are streamed.
func ExamplePart_InMemory() {
	digits := datasets.MNIST().Train
	fmt.Println(digits.InMemory(), 60000*28*28 < datasets.MemoryLimit)
	// Output: true true
}
