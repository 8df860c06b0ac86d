import json

import numpy as np
import pytest
from PIL import Image

from wetread.data.conversations import read_conversations
from wetread.data.images import small_images
from wetread.data.preprocess import ImageSpec, normalise, preprocess, shrink
from wetread.data.records import Record, load_image, read_records, write_records
from wetread.errors import TrainingError


def test_records_survive_a_round_trip(tmp_path):
    record = Record("a", "a.png", "Findings: x.", "x.", "", {"Edema": 1}, {"tags": ["t"]})
    write_records(tmp_path / "r.jsonl", [record])
    assert read_records(tmp_path / "r.jsonl") == [record]


@pytest.mark.parametrize(
    "line,complaint",
    [
        ('{"image": "a.png", "summary": "  "}', "row 2: the summary is empty"),
        ('{"summary": "x"}', "row 2: no image path"),
        ("{nonsense", "row 2: not JSON"),
        ("[1]", "row 2: not an object"),
    ],
)
def test_bad_rows_are_named(tmp_path, line, complaint):
    path = tmp_path / "r.jsonl"
    path.write_text('{"image": "a.png", "summary": "x"}\n' + line + "\n")
    with pytest.raises(TrainingError, match=complaint) as fault:
        read_records(path)
    assert str(path) in str(fault.value)


def test_empty_and_missing_files(tmp_path):
    (tmp_path / "empty.jsonl").write_text("\n")
    for name in ("empty.jsonl", "missing.jsonl"):
        with pytest.raises(TrainingError, match=name):
            read_records(tmp_path / name)


@pytest.mark.parametrize(
    "content,complaint", [(None, "missing"), (b"", "not a readable image"), (b"%PDF-1.7 no", "not a readable image")]
)
def test_bad_images_name_file_and_row(tmp_path, content, complaint):
    Image.fromarray(np.zeros((9, 7), np.uint8)).save(tmp_path / "good.png")
    if content is not None:
        (tmp_path / "bad.png").write_bytes(content)
    records = [Record("1", "good.png", "x"), Record("2", "bad.png", "x")]
    write_records(tmp_path / "r.jsonl", records)
    with pytest.raises(TrainingError, match=complaint) as fault:
        small_images(tmp_path / "r.jsonl", records, ImageSpec(size=8))
    assert "row 2" in str(fault.value) and "bad.png" in str(fault.value)


def test_truncated_png_is_unreadable(tmp_path):
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (90, 70), dtype=np.uint8)).save(tmp_path / "a.png")
    (tmp_path / "a.png").write_bytes((tmp_path / "a.png").read_bytes()[:600])
    with pytest.raises(TrainingError, match="not a readable image"):
        load_image(tmp_path, "a.png")


def test_padding_centres_the_image():
    spec = ImageSpec(size=8, fill=9)
    small = shrink(np.full((3, 4), 200, np.uint8), spec)
    assert small.shape == (8, 8) and (small[2:5, 2:6] == 200).all() and (small == 200).sum() == 12 and small[0, 0] == 9


def test_resizing_is_pillows_bicubic_on_bytes():
    image = np.random.default_rng(1).integers(0, 256, (31, 20), dtype=np.uint8)
    square = np.zeros((31, 31), np.uint8)
    square[:, 5:25] = image
    wanted = np.asarray(Image.fromarray(square).resize((16, 16), Image.Resampling.BICUBIC))
    assert (shrink(image, ImageSpec(size=16)) == wanted).all()


def test_normalised_values_and_channels():
    spec = ImageSpec(size=4)
    pixels = preprocess(np.full((4, 4), 255, np.uint8), spec)
    assert pixels.shape == (3, 4, 4) and pixels.dtype == np.float32
    assert np.allclose(pixels, (1 - spec.mean) / spec.std, atol=1e-6)
    assert normalise(np.zeros((2, 4, 4), np.uint8), spec).shape == (2, 3, 4, 4)


def test_conversations_name_bad_rows(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps({"turns": [{"question": "a", "answer": " "}]}) + "\n")
    with pytest.raises(TrainingError, match="row 1: a question or an answer is empty"):
        read_conversations(path)
