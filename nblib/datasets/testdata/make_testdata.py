"""Makes the files that the format tests read, with the tools that others use.

Run in this folder with Python 3.11 and

    numpy==2.2.6 pillow==12.0.0 pandas==2.3.3

The files are committed; run this only to add to them. Images come with what Pillow reads from them
(name.raw: height, width, channels as 16-bit numbers, then the bytes), which the Go tests compare: bit for bit where the format is lossless.
"""

import numpy as np
import pandas as pd
from PIL import Image

random = np.random.default_rng(7)


def raw(name, image, mode):
    pixels = np.asarray(image.convert(mode))
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    with open(name, "wb") as f:
        f.write(np.array(pixels.shape, dtype="<u2").tobytes() + pixels.tobytes())


# --- image formats: a smooth picture with a sharp corner, so that turning and mixing up channels shows
y, x = np.mgrid[0:20, 0:30]
rgb = np.stack([x * 8, y * 12, (x + y) * 5], axis=-1).astype(np.uint8)
rgb[:6, :9] = (250, 20, 20)
color = Image.fromarray(rgb)
alpha = Image.fromarray(np.dstack([rgb, (x * 8).astype(np.uint8)]))
images = {
    "rgb.png": color,
    "rgba.png": alpha,
    "gray.png": color.convert("L"),
    "palette.png": color.quantize(32),
    "bit.png": color.convert("1"),
    "palette.gif": color.quantize(32),
    "rgb.bmp": color,
    "gray.bmp": color.convert("L"),
}
for name, image in images.items():
    image.save(name)
    raw(name + ".raw", Image.open(name), "RGB")
color.save("lossless.webp", lossless=True)
raw("lossless.webp.raw", Image.open("lossless.webp"), "RGB")
raw("rgb.png.gray.raw", color, "L")
color.save("lossy.webp", quality=95)
color.save("baseline.jpg", quality=95, subsampling=0)
color.save("halved.jpg", quality=95, subsampling=2)
color.save("progressive.jpg", quality=95, subsampling=0, progressive=True)
color.convert("L").save("gray.jpg", quality=95)
color.convert("CMYK").save("cmyk.jpg", quality=95, subsampling=0)
for name in "lossy.webp", "baseline.jpg", "halved.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg":
    raw(name + ".raw", Image.open(name), "RGB")

# --- EXIF: the same picture stored in the eight ways of turning it
stored = {1: None, 2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM, 5: Image.TRANSPOSE,
          6: Image.ROTATE_90, 7: Image.TRANSVERSE, 8: Image.ROTATE_270}
for orientation, turn in stored.items():
    image = color if turn is None else color.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(f"exif{orientation}.jpg", quality=95, subsampling=0, exif=exif)
    if orientation == 6:
        image.save("exif6.png", exif=exif)
        image.save("exif6.webp", lossless=True, exif=exif)

# --- resampling: noise, the hardest case, scaled down and up as torchvision's Resize and CenterCrop do
for name, height, width in ("tall", 61, 37), ("wide", 23, 53), ("small", 5, 7):
    noise = Image.fromarray(random.integers(0, 256, (height, width, 3), dtype=np.uint8))
    noise.save(f"noise_{name}.png")
    for size in 14, 28:
        short = round(size * 256 / 224)
        scaled = (short, int(short * height / width)) if width <= height else (int(short * width / height), short)
        left, top = int(round((scaled[0] - size) / 2.0)), int(round((scaled[1] - size) / 2.0))
        crop = noise.resize(scaled, Image.BICUBIC).crop((left, top, left + size, top + size))
        raw(f"noise_{name}_crop{size}.raw", crop, "RGB")
    raw(f"noise_{name}_resize.raw", noise.resize((19, 31), Image.BICUBIC), "RGB")
    raw(f"noise_{name}_gray.raw", noise.convert("L").resize((19, 31), Image.BICUBIC), "L")

# --- NumPy arrays: i-th example is i*10 + place
block = np.arange(24).reshape(4, 3, 2) % 7 + 10 * np.arange(4)[:, None, None]
for kind in "|u1", "|i1", "<u2", ">i2", "<i4", ">u4", "<i8", "<f2", "<f4", ">f4", "<f8", ">f8":
    np.save(f"x_{kind.strip('<>|')}{'_big' if kind[0] == '>' else ''}.npy", block.astype(kind))
np.save("x_columns.npy", np.asfortranarray(block.astype("<f4")))
np.save("x_nan.npy", np.where(block == 32, np.nan, block).astype("<f4"))
np.save("x_bool.npy", block % 2 == 0)
np.save("x_objects.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
np.save("x_complex.npy", block.astype(np.complex64))
with open("x_version2.npy", "wb") as f:
    np.lib.format.write_array(f, block.astype("<f4"), version=(2, 0))
np.save("y_classes.npy", np.array([0, 2, 1, 2]))
np.save("y_bool.npy", np.array([True, False, True, True]))
np.save("y_values.npy", np.array([0.5, 1.5, -2.5, 3]))
np.save("y_pairs.npy", np.arange(8).reshape(4, 2) / 4)
np.save("y_negative.npy", np.array([0, 1, -1, 1]))
np.save("y_three.npy", np.array([0, 1, 2]))
parts = {"x_train": block.astype(np.uint8), "y_train": np.array([0, 1, 2, 1], dtype=np.uint8),
         "x_test": block[:2].astype(np.uint8), "y_test": np.array([1, 0], dtype=np.uint8)}
np.savez("keras.npz", **parts)
np.savez_compressed("packed.npz", **parts)
np.savez("plain.npz", block.astype(np.float32), np.array([0, 1, 0, 1]))
np.savez("names.npz", left=block, right=block)

# --- tables: a made survey with words, numbers, gaps and cells that need quotes
n = 40
table = pd.DataFrame({
    "age": random.integers(18, 80, n).astype(float),
    "income": np.round(random.normal(40, 12, n), 2),
    "city": random.choice(["Seoul", "Lagos, NG", 'the "Hague"'], n),
    "plan": random.choice(["basic", "plus"], n),
})
table["buys"] = np.where(table.age + table.income > 85, "yes", "no")
table["spends"] = np.round(table.income * 0.3 + (table.plan == "plus") * 5, 3)
table.loc[3, "age"] = np.nan
table.loc[7, "city"] = np.nan
table.to_csv("survey.csv", index=False)
table.to_csv("survey.tsv", index=False, sep="\t")
table.to_csv("survey_semicolon.csv", index=False, sep=";")
table.dropna().to_csv("survey_whole.csv", index=False)
means = table[["age", "income"]].agg(["mean", lambda c: c.std(ddof=0)])
means.index = ["mean", "std"]
means.to_csv("survey_means.csv", float_format="%.9f")
