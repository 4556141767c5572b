package datasets_test

import (
	"fmt"

	"nnbook/nblib/datasets"
)

func ExamplePhotos() {
	info, err := datasets.MNIST().Train.Info()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(info.Photos)
	part := info.Photos.Part("testdata/noise_small.png", "testdata/rgb.png") // files of any size
	batch, err := part.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(batch.X.Shape)
	// Output:
	// {"fit":"Resize(28, 28)","height":28,"width":28,"channels":1}
	// [2 28 28 1]
}

func ExamplePhotosAs() {
	photos := datasets.PhotosAs(datasets.CenterCrop(224))
	fmt.Println(photos, photos.Shape())
	again, err := datasets.ReadPhotos(photos.String())
	fmt.Println(again.Fit, err)
	// Output:
	// {"fit":"CenterCrop(224)","height":224,"width":224,"channels":3} [224 224 3]
	// CenterCrop(224) <nil>
}
