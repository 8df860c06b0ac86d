"""Words for a study: a clean house style, a freer dictated style, and shuffled key phrases."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .study import LABELS, Finding, Study


@dataclass(frozen=True)
class Report:
    findings: str
    impression: str

    @property
    def summary(self) -> str:
        """The answer the LLM is taught: both sections behind their markers."""
        return f"Findings: {self.findings} Impression: {self.impression}"


def house_report(study: Study) -> Report:
    """One wording, one order: what stage 2 and the held-out references use."""
    sentences = []
    for label in LABELS:
        found = merge_sides(study.of(label))
        sentences += [_HOUSE[label](f) for f in found] if found else [_HOUSE_ABSENT[label]]
    headlines = [headline(f) for label in LABELS for f in merge_sides(study.of(label))]
    impression = " ".join(_sentence(h) for h in headlines) or "No acute cardiopulmonary abnormality."
    return Report(" ".join(s for s in sentences if s), impression)


def dictated_report(study: Study, rng: random.Random) -> Report:
    """Varied wording and order, with some negatives left unsaid, as dictated reports are."""
    sentences = []
    for label in LABELS:
        found = merge_sides(study.of(label))
        if found:
            sentences += [rng.choice(_DICTATED[label])(f) for f in found]
        elif rng.random() < 0.6 and _DICTATED_ABSENT[label]:
            sentences.append(rng.choice(_DICTATED_ABSENT[label]))
    rng.shuffle(sentences)
    if rng.random() < 0.3:
        sentences.insert(0, f"Single {study.view} view of the chest.")
    headlines = [headline(f) for label in LABELS for f in merge_sides(study.of(label))]
    rng.shuffle(headlines)
    calm = rng.choice(("No acute cardiopulmonary abnormality.", "No acute disease.", "Normal chest radiograph."))
    findings = " ".join(sentences) or "The chest is normal."
    return Report(findings, " ".join(_sentence(h) for h in headlines) or calm)


def key_phrases(study: Study) -> list[str]:
    """One short phrase for each finding: the content that stands at X_R while the LLM is tuned."""
    return [headline(f) for label in LABELS for f in merge_sides(study.of(label))]


def merge_sides(findings: list[Finding]) -> list[Finding]:
    """Right and left of one non-device finding become one bilateral finding."""
    if len(findings) == 2 and not findings[0].device:
        return [Finding(findings[0].label, "bilateral", severity=findings[0].severity)]
    return findings


def headline(f: Finding) -> str:
    return {
        "Cardiomegaly": "cardiomegaly",
        "Edema": f"{f.severity} pulmonary edema",
        "Consolidation": f"{f.side} {f.zone} lung consolidation",
        "Atelectasis": f"{f.side} basilar atelectasis",
        "Lung Lesion": f"{f.side} {f.zone} lung nodule",
        "Pleural Effusion": f"{f.severity} {f.side} pleural effusion" + ("s" if f.side == "bilateral" else ""),
        "Pneumothorax": f"{f.severity} {f.side} pneumothorax",
        "Support Devices": f"{f.device} in place",
    }[f.label]


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."


def _effusions(f: Finding) -> str:
    if f.side == "bilateral":
        return f"There are {f.severity} bilateral pleural effusions."
    return f"There is a {f.severity} {f.side} pleural effusion."


def _article(words: str) -> str:
    return ("An " if words[0] in "aeiou" else "A ") + words


_HOUSE = {
    "Cardiomegaly": lambda f: f"There is {f.severity} cardiomegaly.",
    "Edema": lambda f: f"There is {f.severity} pulmonary edema.",
    "Consolidation": lambda f: f"There is consolidation in the {f.side} {f.zone} lung.",
    "Atelectasis": lambda f: f"There is {f.side} basilar atelectasis.",
    "Lung Lesion": lambda f: f"There is a nodule in the {f.side} {f.zone} lung.",
    "Pleural Effusion": _effusions,
    "Pneumothorax": lambda f: f"There is a {f.severity} {f.side} pneumothorax.",
    "Support Devices": lambda f: f"{_article(f.device)} is in place.",
}
_HOUSE_ABSENT = {
    "Cardiomegaly": "The heart size is normal.",
    "Edema": "There is no pulmonary edema.",
    "Consolidation": "There is no consolidation.",
    "Atelectasis": "",
    "Lung Lesion": "",
    "Pleural Effusion": "There is no pleural effusion.",
    "Pneumothorax": "There is no pneumothorax.",
    "Support Devices": "",
}
_DICTATED = {
    "Cardiomegaly": (
        lambda f: "The heart is enlarged.",
        lambda f: f"{f.severity.capitalize()} cardiomegaly is present.",
        lambda f: "The cardiac silhouette is enlarged.",
    ),
    "Edema": (
        lambda f: f"{f.severity.capitalize()} pulmonary edema is seen.",
        lambda f: f"Findings consistent with {f.severity} pulmonary edema.",
        lambda f: "Diffuse interstitial opacities suggest pulmonary edema.",
    ),
    "Consolidation": (
        lambda f: f"Consolidation is seen in the {f.side} {f.zone} lung.",
        lambda f: f"{f.side.capitalize()} {f.zone} lung consolidation, which may represent pneumonia.",
        lambda f: f"There is a focal airspace consolidation of the {f.side} {f.zone} zone.",
    ),
    "Atelectasis": (
        lambda f: f"Linear atelectasis at the {f.side} base.",
        lambda f: f"{f.side.capitalize()} basilar atelectasis.",
    ),
    "Lung Lesion": (
        lambda f: f"A nodule is seen in the {f.side} {f.zone} lung.",
        lambda f: f"Rounded nodule of the {f.side} {f.zone} zone.",
    ),
    "Pleural Effusion": (
        _effusions,
        lambda f: f"{f.severity.capitalize()} {f.side} pleural effusion" + ("s." if f.side == "bilateral" else "."),
        lambda f: (
            f"{f.severity.capitalize()} pleural fluid "
            + ("on both sides." if f.side == "bilateral" else f"on the {f.side}.")
        ),
    ),
    "Pneumothorax": (
        lambda f: f"{f.severity.capitalize()} {f.side} pneumothorax is present.",
        lambda f: f"There is a {f.severity} pneumothorax on the {f.side}.",
    ),
    "Support Devices": (lambda f: f"{_article(f.device)} is present.", lambda f: f"{f.device.capitalize()} is noted."),
}
_DICTATED_ABSENT = {
    "Cardiomegaly": (
        "The heart is normal in size.",
        "Normal cardiac silhouette.",
        "The cardiomediastinal contours are normal.",
    ),
    "Edema": ("No pulmonary edema.", "There is no evidence of edema."),
    "Consolidation": ("No focal consolidation.", "The lungs are without consolidation."),
    "Atelectasis": (),
    "Lung Lesion": ("No nodule is seen.",),
    "Pleural Effusion": ("No pleural effusion.", "There is no effusion on either side."),
    "Pneumothorax": ("No pneumothorax.", "There is no evidence of pneumothorax."),
    "Support Devices": (),
}
