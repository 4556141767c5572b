package datasets

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// rawPixels reads what Pillow read from an image.
func rawPixels(t *testing.T, name string) *raster {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	axis := func(i int) int { return int(binary.LittleEndian.Uint16(data[2*i:])) }
	return &raster{axis(0), axis(1), axis(2), data[6:]}
}

// readImage reads an image of testdata as Go does.
func readImage(t *testing.T, name string, channels int, f fit) *raster {
	t.Helper()
	file := &imageFile{path: filepath.Join("testdata", name)}
	if file.inspect(); file.odd != "" {
		t.Fatal(name, file.odd)
	}
	im := &raster{file.height, file.width, channels, nil}
	if f.size != nil {
		im.height, im.width = f.height, f.width
	}
	im.pix = make([]uint8, im.height*im.width*channels)
	if err := file.read(im.pix, []int{im.height, im.width, channels}, f); err != nil {
		t.Fatal(err)
	}
	return im
}

// furthest is the largest difference between two images of the same size.
func furthest(t *testing.T, a, b *raster) int {
	t.Helper()
	if a.height != b.height || a.width != b.width || a.channels != b.channels {
		t.Fatalf("sizes %d×%d×%d and %d×%d×%d", a.height, a.width, a.channels, b.height, b.width, b.channels)
	}
	d := 0
	for i, p := range a.pix {
		d = max(d, int(p)-int(b.pix[i]), int(b.pix[i])-int(p))
	}
	return d
}

func TestImageFormatsAsPillowReadsThem(t *testing.T) {
	for _, name := range []string{"rgb.png", "rgba.png", "gray.png", "palette.png", "bit.png", "palette.gif", "rgb.bmp", "gray.bmp", "lossless.webp"} {
		if d := furthest(t, readImage(t, name, 3, fit{}), rawPixels(t, name+".raw")); d != 0 {
			t.Errorf("%s: pixels differ by up to %d from Pillow's", name, d)
		}
	}
	if d := furthest(t, readImage(t, "rgb.png", 1, fit{}), rawPixels(t, "rgb.png.gray.raw")); d != 0 {
		t.Errorf("colour to grey: differs by up to %d from Pillow's", d)
	}
	// Lossy formats may be decoded with other roundings, and colour at half the size may be scaled up in another way.
	for name, bound := range map[string][2]float64{"baseline.jpg": {3, 0.6}, "progressive.jpg": {3, 0.6}, "gray.jpg": {3, 0.6}, "cmyk.jpg": {4, 1}, "halved.jpg": {110, 5}, "lossy.webp": {60, 4}} {
		got, want := readImage(t, name, 3, fit{}), rawPixels(t, name+".raw")
		total := 0
		for i, p := range got.pix {
			total += max(int(p)-int(want.pix[i]), int(want.pix[i])-int(p))
		}
		if d, mean := furthest(t, got, want), float64(total)/float64(len(got.pix)); float64(d) > bound[0] || mean > bound[1] {
			t.Errorf("%s: differs by up to %d, %.2f on average, from what Pillow reads", name, d, mean)
		}
	}
}

func TestEXIFOrientationIsTurnedUpright(t *testing.T) {
	picture := rawPixels(t, "rgb.png.raw")
	for orientation := 1; orientation <= 8; orientation++ {
		if d := furthest(t, readImage(t, fmt.Sprintf("exif%d.jpg", orientation), 3, fit{}), picture); d > 20 {
			t.Errorf("orientation %d: differs by up to %d", orientation, d)
		}
	}
	for _, name := range []string{"exif6.png", "exif6.webp"} {
		if d := furthest(t, readImage(t, name, 3, fit{}), picture); d != 0 {
			t.Errorf("%s: differs by up to %d", name, d)
		}
	}
}

func fitOf(o FolderOption) fit {
	var c folderConfig
	o.folder(&c)
	return c.fit
}

func TestResamplingIsPillowsBitForBit(t *testing.T) {
	for _, name := range []string{"tall", "wide", "small"} {
		for _, size := range []int{14, 28} {
			got := readImage(t, "noise_"+name+".png", 3, fitOf(CenterCrop(size)))
			if d := furthest(t, got, rawPixels(t, fmt.Sprintf("noise_%s_crop%d.raw", name, size))); d != 0 {
				t.Errorf("%s: CenterCrop(%d) differs by up to %d from torchvision's", name, size, d)
			}
		}
		if d := furthest(t, readImage(t, "noise_"+name+".png", 3, fitOf(Resize(31, 19))), rawPixels(t, "noise_"+name+"_resize.raw")); d != 0 {
			t.Errorf("%s: Resize differs by up to %d from Pillow's", name, d)
		}
		if d := furthest(t, readImage(t, "noise_"+name+".png", 1, fitOf(Resize(31, 19))), rawPixels(t, "noise_"+name+"_gray.raw")); d != 0 {
			t.Errorf("%s: grey Resize differs by up to %d from Pillow's", name, d)
		}
	}
}

func TestPadKeepsTheWholeImageInTheMiddle(t *testing.T) {
	got := readImage(t, "rgb.png", 3, fitOf(Pad(30))) // 20×30 becomes 30×30 with 5 black rows above and below
	picture := rawPixels(t, "rgb.png.raw")
	stride := 30 * 3
	if !slices.Equal(got.pix[5*stride:25*stride], picture.pix) {
		t.Error("the image was changed")
	}
	for _, border := range [][]uint8{got.pix[:5*stride], got.pix[25*stride:]} {
		if slices.Max(border) != 0 {
			t.Error("the border is not black")
		}
	}
	tall := readImage(t, "noise_tall.png", 3, fitOf(Pad(61))) // 61×37: 12 black columns on each side
	if d := tall.pix[12*3]; d != readImage(t, "noise_tall.png", 3, fit{}).pix[0] || tall.pix[11*3] != 0 {
		t.Errorf("a tall image is not in the middle: %v", tall.pix[10*3:14*3])
	}
}
