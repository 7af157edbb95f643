"""Tells a camera movement from frames alone, by following corners from frame to frame.

It knows nothing of how the frames were drawn. The upper third of a picture is taken to be far
away and the lowest quarter to be near: travel moves the near more than the far, turns and lens
move both alike.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What moved over a clip, in frame widths; growth is the logarithm of a size."""

    far_x: float
    near_x: float
    held: float
    """Share of the middle's corners that stay where they are while the near part moves."""
    far_y: float
    near_y: float
    far_growth: float
    near_growth: float
    trembles: float
    """Changes of direction a frame, of movements that are not tiny."""
    busiest: float
    """The largest movement from one frame to the next."""


def measure(frames: Iterable[np.ndarray]) -> Motion:
    """Follow corners through all frames and add up what each part of the picture does."""
    greys = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    steps = np.array([_step(one, other) for one, other in itertools.pairwise(greys)])
    total = steps.sum(axis=0)
    both = steps[:, [0, 3]]
    busy = np.abs(both) > 0.001
    flips = (np.diff(np.sign(both), axis=0) != 0) & busy[1:] & busy[:-1]
    return Motion(
        far_x=total[0],
        near_x=total[1],
        held=float(steps[:, 2].mean()),
        far_y=total[3],
        near_y=total[4],
        far_growth=total[5],
        near_growth=total[6],
        trembles=float(flips.any(axis=1).mean()),
        busiest=float(np.abs(steps[:, [0, 1, 3, 4]]).max()),
    )


def judge(motion: Motion) -> str:
    """Name the movement."""
    m = motion
    if m.trembles > 0.25:
        return "Shake"
    if abs(m.near_x) > 0.04:
        if m.held > 0.25:
            return "Tracking shot"
        turn = abs(m.far_x) > 0.7 * abs(m.near_x)
        return f"{'Pan' if turn else 'Truck'} {'left' if m.near_x > 0 else 'right'}"
    growth = m.near_growth if abs(m.near_growth) > abs(m.far_growth) else m.far_growth
    if abs(growth) > 0.07:
        lens = abs(m.far_growth) > 0.75 * abs(m.near_growth)
        names = ("Zoom in", "Zoom out") if lens else ("Push in", "Pull out")
        return names[int(growth < 0)]
    if abs(m.near_y) > 0.02:
        if abs(m.far_y) > 0.6 * abs(m.near_y):
            return "Tilt up" if m.near_y > 0 else "Tilt down"
        return "Pedestal up" if m.near_y > 0 else "Pedestal down"
    return "Static shot"


def _step(one: np.ndarray, other: np.ndarray) -> list[float]:
    height, width = one.shape
    points = cv2.goodFeaturesToTrack(one, 500, 0.004, 4)
    moved, found, _ = cv2.calcOpticalFlowPyrLK(one, other, points, None, winSize=(17, 17))
    back, again, _ = cv2.calcOpticalFlowPyrLK(other, one, moved, None, winSize=(17, 17))
    sure = (found & again).ravel().astype(bool) & (np.abs(back - points).max(axis=(1, 2)) < 0.5)
    places, flow = points[sure, 0] / width, (moved - points)[sure, 0] / width
    v = places[:, 1] * width / height
    far, near = v < 0.36, v > 0.74
    middle = (np.abs(places[:, 0] - 0.5) < 0.06) & (v > 0.55) & (v < 0.74)
    return [
        _median(flow[far, 0]),
        _median(flow[near, 0]),
        _held(flow[middle, 0], flow[near, 0]),
        _median(flow[far, 1]),
        _median(flow[near, 1]),
        _growth(places[far, 0], flow[far, 0]),
        _growth(places[near, 0], flow[near, 0]),
    ]


def _held(middle: np.ndarray, near: np.ndarray) -> float:
    pace = abs(_median(near))
    return float((np.abs(middle) < 0.07 * pace).mean()) if len(middle) and pace > 0.002 else 0.0


def _median(values: np.ndarray) -> float:
    return float(np.median(values)) if len(values) else 0.0


def _growth(x: np.ndarray, dx: np.ndarray) -> float:
    """The slope of the movement along the picture, by the medians of its left and right parts."""
    left, right = x < 0.4, x > 0.6
    if left.sum() < 3 or right.sum() < 3:
        return 0.0
    span = np.median(x[right]) - np.median(x[left])
    return float((np.median(dx[right]) - np.median(dx[left])) / span)
