import json

import numpy as np

from wetread.data.records import read_records
from wetread.evaluate.systems import yes_or_no
from wetread.synthetic.conversations import conversation
from wetread.synthetic.generate import generate
from wetread.synthetic.questions import SUBJECT, answer
from wetread.synthetic.render import render
from wetread.synthetic.report import house_report
from wetread.synthetic.samples import WANTED, find_study
from wetread.synthetic.study import LABELS, sample_study


def test_a_seed_is_one_study_and_one_picture():
    assert sample_study(11) == sample_study(11)
    assert (render(sample_study(11), 90) == render(sample_study(11), 90)).all()
    assert not np.array_equal(render(sample_study(11), 90)[:50, :50], render(sample_study(12), 90)[:50, :50])


def test_the_picture_does_not_depend_on_its_size():
    from PIL import Image

    large, small = render(sample_study(4), 400), render(sample_study(4), 100)
    shrunk = np.asarray(Image.fromarray(large).resize(small.shape[::-1], Image.Resampling.BOX)).astype(float)
    assert np.corrcoef(shrunk.ravel(), small.ravel())[0, 1] > 0.98


def test_every_label_occurs_and_is_drawn():
    """Drawing a study without one of its findings changes the picture."""
    from dataclasses import replace

    seen = set()
    for seed in range(60):
        study = sample_study(seed)
        for finding in study.findings:
            if finding.label != "Cardiomegaly":
                without = replace(study, findings=tuple(f for f in study.findings if f != finding))
                assert np.abs(render(study, 80).astype(int) - render(without, 80)).max() > 12, finding
            seen.add(finding.label)
    assert seen == set(LABELS)


def test_sets_are_written_once_and_whole(tmp_path):
    generate(tmp_path / "s", count=5, first_seed=70, style="dictated", size=32, render_size=64, png=False)
    records = read_records(tmp_path / "s" / "records.jsonl")
    assert [r.id for r in records] == [f"synthetic-{s}" for s in range(70, 75)]
    assert np.load(tmp_path / "s" / "images.npy").shape == (5, 32, 32)
    assert records[0].labels == sample_study(70).labels
    before = (tmp_path / "s" / "images.npy").stat().st_mtime_ns
    generate(tmp_path / "s", count=5, first_seed=70, style="dictated", size=32, render_size=64, png=False)
    assert (tmp_path / "s" / "images.npy").stat().st_mtime_ns == before


def test_summaries_have_both_sections():
    for seed in range(50):
        summary = house_report(sample_study(seed)).summary
        assert summary.startswith("Findings: ") and " Impression: " in summary


def test_answers_tell_the_truth():
    for seed in range(50):
        study = sample_study(seed)
        for label in SUBJECT:
            assert yes_or_no(answer(study, label)) == bool(study.labels[label])


def test_conversations_repeat_by_seed():
    assert json.dumps(conversation(3)) == json.dumps(conversation(3))
    assert any(conversation(s)["content"] is None for s in range(60))


def test_samples_show_exactly_their_labels():
    for name, labels, _ in WANTED:
        assert {l for l, v in find_study(labels, 950_000).labels.items() if v} == set(labels), name
