package datasets

import (
	"archive/tar"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"nnbook/nblib/internal/memory"
)

// cifar is one of the two sets of Krizhevsky 2009 in its binary form.
type cifar struct {
	title   string
	remote  remote
	archive string
	train   []string // entries of the archive
	test    []string
	perFile [2]int // images in each entry of train, and of test
	labels  int    // bytes before the pixels of an image; the last is the class
	classes []string
}

var cifar10 = cifar{
	title: "CIFAR10",
	remote: remote{name: "cifar-10",
		bases:    []string{"https://www.cs.toronto.edu/~kriz/", "https://cave.cs.toronto.edu/kriz/"},
		files:    map[string]remoteFile{"cifar-10-binary.tar.gz": {"c32a1d4ab5d03f1284b67883e8d87530", 200 << 20}},
		patience: usualPatience},
	archive: "cifar-10-binary.tar.gz",
	train:   []string{"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"},
	test:    []string{"test_batch.bin"},
	perFile: [2]int{10000, 10000},
	labels:  1,
	classes: strings.Fields("airplane automobile bird cat deer dog frog horse ship truck"),
}

var cifar100 = cifar{
	title: "CIFAR100",
	remote: remote{name: "cifar-100",
		bases:    []string{"https://www.cs.toronto.edu/~kriz/", "https://cave.cs.toronto.edu/kriz/"},
		files:    map[string]remoteFile{"cifar-100-binary.tar.gz": {"03b5dce01913d631647c71ecec9e9cb8", 200 << 20}},
		patience: usualPatience},
	archive: "cifar-100-binary.tar.gz",
	train:   []string{"train.bin"},
	test:    []string{"test.bin"},
	perFile: [2]int{50000, 10000},
	labels:  2,
	classes: strings.Fields(`apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly
		camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin
		elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man
		maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree
		plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail
		snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout
		tulip turtle wardrobe whale willow_tree wolf woman worm`),
}

// CIFAR10 is small photos: Train 50,000 and Test 10,000 colour images of shape [32 32 3], pixels 0 to 1, 10 classes. It is
// downloaded (170 MB) and kept as [FashionMNIST] says, in a subfolder cifar-10, and decoded on disk (see [Set.Cache]), so
// that later programs read it in a moment.
//
// Keras: keras.datasets.cifar10. Source: Krizhevsky 2009, www.cs.toronto.edu/~kriz/cifar.html.
func CIFAR10() *Set { return cifar10.set() }

// CIFAR100 is [CIFAR10] with 100 finer classes of 500 training images each; its subfolder is cifar-100.
//
// Keras: keras.datasets.cifar100 with label_mode "fine".
func CIFAR100() *Set { return cifar100.set() }

func (c *cifar) set() *Set {
	open := func(part string, entries []string, each int) func() (*store, error) {
		return func() (*store, error) {
			info := Info{Name: c.title + " " + part, Len: each * len(entries), Shape: []int{32, 32, 3},
				Fingerprint: fingerprint(c.remote.name, part, c.remote.files[c.archive].md5, each),
				Target:      Target{Kind: Classes, Width: len(c.classes), Classes: c.classes}, Photos: PhotosAs(Resize(32, 32))}
			s := arrayStore(info, func() (*Batch, error) { return c.read(entries, each) })
			s.u8, s.scale = true, 1.0/255
			return s, nil
		}
	}
	return newSet(c.title, open("train", c.train, c.perFile[0]), open("test", c.test, c.perFile[1])).Cache()
}

// read unpacks some entries of the archive into one batch. Nothing is written to disk, and more than the archive is known
// to hold is not unpacked.
func (c *cifar) read(entries []string, each int) (*Batch, error) {
	file, err := c.remote.fetch(c.archive)
	if err != nil {
		return nil, err
	}
	fail := func(expected string, got any) (*Batch, error) {
		return nil, fmt.Errorf("datasets: %s: expected %s, got %v; delete the file to download it anew", file, expected, got)
	}
	f, err := os.Open(file)
	if err != nil {
		return fail("an archive", reason(err))
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return fail("a gzip archive", err)
	}
	limit := int64(c.perFile[0]*len(c.train)+c.perFile[1]*len(c.test))*int64(3072+c.labels) + 1<<20
	counted := &io.LimitedReader{R: unzipped, N: limit}
	found := map[string][]byte{}
	for archive := tar.NewReader(counted); ; {
		head, err := archive.Next()
		if counted.N == 0 {
			return fail("at most "+memory.Text(limit)+" when unpacked", "more")
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return fail("a whole tar archive", err)
		}
		if name := path.Clean(head.Name); path.IsAbs(name) || name == ".." || strings.HasPrefix(name, "../") {
			return fail("names inside the archive's own folder", fmt.Sprintf("%q", head.Name))
		}
		for _, entry := range entries {
			if path.Base(head.Name) != entry || head.Typeflag != tar.TypeReg {
				continue
			}
			if want := int64(each * (3072 + c.labels)); head.Size != want {
				return fail(fmt.Sprintf("%d bytes in %s", want, entry), head.Size)
			}
			if found[entry], err = io.ReadAll(archive); err != nil {
				return fail("a whole "+entry, err)
			}
		}
	}
	b := &Batch{X: Array{Scale: 1.0 / 255}}
	for _, entry := range entries {
		if found[entry] == nil {
			return fail("the entry "+entry, "none")
		}
		if err := c.decode(found[entry], b); err != nil {
			return fail(entry+" as its authors describe it", err)
		}
	}
	b.X.Shape = []int{b.Len, 32, 32, 3}
	return b, nil
}

// decode appends the images of an entry, which keeps red, green and blue apart, with a pixel's three colours together.
func (c *cifar) decode(data []byte, b *Batch) error {
	size := 3072 + c.labels
	for ; len(data) > 0; data = data[size:] {
		class := data[c.labels-1]
		if int(class) >= len(c.classes) {
			return fmt.Errorf("image %d of class %d", b.Len, class)
		}
		b.Labels = append(b.Labels, int32(class))
		pixels := data[c.labels:size]
		for i := range 1024 {
			b.X.U8 = append(b.X.U8, pixels[i], pixels[1024+i], pixels[2048+i])
		}
		b.Len++
	}
	return nil
}
