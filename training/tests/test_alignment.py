"""Alignment trains t and nothing else; the whole chain runs on tiny parts."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import TINY_SWIN

from wetread.data.conversations import read_conversations
from wetread.data.images import small_images
from wetread.data.preprocess import ImageSpec
from wetread.data.records import read_records
from wetread.errors import TrainingError
from wetread.models.align import Alignment
from wetread.models.assemble import assemble, load_alignment, open_vision
from wetread.models.loaders import load_llm
from wetread.models.prompt import PromptSpec
from wetread.models.tokenizer import load_tokenizer
from wetread.models.vision import MedClipVision, TextTower
from wetread.train.align import train
from wetread.train.contrastive import Collate as Pairs
from wetread.train.contrastive import Pair, contrastive_loss, jitter, statements
from wetread.train.llm import Collate as Talks
from wetread.train.llm import SoftContent, Talker
from wetread.train.loop import Loop, LoopConfig

LOOP = {"steps": 6, "batch": 8, "lr": 0.01, "warmup": 2, "save_every": 3, "log_every": 3, "threads": 1}


@pytest.fixture(scope="module")
def stage(place, pairs, vision_checkpoint, llm_folder):
    """Runs a stage of six steps with the given changes; its configuration and its finished loop."""

    def run(name: str, **changes):
        config = {
            "data": str(pairs),
            "vision": str(vision_checkpoint),
            "llm": str(llm_folder),
            "out": str(place / name),
            "spread": 3,
            "loop": dict(LOOP),
            **changes,
        }
        return config, train(config, place / f"{name}.yaml")

    return run


def test_only_t_moves(stage, vision_checkpoint, llm_folder, place):
    before = load_llm(llm_folder).state_dict()
    vision_before = open_vision(str(vision_checkpoint))[0].state_dict()
    _, job = stage("only-t")
    assert set(job.trainable) == {"align.linear.weight", "align.linear.bias"}
    after = job.model.llm.state_dict()
    assert all(torch.equal(before[n], after[n]) for n in before)
    vision_after = open_vision(str(vision_checkpoint))[0].state_dict()
    assert all(torch.equal(vision_before[n], vision_after[n]) for n in vision_before)
    start = Alignment(12, 32, 3)
    assert not torch.equal(job.model.align.linear.weight, start.linear.weight) and job.step == 6


def test_stage_two_goes_on_from_stage_one(stage, place):
    stage("first")
    _, second = stage("second", start=str(place / "first" / "last.pt"), loop={**LOOP, "lr": 0.0, "steps": 2})
    kept = load_alignment(place / "first" / "last.pt", 32)
    assert torch.equal(kept.linear.weight, second.model.align.linear.weight)
    assert torch.equal(kept.whiten, second.model.align.whiten)


def test_the_loss_falls(stage):
    _, job = stage("falls", loop={**LOOP, "steps": 40, "log_every": 10, "lr": 0.03})
    losses = [json.loads(l)["loss"] for l in (job.out / "log.jsonl").read_text().splitlines()]
    assert losses[-1] < losses[0]


def test_folding_is_the_same_map():
    torch.manual_seed(1)
    features = torch.randn(200, 12) * torch.linspace(0.2, 3, 12) + 3
    align = Alignment(12, 8, 2)
    align.begin(features, 0.05)
    whitened = (features - align.mean) @ align.whiten
    assert torch.allclose(torch.cov(whitened.T), torch.eye(12), atol=1e-2)
    assert torch.allclose(align(features[:, None]), align.folded()(features[:, None]), atol=1e-4)


def test_a_t_for_another_width_is_refused(stage, place):
    stage("width")
    with pytest.raises(TrainingError, match="multiple of the LLM's width 7"):
        load_alignment(place / "width" / "last.pt", 7)


def test_features_of_another_encoder_are_refused(stage, place):
    config, _ = stage("features")
    kept = torch.load(place / "features" / "last.pt", weights_only=True)
    kept["model"] = {
        "align.linear.weight": torch.zeros(96, 5),
        "align.linear.bias": torch.zeros(96),
        "align.mean": torch.zeros(5),
        "align.whiten": torch.eye(5),
    }
    torch.save(kept, place / "other.pt")
    with pytest.raises(TrainingError, match="features of width 5, the encoder gives 12"):
        assemble({**config, "align": str(place / "other.pt")})


def test_generation_alone_and_batched_agree(stage, place):
    config, _ = stage("generate")
    model, spec = assemble({**config, "align": str(place / "generate" / "last.pt")})
    tokens = model.encode_images(torch.randn(3, 3, 56, 56))
    assert tokens.shape == (3, 3, 32)
    prompts = [model.prompt_embeds(t, q) for t, q in zip(tokens, ("Why?", *model.prompt.instructions[:2]))]
    batched = model.answers(prompts, 20)
    for prompt, answer in zip(prompts, batched):
        alone = model.answer(prompt, 20)
        assert alone.ids == answer.ids and torch.allclose(alone.logits, answer.logits, atol=1e-4)


def test_contrastive_pre_training_learns(place, pairs, tokenizer_folder):
    torch.manual_seed(0)
    records = read_records(pairs)
    tokenizer = load_tokenizer(tokenizer_folder)
    spec = ImageSpec(size=56)
    pair = Pair(
        MedClipVision.from_config({**TINY_SWIN, "convolutions": True}), TextTower(tokenizer.get_vocab_size(), 32, 12, 1)
    )
    collate = Pairs(small_images(pairs, records, spec), records, tokenizer, spec)
    loop = Loop(
        pair,
        len(records),
        collate,
        contrastive_loss,
        LoopConfig(**{**LOOP, "steps": 30, "log_every": 5, "lr": 0.003}),
        place / "contrastive-run",
        {"vision": {**TINY_SWIN, "convolutions": True}},
    )
    loop.run()
    losses = [json.loads(l)["loss"] for l in (place / "contrastive-run" / "log.jsonl").read_text().splitlines()]
    assert losses[-1] < 0.8 * losses[0]
    vision, kept = open_vision(str(place / "contrastive-run" / "last.pt"))
    assert kept.size == 56 and not any(p.requires_grad for p in vision.parameters())
    assert all(torch.equal(t, pair.vision_model.state_dict()[n]) for n, t in vision.state_dict().items())


def test_statements_come_from_the_report_where_there_are_no_tags(pairs):
    from dataclasses import replace

    record = read_records(pairs)[0]
    assert {"cardiomegaly", "Mild cardiomegaly"} <= statements(
        replace(record, extra={}, impression="Mild cardiomegaly.", summary="Impression: Mild cardiomegaly.")
    )


def test_jitter_keeps_type_and_shape():
    images = np.random.default_rng(0).integers(0, 255, (3, 20, 20), dtype=np.uint8)
    changed = jitter(images, np.random.default_rng(1))
    assert changed.shape == images.shape and changed.dtype == np.uint8


def test_llm_tuning_learns_answers_only(place, talks, llm_folder):
    tokenizer, llm = load_tokenizer(llm_folder), load_llm(llm_folder)
    read = read_conversations(talks)
    collate = Talks(read, tokenizer, 1, SoftContent(places=4), PromptSpec())
    batch = collate(np.arange(16), np.random.default_rng(0))
    for row, talk in enumerate(read[:16]):
        learnt = tokenizer.decode(batch["target"][row][batch["target"][row] >= 0].tolist())
        assert learnt == "".join(f" {t.answer}\n###" for t in talk.turns)
    talker = Talker(copy.deepcopy(llm))
    loop = Loop(
        talker,
        len(read),
        collate,
        lambda m, b: (m(b), {}),
        LoopConfig(**{**LOOP, "steps": 25, "log_every": 5, "lr": 0.01}),
        place / "llm-run",
    )
    loop.run()
    losses = [json.loads(l)["loss"] for l in (place / "llm-run" / "log.jsonl").read_text().splitlines()]
    assert losses[-1] < losses[0] - 1


def test_stages_run_under_torchrun(place, pairs, vision_checkpoint, llm_folder, run_python):
    """Features are encoded once for both ranks, and the frozen parts do not trouble data parallel."""
    import yaml

    kept = {}
    for ranks, name in ((1, "rank"), (2, "ranks")):
        config = {
            "data": str(pairs),
            "vision": str(vision_checkpoint),
            "llm": str(llm_folder),
            "out": str(place / name),
            "spread": 3,
            "loop": {**LOOP, "steps": 3},
        }
        (place / f"{name}.yaml").write_text(yaml.safe_dump(config))
        run_python("-m", "wetread.train.align", str(place / f"{name}.yaml"), ranks=ranks)
        kept[name] = torch.load(place / name / "last.pt", weights_only=True)
    assert kept["rank"]["step"] == kept["ranks"]["step"] == 3
    assert all(
        kept["rank"]["model"][n].shape == t.shape and t.isfinite().all() for n, t in kept["ranks"]["model"].items()
    )
    assert torch.equal(kept["rank"]["model"]["align.whiten"], kept["ranks"]["model"]["align.whiten"])
