"""Pieces that only slide: moved by whole pixels, from copies that lie between the pixels.

Most cameras leave most pieces as large as they are. Such a piece needs no warp in every frame: a
few copies, a quarter of a pixel apart, show every place it is ever at, closer than can be seen.
"""

import math

import cv2
import numpy as np

from animatic.camera import Matrix
from animatic.paint import Piece

_PARTS = 4
"""Places told apart within a pixel, each way."""
_MOST_COPIES = 4
"""Kept of one piece: enough for a way along or across, whose other part stays the same."""
_SAME_SIZE = 2.5e-4
"""A change of scale or lean that moves no pixel of a sheet noticeably."""

Corner = tuple[int, int]
"""Left and top, in pixels of the frame."""
_Place = tuple[int, int]


class Slides:
    """The copies of the pieces of one stage, made when they are first needed.

    Several threads may ask at once. What is drawn never depends on who was first: a piece without
    a copy is warped to the same place, and looks the same there.
    """

    def __init__(self) -> None:
        self._copies: dict[int, dict[_Place, Piece]] = {}

    def find(self, number: int, piece: Piece, matrix: Matrix) -> tuple[Piece, Corner] | None:
        """Give a copy of a piece and where its corner lies; `None` when it must be warped."""
        steps = _steps(matrix)
        if steps is None:
            return None
        column, row = steps
        place = column % _PARTS, row % _PARTS
        copies = self._copies.setdefault(number, {})
        copy = copies.get(place)
        if copy is None:
            if len(copies) >= _MOST_COPIES:
                return None
            copy = copies[place] = _between_pixels(piece, place)
        return copy, (column // _PARTS, row // _PARTS)


def snapped(matrix: Matrix) -> Matrix:
    """Give the way a piece is warped that only slides: to where a copy of it would lie."""
    steps = _steps(matrix)
    if steps is None:
        return matrix
    return np.array([[1.0, 0.0, steps[0] / _PARTS], [0.0, 1.0, steps[1] / _PARTS]])


def _steps(matrix: Matrix) -> _Place | None:
    """How far a piece has slid, in parts of pixels; `None` when it has grown or leans."""
    (a, b, x), (c, d, y) = matrix.tolist()
    if max(abs(a - 1), abs(b), abs(c), abs(d - 1)) > _SAME_SIZE:
        return None
    return round(x * _PARTS), round(y * _PARTS)


def _between_pixels(piece: Piece, place: _Place) -> Piece:
    """Move a piece right and down by parts of a pixel."""
    if place == (0, 0):
        return piece
    height, width = piece.shape[:2]
    across, down = (part / _PARTS for part in place)
    size = width + math.ceil(across), height + math.ceil(down)
    moved = cv2.warpAffine(piece, np.array([[1.0, 0.0, across], [0.0, 1.0, down]]), size)
    return np.asarray(moved, np.uint8)
