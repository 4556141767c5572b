"""Writes 256 JPEG photos of 500x375 in the folders a and b of a folder: soft shapes and some grain, about as hard to decode as photos."""
import pathlib
import sys

import numpy as np
from PIL import Image

folder, rng = pathlib.Path(sys.argv[1]), np.random.default_rng(1)
for i in range(256):
    path = folder / "ab"[i % 2] / f"{i:03}.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    shapes = Image.fromarray(rng.integers(0, 256, (24, 32, 3), np.uint8)).resize((500, 375), Image.Resampling.BICUBIC)
    grain = rng.normal(0, 8, (375, 500, 1))
    Image.fromarray((np.asarray(shapes) + grain).clip(0, 255).astype(np.uint8)).save(path, quality=90)
