"""Scores, the randomization test, the whole comparison, and the optional metrics on random weights."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from transformers import BertConfig, BertModel, BertTokenizerFast

from wetread.data.records import read_records
from wetread.errors import TrainingError
from wetread.evaluate.__main__ import Evaluation
from wetread.evaluate.optional import CheXbert, optional_scores
from wetread.evaluate.report import markdown, picture
from wetread.evaluate.scores import count_findings, pair_f1, randomization_test, rouge
from wetread.evaluate.systems import balanced, shuffled, yes_or_no


def test_rouge_of_the_same_and_of_nothing():
    scores = rouge(["The heart is enlarged.", "No effusion."], ["The heart is enlarged.", "Zebra"])
    assert scores["rougeL"].tolist() == [1.0, 0.0] and set(scores) == {"rouge1", "rouge2", "rougeL"}


def test_counts_and_f1():
    counts = count_findings(
        [{"Edema"}, {"Edema", "Pneumothorax"}, set()],
        ["Edema.", "No edema. Pneumothorax.", "Large effusion."],
        ("Edema", "Pneumothorax", "Pleural Effusion"),
    )
    assert (counts.hit.sum(), counts.extra.sum(), counts.missed.sum()) == (2, 1, 1)
    assert (
        counts.f1() == pytest.approx(2 / 3)
        and counts.precision() == pytest.approx(2 / 3)
        and counts.recall() == pytest.approx(2 / 3)
    )
    assert counts.by_label()["Edema"] == {"precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3), "support": 2}
    assert pair_f1(counts.per_pair()) == counts.f1()


def test_randomization_finds_a_difference_and_only_then():
    rng = np.random.default_rng(0)
    one = rng.normal(size=200)
    assert randomization_test(one, one + 0.3 + rng.normal(size=200) * 0.1, np.mean) < 0.01
    assert randomization_test(one, rng.permutation(one), np.mean) > 0.01
    assert randomization_test(one, one, np.mean) == 1.0


def test_randomization_is_calibrated():
    """Under the null hypothesis small p values are as rare as they say."""
    rng = np.random.default_rng(1)
    ps = [randomization_test(rng.normal(size=40), rng.normal(size=40), np.mean, rounds=200, seed=i) for i in range(200)]
    assert np.mean(np.array(ps) < 0.1) < 0.18


def test_shuffling_leaves_nothing_in_place():
    for count in (2, 3, 50):
        order = shuffled(count)
        assert sorted(order) == list(range(count)) and (order != np.arange(count)).all()


def test_balanced_questions(pairs):
    records = read_records(pairs)
    asked = balanced(records, 3)
    for label in {a[1] for a in asked}:
        truths = [truth for _, l, _, truth in asked if l == label]
        assert sum(truths) * 2 == len(truths)
    assert all(bool(records[row].labels[label]) == truth for row, label, _, truth in asked)


@pytest.mark.parametrize("text,value", [(" Yes, it is.", True), ("No, none.", False), ("Normal.", None), ("", None)])
def test_yes_or_no(text, value):
    assert yes_or_no(text) is value


@pytest.fixture
def two_systems(pairs, tmp_path) -> dict:
    """A system that copies the references and one that always says the same."""
    records = read_records(pairs)
    for name, texts in (
        ("echo", [r.summary for r in records]),
        ("constant", ["Findings: No effusion. Impression: Normal."] * len(records)),
    ):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps({"summary": t}) + "\n" for t in texts))
    return {
        "data": str(pairs),
        "out": str(tmp_path / "out"),
        "systems": {n: {"texts": str(tmp_path / f"{n}.jsonl")} for n in ("constant", "echo")},
    }


def test_comparison_of_text_systems(two_systems, tmp_path):
    result = Evaluation(two_systems).run()
    assert result["systems"]["echo"]["f1"] == 1.0 and result["systems"]["echo"]["rougeL"] == 1.0
    assert result["systems"]["constant"]["f1"] == 0.0
    assert result["comparisons"][0]["p"]["f1"] < 0.01
    assert 0 < result["sensitivity"]["chance_f1"] < 0.7
    table = markdown(result)
    assert "| echo | 1.000 | 1.000 | 1.000 |" in table
    picture(result, tmp_path / "p.png")
    assert (tmp_path / "p.png").stat().st_size > 1000


def test_the_command_writes_everything(two_systems, tmp_path):
    (tmp_path / "e.yaml").write_text(yaml.safe_dump(two_systems))
    root = Path(__file__).parents[1]
    subprocess.run(
        [sys.executable, "-m", "wetread.evaluate", str(tmp_path / "e.yaml")],
        cwd=root,
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "evaluation.json",
        "evaluation.md",
        "evaluation.png",
        "texts.json",
    }


def test_a_system_with_too_few_texts(two_systems, tmp_path):
    (tmp_path / "echo.jsonl").write_text('{"summary": "x"}\n')
    with pytest.raises(TrainingError, match="echo has 1 summaries for 48 records"):
        Evaluation(two_systems).run()


@pytest.fixture
def bert(tmp_path) -> Path:
    """A random BERT as a Hugging Face folder."""
    torch.manual_seed(0)
    words = "no effusion edema the heart is enlarged . pneumothorax".split()
    (tmp_path / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]))
    BertTokenizerFast(vocab=str(tmp_path / "vocab.txt")).save_pretrained(tmp_path / "bert")
    config = BertConfig(
        vocab_size=len(words) + 5, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(tmp_path / "bert")
    return tmp_path / "bert"


def test_optional_metrics(bert, tmp_path):
    references = ["the heart is enlarged .", "no edema ."]
    scores = optional_scores({"bertscore": str(bert)}, references, references)
    assert scores["BERTScore"] == pytest.approx(1.0, abs=1e-5)
    checkpoint = CheXbert(BertModel.from_pretrained(bert))
    torch.save(
        {"model_state_dict": {f"module.{n}": t for n, t in checkpoint.state_dict().items()}}, tmp_path / "chexbert.pth"
    )
    scores = optional_scores({"chexbert": str(tmp_path / "chexbert.pth"), "bert": str(bert)}, references, references)
    assert scores["CheXbert F1"] in (0.0, 1.0)


def test_optional_metrics_say_what_is_missing(tmp_path):
    with pytest.raises(TrainingError, match="nowhere"):
        optional_scores({"bertscore": str(tmp_path / "nowhere")}, [], [])
    with pytest.raises(TrainingError, match="package radgraph"):
        optional_scores({"radgraph": str(tmp_path)}, [], [])
