"""MedCLIP's image preprocessing, as `bundle.json` declares it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class ImageSpec:
    """How a grey image becomes pixel values. `fill` is the grey of the padding."""

    size: int = 224
    pad: str = "square"
    fill: int = 0
    resample: str = "bicubic"
    mean: float = 0.5862785803043838
    std: float = 0.27950088968644304

    def to_json(self) -> dict:
        return asdict(self)


def shrink(image: np.ndarray, spec: ImageSpec) -> np.ndarray:
    """uint8 [h, w] → uint8 [size, size]: padded to a square, the image centred, then resized."""
    height, width = image.shape
    side = max(height, width, spec.size)
    square = np.full((side, side), spec.fill, np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = image
    if side == spec.size:
        return square
    return np.asarray(Image.fromarray(square).resize((spec.size, spec.size), Image.Resampling.BICUBIC))


def normalise(small: np.ndarray, spec: ImageSpec) -> np.ndarray:
    """uint8 [..., size, size] → float32 [..., 3, size, size]."""
    scaled = (small.astype(np.float32) / np.float32(255) - np.float32(spec.mean)) / np.float32(spec.std)
    return np.repeat(scaled[..., None, :, :], 3, axis=-3)


def preprocess(image: np.ndarray, spec: ImageSpec) -> np.ndarray:
    """uint8 [h, w] → float32 [3, size, size]."""
    return normalise(shrink(image, spec), spec)
