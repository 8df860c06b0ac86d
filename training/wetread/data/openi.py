"""Reads the Indiana (OpenI) chest radiographs as published: `python -m wetread.data.openi REPORTS IMAGES OUT`.

REPORTS holds the XML files (`ecgen-radiology/1.xml`), IMAGES the PNG files that they name. A report's first image is
taken: in this collection it is the frontal one where there is one.
"""

from __future__ import annotations

import argparse
import json
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

from ..errors import TrainingError
from .records import Record, write_records
from .sections import Sections, clean


def read_openi(reports: Path, images: Path) -> tuple[list[Record], Counter]:
    """Records of the reports with text and an image, and why others were left out."""
    files = sorted(reports.rglob("*.xml"), key=lambda p: (len(p.name), p.name))
    if not files:
        raise TrainingError(f"{reports}: holds no XML reports")
    records, left = [], Counter()
    for file in files:
        record = _record(file, images, left)
        if record is not None:
            records.append(record)
    if not records:
        raise TrainingError(f"{reports}: no usable pair; left out: {dict(left)}")
    return records, left


def _record(file: Path, images: Path, left: Counter) -> Record | None:
    try:
        root = ElementTree.parse(file).getroot()
    except ElementTree.ParseError as cause:
        raise TrainingError(f"{file}: not XML: {cause}") from cause
    texts = {(t.get("Label") or "").upper(): clean(t.text or "") for t in root.iter("AbstractText")}
    sections = Sections(texts.get("FINDINGS", ""), texts.get("IMPRESSION", ""))
    if not sections.summary:
        left["neither findings nor impression"] += 1
        return None
    named = [image.get("id") for image in root.iter("parentImage") if image.get("id")]
    image = next((images / f"{name}.png" for name in named if (images / f"{name}.png").is_file()), None)
    if image is None:
        left["no image"] += 1
        return None
    return Record(
        id=file.stem,
        image=str(image),
        summary=sections.summary,
        findings=sections.findings,
        impression=sections.impression,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path)
    parser.add_argument("images", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    records, left = read_openi(arguments.reports.resolve(), arguments.images.resolve())
    write_records(arguments.out, records)
    print(json.dumps({"records": len(records), "left out": left}))


if __name__ == "__main__":
    main()
