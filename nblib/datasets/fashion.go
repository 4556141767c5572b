package datasets

import "path/filepath"

// fashionMNIST is where its authors keep it; the MD5 sums are those of their page.
var fashionMNIST = remote{
	name: "fashion-mnist",
	bases: []string{
		"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
		"https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
	},
	files: map[string]remoteFile{
		mnistTrain.images: {"8d4fb7e6c68d591d4c3dfef9ec88bf0d", 64 << 20},
		mnistTrain.labels: {"25c81989df183df01b3e8a0aad5dffbe", 1 << 20},
		mnistTest.images:  {"bef4ecab320f06d8554ea6380940ec79", 64 << 20},
		mnistTest.labels:  {"bb300cfdad3c16e7a12a480ee83cd310", 1 << 20},
	},
	patience: usualPatience,
}

// FashionMNIST is photos of clothes in the format of [MNIST]: Train 60,000 and Test 10,000 grey images of shape [28 28 1],
// pixels 0 to 1, 10 classes. It is harder than digits and just as small. The files (30 MB) are downloaded the first time
// they are needed, from the authors' addresses, checked against the sums that they publish, and kept in [CacheDir].
// NNBOOK_DATA names a folder (or a file:// address) with a copy, in its subfolder fashion-mnist, or the http(s) address of a
// mirror that is asked first.
//
// Keras: keras.datasets.fashion_mnist. Source: Xiao, Rasul, Vollgraf 2017, github.com/zalandoresearch/fashion-mnist.
func FashionMNIST() *Set { return fashionFrom(&fashionMNIST, 60000, 10000) }

func fashionFrom(r *remote, train, test int) *Set {
	open := func(part string, n int, f digitFiles) func() (*store, error) {
		return func() (*store, error) {
			info := Info{Name: "FashionMNIST " + part, Len: n, Shape: []int{28, 28, 1}, Fingerprint: fingerprint("fashion-mnist", r.files[f.images].md5),
				Photos: PhotosAs(Resize(28, 28), Gray),
				Target: Target{Kind: Classes, Width: 10, Classes: []string{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"}}}
			s := arrayStore(info, func() (*Batch, error) {
				var dir string
				for _, file := range []string{f.images, f.labels} {
					path, err := r.fetch(file)
					if err != nil {
						return nil, err
					}
					dir = filepath.Dir(path)
				}
				return readDigits(dir, digitFiles{n: n, images: f.images, labels: f.labels}, 10)
			})
			s.u8, s.scale = true, 1.0/255
			return s, nil
		}
	}
	return newSet("FashionMNIST", open("train", train, mnistTrain), open("test", test, mnistTest))
}
