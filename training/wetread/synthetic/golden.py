"""Writes the golden images' set: `python -m wetread.synthetic.golden OUT`, small held-out studies of awkward shapes."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from ..data.records import Record, write_records
from .render import render
from .report import house_report
from .study import sample_study

FIRST_SEED = 960_000
LONG_SIDES = (131, 97, 224, 61, 180, 112)
"""Odd and even, above and below the model's input size."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    records = []
    for i, side in enumerate(LONG_SIDES):
        study = sample_study(FIRST_SEED + i)
        image = render(study, side)
        if i == 2:
            image = np.ascontiguousarray(image[:, : image.shape[1] // 2 + 1])
        Image.fromarray(image).save(out / f"{i}.png")
        records.append(Record(id=f"golden-{i}", image=f"{i}.png", summary=house_report(study).summary))
    write_records(out / "records.jsonl", records)


if __name__ == "__main__":
    main()
