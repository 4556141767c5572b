package datasets

import (
	"image"
	"image/color"
)

// linesOf looks at a decoded image as bytes with 1 or 3 channels, of which buf keeps one line. Transparency is ignored, as
// Pillow's convert does.
func linesOf(im image.Image, channels int, buf []uint8) lines {
	b := im.Bounds()
	write := colorLine
	if channels == 1 {
		write = greyLine
	}
	return lines{b.Dy(), b.Dx(), channels, func(y int) []uint8 {
		write(im, b.Min.X, b.Min.Y+y, buf)
		return buf
	}}
}

// raster copies all lines.
func (im lines) raster() *raster {
	out := &raster{im.height, im.width, im.channels, make([]uint8, 0, im.height*im.width*im.channels)}
	for y := range im.height {
		out.pix = append(out.pix, im.line(y)...)
	}
	return out
}

// colorLine writes the pixels of a line as red, green, blue.
func colorLine(im image.Image, x0, y int, line []uint8) {
	switch im := im.(type) {
	case *image.YCbCr:
		yCbCrLine(im, x0, y, line)
	case *image.NYCbCrA:
		yCbCrLine(&im.YCbCr, x0, y, line)
	case *image.Gray:
		at := im.PixOffset(x0, y)
		for x, v := range im.Pix[at : at+len(line)/3] {
			line[3*x], line[3*x+1], line[3*x+2] = v, v, v
		}
	case *image.NRGBA:
		dropAlpha(line, im.Pix[im.PixOffset(x0, y):])
	case *image.RGBA: // the decoders use it for images without transparency
		dropAlpha(line, im.Pix[im.PixOffset(x0, y):])
	default:
		for x := 0; x < len(line)/3; x++ {
			c := color.NRGBAModel.Convert(im.At(x0+x, y)).(color.NRGBA)
			line[3*x], line[3*x+1], line[3*x+2] = c.R, c.G, c.B
		}
	}
}

// yCbCrLine converts a line of a JPEG image. The decoder's images begin at 0, so that two or four pixels with the same
// colour begin where the line does.
func yCbCrLine(im *image.YCbCr, x0, y int, line []uint8) {
	shift := 0
	switch im.SubsampleRatio {
	case image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420:
		shift = 1
	case image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410:
		shift = 2
	}
	ys := im.Y[im.YOffset(x0, y):][:len(line)/3]
	at := im.COffset(x0, y)
	cb, cr := im.Cb[at:], im.Cr[at:]
	for x, v := range ys {
		c := x >> shift
		o := line[3*x : 3*x+3 : 3*x+3]
		o[0], o[1], o[2] = color.YCbCrToRGB(v, cb[c], cr[c])
	}
}

// fullRange stretches the colours of a lossy WebP image, which as in video leave room at both ends (16 to 235 for
// brightness, 16 to 240 for colour), to the whole of a byte, as in a JPEG: x/image/webp hands them out as they are stored.
func fullRange(decoded image.Image) {
	im, ok := decoded.(*image.YCbCr)
	if withAlpha, has := decoded.(*image.NYCbCrA); has {
		im, ok = &withAlpha.YCbCr, true
	}
	if !ok {
		return
	}
	stretch := func(pix []uint8, middle, span float64) {
		var table [256]uint8
		for v := range table {
			table[v] = uint8(min(max((float64(v)-middle)*255/span+middle+0.5, 0), 255))
		}
		for i, v := range pix {
			pix[i] = table[v]
		}
	}
	stretch(im.Y, 16*255.0/(255-219), 219) // the brightness that stays as it is
	stretch(im.Cb, 128, 224)
	stretch(im.Cr, 128, 224)
}

// dropAlpha copies the first three of each four bytes.
func dropAlpha(line, pix []uint8) {
	for x := 0; x < len(line)/3; x++ {
		copy(line[3*x:3*x+3], pix[4*x:])
	}
}

// greyLine writes the brightness of the pixels of a line, by the weights of ITU-R 601 as Pillow does.
func greyLine(im image.Image, x0, y int, line []uint8) {
	if g, ok := im.(*image.Gray); ok {
		at := g.PixOffset(x0, y)
		copy(line, g.Pix[at:at+len(line)])
		return
	}
	rgb := make([]uint8, 3*len(line))
	colorLine(im, x0, y, rgb)
	for x := range line {
		line[x] = uint8((uint32(rgb[3*x])*19595 + uint32(rgb[3*x+1])*38470 + uint32(rgb[3*x+2])*7471 + 0x8000) >> 16)
	}
}
