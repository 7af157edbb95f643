"""How near each part of a picture is: guessed as a ground that comes closer, or told by a map.

Nearness is one over the distance, as in a camera's formulas; distances as in `camera`.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.cutout import fill_behind, find_subject

Maps = NDArray[np.floating]
Frame = NDArray[np.uint8]

NEAR, FAR = 1 / 1.5, 1 / 9
"""Of the nearest ground and of the farthest wall."""
_LEAST_AHEAD = 0.12
"""So much nearer than what is behind it a subject always is."""
_GRID = 96
"""Places along the longer side for which nearness is known; between them it is smooth."""
_STANDS_OUT = 0.12
"""What a map must show a thing to be nearer than the ground it stands on, black to white 1."""
_HIGHEST, _USUAL, _LOWEST = 0.46, 0.6, 0.74
_COVERED = 0.004


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands before the rest of the picture."""

    piece: Frame
    """RGBA, the colours multiplied by alpha."""
    corner: tuple[int, int]
    """The column and row of the picture where the piece begins."""
    near: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Depths:
    """A picture taken apart by depth."""

    behind: Frame
    """The whole picture, what stands before it taken away and its place filled."""
    near: Maps
    """A coarse grid over the picture: how near each place of `behind` is."""
    standing: Standing | None


def guess_depths(picture: Frame) -> Depths:
    """Take a picture apart: a far wall, a ground before it, and the subject standing there."""
    matte = find_subject(picture)
    height, width = picture.shape[:2]
    horizon = _find_horizon(picture, matte)
    rows = np.linspace(0, 1, max(4, round(_GRID * height / max(height, width))))
    # A little hollow: what stands upright far behind leans less when the camera travels.
    ground = FAR + (NEAR - FAR) * np.clip((rows - horizon) / (1 - horizon), 0, 1) ** 1.4
    columns = max(4, round(_GRID * width / max(height, width)))
    near = np.repeat(ground[:, None], columns, axis=1).astype(np.float32)
    near = np.asarray(cv2.GaussianBlur(near, (0, 0), _GRID / 60, borderType=cv2.BORDER_REPLICATE))
    if matte is None:
        return Depths(behind=picture, near=near, standing=None)
    feet = float(np.flatnonzero(matte.max(axis=1) > 0.5)[-1]) / height
    stands = max(float(np.interp(feet, rows, ground)), FAR + _LEAST_AHEAD)
    return _apart(picture, matte, near, min(stands, 0.9 * NEAR))


def told_depths(picture: Frame, grey: Frame) -> Depths:
    """Take a picture apart by a map of its size in which white is near."""
    height, width = picture.shape[:2]
    scale = _GRID / max(height, width)
    size = max(4, round(width * scale)), max(4, round(height * scale))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    # A thing is what a wide brush, drawn along the rows, takes away; the ground stays.
    brush = np.ones((1, max(3, size[0] * 2 // 3) | 1))
    padded = cv2.copyMakeBorder(small, 0, 0, size[0], size[0], cv2.BORDER_REFLECT)
    flat = np.asarray(cv2.morphologyEx(padded, cv2.MORPH_OPEN, brush))[:, size[0] : -size[0]]
    flat = np.asarray(cv2.GaussianBlur(flat, (0, 0), 1.5), np.float32)
    near = FAR + (NEAR - FAR) * flat
    behind = np.asarray(cv2.resize(flat, (width, height)), np.float32)
    things = ((grey / 255 - behind) > _STANDS_OUT).astype(np.uint8)
    things = np.asarray(cv2.morphologyEx(things, cv2.MORPH_OPEN, np.ones((3, 3))), np.uint8)
    if not _COVERED < things.mean() < 0.8:
        return Depths(behind=picture, near=near, standing=None)
    matte = np.asarray(cv2.GaussianBlur(things.astype(np.float32), (0, 0), 0.8), np.float32)
    far = float(np.median(grey[things > 0])) / 255
    return _apart(picture, matte, near, FAR + (NEAR - FAR) * far)


def _apart(picture: Frame, matte: Maps, near: Maps, stands: float) -> Depths:
    rows, columns = (np.flatnonzero(matte.max(axis=axis) > 0) for axis in (1, 0))
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    alpha = matte[part][..., None]
    piece = np.concatenate([picture[part] * alpha, alpha * 255], axis=2).astype(np.uint8)
    standing = Standing(piece=piece, corner=(int(columns[0]), int(rows[0])), near=stands)
    return Depths(behind=fill_behind(picture, matte), near=near, standing=standing)


def _find_horizon(picture: Frame, matte: Maps | None) -> float:
    """Where the ground begins, as a share of the height: where the rows change their colour."""
    rows = 64
    lab = cv2.cvtColor(
        cv2.resize(picture, (48, rows), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2LAB
    )
    seen = np.ones((rows, 48), np.float32)
    if matte is not None:
        seen -= np.asarray(cv2.resize(matte, (48, rows), interpolation=cv2.INTER_AREA))
    weight = np.maximum(seen, 1e-3)[..., None]
    line = (np.asarray(lab, np.float32) * weight).sum(axis=1) / weight.sum(axis=1)
    reach = rows // 10
    first, last = int(rows * _HIGHEST), int(rows * _LOWEST)
    changes = [
        np.linalg.norm(line[row - reach : row].mean(axis=0) - line[row : row + reach].mean(axis=0))
        for row in range(first, last)
    ]
    # A picture without a clear change has its horizon where most have.
    clear = min(1.0, float(np.max(changes)) / 25)
    return _USUAL + clear * ((first + int(np.argmax(changes))) / rows - _USUAL)
