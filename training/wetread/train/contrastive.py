"""Contrastive pre-training of the vision encoder on image–report pairs: `python -m wetread.train.contrastive CONFIG`.

As in MedCLIP the targets are soft: two pairs that say the same are not each other's negatives. What a pair says are
its `tags` where the data has them, else the labels that our labeller reads from the report.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..config import fill, read_yaml
from ..data.preprocess import ImageSpec, normalise
from ..data.images import small_images
from ..data.records import Record, read_records
from ..evaluate.labeller import positive_labels
from ..models.prompt import encode
from ..models.tokenizer import load_tokenizer
from ..models.vision import MedClipVision, TextTower
from .loop import Loop, LoopConfig

TARGET_TEMPERATURE = 0.1
TEXT_LENGTH = 128


class Pair(nn.Module):
    """Both towers and the learned temperature."""

    def __init__(self, vision: MedClipVision, text: TextTower) -> None:
        super().__init__()
        self.vision_model, self.text_model = vision, text
        self.logit_scale = nn.Parameter(torch.tensor(2.66))

    def forward(self, pixel_values: Tensor, ids: Tensor) -> Tensor:
        """Similarities [B, B] of images (rows) and reports (columns), scaled."""
        image = F.normalize(self.vision_model(pixel_values)[:, 0], dim=-1)
        text = F.normalize(self.text_model(ids), dim=-1)
        return self.logit_scale.clamp(max=4.6).exp() * image @ text.T


def contrastive_loss(model: nn.Module, batch: dict[str, Tensor]) -> tuple[Tensor, dict]:
    logits = model(batch["pixel_values"], batch["ids"])
    target = (batch["same"] / TARGET_TEMPERATURE).softmax(-1)
    loss = -(target * logits.log_softmax(-1)).sum(-1).mean() - (target.T * logits.T.log_softmax(-1)).sum(-1).mean()
    best = target.gather(1, logits.argmax(-1, keepdim=True))[:, 0]
    return loss / 2, {"match": float((best > 0.99 * target.max(-1).values).float().mean())}


def jitter(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """uint8 [B, s, s]: each image shifted by some pixels and exposed a little differently."""
    out = np.empty(images.shape, np.float32)
    for i, image in enumerate(images):
        shift = rng.integers(-4, 5, 2)
        out[i] = np.roll(image, tuple(shift), (0, 1)) * rng.uniform(0.88, 1.12) + rng.uniform(-8, 8)
    return np.clip(out + rng.normal(0, 2, out.shape), 0, 255).astype(np.uint8)


def tag_matrix(records: list[Record]) -> np.ndarray:
    """float32 [N, tags], rows of length 1: what each report says."""
    said = [r.extra.get("tags") if "tags" in r.extra else positive_labels(r.summary) for r in records]
    said = [set(s) or {"normal"} for s in said]
    names = {name: i for i, name in enumerate(sorted(set().union(*said)))}
    matrix = np.zeros((len(records), len(names)), np.float32)
    for row, tags in enumerate(said):
        matrix[row, [names[t] for t in tags]] = 1
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


class Collate:
    def __init__(self, images: np.ndarray, records: list[Record], tokenizer, spec: ImageSpec) -> None:
        self.images, self.spec = images, spec
        self.tags = tag_matrix(records)
        self.ids = [encode(tokenizer, r.summary)[:TEXT_LENGTH] for r in records]

    def __call__(self, rows: np.ndarray, rng: np.random.Generator) -> dict[str, Tensor]:
        ids = torch.zeros(len(rows), max(len(self.ids[r]) for r in rows), dtype=torch.long)
        for i, row in enumerate(rows):
            ids[i, : len(self.ids[row])] = torch.tensor(self.ids[row])
        pixels = normalise(jitter(self.images[rows], rng), self.spec)
        tags = self.tags[rows]
        return {"pixel_values": torch.from_numpy(pixels), "ids": ids, "same": torch.from_numpy(tags @ tags.T)}


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
