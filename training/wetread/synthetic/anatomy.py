"""The healthy chest: body, lungs, ribs, heart, mediastinum and diaphragm, with a person's own proportions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .canvas import Canvas, curve
from .study import Study


@dataclass
class Chest:
    """Masks in [0, 1] on one canvas, and the landmarks that findings are placed by. Sides are the patient's."""

    canvas: Canvas
    lungs: dict[str, np.ndarray]
    centre: dict[str, float]
    dome: dict[str, float]
    half_width: float
    top: float
    midline: float
    air: np.ndarray
    soft: np.ndarray
    bone: np.ndarray


def build_chest(study: Study, canvas: Canvas, rng: np.random.Generator) -> Chest:
    """Draws the anatomy of a study."""
    portable = study.view == "AP"
    midline = 0.5 + rng.uniform(-0.02, 0.02)
    half_width = rng.uniform(0.36, 0.41)
    top = rng.uniform(0.09, 0.14)
    base = rng.uniform(0.72, 0.80) - (0.06 if portable else 0.0)
    lungs, centre, dome = {}, {}, {}
    for side, sign in (("right", -1), ("left", 1)):
        centre[side] = midline + sign * half_width * 0.53
        dome[side] = base - (0.025 if side == "right" else 0.0)
        lungs[side] = _lung(canvas, centre[side], dome[side], half_width * 0.47, top, sign)
    air = np.maximum(lungs["right"], lungs["left"])
    soft = _soft_tissue(study, canvas, rng, midline, half_width, base)
    bone = _bones(canvas, rng, midline, half_width, top, portable)
    return Chest(canvas, lungs, centre, dome, half_width, top, midline, air, soft, bone)


def _lung(canvas: Canvas, cu: float, dome: float, ru: float, top: float, sign: int) -> np.ndarray:
    rv = (dome - top) * 0.62
    taper = 1 - 0.42 * np.clip((dome - canvas.v) / (dome - top), 0, 1) ** 1.8
    shifted = (canvas.u - cu + sign * 0.02 * (1 - taper)) / (ru * taper)
    radius = (np.abs(shifted) ** 2.6 + np.abs((canvas.v - top - rv) / rv) ** 2.6) ** (1 / 2.6)
    diaphragm = dome + 0.30 * (canvas.u - cu + sign * 0.03) ** 2 / ru
    return canvas.inside((radius - 1) * ru, 0.010) * canvas.inside(canvas.v - diaphragm, 0.008)


def _soft_tissue(
    study: Study, canvas: Canvas, rng: np.random.Generator, midline: float, half_width: float, base: float
) -> np.ndarray:
    heart_width = study.cardiothoracic_ratio * half_width
    heart = canvas.ellipse(midline + 0.28 * heart_width, base - 0.13, heart_width, 0.13 + 0.22 * heart_width, 0.012)
    apex = canvas.ellipse(midline + 0.62 * heart_width, base - 0.07, heart_width * 0.62, 0.10, 0.014)
    mediastinum = canvas.inside(np.abs(canvas.u - midline) - (0.050 + 0.03 * canvas.v), 0.014)
    arch = canvas.ellipse(midline + 0.055, 0.29, 0.035, 0.045, 0.010)
    hila = canvas.blob(midline - 0.10, 0.43, 0.05, 0.07) + canvas.blob(midline + 0.11, 0.41, 0.05, 0.07)
    heart = np.maximum(heart, apex)
    return np.maximum(np.maximum(heart, 0.85 * mediastinum), np.maximum(0.75 * arch, rng.uniform(0.3, 0.45) * hila))


def _bones(
    canvas: Canvas, rng: np.random.Generator, midline: float, half_width: float, top: float, portable: bool
) -> np.ndarray:
    spacing, phase = rng.uniform(0.072, 0.084), rng.uniform(0, 0.05)
    lateral = np.abs(canvas.u - midline) / half_width
    posterior = canvas.v - 0.10 * lateral**2
    anterior = canvas.v + 0.22 * lateral**1.5 - 0.2
    ribs = 0.5 * _bands(posterior, spacing, phase) + 0.28 * _bands(anterior, spacing * 1.25, phase + 0.03)
    ribs = ribs * canvas.inside(lateral - 1.04, 0.03) * canvas.inside(np.abs(canvas.v - 0.47) - 0.40, 0.03)
    spine = canvas.inside(np.abs(canvas.u - midline) - 0.030, 0.008) * (0.6 + 0.4 * _bands(canvas.v, 0.055, phase))
    bone = np.maximum(ribs, 0.5 * spine)
    height = top + (0.015 if portable else 0.055)
    for sign in (-1, 1):
        line = curve(
            (midline + sign * 0.05, height + 0.05),
            (midline + sign * 0.2, height + 0.02),
            (midline + sign * 0.42, height - 0.04),
        )
        bone = np.maximum(bone, 0.7 * canvas.polyline(line, 0.012))
        if portable:
            edge = curve((midline + sign * 0.33, 0.12), (midline + sign * 0.24, 0.26), (midline + sign * 0.36, 0.46))
            bone = np.maximum(bone, 0.4 * canvas.polyline(edge, 0.008))
    return bone


def _bands(position: np.ndarray, spacing: float, phase: float) -> np.ndarray:
    wave = np.cos(2 * np.pi * (position - phase) / spacing)
    return np.clip((wave - 0.25) / 0.5, 0, 1)
