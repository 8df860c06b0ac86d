"""Contrastive pre-training of the vision encoder on image–report pairs: `python -m wetread.train.contrastive CONFIG`.

Images are held against statements, not against whole reports: the headlines of all reports in the batch, and the
finding names that our labeller reads from them. A statement is a positive of every image whose report makes it and a
negative of the others (a sigmoid for each pair). Whole reports against whole images, with MedCLIP's soft targets, were
tried first and learnt the large findings only; see LOG.md.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..config import fill, read_yaml
from ..data.images import small_images
from ..data.preprocess import ImageSpec, normalise
from ..data.records import Record, read_records
from ..evaluate.labeller import positive_labels
from ..models.prompt import encode
from ..models.tokenizer import load_tokenizer
from ..models.vision import MedClipVision, TextTower
from .loop import Loop, LoopConfig

TEXT_LENGTH = 24
START_SCALE, START_BIAS = 2.3, -3.0


class Pair(nn.Module):
    """Both towers, the learned temperature and the learned bias of the sigmoid."""

    def __init__(self, vision: MedClipVision, text: TextTower) -> None:
        super().__init__()
        self.vision_model, self.text_model = vision, text
        self.logit_scale = nn.Parameter(torch.tensor(START_SCALE))
        self.logit_bias = nn.Parameter(torch.tensor(START_BIAS))

    def forward(self, pixel_values: Tensor, ids: Tensor) -> Tensor:
        """Logits [B, S] of images (rows) and statements (columns)."""
        image = F.normalize(self.vision_model(pixel_values)[:, 0], dim=-1)
        text = F.normalize(self.text_model(ids), dim=-1)
        return self.logit_scale.clamp(max=4.6).exp() * image @ text.T + self.logit_bias


def contrastive_loss(model: nn.Module, batch: dict[str, Tensor]) -> tuple[Tensor, dict]:
    logits, said = model(batch["pixel_values"], batch["ids"]), batch["said"]
    loss = F.binary_cross_entropy_with_logits(logits.float(), said, reduction="sum") / len(said)
    hits = ((logits > 0) & (said > 0)).sum()
    f1 = 2 * hits / ((logits > 0).sum() + said.sum()).clamp(min=1)
    return loss, {"f1": float(f1)}


def jitter(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """uint8 [B, s, s]: each image shifted by some pixels and exposed a little differently."""
    out = np.empty(images.shape, np.float32)
    for i, image in enumerate(images):
        shift = rng.integers(-4, 5, 2)
        out[i] = np.roll(image, tuple(shift), (0, 1)) * rng.uniform(0.88, 1.12) + rng.uniform(-8, 8)
    return np.clip(out + rng.normal(0, 2, out.shape), 0, 255).astype(np.uint8)


def statements(record: Record) -> set[str]:
    """What a report says: its headlines, and the names of the findings that the labeller reads from it."""
    headlines = record.extra.get("tags") or [h for h in re.split(r"\.\s*", record.impression) if h]
    return set(headlines) | {label.lower() for label in positive_labels(record.summary)} or {"normal"}


class Collate:
    def __init__(self, images: np.ndarray, records: list[Record], tokenizer, spec: ImageSpec) -> None:
        self.images, self.spec = images, spec
        self.said = [statements(r) for r in records]
        self.ids = {s: encode(tokenizer, s)[:TEXT_LENGTH] for s in set().union(*self.said)}

    def __call__(self, rows: np.ndarray, rng: np.random.Generator) -> dict[str, Tensor]:
        texts = sorted(set().union(*(self.said[r] for r in rows)))
        ids = torch.zeros(len(texts), max(len(self.ids[t]) for t in texts), dtype=torch.long)
        for i, text in enumerate(texts):
            ids[i, : len(self.ids[text])] = torch.tensor(self.ids[text])
        said = torch.tensor([[float(t in self.said[r]) for t in texts] for r in rows])
        pixels = normalise(jitter(self.images[rows], rng), self.spec)
        return {"pixel_values": torch.from_numpy(pixels), "ids": ids, "said": said}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    path = parser.parse_args().config
    config = read_yaml(path)
    data = Path(config["data"])
    spec = ImageSpec(size=config["vision"]["image_size"])
    records = read_records(data)
    tokenizer = load_tokenizer(Path(config["tokenizer"]))
    torch.manual_seed(config["loop"].get("seed", 1))
    text = TextTower(tokenizer.get_vocab_size(), config["text_width"], config["vision"]["projection"])
    pair = Pair(MedClipVision.from_config(config["vision"]), text)
    collate = Collate(small_images(data, records, spec), records, tokenizer, spec)
    loop = fill(LoopConfig, config["loop"], path)
    Loop(pair, len(records), collate, contrastive_loss, loop, Path(config["out"]), {"vision": config["vision"]}).run()


if __name__ == "__main__":
    main()
