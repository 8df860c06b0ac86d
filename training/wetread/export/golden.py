"""Golden tensors: inputs and outputs by PyTorch that every reader of the bundle replays."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from ..data.preprocess import ImageSpec, preprocess
from ..models.xraygpt import Answer, XrayGpt

PIXEL_TOLERANCE, TENSOR_TOLERANCE, QUANTIZED_TOLERANCE = 1e-6, 1e-3, 5e-2


@dataclass(frozen=True)
class DecodeCase:
    """One replayed answer: which encoded image, what was asked, and the prompt's embeddings."""

    image: int
    question: str
    embeds: torch.Tensor
    answer: Answer


def encode_cases(
    model: XrayGpt, spec: ImageSpec, images: list[np.ndarray]
) -> tuple[list[np.ndarray], list[torch.Tensor]]:
    """Each image's pixels and, encoded alone, its image tokens."""
    pixels = [preprocess(image, spec) for image in images]
    return pixels, [model.encode_images(torch.from_numpy(p[None]))[0] for p in pixels]


def decode_cases(model: XrayGpt, tokens: list[torch.Tensor], max_new: int) -> list[DecodeCase]:
    """Each image with the batch instruction, and prompts of other lengths: every instruction, and short questions."""
    asked = [(i, model.prompt.instructions[0]) for i in range(len(tokens))]
    asked += [(i % len(tokens), q) for i, q in enumerate(model.prompt.instructions[1:])]
    asked += [(i % len(tokens), q) for i, q in enumerate(("Is there a pleural effusion?", "Is the heart enlarged?"))]
    cases = []
    for image, question in asked:
        embeds = model.prompt_embeds(tokens[image], question)
        cases.append(DecodeCase(image, question, embeds, model.answer(embeds, max_new)))
    return cases


def write_golden(
    model: XrayGpt,
    images: list[np.ndarray],
    pixels: list[np.ndarray],
    tokens: list[torch.Tensor],
    cases: list[DecodeCase],
    tolerance: float,
    folder: Path,
) -> None:
    """Writes golden.safetensors and golden.json; `tolerance` is that of the logits."""
    tensors: dict[str, np.ndarray] = {}
    listing: dict = {"format": "wetread.golden/1", "preprocess": [], "encode": [], "decode": []}
    for i, image in enumerate(images):
        tensors[f"preprocess.{i}.image"], tensors[f"preprocess.{i}.pixels"] = image.copy(), pixels[i]
        tensors[f"encode.{i}.image_tokens"] = tokens[i].numpy().copy()
        listing["preprocess"].append(
            {"image": f"preprocess.{i}.image", "pixels": f"preprocess.{i}.pixels", "tolerance": PIXEL_TOLERANCE}
        )
        listing["encode"].append(
            {
                "pixels": f"preprocess.{i}.pixels",
                "imageTokens": f"encode.{i}.image_tokens",
                "tolerance": TENSOR_TOLERANCE,
            }
        )
    for i, case in enumerate(cases):
        before, after = model.prompt.first(model.tokenizer, model.llm.config.bos_token_id, case.question)
        tensors[f"decode.{i}.logits"] = case.answer.logits.numpy().copy()
        listing["decode"].append(
            {
                "imageTokens": f"encode.{case.image}.image_tokens",
                "question": case.question,
                "promptIds": before + after,
                "imageAt": len(before),
                "logits": f"decode.{i}.logits",
                "tolerance": tolerance,
                "ids": case.answer.ids,
                "text": case.answer.text,
            }
        )
    save_file(tensors, str(folder / "golden.safetensors"))
    (folder / "golden.json").write_text(json.dumps(listing, indent=1) + "\n")
