"""What a synthetic study contains: its findings and the anatomy they sit in, drawn from a seed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

import numpy as np

LABELS = (
    "Cardiomegaly",
    "Edema",
    "Consolidation",
    "Atelectasis",
    "Lung Lesion",
    "Pleural Effusion",
    "Pneumothorax",
    "Support Devices",
)
"""The labels a synthetic study can carry, by their CheXpert names."""

DEVICES = ("endotracheal tube", "central venous catheter", "nasogastric tube", "pacemaker")
PREVALENCE = {
    "Cardiomegaly": 0.26,
    "Edema": 0.14,
    "Consolidation": 0.24,
    "Atelectasis": 0.16,
    "Lung Lesion": 0.14,
    "Pleural Effusion": 0.28,
    "Pneumothorax": 0.14,
    "Support Devices": 0.28,
}
NORMAL_SHARE = 0.15


@dataclass(frozen=True)
class Finding:
    """One finding. `side` is the patient's: the right lung is at the left of the image."""

    label: str
    side: str = ""
    zone: str = ""
    severity: str = ""
    amount: float = 0.0
    device: str = ""


@dataclass(frozen=True)
class Study:
    """A study as drawn: everything the picture and the report are made from."""

    seed: int
    view: str
    cardiothoracic_ratio: float
    aspect: float
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def labels(self) -> dict[str, int]:
        """0 or 1 for each of LABELS."""
        present = {f.label for f in self.findings}
        return {label: int(label in present) for label in LABELS}

    def of(self, label: str) -> list[Finding]:
        return [f for f in self.findings if f.label == label]

    def to_json(self) -> dict:
        return asdict(self)


def sample_study(seed: int) -> Study:
    """The study of this seed: always the same one."""
    rng = np.random.default_rng([7919, seed])
    normal = rng.random() < NORMAL_SHARE
    present = set() if normal else {label for label in LABELS if rng.random() < PREVALENCE[label]}
    findings: list[Finding] = []
    for label in LABELS:
        if label in present:
            findings.extend(_SAMPLERS[label](rng))
    big = next((f.amount for f in findings if f.label == "Cardiomegaly"), None)
    ratio = big if big is not None else float(rng.uniform(0.38, 0.47))
    view = "AP" if rng.random() < (0.7 if "Support Devices" in present else 0.3) else "PA"
    return Study(seed, view, ratio, float(rng.uniform(0.84, 1.12)), tuple(findings))


def _grade(amount: float, low: float, high: float, words: tuple[str, str, str]) -> str:
    third = (high - low) / 3
    return words[min(2, int((amount - low) / third))]


def _side(rng: np.random.Generator) -> str:
    return "right" if rng.random() < 0.5 else "left"


def _cardiomegaly(rng: np.random.Generator) -> list[Finding]:
    ratio = float(rng.uniform(0.54, 0.70))
    return [Finding("Cardiomegaly", amount=ratio, severity=_grade(ratio, 0.54, 0.70, ("mild", "moderate", "severe")))]


def _edema(rng: np.random.Generator) -> list[Finding]:
    amount = float(rng.uniform(0.5, 1.0))
    return [Finding("Edema", amount=amount, severity=_grade(amount, 0.5, 1.0, ("mild", "moderate", "severe")))]


def _consolidation(rng: np.random.Generator) -> list[Finding]:
    zone = ("upper", "middle", "lower")[rng.integers(3)]
    return [Finding("Consolidation", _side(rng), zone, amount=float(rng.uniform(0.6, 1.0)))]


def _atelectasis(rng: np.random.Generator) -> list[Finding]:
    return [Finding("Atelectasis", _side(rng), amount=float(rng.uniform(0.6, 1.0)))]


def _lesion(rng: np.random.Generator) -> list[Finding]:
    zone = "upper" if rng.random() < 0.5 else "middle"
    return [Finding("Lung Lesion", _side(rng), zone, amount=float(rng.uniform(0.026, 0.042)))]


def _effusion(rng: np.random.Generator) -> list[Finding]:
    sides = ("right", "left") if rng.random() < 0.25 else (_side(rng),)
    amount = float(rng.uniform(0.05, 0.32))
    severity = _grade(amount, 0.05, 0.32, ("small", "moderate", "large"))
    return [Finding("Pleural Effusion", side, amount=amount, severity=severity) for side in sides]


def _pneumothorax(rng: np.random.Generator) -> list[Finding]:
    amount = float(rng.uniform(0.14, 0.42))
    return [
        Finding(
            "Pneumothorax",
            _side(rng),
            amount=amount,
            severity=_grade(amount, 0.14, 0.42, ("small", "moderate", "large")),
        )
    ]


def _devices(rng: np.random.Generator) -> list[Finding]:
    count = 1 if rng.random() < 0.7 else 2
    chosen = rng.choice(len(DEVICES), size=count, replace=False)
    return [Finding("Support Devices", side=_side(rng), device=DEVICES[i]) for i in sorted(chosen)]


_SAMPLERS = {
    "Cardiomegaly": _cardiomegaly,
    "Edema": _edema,
    "Consolidation": _consolidation,
    "Atelectasis": _atelectasis,
    "Lung Lesion": _lesion,
    "Pleural Effusion": _effusion,
    "Pneumothorax": _pneumothorax,
    "Support Devices": _devices,
}
