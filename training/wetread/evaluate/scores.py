"""Scores of generated summaries against references."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Sequence

import numpy as np
from rouge_score import rouge_scorer

from .labeller import positive_labels

ROUGES = ("rouge1", "rouge2", "rougeL")


def rouge(references: Sequence[str], texts: Sequence[str]) -> dict[str, np.ndarray]:
    """F-measure of each pair, by the standard package with stemming."""
    scorer = rouge_scorer.RougeScorer(list(ROUGES), use_stemmer=True)
    found = [scorer.score(r, t) for r, t in zip(references, texts)]
    return {name: np.array([f[name].fmeasure for f in found]) for name in ROUGES}


@dataclass(frozen=True)
class Counts:
    """True positives, false positives and false negatives of each pair (rows) and label (columns)."""

    labels: tuple[str, ...]
    hit: np.ndarray
    extra: np.ndarray
    missed: np.ndarray

    def f1(self) -> float:
        """Micro F1 over all pairs and labels."""
        return micro_f1(self.hit.sum(), self.extra.sum(), self.missed.sum())

    def precision(self) -> float:
        return float(self.hit.sum() / max(1, self.hit.sum() + self.extra.sum()))

    def recall(self) -> float:
        return float(self.hit.sum() / max(1, self.hit.sum() + self.missed.sum()))

    def by_label(self) -> dict[str, dict[str, float]]:
        table = {}
        for i, label in enumerate(self.labels):
            hit, extra, missed = (int(a[:, i].sum()) for a in (self.hit, self.extra, self.missed))
            table[label] = {
                "precision": hit / max(1, hit + extra),
                "recall": hit / max(1, hit + missed),
                "f1": micro_f1(hit, extra, missed),
                "support": hit + missed,
            }
        return table

    def macro_f1(self) -> float:
        return float(np.mean([row["f1"] for row in self.by_label().values() if row["support"]]))

    def per_pair(self) -> np.ndarray:
        """[N, 3] hits, extras and misses: what a randomization test exchanges."""
        return np.stack([self.hit.sum(1), self.extra.sum(1), self.missed.sum(1)], 1)


def micro_f1(hit: float, extra: float, missed: float) -> float:
    return float(2 * hit / max(1, 2 * hit + extra + missed))


def count_findings(wanted: Sequence[set[str]], texts: Sequence[str], labels: tuple[str, ...]) -> Counts:
    """Compares the labels a study should have with those our labeller reads from the text."""
    truth = np.array([[label in w for label in labels] for w in wanted])
    said = np.array([[label in s for label in labels] for s in map(positive_labels, texts)])
    return Counts(labels, truth & said, ~truth & said, truth & ~said)


def randomization_test(
    first: np.ndarray, second: np.ndarray, statistic: Callable[[np.ndarray], float], rounds: int = 2000, seed: int = 0
) -> float:
    """Two-sided p of the difference of a statistic between two systems on the same pairs.

    Under the null hypothesis the two systems' results of a pair are exchangeable: each round swaps them by a coin.
    """
    rng = np.random.default_rng(seed)
    observed = abs(statistic(first) - statistic(second))
    shape = (len(first),) + (1,) * (first.ndim - 1)
    reached = 0
    for _ in range(rounds):
        swap = rng.random(shape) < 0.5
        gap = abs(statistic(np.where(swap, second, first)) - statistic(np.where(swap, first, second)))
        reached += gap >= observed - 1e-12
    return (reached + 1) / (rounds + 1)


def pair_f1(counts: np.ndarray) -> float:
    """Micro F1 of rows of hits, extras and misses."""
    return micro_f1(*counts.sum(0))
