package datasets

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // the formats that image.Decode shall know
	_ "image/jpeg" //
	_ "image/png"  //
	"io"
	"os"

	"nnbook/nblib/internal/memory"

	"github.com/bep/imagemeta"
	_ "golang.org/x/image/bmp"
	"golang.org/x/image/riff"
	_ "golang.org/x/image/webp"
)

// imageFile is one image of a folder, as its header describes it.
type imageFile struct {
	path          string
	class         int32
	odd           string // why it is to be left out
	format        string
	height, width int // upright
	grey          bool
	bytes         int64 // size of the file
	changed       int64 // when it was last written
}

// maxPixels is the size of the largest image that is read.
const maxPixels = 1 << 28

// inspect reads the header.
func (f *imageFile) inspect() {
	file, err := memory.Open(f.path)
	if err != nil {
		f.odd = fmt.Sprintf("expected an image, got %v", reason(err))
		return
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil {
		f.bytes, f.changed = info.Size(), info.ModTime().UnixNano()
	}
	config, format, err := image.DecodeConfig(file)
	switch {
	case f.bytes == 0:
		f.odd = "expected an image, got an empty file"
	case err != nil:
		f.odd = fmt.Sprintf("expected an image (JPEG, PNG, GIF, WebP, BMP), got %s", looksLike(file))
	case config.Width < 1 || config.Height < 1 || config.Width > maxPixels/config.Height:
		f.odd = fmt.Sprintf("expected an image of at most %d megapixels, got %d×%d", maxPixels>>20, config.Height, config.Width)
	}
	if f.odd != "" {
		return
	}
	f.format, f.height, f.width = format, config.Height, config.Width
	f.grey = config.ColorModel == color.GrayModel || config.ColorModel == color.Gray16Model
	if _, err := file.Seek(0, 0); err == nil && orientationOf(file, format) > 4 {
		f.height, f.width = f.width, f.height
	}
}

// looksLike guesses what a file is that is no image.
func looksLike(file *os.File) string {
	head := make([]byte, 512)
	n, _ := file.ReadAt(head, 0)
	head = bytes.ToLower(bytes.TrimSpace(head[:n]))
	switch {
	case bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html")):
		return "a web page"
	case bytes.IndexByte(head, 0) < 0 && len(head) > 0:
		return "text"
	}
	return "something else, or a damaged header"
}

// read decodes the image, turns it upright, brings it to its size and writes it to out, which has the given shape.
func (f *imageFile) read(out []uint8, shape []int, fit fit) error {
	data, err := memory.ReadFile(f.path)
	if err != nil {
		return fmt.Errorf("datasets: %s: expected an image, got %v; correct the path, or replace the file", f.path, reason(err))
	}
	decoded, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("datasets: %s: expected a whole image, got a damaged one (%v); remove or replace the file", f.path, err)
	}
	if f.format == "webp" {
		fullRange(decoded)
	}
	line := make([]uint8, decoded.Bounds().Dx()*shape[2])
	im := linesOf(decoded, shape[2], line)
	if turn := orientationOf(bytes.NewReader(data), f.format); turn != 1 {
		im = im.raster().upright(turn).lines()
	}
	if fit.size != nil {
		fit.into(out, im)
		return nil
	}
	if im.height != shape[0] || im.width != shape[1] {
		return fmt.Errorf("datasets: %s: expected %d×%d pixels, got %d×%d; add datasets.Resize, CenterCrop or Pad", f.path, shape[0], shape[1], im.height, im.width)
	}
	copy(out, im.raster().pix)
	return nil
}

// orientationOf is the EXIF orientation, 1 to 8, or 1 where there is none.
func orientationOf(r io.ReadSeeker, format string) int {
	var kind imagemeta.ImageFormat
	switch format {
	case "jpeg":
		kind = imagemeta.JPEG
	case "png":
		kind = imagemeta.PNG
	case "webp": // its EXIF chunk is a TIFF file
		r, kind = bytes.NewReader(exifChunk(r)), imagemeta.TIFF
	default:
		return 1
	}
	found := 1
	// An error means that the metadata are damaged; the pixels may be whole, and are then taken as they lie.
	_, _ = imagemeta.Decode(imagemeta.Options{R: r, ImageFormat: kind, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return tag.Tag == "Orientation" && tag.Namespace == "IFD0" },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if v, ok := tag.Value.(uint16); ok && v >= 1 && v <= 8 {
				found = int(v)
			}
			return imagemeta.ErrStopWalking
		}})
	return found
}

// exifChunk finds the EXIF data of a WebP file. imagemeta would miss them after a chunk of odd length.
func exifChunk(r io.Reader) []byte {
	_, chunks, err := riff.NewReader(r)
	if err != nil {
		return nil
	}
	for {
		id, length, data, err := chunks.Next()
		if err != nil {
			return nil
		}
		if id == (riff.FourCC{'E', 'X', 'I', 'F'}) && length < 1<<20 {
			exif, _ := io.ReadAll(data)
			return bytes.TrimPrefix(exif, []byte("Exif\x00\x00"))
		}
	}
}

// upright turns and mirrors an image that was stored with an EXIF orientation so that it is as it was seen.
func (im *raster) upright(orientation int) *raster {
	out := &raster{im.height, im.width, im.channels, make([]uint8, len(im.pix))}
	if orientation > 4 {
		out.height, out.width = im.width, im.height
	}
	for y := range out.height {
		for x := range out.width {
			sy, sx := y, x
			if orientation > 4 {
				sy, sx = x, y
			}
			switch orientation {
			case 2, 8:
				sx = im.width - 1 - sx
			case 3, 7:
				sy, sx = im.height-1-sy, im.width-1-sx
			case 4, 6:
				sy = im.height - 1 - sy
			}
			from, to := (sy*im.width+sx)*im.channels, (y*out.width+x)*im.channels
			copy(out.pix[to:to+im.channels], im.pix[from:from+im.channels])
		}
	}
	return out
}
