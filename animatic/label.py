"""The small text that says what a clip is, legible on every background."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from animatic.paint import Floats
from animatic.stage import Frame

_LARGEST, _SMALLEST = 22, 6
_LEGIBLE = 9
"""Smaller letters than this are hard to read; then the text runs up the frame's edge instead."""
_GAP = 4
_PLATE, _INK = 168, 255
"""How much of the background the plate hides, and how bright the letters are, of 255."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class Label:
    """A text in the lower right corner, never wider than a tenth of the frame."""

    def __init__(self, text: str, width: int, height: int) -> None:
        self._plate: Floats | None = None
        if not text:
            return
        most = max(2 * _GAP + 1, width // 10)
        plate = _plate(text.replace(" · ", " ·\n"), most, height)
        upright = _plate(text, height // 4, most * 5 // 8)
        if _size_of(plate) < _LEGIBLE and _size_of(upright) > _size_of(plate):
            plate = upright.transpose(Image.Transpose.ROTATE_90)
        high, wide = plate.height, plate.width
        gap = max(2, width // 80)
        self._place = max(0, width - wide - gap), max(0, height - high - gap)
        self._plate = np.asarray(plate).astype(float)

    def put(self, frame: Frame) -> None:
        """Write it onto a frame."""
        if self._plate is None:
            return
        height, width = self._plate.shape[:2]
        x, y = self._place
        part = frame[y : y + height, x : x + width]
        alpha = self._plate[: part.shape[0], : part.shape[1], 1:] / 255
        ink = self._plate[: part.shape[0], : part.shape[1], :1]
        part[:] = (part * (1 - alpha) + ink * alpha).astype(np.uint8)


def _plate(text: str, wide: int, high: int) -> Image.Image:
    """Give the text on a dark plate, as large as it may be; the image knows its letters' size."""
    for size in range(_LARGEST, _SMALLEST - 1, -1):
        font = ImageFont.load_default(size)
        box = ImageDraw.Draw(Image.new("L", (1, 1))).multiline_textbbox(
            (0, 0), text, font, spacing=2
        )
        left, top, right, bottom = (round(side) for side in box)
        full = right - left + 2 * _GAP, bottom - top + 2 * _GAP
        if size == _SMALLEST or (full[0] <= wide and full[1] <= high):
            break
    plate = Image.new("LA", (min(full[0], wide), min(full[1], high)), (0, _PLATE))
    place = _GAP - left, _GAP - top
    ImageDraw.Draw(plate).multiline_text(place, text, (_INK, 255), font, spacing=2)
    plate.info["letters"] = size
    return plate


def _size_of(plate: Image.Image) -> int:
    return int(plate.info["letters"])
