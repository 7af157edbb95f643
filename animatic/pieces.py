"""Takes layers that are mostly empty apart: only what there is to see is moved and blended."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.stage import Layer, used_pixels

Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""

_BLOCK = 16
"""Pixels of the blocks in which things are looked for; nearer things stay together."""
_WORTHWHILE = 0.75
"""A layer is taken apart when its parts cover at most so much of it."""
_MOST = 20


def take_apart(layers: list[Layer]) -> list[Layer]:
    """Give the same picture as smaller layers, in the same order."""
    return [part for one in layers for part in ([one] if one.solid is not None else _parts(one))]


def _parts(one: Layer) -> list[Layer]:
    height, width = one.piece.shape[:2]
    rows, columns = -(-height // _BLOCK), -(-width // _BLOCK)
    used = np.zeros((rows * _BLOCK, columns * _BLOCK), np.bool_)
    used[:height, :width] = used_pixels(one.piece)
    lines = np.asarray(used.reshape(rows, _BLOCK, -1).any(axis=1))
    boxes = _boxes(np.asarray(lines.reshape(rows, columns, _BLOCK).any(axis=2)))
    covered = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
    if not 0 < len(boxes) <= _MOST or covered > _WORTHWHILE * rows * columns:
        return [one]
    return [_part(one, box) for box in boxes]


def _boxes(blocks: NDArray[np.bool_]) -> list[Box]:
    """Give boxes that hold all used blocks and do not overlap."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(blocks.astype(np.uint8))
    boxes: list[Box] = []
    for left, top, width, height, _ in stats[1:count].tolist():
        boxes.append((left, top, left + width, top + height))
    index = 0
    while index < len(boxes):
        other = next((b for b in boxes[index + 1 :] if _overlap(boxes[index], b)), None)
        if other is None:
            index += 1
            continue
        boxes.remove(other)
        one = boxes.pop(index)
        boxes.insert(0, _around(one, other))
        index = 0
    return boxes


def _overlap(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _around(one: Box, other: Box) -> Box:
    left, top = min(one[0], other[0]), min(one[1], other[1])
    return left, top, max(one[2], other[2]), max(one[3], other[3])


def _part(one: Layer, box: Box) -> Layer:
    """Cut out a box, with a rim of emptiness that keeps its edges soft."""
    height, width = one.piece.shape[:2]
    left, top, right, bottom = (edge * _BLOCK for edge in box)
    left, top = max(0, left - 1), max(0, top - 1)
    piece = one.piece[top : min(height, bottom + 1), left : min(width, right + 1)]
    window = replace(
        one.window,
        left=one.window.left + left / one.scale,
        top=one.window.top + top / one.scale,
    )
    return replace(one, piece=np.ascontiguousarray(piece), window=window)
