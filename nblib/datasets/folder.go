package datasets

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// FolderOption is a word for [ImageFolder]: [Resize], [CenterCrop], [Pad], [Gray], [Color], [Strict].
type FolderOption interface{ folder(*folderConfig) }

type folderConfig struct {
	fit      fit
	channels int // 0 means what the files have
	strict   bool
}

type folderWord func(*folderConfig)

func (w folderWord) folder(c *folderConfig) { w(c) }

// Gray reads all images as [height, width, 1], colours as their brightness.
var Gray FolderOption = folderWord(func(c *folderConfig) { c.channels = 1 })

// Color reads all images as [height, width, 3], also where all of them are grey, as a pretrained network wants.
var Color FolderOption = folderWord(func(c *folderConfig) { c.channels = 3 })

// Strict makes an error of every file that would otherwise be left out with a note.
var Strict FolderOption = folderWord(func(c *folderConfig) { c.strict = true })

// ImageFolder is photos sorted into one folder for each class. The folders lie in dir itself, and then all images are in
// Train (divide them with [Set.Split]), or in train, val (or valid, validation) and test inside it. Images are JPEG, PNG,
// GIF (the first picture), WebP or BMP, known by their content, not their name; they are turned upright as their EXIF
// orientation says. Pixels are 0 to 1 in the shape [height, width, 3], or [height, width, 1] where all files are grey.
//
// All images must have one size, or be brought to one by [Resize], [CenterCrop] or [Pad]. A file that is no image, and a
// lone GIF among other images (which is a web page's placeholder for one that has gone), is left out with a note on
// standard error and in Info.Notes; [Strict] refuses it instead. A damaged image is an error when it comes to be read.
//
// Images are decoded when they are needed, by all cores, and kept in memory up to [MemoryLimit], so that only the first
// epoch waits for it; larger folders are decoded in every epoch, ahead of training. [Set.Cache] keeps the decoded images
// from one program to the next.
//
// Keras: utils.image_dataset_from_directory; torchvision: ImageFolder.
func ImageFolder(dir string, opts ...FolderOption) *Set {
	var c folderConfig
	for _, o := range opts {
		if o != nil {
			o.folder(&c)
		}
	}
	scan := sync.OnceValues(func() (*folder, error) { return scanFolder(dir, c) })
	part := func(name string) *Part {
		return newPart(filepath.Base(dir)+" "+name, func() (*store, error) {
			f, err := scan()
			if err != nil {
				return nil, err
			}
			return f.store(name), nil
		})
	}
	return &Set{Train: part("train"), Val: part("val"), Test: part("test")}
}

// folder is what was found in a folder of images.
type folder struct {
	dir      string
	config   folderConfig
	classes  []string
	files    map[string][]*imageFile // by part: train, val, test
	notes    []string
	shape    []int
	position map[string]int32 // of each class
}

// partNames are the names that folders of parts may have.
var partNames = map[string]string{"train": "train", "training": "train", "val": "val", "valid": "val", "validation": "val", "test": "test"}

func scanFolder(dir string, c folderConfig) (*folder, error) {
	f := &folder{dir: dir, config: c, files: map[string][]*imageFile{}, position: map[string]int32{}}
	if c.fit.err != "" {
		return nil, fmt.Errorf("datasets: %s: %s", dir, c.fit.err)
	}
	folders, err := subfolders(dir)
	if err != nil {
		return nil, err
	}
	parts := map[string]string{}
	for _, name := range folders {
		if part := partNames[strings.ToLower(name)]; part != "" {
			if parts[part] != "" {
				return nil, fmt.Errorf("datasets: %s: expected one folder for the %s part, got %s and %s; join or rename them", dir, part, parts[part], name)
			}
			parts[part] = name
		}
	}
	if parts["train"] == "" {
		parts = map[string]string{"train": "."}
	}
	for _, part := range []string{"train", "val", "test"} {
		if name := parts[part]; name != "" {
			if err := f.scanPart(part, filepath.Join(dir, name)); err != nil {
				return nil, err
			}
		}
	}
	if err := f.inspect(); err != nil {
		return nil, err
	}
	return f, f.settle()
}

// subfolders lists the folders in a folder.
func subfolders(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: expected a folder of images, got %v; correct the path, which begins at the notebook's folder", dir, reason(err))
	}
	var names []string
	for _, e := range entries {
		info, err := os.Stat(filepath.Join(dir, e.Name())) // follows links
		if err == nil && info.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// scanPart lists the files of one part.
func (f *folder) scanPart(part, dir string) error {
	classes, err := subfolders(dir)
	if err != nil {
		return err
	}
	if part == "train" {
		if len(classes) < 2 {
			return fmt.Errorf("datasets: %s: expected a folder for each of at least 2 classes, got %s; sort the images into folders named like their classes",
				dir, listed("folder", classes))
		}
		f.classes = classes
		for i, class := range classes {
			f.position[class] = int32(i)
		}
	}
	for _, class := range classes {
		number, known := f.position[class]
		if !known {
			return fmt.Errorf("datasets: %s: expected only the classes of the training part (%s), got %s; add training images of it or remove it",
				dir, strings.Join(f.classes, ", "), class)
		}
		if err := f.scanClass(part, filepath.Join(dir, class), number); err != nil {
			return err
		}
	}
	return nil
}

// scanClass lists the files of one class, in the order of their names.
func (f *folder) scanClass(part, dir string, class int32) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("datasets: %s: expected a readable folder, got %v; allow reading it, or move it away", path, reason(err))
		case strings.HasPrefix(e.Name(), ".") && path != dir:
			if e.IsDir() {
				return fs.SkipDir
			}
		case !e.IsDir() && e.Name() != "Thumbs.db" && e.Name() != "desktop.ini":
			f.files[part] = append(f.files[part], &imageFile{path: path, class: class})
		}
		return nil
	})
}

