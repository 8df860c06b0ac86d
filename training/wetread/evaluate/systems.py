"""Runs a model over a set: its summaries, and its answers to follow-up questions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from ..data.preprocess import ImageSpec, normalise
from ..data.records import Record
from ..models.xraygpt import XrayGpt

BATCH = 48


@torch.no_grad()
def image_tokens(model: XrayGpt, images: np.ndarray, spec: ImageSpec) -> torch.Tensor:
    """uint8 [N, size, size] → L_v [N, n, D]."""
    parts = [
        model.encode_images(torch.from_numpy(normalise(images[i : i + BATCH], spec)))
        for i in range(0, len(images), BATCH)
    ]
    return torch.cat(parts)


def blank_images(images: np.ndarray) -> np.ndarray:
    """The same number of evenly grey images."""
    return np.full(images.shape, 128, np.uint8)


def shuffled(count: int, seed: int = 0) -> np.ndarray:
    """A permutation that leaves no row in its place: a rotation of a random order."""
    order = np.random.default_rng(seed).permutation(count)
    result = np.empty(count, int)
    result[order] = np.roll(order, 1)
    return result


def summaries(model: XrayGpt, tokens: torch.Tensor, name: str, limit: int = 160) -> list[str]:
    """The greedy answer to the batch instruction for each row of L_v."""
    question, texts = model.prompt.instructions[0], []
    for i in tqdm(range(0, len(tokens), BATCH), desc=name):
        prompts = [model.prompt_embeds(t, question) for t in tokens[i : i + BATCH]]
        texts += [a.text for a in model.answers(prompts, limit)]
    return texts


def follow_ups(
    model: XrayGpt, tokens: torch.Tensor, texts: list[str], asked: list[tuple[int, str, str]], limit: int = 40
) -> list[str]:
    """Second turns: after the summary of a row, a question about the same image. `asked`: (row, label, question)."""
    answers = []
    for i in tqdm(range(0, len(asked), BATCH), desc="follow-ups"):
        prompts = []
        for row, _, question in asked[i : i + BATCH]:
            so_far = model.prompt_embeds(tokens[row], model.prompt.instructions[0])
            prompts.append(model.follow_up_embeds(so_far, texts[row], question))
        answers += [a.text for a in model.answers(prompts, limit)]
    return answers


def balanced(records: list[Record], per_label: int, seed: int = 0) -> list[tuple[int, str, str, bool]]:
    """(row, label, question, truth) with as many yes as no for each label."""
    from ..synthetic.questions import SUBJECT

    rng = np.random.default_rng(seed)
    asked = []
    for label, questions in SUBJECT.items():
        rows = {
            truth: [i for i, r in enumerate(records) if bool(r.labels.get(label)) == truth] for truth in (True, False)
        }
        count = min(per_label, *map(len, rows.values()))
        for truth, candidates in rows.items():
            for row in rng.choice(candidates, size=count, replace=False):
                asked.append((int(row), label, questions[int(rng.integers(len(questions)))], truth))
    return asked


def yes_or_no(text: str) -> bool | None:
    """Whether an answer begins with yes or no; None where it does neither."""
    word = re.match(r"\s*(yes|no)\b", text, re.IGNORECASE)
    return None if word is None else word[1].lower() == "yes"


def read_texts(path: Path) -> list[str]:
    """Summaries that another system wrote, one JSON object with `summary` a line."""
    return [json.loads(line)["summary"] for line in path.read_text().splitlines() if line.strip()]
