"""Metrics whose weights are not ours to ship: each runs where its weights are given as a path.

BERTScore and CheXbert are computed here from a local Hugging Face folder or checkpoint; RadGraph through the
`radgraph` package, which has to be installed beside its weights.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ..errors import TrainingError

CHEXBERT_HEADS = 14
CHEXBERT_POSITIVE = (1, 3)
"""Classes of a CheXbert head: 0 blank, 1 positive, 2 negative, 3 uncertain."""


def optional_scores(paths: dict, references: list[str], texts: list[str]) -> dict[str, float]:
    """`bertscore`, `chexbert` (with `bert`, its base folder) and `radgraph`: those that are given."""
    scores: dict[str, float] = {}
    if "bertscore" in paths:
        scores["BERTScore"] = bert_score(_existing(paths["bertscore"]), references, texts)
    if "chexbert" in paths:
        scores["CheXbert F1"] = chexbert_f1(_existing(paths["chexbert"]), _existing(paths["bert"]), references, texts)
    if "radgraph" in paths:
        scores["RadGraph F1"] = _radgraph_f1(_existing(paths["radgraph"]), references, texts)
    return scores


def _existing(path: str) -> Path:
    if not Path(path).exists():
        raise TrainingError(f"{path}: the metric's weights are not there")
    return Path(path)


@torch.no_grad()
def bert_score(folder: Path, references: list[str], texts: list[str]) -> float:
    """Mean F of greedily matched token embeddings of the last layer, without idf and rescaling."""
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()

    def embed(text: str) -> Tensor:
        batch = tokenizer(text or ".", return_tensors="pt", truncation=True, max_length=512)
        hidden = model(**batch).last_hidden_state[0, 1:-1]
        return hidden / hidden.norm(dim=-1, keepdim=True)

    scores = []
    for reference, text in zip(references, texts):
        similar = embed(text) @ embed(reference).T
        precision, recall = similar.max(1).values.mean(), similar.max(0).values.mean()
        scores.append(float(2 * precision * recall / (precision + recall)))
    return float(np.mean(scores))


class CheXbert(nn.Module):
    """The published labeller: BERT's first token under 14 linear heads (the last, No Finding, with two classes)."""

    def __init__(self, bert: nn.Module) -> None:
        super().__init__()
        self.bert = bert
        width = bert.config.hidden_size
        self.linear_heads = nn.ModuleList(
            [nn.Linear(width, 4) for _ in range(CHEXBERT_HEADS - 1)] + [nn.Linear(width, 2)]
        )

    def forward(self, **batch: Tensor) -> list[Tensor]:
        first = self.bert(**batch).last_hidden_state[:, 0]
        return [head(first) for head in self.linear_heads]


@torch.no_grad()
def chexbert_f1(checkpoint: Path, base: Path, references: list[str], texts: list[str]) -> float:
    """Micro F1 of the positive findings that CheXbert reads from both texts."""
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    from ..models.loaders import load_into

    model = CheXbert(AutoModel.from_config(AutoConfig.from_pretrained(base)))
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    tensors = {n.removeprefix("module."): t for n, t in state.get("model_state_dict", state).items()}
    load_into(model, tensors, checkpoint)
    tokenizer = AutoTokenizer.from_pretrained(base)
    model.eval()

    def labels(text: str) -> np.ndarray:
        batch = tokenizer(text, return_tensors="pt", truncation=True, max_length=512)
        return np.array([int(h.argmax()) in CHEXBERT_POSITIVE for h in model(**batch)[:-1]])

    truth, said = np.array([labels(r) for r in references]), np.array([labels(t) for t in texts])
    hit = (truth & said).sum()
    return float(2 * hit / max(1, truth.sum() + said.sum()))


def _radgraph_f1(weights: Path, references: list[str], texts: list[str]) -> float:
    """Entity and relation F1 (reward level partial) by the radgraph package."""
    try:
        radgraph = importlib.import_module("radgraph")
    except ImportError as cause:
        raise TrainingError("RadGraph needs the package radgraph to be installed") from cause
    scorer = radgraph.F1RadGraph(reward_level="partial", model_path=str(weights))
    return float(scorer(hyps=texts, refs=references)[0])
