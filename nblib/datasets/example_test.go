package datasets_test

import (
	"fmt"

	"nnbook/nblib/datasets"
)

func ExampleMNIST() {
	digits := datasets.MNIST()
	info, err := digits.Train.Info()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(info.Len, info.Shape, info.Target.Kind, info.Target.Width, digits.Test.Len())
	// Output: 60000 [28 28 1] Classes 10 10000
}

// The downloaded sets say what they hold before anything is downloaded.
func Example_downloaded() {
	for _, set := range []*datasets.Set{datasets.FashionMNIST(), datasets.CIFAR100()} {
		fmt.Printf("%T\n", set)
	}
	info, err := datasets.FashionMNIST().Test.Info()
	fmt.Println(info.Len, info.Shape, info.Target.Classes[9], err)
	// Output:
	// *datasets.Set
	// *datasets.Set
	// 10000 [28 28 1] Ankle boot <nil>
}

func ExampleFashionMNIST() {
	clothes := datasets.FashionMNIST() // downloads when the first batch is read, once
	fmt.Println(clothes.Train.Len(), clothes.Val.Len(), clothes.Test.Len())
	// Output: 60000 0 10000
}

func ExampleCIFAR10() {
	// Photos of ten kinds of things, with the changes that are usual for them.
	photos := datasets.CIFAR10().Augment(datasets.PadCrop(4), datasets.Flip)
	fmt.Printf("%T\n", photos)
	// Output: *datasets.Set
}

func ExampleCIFAR100() {
	fmt.Printf("%T\n", datasets.CIFAR100())
	// Output: *datasets.Set
}

func ExampleSpiral() {
	spiral := datasets.Spiral(600, datasets.Noise(0), datasets.Seed(7), datasets.Groups(4))
	info, _ := spiral.Train.Info()
	fmt.Println(info.Len, info.Shape, info.Target.Width, spiral.Test.Len())
	// Output: 480 [2] 4 120
}

func ExampleXOR() {
	b, _ := datasets.XOR(40, datasets.Noise(0)).Train.Load()
	for i := range 3 {
		fmt.Println(b.X.At(i), b.Labels[i])
	}
	// Output:
	// [1 1] 0
	// [-1 1] 1
	// [1 -1] 1
}

// All toy sets take the same words.
func ExampleToyOption() {
	words := []datasets.ToyOption{datasets.Noise(0.05), datasets.Seed(1)}
	for _, set := range []*datasets.Set{datasets.Moons(100, words...), datasets.Circles(100, words...), datasets.Blobs(100, words...),
		datasets.Sine(100, words...), datasets.Linear(100, words...)} {
		info, _ := set.Train.Info()
		fmt.Println(info.Name, info.Len, info.Shape, info.Target.Kind, info.Target.Width)
	}
	// Output:
	// Moons train 80 [2] Classes 2
	// Circles train 80 [2] Classes 2
	// Blobs train 80 [2] Classes 3
	// Sine train 80 [1] Values 1
	// Linear train 80 [1] Values 1
}

func ExampleMoons() {
	fmt.Println(datasets.Moons(200).Train.Len())
	// Output: 160
}

func ExampleCircles() {
	fmt.Println(datasets.Circles(200).Train.Len())
	// Output: 160
}

func ExampleBlobs() {
	info, _ := datasets.Blobs(200, datasets.Groups(5)).Train.Info()
	fmt.Println(info.Len, info.Target.Width)
	// Output: 160 5
}

func ExampleSine() {
	b, _ := datasets.Sine(100, datasets.Noise(0)).Train.Examples(0)
	fmt.Printf("sin(%.3f) = %.3f\n", b.X.At(0)[0], b.Values[0])
	// Output: sin(-1.483) = -0.996
}

func ExampleLinear() {
	b, _ := datasets.Linear(100, datasets.Noise(0)).Train.Examples(0)
	fmt.Printf("2·%.3f + 1 = %.3f\n", b.X.At(0)[0], b.Values[0])
	// Output: 2·-0.472 + 1 = 0.056
}

func ExamplePart_Batches() {
	train := datasets.Spiral(100).Train
	for epoch := range 2 {
		examples := 0
		for batch, err := range train.Batches(32, datasets.Order{Shuffle: true, Seed: 1, Epoch: epoch, Augment: true}) {
			if err != nil {
				fmt.Println(err)
				return
			}
			examples += batch.Len
		}
		fmt.Println("epoch", epoch, "saw", examples)
	}
	// Output:
	// epoch 0 saw 80
	// epoch 1 saw 80
}

func ExamplePart_Load() {
	digits := datasets.MNIST()
	if !digits.Test.InMemory() { // then use Batches
		return
	}
	b, err := digits.Test.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.X.Shape, len(b.X.U8), b.Labels[:4], b.Weights)
	// Output: [10000 28 28 1] 7840000 [7 2 1 0] []
}

func ExamplePart_Examples() {
	b, _ := datasets.MNIST().Test.Examples(3, 0)
	fmt.Println(b.Len, b.Labels)
	// Output: 2 [0 7]
}

func ExamplePart_Info() {
	info, err := datasets.Spiral(3).Train.Info()
	fmt.Println(info.Len, err)
	// Output: 0 datasets: Spiral: expected at least 10 points, got 3; ask for more
}

func ExamplePart_Subset() {
	zeros := datasets.MNIST().Test.Subset("some zeros", []int{3, 10, 13})
	b, _ := zeros.Load()
	fmt.Println(zeros.Len(), b.Labels)
	// Output: 3 [0 0 0]
}

func ExamplePart_Augmented() {
	set := datasets.MNIST().Augment(datasets.Shift(0.1))
	fmt.Println(set.Train.Augmented(), set.Test.Augmented())
	// Output: true false
}

func ExampleArray_At() {
	pixels := datasets.Array{Shape: []int{2, 3}, U8: []uint8{0, 51, 255, 0, 0, 102}, Scale: 1.0 / 255}
	fmt.Printf("%.1f %.1f\n", pixels.At(0), pixels.At(1))
	// Output: [0.0 0.2 1.0] [0.0 0.0 0.4]
}

// A Source is anything with three parts: here the training part of one set and the test part of another.
func ExampleSource() {
	var mixed datasets.Source = &datasets.Set{Train: datasets.Moons(200).Train, Test: datasets.Circles(100).Test}
	train, val, test := mixed.Parts()
	fmt.Println(train.Len(), val.Len(), test.Len())
	// Output: 160 0 20
}

func ExampleTargetKind() {
	fmt.Println(datasets.Classes, datasets.OneHot, datasets.Values, datasets.Binary)
	// Output: Classes OneHot Values Binary
}
