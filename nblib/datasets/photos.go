package datasets

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Photos says how image files become examples, so that others can be prepared like those that a network was trained on.
// [ImageFolder] and the sets of images know theirs (Info.Photos), and a trained network carries it along. Pixels are 0 to
// 1 unless they were normalized.
type Photos struct {
	Fit      string    `json:"fit,omitempty"` // "CenterCrop(224)", "Resize(28, 28)", "Pad(64)"; "" where files have the size already
	Height   int       `json:"height"`        // after Fit
	Width    int       `json:"width"`
	Channels int       `json:"channels"`       // 1 or 3
	Crop     int       `json:"crop,omitempty"` // the square that is then cut from the middle; 0 for none
	Mean     []float32 `json:"mean,omitempty"` // of each channel: taken away, and the rest divided by Std; nil for neither
	Std      []float32 `json:"std,omitempty"`
}

// PhotosAs is the preparation that the words of [ImageFolder] describe. One of [Resize], [CenterCrop] and [Pad] must be
// among them; without [Gray] the photos are in colour.
func PhotosAs(words ...FolderOption) *Photos {
	c := folderConfig{}
	for _, w := range words {
		if w != nil {
			w.folder(&c)
		}
	}
	if c.channels == 0 {
		c.channels = 3
	}
	return &Photos{Fit: c.fit.text, Height: c.fit.height, Width: c.fit.width, Channels: c.channels}
}

// ReadPhotos reads what String writes.
func ReadPhotos(text string) (*Photos, error) {
	p := &Photos{}
	if err := json.Unmarshal([]byte(text), p); err != nil {
		return nil, fmt.Errorf("datasets: photos: expected how photos are prepared, as JSON, got %q; make it with Photos.String", text)
	}
	return p, p.check()
}

// String is the preparation as JSON, which [ReadPhotos] reads.
func (p *Photos) String() string {
	text, _ := json.Marshal(p) // numbers and text always have a JSON
	return string(text)
}

// Shape is the shape of an example: [height, width, channels].
func (p *Photos) Shape() []int {
	if p.Crop > 0 {
		return []int{p.Crop, p.Crop, p.Channels}
	}
	return []int{p.Height, p.Width, p.Channels}
}

// Part is the photos in the given files, prepared. What is on them is not known: each has the class 0 of 1.
func (p *Photos) Part(paths ...string) *Part {
	return newPart("photos", func() (*store, error) {
		if err := p.check(); err != nil {
			return nil, err
		}
		fit, _ := p.fit()
		files, shape := make([]*imageFile, len(paths)), []int{p.Height, p.Width, p.Channels}
		for i, path := range paths {
			files[i] = &imageFile{path: path}
			if files[i].inspect(); files[i].odd != "" {
				return nil, fmt.Errorf("datasets: %s: %s; name a photo", path, files[i].odd)
			}
			if fit.size == nil && (files[i].height != p.Height || files[i].width != p.Width) {
				return nil, fmt.Errorf("datasets: %s: expected %d×%d pixels, like the images that the network was trained on, got %d×%d; scale the file",
					path, p.Height, p.Width, files[i].height, files[i].width)
			}
		}
		s := &store{u8: true, scale: 1.0 / 255, info: Info{Name: "photos", Len: len(files), Shape: shape, Photos: p, Target: Target{Kind: Classes, Width: 1}}}
		s.read = func(i int, r row, _ Order) error { return files[i].read(r.u8, shape, fit) }
		return p.finish(s)
	})
}

// finish applies what comes after Fit.
func (p *Photos) finish(s *store) (*store, error) {
	if p.Crop > 0 {
		cropped, err := augmented(s, []Augmentation{RandomCrop(p.Crop)}, false)
		if err != nil {
			return nil, err
		}
		s = cropped
	}
	if p.Mean != nil {
		s = normalized(s, &moments{p.Mean, p.Std})
	}
	s.info.Photos = p
	return s, nil
}

// check refuses what cannot be a preparation.
func (p *Photos) check() error {
	fail := func(expected string, got any) error {
		return fmt.Errorf("datasets: photos: expected %s, got %v; prepare them with datasets.PhotosAs", expected, got)
	}
	limit := 1 << 14
	if p == nil {
		return fail("how they are prepared", "nil")
	}
	fit, known := p.fit()
	switch {
	case !known:
		return fail("Resize(height, width), CenterCrop(size) or Pad(size)", p.Fit)
	case fit.err != "" || p.Height < 1 || p.Width < 1 || p.Height > limit || p.Width > limit:
		return fail(fmt.Sprintf("sizes from 1 to %d pixels", limit), fmt.Sprintf("%d×%d", p.Height, p.Width))
	case fit.size != nil && (fit.height != p.Height || fit.width != p.Width):
		return fail(fmt.Sprintf("the size of %s", p.Fit), fmt.Sprintf("%d×%d", p.Height, p.Width))
	case p.Channels != 1 && p.Channels != 3:
		return fail("1 or 3 channels", p.Channels)
	case p.Crop < 0 || p.Crop > min(p.Height, p.Width):
		return fail("a crop within the image", p.Crop)
	case len(p.Mean) != len(p.Std) || p.Mean != nil && len(p.Mean) != p.Channels:
		return fail("a mean and a standard deviation for each channel", fmt.Sprintf("%v and %v", p.Mean, p.Std))
	case slices.ContainsFunc(p.Std, func(s float32) bool { return !(s > 0) }):
		return fail("standard deviations above 0", p.Std)
	}
	return nil
}

// fit is what Fit says.
func (p *Photos) fit() (f fit, known bool) {
	var c folderConfig
	var a, b int
	switch {
	case p.Fit == "":
		return fit{}, true
	case scans(p.Fit, "Resize(%d, %d)", &a, &b):
		Resize(a, b).folder(&c)
	case scans(p.Fit, "CenterCrop(%d)", &a):
		CenterCrop(a).folder(&c)
	case scans(p.Fit, "Pad(%d)", &a):
		Pad(a).folder(&c)
	default:
		return fit{}, false
	}
	return c.fit, c.fit.text == p.Fit
}

func scans(text, format string, into ...any) bool {
	n, err := fmt.Sscanf(text, format, into...)
	return err == nil && n == len(into)
}

// cropped is the preparation with the middle of the given size cut out as well; nil where it cannot say so.
func (p *Photos) cropped(height, width int) *Photos {
	if p == nil || height != width {
		return nil
	}
	c := *p
	c.Crop = height
	return &c
}

// normalized is the preparation with each channel brought to mean 0 and deviation 1 as well.
func (p *Photos) normalized(m *moments) *Photos {
	if p == nil {
		return nil
	}
	c := *p
	c.Mean, c.Std = m.mean, m.std
	if p.Mean != nil { // twice: (x-a)/b, then (y-c)/d
		c.Mean, c.Std = slices.Clone(m.mean), slices.Clone(m.std)
		for i := range c.Mean {
			c.Mean[i] = p.Mean[i] + m.mean[i]*p.Std[i]
			c.Std[i] = p.Std[i] * m.std[i]
		}
	}
	return &c
}
