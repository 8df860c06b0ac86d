"""Soft-edged shapes on a unit square, so that one study can be drawn at any resolution."""

from __future__ import annotations

import numpy as np
from PIL import Image


class Canvas:
    """Coordinates u (to the right) and v (down) in [0, 1] over a height × width grid of float32."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.u = ((np.arange(width, dtype=np.float32) + 0.5) / width)[None, :]
        self.v = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None]

    def inside(self, distance: np.ndarray, softness: float) -> np.ndarray:
        """1 where the distance is negative, 0 where positive, over an edge of the given softness."""
        return 0.5 - 0.5 * np.tanh(distance / softness)

    def ellipse(self, cu: float, cv: float, ru: float, rv: float, softness: float, power: float = 2.0) -> np.ndarray:
        radius = (np.abs((self.u - cu) / ru) ** power + np.abs((self.v - cv) / rv) ** power) ** (1 / power)
        return self.inside((radius - 1) * min(ru, rv), softness)

    def blob(self, cu: float, cv: float, ru: float, rv: float) -> np.ndarray:
        return np.exp(-(((self.u - cu) / ru) ** 2 + ((self.v - cv) / rv) ** 2)).astype(np.float32)

    def polyline(self, points: list[tuple[float, float]], thickness: float) -> np.ndarray:
        """A line of the given half thickness through the points."""
        nearest = np.full((self.height, self.width), 9.0, np.float32)
        for (au, av), (bu, bv) in zip(points, points[1:]):
            du, dv = bu - au, bv - av
            t = np.clip(((self.u - au) * du + (self.v - av) * dv) / (du * du + dv * dv + 1e-9), 0, 1)
            nearest = np.minimum(nearest, (self.u - au - t * du) ** 2 + (self.v - av - t * dv) ** 2)
        return self.inside(np.sqrt(nearest) - thickness, max(thickness * 0.35, 0.0015))

    def texture(self, rng: np.random.Generator, cells: int) -> np.ndarray:
        """Smooth noise in about [-1, 1] whose grain does not depend on the resolution."""
        grid = rng.standard_normal((cells, cells)).astype(np.float32)
        picture = Image.fromarray(grid).resize((self.width, self.height), Image.Resampling.BICUBIC)
        return np.asarray(picture)


def curve(
    start: tuple[float, float], bend: tuple[float, float], end: tuple[float, float], steps: int = 9
) -> list[tuple[float, float]]:
    """Points of a quadratic Bézier curve."""
    points = []
    for t in np.linspace(0, 1, steps):
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        points.append((a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]))
    return points
