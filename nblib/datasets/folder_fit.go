package datasets

import (
	"fmt"
	"math"
)

// fit brings images to one size.
type fit struct {
	text          string
	err           string
	height, width int                                               // of the result
	size          func(height, width int) (newHeight, newWidth int) // to which the image is scaled before it is cut or bordered; nil without a fit
}

// Resize stretches every image to height×width pixels.
func Resize(height, width int) FolderOption {
	return fitted(fmt.Sprintf("Resize(%d, %d)", height, width), height, width, func(int, int) (int, int) { return height, width })
}

// CenterCrop scales every image so that its shorter side is 8/7 of size (256 for 224, as pretrained networks were
// evaluated) and cuts the square of size×size pixels from its middle. torchvision: Resize(256, BICUBIC), CenterCrop(224).
func CenterCrop(size int) FolderOption {
	return fitted(fmt.Sprintf("CenterCrop(%d)", size), size, size, func(height, width int) (int, int) {
		short := int(math.Round(float64(size) * 256 / 224))
		if height <= width {
			return short, short * width / height
		}
		return short * height / width, short
	})
}

// Pad scales every image so that its longer side is size pixels and puts black borders around it, so that nothing is cut
// off or stretched.
func Pad(size int) FolderOption {
	return fitted(fmt.Sprintf("Pad(%d)", size), size, size, func(height, width int) (int, int) {
		if height >= width {
			return size, max(1, int(math.Round(float64(size)*float64(width)/float64(height))))
		}
		return max(1, int(math.Round(float64(size)*float64(height)/float64(width)))), size
	})
}

func fitted(text string, height, width int, size func(int, int) (int, int)) FolderOption {
	f := fit{text: text, height: height, width: width, size: size}
	if height < 1 || width < 1 || height > 1<<14 || width > 1<<14 {
		f.err = fmt.Sprintf("%s: expected sizes from 1 to %d pixels, got others; 224 is usual for photos", text, 1<<14)
	}
	return folderWord(func(c *folderConfig) { c.fit = f })
}

// into scales an image as the fit says and writes the part of it that is wanted to out, which is height×width×channels.
func (f fit) into(out []uint8, im lines) {
	h, w := f.size(im.height, im.width)
	top, left := halfEven(h-f.height), halfEven(w-f.width)
	window := frame{max(top, 0), max(left, 0), min(top+f.height, h), min(left+f.width, w)}
	scaled := im.resample(h, w, window)
	if top >= 0 && left >= 0 {
		copy(out, scaled.pix)
		return
	}
	clear(out)
	stride := scaled.width * im.channels
	for y := range scaled.height {
		at := ((y+max(-top, 0))*f.width + max(-left, 0)) * im.channels
		copy(out[at:at+stride], scaled.pix[y*stride:])
	}
}

// halfEven halves n and rounds a half to the even neighbour, as Python and so torchvision does.
func halfEven(n int) int { return int(math.RoundToEven(float64(n) / 2)) }
