"""Writes a synthetic set: `python -m wetread.synthetic.generate OUT --count N --first-seed S --style house|dictated`.

Training and held-out sets differ by seed. Images are rendered once, shrunk to the model's input size and kept in one
uint8 array; with `--png` they are full-size PNG files instead.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from ..data.preprocess import ImageSpec, shrink
from ..data.records import Record, write_records
from .questions import balanced_questions
from .render import render
from .report import dictated_report, house_report, key_phrases
from .study import Study, sample_study


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--first-seed", type=int, required=True)
    parser.add_argument("--style", choices=("house", "dictated"), default="house")
    parser.add_argument("--size", type=int, default=112, help="side of the kept images, pixels")
    parser.add_argument("--render-size", type=int, default=192, help="longer side as rendered, pixels")
    parser.add_argument("--png", action="store_true", help="keep the images as rendered, as PNG files")
    generate(**vars(parser.parse_args()))


def generate(out: Path, count: int, first_seed: int, style: str, size: int, render_size: int, png: bool) -> None:
    """Writes `records.jsonl` and the images into `out`; does nothing where the set is already whole."""
    if (out / "records.jsonl").is_file():
        return
    out.mkdir(parents=True, exist_ok=True)
    spec = ImageSpec(size=size)
    array = None if png else np.lib.format.open_memmap(out / "images.npy", "w+", np.uint8, (count, size, size))
    records = []
    for i in tqdm(range(count), desc=f"synthetic {out.name}"):
        study = sample_study(first_seed + i)
        image = render(study, render_size)
        if array is None:
            Image.fromarray(image).save(out / f"{study.seed}.png", optimize=True)
        else:
            array[i] = shrink(image, spec)
        records.append(_record(study, f"{study.seed}.png" if png else f"images.npy#{i}", style))
    if array is not None:
        array.flush()
    write_records(out / "records.jsonl", records)


def _record(study: Study, image: str, style: str) -> Record:
    rng = random.Random(f"{style}-{study.seed}")
    report = house_report(study) if style == "house" else dictated_report(study, rng)
    asked = balanced_questions(study, rng, 2)
    return Record(
        id=f"synthetic-{study.seed}",
        image=image,
        summary=report.summary,
        findings=report.findings,
        impression=report.impression,
        labels=study.labels,
        extra={
            "tags": key_phrases(study),
            "questions": [{"label": l, "question": q, "answer": a} for l, q, a in asked],
            "study": study.to_json(),
        },
    )


if __name__ == "__main__":
    main()
