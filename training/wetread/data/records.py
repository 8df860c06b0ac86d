"""Records: one JSON object a line, and the images they name."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from ..errors import TrainingError


@dataclass(frozen=True)
class Record:
    """One image–report pair. `image` is a file relative to the JSONL's folder, or `file.npy#row` of uint8 [N, h, w]."""

    id: str
    image: str
    summary: str
    findings: str = ""
    impression: str = ""
    labels: dict[str, int] = field(default_factory=dict)
    extra: dict = field(default_factory=dict)


def read_records(path: Path) -> list[Record]:
    """All records of a JSONL file; a fault names the file and the row."""
    if not path.is_file():
        raise TrainingError(f"{path}: no such file")
    records = []
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            records.append(_record(path, row, line))
    if not records:
        raise TrainingError(f"{path}: holds no records")
    return records


def _record(path: Path, row: int, line: str) -> Record:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as cause:
        raise TrainingError(f"{path}, row {row}: not JSON: {cause}") from cause
    if not isinstance(value, dict):
        raise TrainingError(f"{path}, row {row}: not an object")
    image, summary = value.pop("image", None), value.pop("summary", None)
    if not isinstance(image, str) or not image:
        raise TrainingError(f"{path}, row {row}: no image path")
    if not isinstance(summary, str) or not summary.strip():
        raise TrainingError(f"{path}, row {row}: the summary is empty")
    known = {name: value.pop(name) for name in ("findings", "impression", "labels") if name in value}
    return Record(id=str(value.pop("id", row)), image=image, summary=summary, extra=value, **known)


def write_records(path: Path, records: list[Record]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for r in records:
            line = {
                "id": r.id,
                "image": r.image,
                "findings": r.findings,
                "impression": r.impression,
                "summary": r.summary,
                **({"labels": r.labels} if r.labels else {}),
                **r.extra,
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def load_image(folder: Path, name: str) -> np.ndarray:
    """uint8 [h, w] grey. A missing or unreadable image is an error that names it."""
    if "#" in name:
        file, row = name.rsplit("#", 1)
        array = _memmap(folder / file)
        if not row.isdigit() or int(row) >= len(array):
            raise TrainingError(f"{folder / file}: has no row {row}")
        return array[int(row)]
    path = folder / name
    if not path.is_file():
        raise TrainingError(f"{path}: the image is missing")
    try:
        with Image.open(path) as image:
            return np.asarray(image.convert("L"))
    except (UnidentifiedImageError, OSError, SyntaxError) as cause:
        raise TrainingError(f"{path}: not a readable image: {cause}") from cause


@lru_cache(maxsize=16)
def _memmap(path: Path) -> np.ndarray:
    if not path.is_file():
        raise TrainingError(f"{path}: the image array is missing")
    try:
        return np.load(path, mmap_mode="r")
    except ValueError as cause:
        raise TrainingError(f"{path}: not a readable array: {cause}") from cause
