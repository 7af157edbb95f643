"""How near each part of a picture is: guessed as coming closer downwards, or told by a map.

Nearness is one over the distance, as in a camera's formulas; distances as in `camera`.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.cutout import cover, fill_behind, find_subject
from animatic.gentle import relieved, slopes, stiffness

Maps = NDArray[np.floating]
Frame = NDArray[np.uint8]

NEAR, FAR = 1 / 1.5, 1 / 4.8
"""Of what is lowest and highest in the first view."""
_TOLD_FAR = 1 / 9
"""Of what is black in a map."""
_AHEAD = 0.06
"""So much nearer than its surroundings a subject is taken to be."""
_BEYOND = 0.2
"""How far above and below the first view nearness still changes, in heights of the view."""
_CELLS = 64
"""Places along the frame's longer side for which nearness is known; between them it is smooth."""
_GUESSED, _TOLD = 0.006, 0.03
"""How loyal a relief is to a guess, and to a map."""
_STANDS_OUT = 0.12
"""What a map must show a thing to be nearer than the ground it stands on, black to white 1."""
_COVERED = 0.004
_STIFFEST = 0.35
"""At least so much of the guessed slope is left before it is spread again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstView:
    """The part of a picture that the camera at rest sees."""

    size: tuple[int, int]
    """The frame's, in pixels."""
    middle: tuple[float, float] = (0.5, 0.5)
    """Shares of the picture's width and height."""


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
    """The whole picture; if something stands before it, its place is filled."""
    near: Maps
    """A coarse grid over the picture: how near each place of `behind` is."""
    view: FirstView
    lean: float
    """How fast nearness changes up and down where there are uprights, per frame width."""
    bend: float
    """How fast nearness changes at the most, per frame width."""
    subject: tuple[int, int, int, int] | None = None
    """What the picture is about: its left, top, right and bottom pixels."""
    subject_near: float = FAR
    standing: Standing | None = None


def guess_depths(picture: Frame, view: FirstView, *, followed: bool) -> Depths:
    """Take a picture for a slope that comes nearer downwards, its subject a little before it.

    The subject is cut out only for a camera that follows it: all others bend the picture gently.
    """
    matte = find_subject(picture, free=followed)
    rows, columns = _grid(picture, view)
    down = _places_in_view(rows, picture, view)
    slope = FAR + (NEAR - FAR) * np.clip(down, -_BEYOND, 1 + _BEYOND)
    guess = np.repeat(slope[:, None], columns, axis=1)
    if matte is not None:
        size = columns, rows
        guess += _AHEAD * np.asarray(cv2.resize(matte, size, interpolation=cv2.INTER_AREA))
    stiff = stiffness(picture, guess.shape)
    near = _sloping(relieved(guess, stiff, _GUESSED), guess, down)
    return _depths(picture, near, (stiff, view), matte, followed=followed)


def told_depths(picture: Frame, grey: Frame, view: FirstView, *, followed: bool) -> Depths:
    """Take a picture apart by a map of its size in which white is near.

    However hard its edges are, the picture bends only gently at them.
    """
    rows, columns = _grid(picture, view)
    small = cv2.resize(grey, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    stiff = stiffness(picture, small.shape)
    near = relieved(_TOLD_FAR + (NEAR - _TOLD_FAR) * small, stiff, _TOLD)
    return _depths(picture, near, (stiff, view), _told_thing(grey), followed=followed)


def _depths(
    picture: Frame,
    near: Maps,
    made: tuple[tuple[Maps, Maps], FirstView],
    matte: Maps | None,
    *,
    followed: bool,
) -> Depths:
    stiff, view = made
    width = picture.shape[1]
    lean, bend = slopes(near, stiff, 1 / _CELLS)
    depths = Depths(behind=picture, near=near, view=view, lean=lean, bend=bend)
    if matte is None or not (matte > 0.5).any():
        return depths
    rows, columns = (np.flatnonzero((matte > 0.5).any(axis=axis)) for axis in (1, 0))
    box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    inside = np.asarray(cv2.resize(matte, near.shape[::-1], interpolation=cv2.INTER_AREA)) + 1e-6
    stands = float((near * inside).sum() / inside.sum())
    depths = replace(depths, subject=box, subject_near=stands)
    if not followed or (box[2] - box[0]) > 0.9 * width:
        return depths
    return _apart(depths, matte)


def _apart(depths: Depths, matte: Maps) -> Depths:
    """Cut the subject out, with so much around it that the picture at rest is itself."""
    picture = depths.behind
    alpha, hole = cover(matte)
    rows, columns = (np.flatnonzero(alpha.max(axis=axis) > 0) for axis in (1, 0))
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    share = alpha[part][..., None]
    piece = np.concatenate([picture[part] * share, share * 255], axis=2).round().astype(np.uint8)
    corner = int(columns[0]), int(rows[0])
    standing = Standing(piece=piece, corner=corner, near=depths.subject_near)
    return replace(depths, behind=fill_behind(picture, hole), standing=standing)


def _told_thing(grey: Frame) -> Maps | None:
    """Give what a map shows nearer than the ground: what a wide brush, along the rows, removes."""
    height, width = grey.shape
    scale = _CELLS * 2 / max(height, width)
    size = max(4, round(width * scale)), max(4, round(height * scale))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    brush = np.ones((1, max(3, size[0] * 2 // 3) | 1))
    padded = cv2.copyMakeBorder(small, 0, 0, size[0], size[0], cv2.BORDER_REFLECT)
    flat = np.asarray(cv2.morphologyEx(padded, cv2.MORPH_OPEN, brush))[:, size[0] : -size[0]]
    behind = np.asarray(cv2.resize(flat, (width, height)), np.float32)
    things = ((grey / 255 - behind) > _STANDS_OUT).astype(np.uint8)
    things = np.asarray(cv2.morphologyEx(things, cv2.MORPH_OPEN, np.ones((3, 3))), np.uint8)
    return things.astype(np.float32) if _COVERED < things.mean() < 0.8 else None


def _sloping(near: Maps, guess: Maps, down: Maps) -> Maps:
    """Spread nearness so that the first view's top and bottom are as far and as near as guessed.

    Where all of a picture is stiff, some of the plain slope remains.
    """
    top, bottom = (int(np.argmin(np.abs(down - share))) for share in (0.08, 0.92))
    whole = float(guess[bottom].mean() - guess[top].mean())
    left = float(np.median(near[bottom]) - np.median(near[top]))
    if left < _STIFFEST * whole:
        part = (_STIFFEST * whole - left) / max(whole - left, 1e-6)
        near = near + part * (guess - near)
        left = float(np.median(near[bottom]) - np.median(near[top]))
    middle = float(np.median(guess))
    return np.asarray(middle + (near - np.median(near)) * (whole / left), np.float32)


def _grid(picture: Frame, view: FirstView) -> tuple[int, int]:
    """How many rows and columns of cells lie over a picture."""
    height, width = picture.shape[:2]
    scale = _CELLS / max(view.size) * max(view.size[0] / width, view.size[1] / height)
    return max(4, round(height * scale)), max(4, round(width * scale))


def _places_in_view(rows: int, picture: Frame, view: FirstView) -> Maps:
    """Give where rows of cells are: 0 at the top of the first view, 1 at its bottom."""
    height, width = picture.shape[:2]
    scale = max(view.size[0] / width, view.size[1] / height)
    part = view.size[1] / (height * scale)
    return np.asarray(((np.arange(rows) + 0.5) / rows - view.middle[1]) / part + 0.5)
