"""Findings drawn into a chest. Each function changes the chest's air, or returns an opacity to be added."""

from __future__ import annotations

import numpy as np

from .anatomy import Chest
from .canvas import curve
from .study import Finding

ZONE_HEIGHT = {"upper": 0.22, "middle": 0.52, "lower": 0.82}


def draw_findings(chest: Chest, findings: tuple[Finding, ...], rng: np.random.Generator) -> np.ndarray:
    """All opacities of the findings, summed; pneumothorax changes `chest` in place."""
    opacity = np.zeros((chest.canvas.height, chest.canvas.width), np.float32)
    for finding in findings:
        if finding.label in _DRAW:
            opacity += _DRAW[finding.label](chest, finding, rng)
    return opacity


def _place(chest: Chest, side: str, zone: str, rng: np.random.Generator) -> tuple[float, float]:
    height = ZONE_HEIGHT[zone] + rng.uniform(-0.06, 0.06)
    outward = -1 if side == "right" else 1
    return (chest.centre[side] + outward * rng.uniform(0.0, 0.05), chest.top + height * (chest.dome[side] - chest.top))


def _consolidation(chest: Chest, finding: Finding, rng: np.random.Generator) -> np.ndarray:
    cu, cv = _place(chest, finding.side, finding.zone, rng)
    patch = chest.canvas.blob(cu, cv, rng.uniform(0.085, 0.12), rng.uniform(0.075, 0.105))
    ragged = np.clip(0.85 + 0.45 * chest.canvas.texture(rng, 26), 0, 1.5)
    return 0.62 * finding.amount * patch * ragged * chest.lungs[finding.side]


def _edema(chest: Chest, finding: Finding, rng: np.random.Generator) -> np.ndarray:
    haze = np.zeros_like(chest.air)
    for side in ("right", "left"):
        inward = 0.05 if side == "right" else -0.05
        haze = haze + chest.canvas.blob(chest.centre[side] + inward, 0.46, 0.15, 0.24)
    grain = np.abs(chest.canvas.texture(rng, 44))
    return finding.amount * haze * (0.20 + 0.22 * grain) * chest.air


def _atelectasis(chest: Chest, finding: Finding, rng: np.random.Generator) -> np.ndarray:
    opacity = np.zeros_like(chest.air)
    outward = -1 if finding.side == "right" else 1
    for band in range(int(rng.integers(2, 4))):
        v = chest.dome[finding.side] - 0.05 - 0.045 * band + rng.uniform(-0.008, 0.008)
        u = chest.centre[finding.side] + outward * rng.uniform(0, 0.03)
        slope = rng.uniform(-0.03, 0.03)
        points = curve((u - 0.09, v - slope), (u, v - 0.012), (u + 0.09, v + slope))
        opacity = np.maximum(opacity, chest.canvas.polyline(points, 0.0085))
    return 0.55 * finding.amount * opacity * chest.lungs[finding.side]


def _lesion(chest: Chest, finding: Finding, rng: np.random.Generator) -> np.ndarray:
    cu, cv = _place(chest, finding.side, finding.zone, rng)
    return 0.6 * chest.canvas.ellipse(cu, cv, finding.amount, finding.amount, 0.006) * chest.lungs[finding.side]


def _effusion(chest: Chest, finding: Finding, rng: np.random.Generator) -> np.ndarray:
    outward = -1 if finding.side == "right" else 1
    lateral = np.clip(outward * (chest.canvas.u - chest.centre[finding.side]) / (chest.half_width * 0.47), -1, 1)
    level = chest.dome[finding.side] + 0.02 - finding.amount - 0.06 * np.clip(lateral, 0, 1) ** 2
    return 0.95 * chest.canvas.inside(level - chest.canvas.v, 0.010) * chest.lungs[finding.side]


def _pneumothorax(chest: Chest, finding: Finding, rng: np.random.Generator) -> np.ndarray:
    outward = -1 if finding.side == "right" else 1
    lung = chest.lungs[finding.side]
    shrink = 1 - finding.amount * 0.62
    ru, rv = chest.half_width * 0.47 * shrink, (chest.dome[finding.side] - chest.top) * 0.60 * shrink
    cu = chest.centre[finding.side] - outward * chest.half_width * 0.47 * (1 - shrink) * 0.9
    cv = chest.dome[finding.side] - rv * 0.95
    radius = (np.abs((chest.canvas.u - cu) / ru) ** 2.4 + np.abs((chest.canvas.v - cv) / rv) ** 2.4) ** (1 / 2.4)
    distance = (radius - 1) * min(ru, rv)
    outside = (1 - chest.canvas.inside(distance, 0.006)) * lung
    chest.air = chest.air + 0.55 * outside
    pleura = np.exp(-((distance / 0.005) ** 2)) * lung
    return 0.35 * pleura - 0.10 * outside


_DRAW = {
    "Consolidation": _consolidation,
    "Edema": _edema,
    "Atelectasis": _atelectasis,
    "Lung Lesion": _lesion,
    "Pleural Effusion": _effusion,
    "Pneumothorax": _pneumothorax,
}
