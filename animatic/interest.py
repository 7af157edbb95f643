"""Finds where in a picture to look first, when the frame shows only a part of it.

A face is looked at before all else (a whole patch in the colour of skin, as wide as high, in a
picture's upper part); then what differs from the rest; a tall picture is else looked at in its
upper third, where people have their heads.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Maps = NDArray[np.floating]
Frame = NDArray[np.uint8]
Place = tuple[float, float]
"""Shares of a picture's width and height."""

_SKETCH = 160
"""Pixels of the longer side while looking."""
_SKIN = (60, 136, 80), (255, 174, 128)
"""The least and the greatest Y, Cr and Cb of skin, dark or fair (Chai and Ngan, 1999, widened)."""
_SMALLEST, _LARGEST = 0.004, 0.22
"""How much of the picture a face covers."""
_ROUND, _SLIM = 0.62, 2.3
"""A face fills so much of its box at least, which is at most so much longer than wide."""
_FACE_AT = 0.42
"""How far down the frame a face is."""
_UPPER = 0.36
"""Where the middle of the first view is in a tall picture that says nothing itself."""
_SPREAD = 0.33


def find_view(picture: Frame, size: tuple[int, int]) -> Place:
    """Give the middle of the part of a picture that a frame of this size shows first."""
    height, width = picture.shape[:2]
    scale = max(size[0] / width, size[1] / height)
    part = size[0] / (width * scale), size[1] / (height * scale)
    if min(part) > 0.98:
        return 0.5, 0.5
    small = _sketch(picture)
    face = find_face(small)
    if face is not None:
        across, down = face[0], face[1] + (0.5 - _FACE_AT) * part[1]
    else:
        across, down = _most_told(small, part)
    return _inside(across, part[0]), _inside(down, part[1])


def find_face(small: Frame) -> Place | None:
    """Give the middle of the patch that looks most like a face, if any does."""
    height, width = small.shape[:2]
    tones = cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb)
    skin = cv2.inRange(tones, np.array(_SKIN[0]), np.array(_SKIN[1]))
    skin = cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((3, 3)))
    count, _, boxes, middles = cv2.connectedComponentsWithStats(skin)
    best, place = 0.0, None
    for (_, _, wide, high, area), (x, y) in zip(boxes[1:count], middles[1:count], strict=True):
        share, full = area / (width * height), area / (wide * high)
        slim = max(high / wide, wide / high / 0.7)
        if not _SMALLEST < share < _LARGEST or full < _ROUND or slim > _SLIM or y > 0.7 * height:
            continue
        worth = full * area**0.5 * (1 - 0.7 * y / height)
        if worth > best:
            best, place = worth, (float(x) / width, float(y) / height)
    return place


def _most_told(small: Frame, part: Place) -> Place:
    """Give the middle of the part that differs most from the rest, near where most look."""
    height, width = small.shape[:2]
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), np.float32)
    lab = np.asarray(cv2.GaussianBlur(lab, (0, 0), 2), np.float32)
    told = np.linalg.norm(lab - np.median(lab, axis=(0, 1)), axis=2)
    view = max(1, round(part[0] * width)) | 1, max(1, round(part[1] * height)) | 1
    seen = np.asarray(cv2.boxFilter(told, -1, view, borderType=cv2.BORDER_REFLECT), np.float32)
    seen = seen - seen.min()
    if seen.max() < 1.0:
        seen[:] = 1.0
    usual = _UPPER if part[1] < part[0] else 0.5
    x = (np.arange(width) + 0.5) / width - 0.5
    y = (np.arange(height) + 0.5) / height - usual
    seen = (seen + 0.3 * seen.max()) * np.exp(
        -((x[None] / _SPREAD) ** 2 + (y[:, None] / _SPREAD) ** 2)
    )
    row, column = np.unravel_index(int(np.argmax(seen)), seen.shape)
    return (float(column) + 0.5) / width, (float(row) + 0.5) / height


def _sketch(picture: Frame) -> Frame:
    height, width = picture.shape[:2]
    scale = _SKETCH / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _inside(middle: float, part: float) -> float:
    return min(max(middle, part / 2), 1 - part / 2)
