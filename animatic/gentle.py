"""A relief that bends a picture where nobody sees it bend.

How near each place is follows a guess, or a map, as far as it may: what has uprights and edges
stays stiff, what is smooth (sky, water, walls) takes the difference. That is the least-squares
warp of Liu, Gleicher, Jin and Agarwala, "Content-preserving warps for 3D video stabilization"
(SIGGRAPH 2009), for nearness instead of places.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Maps = NDArray[np.floating]
Frame = NDArray[np.uint8]

_FINER = 4
"""Edges are looked for in so many places along each side of a cell."""
_LEAST_STIFF = 0.12
_ROUNDS = 120
_CLOSE = 1e-5
_FEW = 95
"""A few places in a hundred may lean more than is said."""


def stiffness(picture: Frame, shape: tuple[int, int]) -> tuple[Maps, Maps]:
    """Give how stiff each cell is up and down, and from side to side: 0.12 to 1.12."""
    rows, columns = shape
    size = columns * _FINER, rows * _FINER
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32)
    across = np.abs(np.asarray(cv2.Sobel(grey, cv2.CV_32F, 1, 0), np.float32))
    down = np.abs(np.asarray(cv2.Sobel(grey, cv2.CV_32F, 0, 1), np.float32))
    return _pooled(across, shape), _pooled(np.maximum(across, down) * 0.7, shape)


def relieved(guess: Maps, stiff: tuple[Maps, Maps], loyalty: float) -> Maps:
    """Give the nearness closest to a guess that changes least where it is stiff.

    The more loyal, the closer: stiff places are smoothed over the square root of 1 / loyalty cells.
    """
    down, across = stiff[0][1:] / 2 + stiff[0][:-1] / 2, stiff[1][:, 1:] / 2 + stiff[1][:, :-1] / 2

    def energy(near: Maps) -> Maps:
        total = loyalty * near
        fall, along = down * np.diff(near, axis=0), across * np.diff(near, axis=1)
        total[1:] += fall
        total[:-1] -= fall
        total[:, 1:] += along
        total[:, :-1] -= along
        return np.asarray(total)

    near = np.asarray(guess, np.float64).copy()
    away = loyalty * guess - energy(near)
    way, left = away.copy(), float((away * away).sum())
    end = left * _CLOSE
    for _ in range(_ROUNDS):
        if left <= end:
            break
        pull = energy(way)
        step = left / float((way * pull).sum())
        near += step * way
        away -= step * pull
        way = away + float((away * away).sum()) / left * way
        left = float((away * away).sum())
    return np.asarray(cv2.GaussianBlur(near.astype(np.float32), (0, 0), 1.0), np.float32)


def slopes(near: Maps, stiff: tuple[Maps, Maps], cell: float) -> tuple[float, float]:
    """Give how fast nearness changes per frame width: up and down at uprights, and at the most."""
    down, across = (np.abs(np.gradient(near, axis=axis)) / cell for axis in (0, 1))
    order = np.argsort(down, axis=None)
    weight = np.cumsum((stiff[0] - _LEAST_STIFF * 0.9).ravel()[order])
    few = int(np.searchsorted(weight, weight[-1] * _FEW / 100))
    lean = float(down.ravel()[order[min(few, len(order) - 1)]])
    return lean, float(max(down.max(), across.max()))


def _pooled(edges: Maps, shape: tuple[int, int]) -> Maps:
    pooled = np.asarray(cv2.resize(edges, shape[::-1], interpolation=cv2.INTER_AREA), np.float32)
    pooled = np.asarray(cv2.GaussianBlur(pooled, (0, 0), 1.0), np.float32)
    strong = max(float(np.percentile(pooled, 85)), 8.0)
    return np.asarray(_LEAST_STIFF + np.clip(pooled / strong, 0, 1), np.float32)
