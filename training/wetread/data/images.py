"""All images of a set at the model's input size, prepared once and kept beside the set."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from tqdm import tqdm

from ..errors import TrainingError
from .preprocess import ImageSpec, shrink
from .records import Record, load_image


def small_images(records_file: Path, records: list[Record], spec: ImageSpec) -> np.ndarray:
    """uint8 [N, size, size], memory-mapped; a fault names the file and the row."""
    folder = records_file.parent
    whole = folder / "images.npy"
    if whole.is_file() and all(r.image == f"images.npy#{i}" for i, r in enumerate(records)):
        array = np.load(whole, mmap_mode="r")
        if array.shape == (len(records), spec.size, spec.size):
            return array
    cache = folder / f"{records_file.stem}.{spec.size}.npy"
    if not cache.is_file() or cache.stat().st_mtime < records_file.stat().st_mtime:
        _prepare(cache, records_file, records, spec)
    return np.load(cache, mmap_mode="r")


def _prepare(cache: Path, records_file: Path, records: list[Record], spec: ImageSpec) -> None:
    draft = cache.with_suffix(".tmp.npy")
    array = np.lib.format.open_memmap(draft, "w+", np.uint8, (len(records), spec.size, spec.size))
    for row, record in enumerate(tqdm(records, desc=f"images of {records_file.name}")):
        try:
            array[row] = shrink(load_image(records_file.parent, record.image), spec)
        except TrainingError as cause:
            draft.unlink(missing_ok=True)
            raise TrainingError(f"{records_file}, row {row + 1}: {cause}") from cause
    array.flush()
    os.replace(draft, cache)
