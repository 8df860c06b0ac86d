"""What an export proves about itself before it calls itself done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from ..errors import TrainingError
from ..models.xraygpt import Answer, XrayGpt
from .golden import TENSOR_TOLERANCE, DecodeCase
from .runtime import Decoder, open_session


@dataclass(frozen=True)
class Comparison:
    """PyTorch against ONNX Runtime: largest absolute differences, and how many greedy answers are the same."""

    weights: str
    encoder: float
    logits: float
    agreeing_first_tokens: float
    same_answers: int
    answers: int
    bytes: int

    def row(self) -> str:
        return (
            f"| {self.weights} | {self.bytes / 1e6:.2f} MB | {self.encoder:.1e} | {self.logits:.1e} | "
            f"{self.agreeing_first_tokens:.1%} | {self.same_answers}/{self.answers} |"
        )


TABLE_HEAD = (
    "| decoder weights | size | encoder, largest difference | logits, largest difference | same token, teacher forced | "
    "same greedy answers |\n|---|---|---|---|---|---|"
)


def compare(
    model: XrayGpt,
    pixels: list[np.ndarray],
    cases: list[DecodeCase],
    folder: Path,
    decoder_file: Path,
    weights: str,
    limit: int,
) -> Comparison:
    """Runs the exported graphs: each case alone, all in one ragged batch, and prefilled in chunks."""
    encoder = open_session(folder / "encoder.onnx")
    batch = np.stack(pixels)
    wanted = model.encode_images(torch.from_numpy(batch)).numpy()
    encoder_gap = float(np.abs(encoder.run(None, {"pixel_values": batch})[0] - wanted).max())
    decoder = Decoder(decoder_file, model.llm.config.num_hidden_layers)
    prompts = [case.embeds.numpy() for case in cases]
    target = np.stack([case.answer.logits.numpy() for case in cases])
    runs = [
        np.concatenate([decoder.prefill([p]) for p in prompts]),
        decoder.prefill(prompts),
        decoder.prefill(prompts, chunk=7),
    ]
    gap = max(float(np.abs(run - target).max()) for run in runs)
    answers = greedy(model, decoder, prompts, limit)
    same = sum(a == c.answer.ids for a, c in zip(answers, cases))
    size = sum(f.stat().st_size for f in decoder_file.parent.glob(decoder_file.name + "*"))
    return Comparison(weights, encoder_gap, gap, forced_agreement(model, decoder, cases), same, len(cases), size)


def greedy(model: XrayGpt, decoder: Decoder, prompts: list[np.ndarray], limit: int) -> list[list[int]]:
    """Greedy decoding of a ragged batch through the exported graph."""
    table = model.llm.get_input_embeddings().weight.detach().numpy()
    logits = decoder.prefill(prompts)
    position = np.array([len(p) for p in prompts])
    ids, ended = [[] for _ in prompts], [False] * len(prompts)
    for _ in range(limit):
        chosen = logits.argmax(-1)
        for row, token in enumerate(chosen.tolist()):
            ended[row] = ended[row] or model.ends(ids[row], token)
        if all(ended):
            break
        logits = decoder.step(table[chosen][:, None], np.ones((len(prompts), 1), bool), position[:, None])
        position = position + 1
    return ids


def forced_agreement(model: XrayGpt, decoder: Decoder, cases: list[DecodeCase]) -> float:
    """The share of the reference's tokens that are the graph's choice too, given the reference's tokens before them."""
    hits = total = 0
    table = model.llm.get_input_embeddings().weight.detach().numpy()
    for case in cases:
        logits = decoder.prefill([case.embeds.numpy()])
        for i, token in enumerate(case.answer.ids):
            hits, total = hits + int(logits[0].argmax() == token), total + 1
            logits = decoder.step(table[[token]][None], np.ones((1, 1), bool), np.array([[len(case.embeds) + i]]))
    return hits / max(1, total)


def answered_by_graph(model: XrayGpt, cases: list[DecodeCase], decoder_file: Path, limit: int) -> list[DecodeCase]:
    """The cases with the graph's own answers: what a quantized decoder's readers are to reproduce."""
    decoder = Decoder(decoder_file, model.llm.config.num_hidden_layers)
    answered = []
    for case in cases:
        logits = torch.from_numpy(decoder.prefill([case.embeds.numpy()])[0])
        ids = greedy(model, decoder, [case.embeds.numpy()], limit)[0]
        text = model.prompt.cut(model.tokenizer.decode(ids))[0].strip()
        answered.append(replace(case, answer=Answer(ids, text, logits)))
    return answered


def require_exact(found: Comparison) -> None:
    """Float32 must agree to the stated tolerance and word for word."""
    if found.encoder > TENSOR_TOLERANCE or found.logits > TENSOR_TOLERANCE:
        raise TrainingError(
            f"the exported graphs differ from PyTorch by {found.encoder:.2e} (encoder) and {found.logits:.2e} "
            f"(logits), more than {TENSOR_TOLERANCE}"
        )
    if found.same_answers != found.answers:
        raise TrainingError(f"only {found.same_answers} of {found.answers} greedy answers are the same in ONNX Runtime")
