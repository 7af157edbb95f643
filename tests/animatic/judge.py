"""Names the camera's movements in a clip from its decoded frames alone.

It knows nothing of how the frames were drawn. Corners are followed from frame to frame. The
upper third of a picture is taken to be far away and its lowest quarter to be near; in each a
shift and a growth are fitted to the corners. What both do alike is a turn or the lens, what the
near does more than the far is travel. Lengths are in frame widths, growth is the logarithm of a
size, both over the whole time.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np

_CORNERS = 260
_FAR, _NEAR = 0.36, 0.74
"""Above and below these shares of the height."""
_LEAST = {"x": 0.03, "y": 0.014, "growth": 0.05}
_WEIGHT = {"x": 1.0, "y": 1.5, "growth": 0.5}
_ALIKE, _CLEAR, _OFF_CENTRE = 0.4, 0.28, 0.14
_TREMBLING, _HOLDING = 0.0035, 0.7
_STREAMS = 0.002
"""What moves farther than this between two looks, ten times what following corners errs by."""
_FAST = 0.2
_NAMES = {
    ("x", "turn"): ("Pan left", "Pan right"),
    ("x", "travel"): ("Truck left", "Truck right"),
    ("y", "turn"): ("Tilt down", "Tilt up"),
    ("y", "travel"): ("Pedestal down", "Pedestal up"),
    ("growth", "turn"): ("Zoom out", "Zoom in"),
    ("growth", "travel"): ("Pull out", "Push in"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What moved over a time."""

    far: dict[str, float]
    near: dict[str, float]
    held: float
    """How much of the movement beside it the middle does not share, 0 to 1."""
    trembles: float
    """How far the picture trembles 3 to 8 times a second."""
    busiest: float
    """The fastest movement of the near, in frame widths a second."""
    busy: float
    """The share of the time in which at least a third of that speed was reached."""


def frames_of(path: Path) -> tuple[list[np.ndarray], float]:
    """Decode a clip: its frames in grey, and how many there are a second."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        greys = [frame.to_ndarray(format="gray") for frame in container.decode(stream)]
        return greys, float(stream.average_rate)


def measure(greys: Sequence[np.ndarray], fps: float) -> Motion:
    """Follow corners through frames and add up what each part of the picture does."""
    stride = max(1, round(fps / 6))
    pairs = [
        (greys[i], greys[min(i + stride, len(greys) - 1)]) for i in range(0, len(greys) - 1, stride)
    ]
    steps = [_step(one, other) for one, other in pairs]
    far = {axis: sum(step[0][axis] for step in steps) for axis in _LEAST}
    near = {axis: sum(step[1][axis] for step in steps) for axis in _LEAST}
    paces = [sum(_WEIGHT[a] * abs(step[1][a]) for a in _LEAST) for step in steps]
    moving = [step[2] for step, pace in zip(steps, paces, strict=True) if pace > 0.3 * max(paces)]
    return Motion(
        far=far,
        near=near,
        held=float(np.median([h for h in moving if h is not None] or [0.0])),
        trembles=_trembling(greys, fps),
        busiest=max(paces) * fps / stride,
        busy=float(np.mean([pace > max(paces) / 3 for pace in paces])),
    )


def judge(motion: Motion, seconds: float = 3.0) -> tuple[str, ...]:
    """Name the movements, the strongest first, of so long a time."""
    short = min(1.0, (seconds / 3) ** 0.6)
    found = [(3.0, "Shake")] if motion.trembles > _TREMBLING else []
    if motion.held > _HOLDING and abs(motion.near["x"]) > short * _LEAST["x"]:
        return tuple(name for _, name in [*found, (1.0, "Tracking shot")])
    # What the camera goes towards lies a little off the centre; a trembling picture ends anywhere.
    off_centre = {"y": _OFF_CENTRE * abs(motion.near["growth"])}
    for axis, usual in _LEAST.items():
        least = max(short * usual, off_centre.get(axis, 0.0), 2.5 * motion.trembles)
        found += _on_axis(axis, motion.far[axis], motion.near[axis], least)
    strongest = max((weight for weight, name in found if name != "Shake"), default=0.0)
    kept = [one for one in sorted(found, reverse=True) if one[0] > _CLEAR * strongest]
    return tuple(name for _, name in kept) or ("Static shot",)


def _on_axis(axis: str, far: float, near: float, least: float) -> list[tuple[float, str]]:
    """A turn moves far and near alike; travel moves the near more; else there are both."""
    more, most = near - far, max(abs(far), abs(near))
    sign = -1 if axis == "x" else 1  # the picture goes left when the camera goes right
    turns, travels = (far, "turn"), (more, "travel")
    if abs(more) <= _ALIKE * most:
        parts = [turns]
    elif far * near > 0 and abs(far) < abs(near):
        parts = [(near, "travel")]
    else:
        parts = [turns, travels]
    return [
        (_WEIGHT[axis] * abs(size), _NAMES[axis, kind][int(sign * size > 0)])
        for size, kind in parts
        if abs(size) > least
    ]


def _step(one: np.ndarray, other: np.ndarray) -> tuple[dict, dict, float | None]:
    height, width = one.shape
    points = _corners(one)
    moved, found, _ = cv2.calcOpticalFlowPyrLK(one, other, points, None, winSize=(15, 15))
    back, again, _ = cv2.calcOpticalFlowPyrLK(other, one, moved, None, winSize=(15, 15))
    sure = (found & again).ravel().astype(bool) & (np.abs(back - points).max(axis=(1, 2)) < 0.5)
    unit = max(width, height)
    places = (points[sure, 0] - (width / 2, height / 2)) / unit
    flow = (moved - points)[sure, 0] / unit
    v = points[sure, 0, 1] / height
    return (
        _fit(places, flow, v < _FAR),
        _fit(places, flow, v > _NEAR),
        _held(places, flow, width / unit),
    )


def _corners(grey: np.ndarray) -> np.ndarray:
    """Corners everywhere: each of twelve parts of the picture gives its own."""
    height, width = grey.shape
    found = []
    for row in range(4):
        for column in range(3):
            y, x = row * height // 4, column * width // 3
            part = grey[y : y + height // 4, x : x + width // 3]
            best = cv2.goodFeaturesToTrack(part, _CORNERS // 12, 0.02, 4)
            if best is not None:
                found.append(best + np.float32((x, y)))
    return np.concatenate(found)


def _fit(places: np.ndarray, flow: np.ndarray, part: np.ndarray) -> dict[str, float]:
    """The shift and the growth around the frame's centre that most corners of a part share."""
    if part.sum() < 8:
        return dict.fromkeys(_LEAST, 0.0)
    x, y, dx, dy = *places[part].T, *flow[part].T
    weight = np.ones(len(x))
    for _ in range(6):
        # Lower rows are nearer: what they move more is no growth.
        design = np.column_stack([np.ones(len(x)), x, y - y.mean()])
        (shift, growth, lower), *_ = np.linalg.lstsq(
            design * weight[:, None], dx * weight, rcond=None
        )
        away = np.abs(dx - design @ (shift, growth, lower))
        weight = 1 / np.sqrt(away + np.median(away) + 1e-4)
    return {"x": float(shift), "y": float(np.median(dy - growth * y)), "growth": float(growth)}


