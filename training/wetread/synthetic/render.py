"""Draws a study as an 8-bit grey radiograph."""

from __future__ import annotations

import numpy as np

from .anatomy import build_chest
from .canvas import Canvas
from .devices import draw_devices
from .pathology import draw_findings
from .study import Study


def render(study: Study, long_side: int) -> np.ndarray:
    """uint8 [h, w] with the longer side as given: the same picture at every resolution, up to its pixel noise."""
    width = long_side if study.aspect >= 1 else round(long_side * study.aspect)
    height = round(long_side / study.aspect) if study.aspect >= 1 else long_side
    canvas = Canvas(width, height)
    rng = np.random.default_rng([104729, study.seed])
    chest = build_chest(study, canvas, rng)
    opacity = draw_findings(chest, study.findings, rng)
    metal = draw_devices(chest, study.findings, rng)
    density = _density(chest, canvas, rng)
    density = density + opacity * np.clip(1 - density / 0.95, 0.12, 1)
    return _expose(np.maximum(density, 1.25 * metal), study, canvas, rng)


def _density(chest, canvas: Canvas, rng: np.random.Generator) -> np.ndarray:
    body = canvas.ellipse(chest.midline, 0.62, chest.half_width * 1.22, 0.66, 0.02, power=4)
    shoulders = canvas.ellipse(chest.midline, 0.36, 0.56, 0.28, 0.03, power=3)
    neck = canvas.inside(np.abs(canvas.u - chest.midline) - 0.12, 0.03) * canvas.inside(canvas.v - 0.3, 0.05)
    tissue = np.maximum(np.maximum(body, shoulders), neck) * rng.uniform(0.52, 0.60)
    markings = np.clip(canvas.texture(rng, 34), 0, 2) * np.exp(-np.abs(canvas.u - chest.midline) / 0.22)
    trachea = canvas.inside(np.abs(canvas.u - chest.midline) - 0.018, 0.008) * canvas.inside(canvas.v - 0.33, 0.02)
    density = tissue * (1 - 0.72 * np.clip(chest.air, 0, 1.3)) + 0.07 * markings * np.clip(chest.air, 0, 1)
    density = density + 0.42 * chest.soft * (1 - 0.35 * trachea) + 0.16 * chest.bone
    return density + 0.03 * canvas.texture(rng, 5)


def _expose(density: np.ndarray, study: Study, canvas: Canvas, rng: np.random.Generator) -> np.ndarray:
    gain, offset, gamma = rng.uniform(0.80, 0.98), rng.uniform(-0.03, 0.05), rng.uniform(0.85, 1.2)
    tilt = rng.uniform(-0.08, 0.08) * (canvas.u - 0.5)
    exposed = np.clip(gain * density + offset + tilt, 0, 1.2) ** gamma
    exposed = exposed + rng.uniform(0.008, 0.022) * canvas.texture(rng, 96)
    exposed = exposed + 0.01 * rng.standard_normal(exposed.shape).astype(np.float32)
    return np.clip(exposed * 225, 0, 255).astype(np.uint8)
