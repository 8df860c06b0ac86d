"""The readers on folders laid out as the sets are published."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wetread.data.instructions import read_instructions
from wetread.data.mimic import read_mimic
from wetread.data.openi import read_openi
from wetread.data.records import load_image, read_records, write_records
from wetread.data.sections import report_sections
from wetread.errors import TrainingError

REPORT = """                                 FINAL REPORT
 EXAMINATION:  CHEST (PA AND LAT)

 INDICATION:  ___F with dyspnea

 FINDINGS: 
 
 The heart is enlarged.  There is a
 small effusion.  Seen by ___.
 
 IMPRESSION: 
 
 Cardiomegaly: stable.
"""


def _mimic(tmp_path: Path, packed: bool) -> tuple[Path, Path]:
    reports, images = tmp_path / "reports", tmp_path / "jpg"
    rows = [
        ("d1", "10000032", "50414267", "PA"),
        ("d2", "10000032", "50414267", "LATERAL"),
        ("d3", "10000032", "1", "AP"),
    ]
    folder = Path("files/p10/p10000032")
    (reports / folder).mkdir(parents=True)
    (reports / folder / "s50414267.txt").write_text(REPORT)
    (images / folder / "s50414267").mkdir(parents=True)
    Image.fromarray(np.full((8, 8), 7, np.uint8)).save(images / folder / "s50414267" / "d1.jpg")
    opener = gzip.open if packed else open
    with opener(images / ("mimic-cxr-2.0.0-metadata.csv" + ".gz" * packed), "wt", newline="") as file:
        table = csv.writer(file)
        table.writerow(["dicom_id", "subject_id", "study_id", "ViewPosition"])
        table.writerows(rows)
    with open(images / "mimic-cxr-2.0.0-split.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["dicom_id", "study_id", "subject_id", "split"])
        table.writerows([(d, s, p, "train") for d, p, s, _ in rows])
    return reports, images


@pytest.mark.parametrize("packed", [False, True])
def test_mimic(tmp_path, packed):
    records, left = read_mimic(*_mimic(tmp_path, packed), split="train")
    assert [r.id for r in records] == ["s50414267/d1"]
    assert (
        records[0].summary
        == "Findings: The heart is enlarged. There is a small effusion. Seen by . Impression: Cardiomegaly: stable."
    )
    assert left == {"not a frontal view": 1, "no report": 1}
    write_records(tmp_path / "out" / "r.jsonl", records)
    assert load_image(tmp_path / "out", read_records(tmp_path / "out" / "r.jsonl")[0].image).shape == (8, 8)


def test_mimic_without_its_tables(tmp_path):
    with pytest.raises(TrainingError, match="metadata.csv"):
        read_mimic(tmp_path, tmp_path)


def test_mimic_with_nothing_usable(tmp_path):
    with pytest.raises(TrainingError, match="no usable pair"):
        read_mimic(*_mimic(tmp_path, False), split="test")


def _openi(folder: Path, name: str, findings: str, impression: str, images: list[str]) -> None:
    parents = "".join(f'<parentImage id="{i}"><figureId>F1</figureId></parentImage>' for i in images)
    (folder / f"{name}.xml").write_text(
        f'<eCitation><MedlineCitation><Article><Abstract><AbstractText Label="FINDINGS">{findings}</AbstractText>'
        f'<AbstractText Label="IMPRESSION">{impression}</AbstractText></Abstract></Article></MedlineCitation>{parents}</eCitation>'
    )


def test_openi(tmp_path):
    reports, images = tmp_path / "ecgen-radiology", tmp_path / "png"
    reports.mkdir(), images.mkdir()
    _openi(
        reports,
        "1",
        "Lungs are clear. XXXX year old.",
        "No acute disease.",
        ["CXR1_1_IM-0001-3001", "CXR1_1_IM-0001-4001"],
    )
    _openi(reports, "2", "", "", ["CXR2"])
    _openi(reports, "3", "x", "", ["CXR3"])
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(images / "CXR1_1_IM-0001-3001.png")
    records, left = read_openi(reports, images)
    assert [(r.id, r.summary) for r in records] == [
        ("1", "Findings: Lungs are clear. year old. Impression: No acute disease.")
    ]
    assert left == {"neither findings nor impression": 1, "no image": 1}


def test_openi_names_a_broken_report(tmp_path):
    (tmp_path / "9.xml").write_text("<eCitation>")
    with pytest.raises(TrainingError, match="9.xml: not XML"):
        read_openi(tmp_path, tmp_path)


def test_sections_of_a_report_without_any():
    assert report_sections("Nothing to see.").summary == ""


def test_instruction_sets(tmp_path):
    path = tmp_path / "chat.json"
    path.write_text(
        json.dumps(
            [
                {"instruction": "You are a doctor.", "input": "I have a cough.", "output": "Please rest."},
                {"instruction": "x", "input": "", "output": " "},
            ]
        )
    )
    talks, left = read_instructions(path)
    assert (
        talks == [{"content": None, "turns": [{"question": "I have a cough.", "answer": "Please rest."}]}] and left == 1
    )
    path.write_text("{}")
    with pytest.raises(TrainingError, match="not a list"):
        read_instructions(path)
