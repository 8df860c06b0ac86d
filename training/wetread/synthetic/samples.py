"""Writes the bundle's sample studies: `python -m wetread.synthetic.samples OUT`, PNG files and samples.json.

The seeds are held out: no training set contains them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from PIL import Image

from .render import render
from .report import house_report
from .study import Study, sample_study

FIRST_SEED = 950_000
WANTED: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("normal", (), 768),
    ("effusion-cardiomegaly", ("Cardiomegaly", "Pleural Effusion"), 896),
    ("pneumothorax-tube", ("Pneumothorax", "Support Devices"), 640),
    ("consolidation", ("Consolidation",), 768),
)
"""File name, exactly the labels that are present, longer side in pixels."""


def find_study(labels: tuple[str, ...], first_seed: int) -> Study:
    """The first study from a seed on that shows exactly these labels."""
    seed = first_seed
    while {l for l, v in sample_study(seed).labels.items() if v} != set(labels):
        seed += 1
    return sample_study(seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    listing = []
    for name, labels, side in WANTED:
        study = find_study(labels, FIRST_SEED)
        report = house_report(study)
        Image.fromarray(render(study, side)).save(out / f"{name}.png", optimize=True)
        listing.append(
            {
                "file": f"{name}.png",
                "view": study.view,
                "labels": study.labels,
                "findings": report.findings,
                "impression": report.impression,
                "summary": report.summary,
            }
        )
    note = "Synthetic radiographs drawn by this project; the labels and texts are what was drawn."
    (out / "samples.json").write_text(json.dumps({"note": note, "samples": listing}, indent=2) + "\n")


if __name__ == "__main__":
    main()