// inspect looks at the header of every file and leaves out what is no image.
func (f *folder) inspect() error {
	all := slices.Concat(f.files["train"], f.files["val"], f.files["test"])
	if err := parallel(len(all), func(i int) error { all[i].inspect(); return nil }); err != nil {
		return err
	}
	findPlaceholder(all)
	for _, file := range all {
		if file.odd == "" {
			continue
		}
		note := fmt.Sprintf("%s: %s", file.path, file.odd)
		if f.config.strict {
			return fmt.Errorf("datasets: %s; remove it, or leave out datasets.Strict to do without it", note)
		}
		f.notes = append(f.notes, note+"; left out")
		report("datasets: " + note + "; left out")
	}
	for part, files := range f.files {
		f.files[part] = slices.DeleteFunc(files, func(file *imageFile) bool { return file.odd != "" })
	}
	return nil
}

// report tells the user about something that is not an error.
var report = func(text string) { fmt.Fprintln(os.Stderr, text) }

// placeholderAmong is how many other images make a lone GIF a stranger.
const placeholderAmong = 20

// findPlaceholder marks a lone GIF among many other images. Photos are not kept as GIF, but the "image not available" of a
// photo site is, under the name of the photo.
func findPlaceholder(files []*imageFile) {
	var gif *imageFile
	gifs, others := 0, 0
	for _, file := range files {
		switch {
		case file.odd != "":
		case file.format == "gif":
			gif = file
			gifs++
		default:
			others++
		}
	}
	if gifs == 1 && others >= placeholderAmong {
		gif.odd = fmt.Sprintf("expected a photo like the %d others, got the only GIF, a placeholder as it seems", others)
	}
}

// settle chooses the shape and checks that all images can have it.
func (f *folder) settle() error {
	grey := true
	var first *imageFile
	for _, part := range []string{"train", "val", "test"} {
		count := make([]int, len(f.classes))
		for _, file := range f.files[part] {
			grey = grey && file.grey
			if first == nil {
				first = file
			}
			count[file.class]++
			if f.config.fit.size == nil && (file.height != first.height || file.width != first.width) {
				return fmt.Errorf("datasets: %s: expected %d×%d pixels, as in %s, got %d×%d; add datasets.Resize, CenterCrop or Pad",
					file.path, first.height, first.width, first.path, file.height, file.width)
			}
		}
		if k := slices.Index(count, 0); k >= 0 && part == "train" {
			return fmt.Errorf("datasets: %s: expected training images of each class, got none of %s; add some, or remove the folder of that class", f.dir, f.classes[k])
		}
	}
	channels := f.config.channels
	if channels == 0 {
		channels = 3
		if grey {
			channels = 1
		}
	}
	f.shape = []int{first.height, first.width, channels}
	if f.config.fit.size != nil {
		f.shape[0], f.shape[1] = f.config.fit.height, f.config.fit.width
	}
	return nil
}

// store is one part.
func (f *folder) store(part string) *store {
	files := f.files[part]
	s := &store{u8: true, scale: 1.0 / 255, classes: make([]int32, len(files))}
	seen := []any{f.config.fit.text, f.shape}
	for i, file := range files {
		s.classes[i] = file.class
		inside, _ := filepath.Rel(f.dir, file.path)
		seen = append(seen, filepath.ToSlash(inside), file.bytes, file.changed)
	}
	s.info = Info{Name: filepath.Base(f.dir) + " " + part, Len: len(files), Shape: f.shape, Notes: f.notes,
		Target:      Target{Kind: Classes, Width: len(f.classes), Classes: f.classes},
		Photos:      &Photos{Fit: f.config.fit.text, Height: f.shape[0], Width: f.shape[1], Channels: f.shape[2]},
		Fingerprint: fingerprint("folder", seen...)}
	s.read = func(i int, r row, _ Order) error {
		*r.label = files[i].class
		return files[i].read(r.u8, f.shape, f.config.fit)
	}
	return remembered(s)
}

// listed writes how many things there are, and their names.
func listed(what string, names []string) string {
	switch len(names) {
	case 0:
		return "no " + what
	case 1:
		return "1 " + what + " (" + names[0] + ")"
	}
	return fmt.Sprintf("%d %ss (%s)", len(names), what, strings.Join(names, ", "))
}
