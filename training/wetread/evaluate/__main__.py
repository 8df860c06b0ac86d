"""Compares systems on a held-out set: `python -m wetread.evaluate CONFIG`; writes a table (Markdown, JSON) and a picture.

A system is a model (`vision`, `llm`, `align`) or a file of summaries (`texts`). The last system is also run with the
images shuffled between studies and with blank images, and asked follow-up questions on a set balanced by label.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from ..config import read_yaml
from ..data.images import small_images
from ..data.records import Record, read_records
from ..errors import TrainingError
from ..models.assemble import assemble
from .labeller import MENTIONS, positive_labels
from .optional import optional_scores
from .report import markdown, picture
from .scores import Counts, count_findings, pair_f1, randomization_test, rouge
from .systems import balanced, blank_images, follow_ups, image_tokens, read_texts, shuffled, summaries, yes_or_no


class Evaluation:
    """One held-out set and what each system said about it."""

    def __init__(self, config: dict) -> None:
        self.config = config
        self.file = Path(config["data"])
        self.records: list[Record] = read_records(self.file)
        self.references = [r.summary for r in self.records]
        known = [r.labels for r in self.records]
        self.wanted = [
            {l for l, v in k.items() if v} if k else positive_labels(r.summary) for k, r in zip(known, self.records)
        ]
        self.labels = tuple(known[0]) if known[0] else tuple(MENTIONS)
        self.texts: dict[str, list[str]] = {}
        self.rows: dict[str, dict] = {}
        self.pairs: dict[str, dict[str, np.ndarray]] = {}

    def run(self) -> dict:
        systems = self.config["systems"]
        for name, system in systems.items():
            if "texts" in system:
                self.add(name, read_texts(Path(system["texts"])))
            else:
                self._run_model(name, system, last=name == list(systems)[-1])
        names = list(systems)
        result = {
            "studies": len(self.records),
            "systems": self.rows,
            "comparisons": self._compare(names),
            "sensitivity": self._sensitivity(names[-1]),
            "follow_ups": self.rows[names[-1]].pop("follow_ups", None),
        }
        return result

    def add(self, name: str, texts: list[str]) -> None:
        if len(texts) != len(self.records):
            raise TrainingError(f"{self.file}: {name} has {len(texts)} summaries for {len(self.records)} records")
        rouges = rouge(self.references, texts)
        counts = count_findings(self.wanted, texts, self.labels)
        self.texts[name] = texts
        self.pairs[name] = {**rouges, "f1": counts.per_pair()}
        self.rows[name] = {
            **{m: float(v.mean()) for m, v in rouges.items()},
            **_finding_row(counts),
            **optional_scores(self.config.get("optional", {}), self.references, texts),
        }

    def _run_model(self, name: str, system: dict, last: bool) -> None:
        model, spec = assemble(system)
        images = small_images(self.file, self.records, spec)
        tokens = image_tokens(model, images, spec)
        self.add(name, summaries(model, tokens, name))
        if not last:
            return
        self.add("images shuffled", summaries(model, tokens[shuffled(len(tokens))], "images shuffled"))
        self.add("blank images", summaries(model, image_tokens(model, blank_images(images), spec), "blank images"))
        self.rows[name]["follow_ups"] = self._ask(model, tokens, self.texts[name])

    def _ask(self, model, tokens, texts: list[str]) -> dict | None:
        if not self.records[0].labels:
            return None
        asked = balanced(self.records, self.config.get("questions_per_label", 25))
        answers = follow_ups(model, tokens, texts, [a[:3] for a in asked])
        right = [yes_or_no(answer) == truth for answer, (*_, truth) in zip(answers, asked)]
        by_label = {
            label: float(np.mean([r for r, a in zip(right, asked) if a[1] == label]))
            for label in {a[1]: 0 for a in asked}
        }
        return {
            "questions": len(asked),
            "agreement": float(np.mean(right)),
            "neither": sum(yes_or_no(a) is None for a in answers),
            "by_label": by_label,
        }

    def _compare(self, names: list[str]) -> list[dict]:
        """The last system against each of the others."""
        return [
            {
                "systems": [names[-1], other],
                "p": {
                    metric: randomization_test(
                        self.pairs[names[-1]][metric], self.pairs[other][metric], pair_f1 if metric == "f1" else np.mean
                    )
                    for metric in ("rouge1", "rouge2", "rougeL", "f1")
                },
            }
            for other in names[:-1]
        ]

    def _sensitivity(self, name: str) -> dict:
        """What chance means here: the same summaries dealt to other studies, many times."""
        rng = np.random.default_rng(0)
        base = count_findings(self.wanted, self.texts[name], self.labels)
        said = base.hit | base.extra
        truth = base.hit | base.missed
        chance = []
        for _ in range(500):
            dealt = said[rng.permutation(len(said))]
            chance.append(Counts(self.labels, truth & dealt, ~truth & dealt, truth & ~dealt).f1())
        return {
            "chance_f1": float(np.mean(chance)),
            "chance_f1_95": [float(q) for q in np.quantile(chance, (0.025, 0.975))],
        }


def _finding_row(counts: Counts) -> dict:
    return {
        "precision": counts.precision(),
        "recall": counts.recall(),
        "f1": counts.f1(),
        "macro_f1": counts.macro_f1(),
        "by_label": counts.by_label(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    config = read_yaml(parser.parse_args().config)
    out = Path(config["out"])
    out.mkdir(parents=True, exist_ok=True)
    evaluation = Evaluation(config)
    result = evaluation.run()
    (out / "evaluation.json").write_text(json.dumps(result, indent=2) + "\n")
    (out / "texts.json").write_text(
        json.dumps({"references": evaluation.references, **evaluation.texts}, indent=1) + "\n"
    )
    table = markdown(result)
    (out / "evaluation.md").write_text(table)
    picture(result, out / "evaluation.png")
    print(table)


if __name__ == "__main__":
    main()
