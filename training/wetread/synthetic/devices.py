"""Lines and tubes."""

from __future__ import annotations

import numpy as np

from .anatomy import Chest
from .canvas import curve
from .study import Finding


def draw_devices(chest: Chest, findings: tuple[Finding, ...], rng: np.random.Generator) -> np.ndarray:
    """The densities of all devices of a study, in [0, 1]."""
    metal = np.zeros((chest.canvas.height, chest.canvas.width), np.float32)
    for finding in findings:
        if finding.device:
            metal = np.maximum(metal, _DRAW[finding.device](chest, finding, rng))
    return metal


def _endotracheal_tube(chest: Chest, finding: Finding, rng: np.random.Generator) -> np.ndarray:
    u = chest.midline + rng.uniform(-0.008, 0.008)
    return 0.95 * chest.canvas.polyline([(u, 0.0), (u + 0.004, rng.uniform(0.24, 0.31))], 0.0085)


def _central_line(chest: Chest, finding: Finding, rng: np.random.Generator) -> np.ndarray:
    sign = -1 if finding.side == "right" else 1
    tip = (chest.midline - 0.045, rng.uniform(0.40, 0.48))
    entry = (chest.midline + sign * 0.26, chest.top + rng.uniform(0.07, 0.11))
    neck = (chest.midline + sign * 0.06, chest.top + 0.06)
    down = [(neck[0], neck[1]), (chest.midline - 0.04, 0.30), tip]
    return 0.8 * chest.canvas.polyline(
        curve(entry, (chest.midline + sign * 0.14, chest.top + 0.03), neck) + down, 0.0055
    )


def _nasogastric_tube(chest: Chest, finding: Finding, rng: np.random.Generator) -> np.ndarray:
    u = chest.midline + 0.022 + rng.uniform(-0.006, 0.006)
    below = curve((u, 0.74), (u + 0.02, 0.90), (u + 0.15, rng.uniform(0.88, 0.93)))
    return 0.75 * chest.canvas.polyline([(u, 0.0), (u, 0.4)] + below, 0.0055)


def _pacemaker(chest: Chest, finding: Finding, rng: np.random.Generator) -> np.ndarray:
    sign = -1 if finding.side == "right" else 1
    cu, cv = chest.midline + sign * 0.29, chest.top + rng.uniform(0.10, 0.15)
    box = chest.canvas.ellipse(cu, cv, 0.058, 0.045, 0.004, power=4)
    lead = curve((cu, cv), (chest.midline + sign * 0.10, chest.top + 0.05), (chest.midline - 0.03, 0.36))
    lead += curve((chest.midline - 0.03, 0.36), (chest.midline - 0.02, 0.62), (chest.midline + 0.12, 0.68))
    return np.maximum(box, 0.8 * chest.canvas.polyline(lead, 0.0050))


_DRAW = {
    "endotracheal tube": _endotracheal_tube,
    "central venous catheter": _central_line,
    "nasogastric tube": _nasogastric_tube,
    "pacemaker": _pacemaker,
}
