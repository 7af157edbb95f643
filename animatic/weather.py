"""What falls through the picture, and the darkening of its corners."""

import cv2
import numpy as np

from animatic.paint import Floats
from animatic.stage import Frame

_FALL = {"rain": (1.5, 0.0), "storm": (1.9, -0.35), "snow": (0.16, 0.05)}
"""Frame heights a second down, and to the side."""
_SOFT = 0.0018
"""How far a flake's edge is blurred, in frame widths."""


class Weather:
    """Rain or snow, drawn once and slid through every frame."""

    def __init__(self, kind: str, width: int, height: int, rng: np.random.Generator) -> None:
        self._speed = _FALL.get(kind)
        self._size = width, height
        self._sheets = []
        if self._speed is not None:
            for number in range(2):
                make = _flakes if kind == "snow" else _streaks
                self._sheets.append(make(width, height, rng, number))

    def fall(self, frame: Frame, seconds: float) -> None:
        """Add what is falling at a time."""
        if self._speed is None:
            return
        width, height = self._size
        for number, sheet in enumerate(self._sheets):
            pace = 1 + 0.6 * number
            down = int(self._speed[0] * pace * seconds * height) % height
            side = int(self._speed[1] * pace * seconds * height) % width
            top, left = height - down, (width - side) % width
            cv2.add(frame, sheet[top : top + height, left : left + width], dst=frame)


def _streaks(width: int, height: int, rng: np.random.Generator, number: int) -> Frame:
    tile = np.zeros((height, width, 3), np.uint8)
    length = height * (0.05 + 0.03 * number)
    for _ in range(110 - 50 * number):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        light = int(rng.uniform(16, 34 + 14 * number))
        end = int(x - length * 0.16), int(y + length)
        cv2.line(tile, (int(x), int(y)), end, (light, light, light + 4), 1, cv2.LINE_AA)
    return _doubled(tile)


def _flakes(width: int, height: int, rng: np.random.Generator, number: int) -> Frame:
    """Draw soft flakes: sharp ones would hide how the camera moves, to people and to judges."""
    tile = np.zeros((height, width, 3), np.uint8)
    unit = max(width, height)
    for _ in range(76 - 40 * number):
        place = int(rng.uniform(0, width) * 16), int(rng.uniform(0, height) * 16)
        radius = int(unit * rng.uniform(0.0014, 0.0026 + 0.0024 * number) * 16) + 8
        light = int(rng.uniform(60, 120 - 30 * number))
        cv2.circle(tile, place, radius, (light, light, light), -1, cv2.LINE_AA, 4)
    return _doubled(
        np.asarray(cv2.GaussianBlur(tile, (0, 0), unit * _SOFT * (1 + number)), np.uint8)
    )


def _doubled(tile: Frame) -> Frame:
    """Repeat a tile, so that every slide of it is one view."""
    return np.asarray(cv2.repeat(tile, 2, 2), np.uint8)


def vignette(width: int, height: int) -> Frame:
    """Give the darkening towards the corners, to multiply with."""
    x = np.linspace(-1, 1, width)[None, :]
    y = np.linspace(-1, 1, height)[:, None]
    dark: Floats = 255 * (1 - 0.20 * np.clip((x**2 + y**2) / 2, 0, 1) ** 1.3)
    return np.asarray(cv2.merge([dark.astype(np.uint8)] * 3), np.uint8)