def _held(places: np.ndarray, flow: np.ndarray, wide: float) -> float | None:
    """How still the middle is where the picture on both sides of it, in the same rows, streams."""
    x, y = places.T
    found = []
    # Below the horizon all of a row is equally far, but for what stands there.
    for top in np.arange(0.02, 0.2, 0.03):
        rows = (y > top) & (y < top + 0.06)
        middle, beside = rows & (np.abs(x) < 0.1 * wide), rows & (np.abs(x) > 0.25 * wide)
        if middle.sum() < 3 or beside.sum() < 4:
            continue
        sides = [np.median(flow[beside & part, 0]) for part in (x < 0, x > 0) if beside[part].any()]
        if min(sides) * max(sides) < 0:
            continue  # they go apart or come together: the middle is still for that reason
        stream = abs(float(np.median(flow[beside, 0])))
        found.append((stream, float(np.quantile(np.abs(flow[middle, 0]), 0.4))))
    # What hardly streams, beside what does, is too far away to tell.
    least = max([_STREAMS, *(_FAST * stream for stream, _ in found)])
    return max((1 - still / stream for stream, still in found if stream > least), default=None)


def _trembling(greys: Sequence[np.ndarray], fps: float) -> float:
    """How strong movements of 3 to 8 a second are, of the whole picture, where they rule."""
    window = cv2.createHanningWindow(greys[0].shape[::-1], cv2.CV_32F)
    smooth = [grey.astype(np.float32) for grey in greys]
    unit = max(greys[0].shape)
    shifts = np.array([cv2.phaseCorrelate(a, b, window)[0] for a, b in itertools.pairwise(smooth)])
    places = np.cumsum(shifts / unit, axis=0)
    if len(places) < fps / 2:
        return 0.0
    times = np.linspace(-1, 1, len(places))
    places -= np.stack([np.polyval(np.polyfit(times, line, 3), times) for line in places.T], axis=1)
    strength = (
        np.abs(np.fft.rfft(places * np.hanning(len(places))[:, None], axis=0)) * 4 / len(places)
    )
    hertz = np.fft.rfftfreq(len(places), 1 / fps)
    quick = strength[(hertz > 2.8) & (hertz < 8.2)].max(initial=0.0)
    slow = strength[hertz <= 2.5].max(initial=0.0)
    return float(quick) if quick > slow else 0.0
