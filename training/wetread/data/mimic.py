"""Reads MIMIC-CXR and MIMIC-CXR-JPG as published into records: `python -m wetread.data.mimic REPORTS IMAGES OUT`.

REPORTS holds `files/p10/p10000032/s50414267.txt` (MIMIC-CXR), IMAGES holds
`files/p10/p10000032/s50414267/<dicom id>.jpg` and `mimic-cxr-2.0.0-metadata.csv[.gz]` (MIMIC-CXR-JPG), and where
`mimic-cxr-2.0.0-split.csv[.gz]` is there, the split. Frontal views (PA, AP) only; what is left out is counted.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import Counter
from pathlib import Path

from ..errors import TrainingError
from .records import Record, write_records
from .sections import report_sections

FRONTAL = ("PA", "AP")
METADATA = "mimic-cxr-2.0.0-metadata.csv"
SPLIT = "mimic-cxr-2.0.0-split.csv"


def read_mimic(reports: Path, images: Path, split: str | None = None) -> tuple[list[Record], Counter]:
    """Records of the frontal images whose report has an impression or findings, and why others were left out."""
    splits = {row["dicom_id"]: row["split"] for row in _rows(images, SPLIT)} if split else {}
    records, left = [], Counter()
    for row in _rows(images, METADATA):
        if split and splits.get(row["dicom_id"]) != split:
            continue
        if row["ViewPosition"] not in FRONTAL:
            left["not a frontal view"] += 1
            continue
        record = _record(reports, images, row, left)
        if record is not None:
            records.append(record)
    if not records:
        raise TrainingError(f"{images}: no usable pair; left out: {dict(left)}")
    return records, left


def _record(reports: Path, images: Path, row: dict, left: Counter) -> Record | None:
    subject, study = f"p{row['subject_id']}", f"s{row['study_id']}"
    folder = Path("files") / subject[:3] / subject
    image, report = images / folder / study / f"{row['dicom_id']}.jpg", reports / folder / f"{study}.txt"
    if not report.is_file():
        left["no report"] += 1
        return None
    if not image.is_file():
        left["no image"] += 1
        return None
    sections = report_sections(report.read_text(encoding="utf-8", errors="replace"))
    if not sections.summary:
        left["neither findings nor impression"] += 1
        return None
    return Record(
        id=f"{study}/{row['dicom_id']}",
        image=str(image),
        summary=sections.summary,
        findings=sections.findings,
        impression=sections.impression,
    )


def _rows(folder: Path, name: str) -> list[dict]:
    for path, opener in ((folder / name, open), (folder / f"{name}.gz", gzip.open)):
        if path.is_file():
            with opener(path, "rt", newline="") as file:
                rows = list(csv.DictReader(file))
            missing = {"dicom_id", "subject_id", "study_id"} - set(rows[0] if rows else ())
            if missing:
                raise TrainingError(f"{path}: no column {', '.join(sorted(missing))}")
            return rows
    raise TrainingError(f"{folder / name}: neither it nor its .gz is there")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path)
    parser.add_argument("images", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--split", choices=("train", "validate", "test"))
    arguments = parser.parse_args()
    records, left = read_mimic(arguments.reports.resolve(), arguments.images.resolve(), arguments.split)
    write_records(arguments.out, records)
    print(json.dumps({"records": len(records), "left out": left}))


if __name__ == "__main__":
    main()
