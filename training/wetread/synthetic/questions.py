"""Follow-up questions about one study, with their answers."""

from __future__ import annotations

import random

from .report import headline, merge_sides
from .study import LABELS, Study

SUBJECT = {
    "Cardiomegaly": ("Is the heart enlarged?", "Is there cardiomegaly?"),
    "Edema": ("Is there pulmonary edema?", "Does the image show pulmonary edema?"),
    "Consolidation": ("Is there a consolidation?", "Does the image show consolidation?"),
    "Atelectasis": ("Is there atelectasis?", "Does the image show atelectasis?"),
    "Lung Lesion": ("Is there a lung nodule?", "Does the image show a nodule?"),
    "Pleural Effusion": ("Is there a pleural effusion?", "Does the image show a pleural effusion?"),
    "Pneumothorax": ("Is there a pneumothorax?", "Does the image show a pneumothorax?"),
    "Support Devices": ("Are there any lines or tubes?", "Are support devices present?"),
}
ABSENT = {
    "Cardiomegaly": "No, the heart size is normal.",
    "Edema": "No, there is no pulmonary edema.",
    "Consolidation": "No, there is no consolidation.",
    "Atelectasis": "No, there is no atelectasis.",
    "Lung Lesion": "No, there is no nodule.",
    "Pleural Effusion": "No, there is no pleural effusion.",
    "Pneumothorax": "No, there is no pneumothorax.",
    "Support Devices": "No, there are no lines or tubes.",
}


def answer(study: Study, label: str) -> str:
    """The true answer to a question about the label."""
    found = [headline(f) for f in merge_sides(study.of(label))]
    return f"Yes, {' and '.join(found)}." if found else ABSENT[label]


def balanced_questions(study: Study, rng: random.Random, count: int) -> list[tuple[str, str, str]]:
    """(label, question, answer) of `count` different labels, drawn so that yes and no are about equally likely."""
    present = [label for label in LABELS if study.labels[label]]
    absent = [label for label in LABELS if not study.labels[label]]
    rng.shuffle(present)
    rng.shuffle(absent)
    chosen: list[str] = []
    while len(chosen) < count and (present or absent):
        source = present if present and (rng.random() < 0.5 or not absent) else absent
        chosen.append(source.pop())
    return [(label, rng.choice(SUBJECT[label]), answer(study, label)) for label in chosen]
