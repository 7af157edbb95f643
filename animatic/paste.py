"""Lays one piece over a frame: only where it is, and by alpha only where it lets through."""

import math

import cv2
import numpy as np

from animatic.camera import Matrix
from animatic.paint import Piece

_ALPHA_BITS = np.uint32(24)
_EACH_CHANNEL = np.uint32(0x01010101)


def lay(frame: Piece, piece: Piece, matrix: Matrix, solid: int | None = None) -> None:
    """Draw a piece onto an RGBA frame through a 2x3 matrix.

    It hides all from its `solid` row on.
    """
    left, top, right, bottom = _box(frame, piece, matrix)
    if left < right and top < bottom:
        moved = matrix - ((0, 0, left), (0, 0, top))
        below = (bottom if solid is None else solid) - top
        seen = np.asarray(cv2.warpAffine(piece, moved, (right - left, bottom - top)), np.uint8)
        _blend(frame[top:bottom, left:right], seen, below)


def put_down(frame: Piece, piece: Piece, corner: tuple[int, int], solid: int) -> None:
    """Draw a piece as it is onto an RGBA frame, its corner at a pixel."""
    rows, columns = frame.shape[:2]
    height, width = piece.shape[:2]
    x, y = corner
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + width, columns), min(y + height, rows)
    if left < right and top < bottom:
        seen = piece[top - y : bottom - y, left - x : right - x]
        _blend(frame[top:bottom, left:right], seen, solid - top)


def _blend(under: Piece, seen: Piece, solid: int) -> None:
    """Lay what is seen of a piece over a part of a frame; it hides all from a row on."""
    if solid > 0:
        over, under_it = seen[:solid], under[:solid]
        cv2.multiply(under_it, _clearness(over), dst=under_it, scale=1 / 255)
        cv2.add(under_it, over, dst=under_it)
    if solid < len(under):
        solid = max(solid, 0)
        under[solid:] = seen[solid:]


def _clearness(piece: Piece) -> Piece:
    """Give how much of what lies behind a piece is seen, in each of four channels."""
    # Whole pixels as one number each: half the time of taking a channel out and repeating it.
    pixels = ~piece.view(np.uint32)
    pixels >>= _ALPHA_BITS
    pixels *= _EACH_CHANNEL
    return pixels.view(np.uint8)


def _box(frame: Piece, piece: Piece, matrix: Matrix) -> tuple[int, int, int, int]:
    """The part of a frame that a piece touches: left, top, right, bottom."""
    rows, columns = frame.shape[:2]
    height, width = piece.shape[:2]
    (a, b, x), (c, d, y) = matrix.tolist()
    across = (x, x + a * width, x + b * height, x + a * width + b * height)
    down = (y, y + c * width, y + d * height, y + c * width + d * height)
    return (
        min(max(math.floor(min(across)), 0), columns),
        min(max(math.floor(min(down)), 0), rows),
        min(max(math.ceil(max(across)), 0), columns),
        min(max(math.ceil(max(down)), 0), rows),
    )
