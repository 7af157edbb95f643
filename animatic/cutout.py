"""Finds the thing that a picture is about, cuts it out and fills the place behind it.

What stands out from the colours beside it, near the middle, is taken for the subject (a guess
that GrabCut then makes exact). Where nothing stands out clearly there is no subject.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Maps = NDArray[np.floating]
Mask = NDArray[np.uint8]
Frame = NDArray[np.uint8]

_SKETCH = 200
"""Pixels of the longer side while looking for the subject."""
_LEAST, _MOST = 0.008, 0.42
"""How much of the picture a subject may cover."""
_SEED = 7
_EDGED = 7.0
"""As much at nine tenths of its edge."""
_TIP = 0.06
"""The largest of the small things that stand on a subject, for one of the subject."""
_TONE, _ELSEWHERE = 14, 0.32
"""How fine colours are told apart, and how much of them may go on beside the subject."""
_SLIM, _HARDLY = 0.5, 0.2
"""How wide a thing may be that is taken out of its place, and how much of its colours goes on."""
_FAINT = 9.0
"""A subject differs from what is beside it by at least so much, in Lab."""


def find_subject(picture: Frame, *, free: bool = False) -> Maps | None:
    """Give how much of each pixel is the subject, 0 to 1; `None` where no subject is found.

    One that is `free` can be taken out of its place: nothing around it is like it or belongs to it.
    """
    height, width = picture.shape[:2]
    scale = _SKETCH / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), np.float32)
    outstanding = _outstanding(np.asarray(cv2.GaussianBlur(lab, (0, 0), 1.5), np.float32))
    if outstanding.max() < _FAINT:
        return None
    mask = _grown(small, outstanding)
    if mask is None or not _clear(lab, mask):
        return None
    if free and not _stands_free(lab, mask):
        return None
    return _matte(picture, mask)


def _outstanding(lab: Maps) -> Maps:
    """How much each place differs from the sides of its own rows, more so near the middle."""
    height, width = lab.shape[:2]
    side = max(2, width // 6)
    beside = np.concatenate([lab[:, :side], lab[:, -side:]], axis=1)
    rows = [beside[max(0, row - 3) : row + 4].reshape(-1, 3) for row in range(height)]
    # Three typical colours of the sides of each row: dark, middling, light.
    typical = np.stack([np.percentile(row, (15, 50, 85), axis=0) for row in rows])
    away = np.linalg.norm(lab[:, :, None] - typical[:, None], axis=3).min(axis=2)
    x = np.linspace(-1, 1, width)[None]
    y = np.linspace(-1, 1, height)[:, None]
    return np.asarray(away * np.exp(-((x / 0.42) ** 2) - ((y - 0.15) / 0.65) ** 2), np.float32)


def _grown(small: Frame, outstanding: Maps) -> Mask | None:
    """Let GrabCut find the outline of what stands out."""
    height, width = outstanding.shape
    threshold = max(_FAINT, float(np.percentile(outstanding, 88)))
    mask = np.full((height, width), cv2.GC_BGD, np.uint8)
    wide, high = max(1, width // 12), max(1, height // 14)
    mask[high:, wide:-wide] = cv2.GC_PR_BGD
    mask[(outstanding > threshold) & (mask != cv2.GC_BGD)] = cv2.GC_PR_FGD
    sure = outstanding > max(threshold, float(np.percentile(outstanding, 97)))
    mask[sure & (mask != cv2.GC_BGD)] = cv2.GC_FGD
    if not (mask == cv2.GC_FGD).any():
        return None
    cv2.setRNGSeed(_SEED)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, mask, (0, 0, 1, 1), *models, 4, cv2.GC_INIT_WITH_MASK)
    found = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    found = np.asarray(cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3))), np.uint8)
    return _main_part(found, outstanding)


def _main_part(found: Mask, outstanding: Maps) -> Mask | None:
    """Keep the part that stands out most, without what hangs on to it by a thin bridge."""
    bridge = np.ones((5, 5))
    cores = np.asarray(cv2.erode(found, bridge), np.uint8)
    count, labels = cv2.connectedComponents(cores)
    if count < 2:
        return None
    weights = np.bincount(labels.ravel(), weights=outstanding.ravel() ** 2, minlength=count)
    weights[0] = 0
    core = (labels == int(np.argmax(weights))).astype(np.uint8)
    # What erosion took away comes back, legs and masts included, but not what lies beyond.
    part = np.asarray(cv2.dilate(core, np.ones((17, 9))), np.uint8) & found
    _, labels = cv2.connectedComponents(part)
    part = np.isin(labels, np.unique(labels[core > 0])).astype(np.uint8)
    part |= _tips(found & (1 - part), part)
    # Holes are part of it, most likely: a shirt in the colour of the wall.
    edges, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(part, edges, -1, 1, cv2.FILLED), np.uint8)


def _tips(rest: Mask, part: Mask) -> Mask:
    """Give the small things that stand on a part or hang below it: spires, poles, antennas."""
    columns = np.flatnonzero(part.any(axis=0))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(rest)
    beside = np.asarray(cv2.dilate(part, np.ones((3, 3))))
    touching = np.unique(labels[(beside > 0) & (rest > 0)])
    tips = [
        label
        for label in touching
        if boxes[label][0] >= columns[0]
        and boxes[label][0] + boxes[label][2] <= columns[-1] + 1
        and boxes[label][4] < _TIP * part.sum()
    ]
    return np.isin(labels, tips).astype(np.uint8)


def _clear(lab: Maps, mask: Mask) -> bool:
    """Whether a mask is one whole thing: of a size, and unlike its surroundings all around.

    Half a thing, cut out and moved, is worse than none.
    """
    columns = np.flatnonzero(mask.any(axis=0))
    if not _LEAST < mask.mean() < _MOST or columns[-1] - columns[0] > 0.8 * mask.shape[1]:
        return False
    inside = mask.astype(np.float32)
    colours = [_nearby(lab, share) for share in (inside, 1 - inside)]
    ring = (cv2.dilate(mask, np.ones((3, 3))) > mask) & (np.indices(mask.shape)[0] > 1)
    apart = np.linalg.norm(colours[0] - colours[1], axis=2)[ring]
    return bool(np.percentile(apart, 10) > _EDGED) and _goes_on(lab, mask) < _ELSEWHERE


def _stands_free(lab: Maps, mask: Mask) -> bool:
    """Whether a mask is a thing with room on both sides, in colours found nowhere near it."""
    columns = np.flatnonzero(mask.any(axis=0))
    slim = columns[-1] - columns[0] < _SLIM * mask.shape[1]
    return bool(slim and _goes_on(lab, mask) < _HARDLY)


def _goes_on(lab: Maps, mask: Mask) -> float:
    """How much of what a mask holds, by its colours, is found around it as well, 0 to 1."""
    around = (cv2.dilate(mask, np.ones((41, 41))) > 0) & (mask == 0)
    tones = (lab / _TONE).astype(int) @ (4096, 64, 1)
    counts = [np.bincount(tones[part], minlength=1 << 18) for part in (mask > 0, around)]
    inside, outside = (count / max(count.sum(), 1) for count in counts)
    return float(np.minimum(inside, outside).sum())


def _nearby(lab: Maps, share: Maps) -> Maps:
    """The colours around each place, of what belongs to a share of the picture."""
    reach = (9, 9)
    total = np.asarray(cv2.blur(lab * share[..., None], reach), np.float32)
    return total / np.maximum(np.asarray(cv2.blur(share, reach)), 1e-3)[..., None]


def _matte(picture: Frame, mask: Mask) -> Maps:
    """Lay a small mask's edge along the picture's own edges (a guided filter)."""
    height, width = picture.shape[:2]
    half = max(1, width // 2), max(1, height // 2)
    grey = _floats(cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), half)) / np.float32(255)
    soft = _floats(cv2.resize(_floats(mask), half, interpolation=cv2.INTER_CUBIC))
    reach = 2 * (max(half) * 2 // _SKETCH) + 1

    def mean(values: Maps) -> Maps:
        return _floats(cv2.boxFilter(values, -1, (reach, reach)))

    middle, level = mean(grey), mean(soft)
    slope = (mean(grey * soft) - middle * level) / (mean(grey * grey) - middle**2 + 2e-4)
    offset = level - slope * middle
    matte = cv2.resize(mean(slope) * grey + mean(offset), (width, height))
    return np.asarray(np.clip((_floats(matte) - 0.5) * 2.6 + 0.5, 0, 1), np.float32)


def _floats(values: object) -> Maps:
    return np.asarray(values, np.float32)


def cover(matte: Maps) -> tuple[Maps, NDArray[np.bool_]]:
    """Give how much of each pixel is cut out, and the hole that is to be filled behind it.

    More than the subject is cut out, softly: what is filled lies wholly under what is not clear
    at all. So the picture, put together again, is itself, and a hair or an ear comes along.
    """
    reach = max(3, matte.shape[1] // 90) | 1

    def wider(part: Maps) -> Maps:
        return _floats(cv2.dilate(part, np.ones((reach, reach))))

    hole = wider(_floats(matte > 0.05))
    soft = _floats(cv2.blur(wider(wider(hole)), (reach, reach)))
    return np.where(hole > 0, np.float32(1), soft), hole > 0


def fill_behind(picture: Frame, hole: NDArray[np.bool_]) -> Frame:
    """Fill the subject's place with what is beside it, mirrored at its edges, row by row."""
    width = picture.shape[1]
    base = _spread(picture, hole)
    columns = np.broadcast_to(np.arange(width), hole.shape)
    left = np.maximum.accumulate(np.where(hole, -1, columns), axis=1)
    right = np.minimum.accumulate(np.where(hole, width, columns)[:, ::-1], axis=1)[:, ::-1]
    from_left, from_right = 2 * left - columns, 2 * right - columns
    sure_left = ((left >= 0) & (from_left >= 0)).astype(np.float32)
    sure_right = ((right < width) & (from_right < width)).astype(np.float32)
    toward_left = sure_left / np.maximum(columns - left, 1) ** 2
    toward_right = sure_right / np.maximum(right - columns, 1) ** 2
    rows = np.arange(hole.shape[0])[:, None]
    one = base[rows, np.clip(from_left, 0, width - 1)].astype(np.float32)
    other = base[rows, np.clip(from_right, 0, width - 1)].astype(np.float32)
    weight = toward_left + toward_right
    share = (toward_left / np.maximum(weight, 1e-9))[..., None]
    mirrored = other + (one - other) * share
    filled = np.where((hole & (weight > 0))[..., None], mirrored, base)
    return np.clip(filled, 0, 255).astype(np.uint8)


def _spread(picture: Frame, hole: NDArray[np.bool_]) -> Frame:
    """Let the colours around a hole flow into it, from coarse to fine (push and pull)."""
    colour = np.dstack([picture, np.full(hole.shape, 255, np.uint8)]).astype(np.float32)
    colour[hole] = 0
    levels = [colour]
    while min(levels[-1].shape[:2]) > 2:
        levels.append(np.asarray(cv2.pyrDown(levels[-1]), np.float32))
    below: Maps = levels[-1]
    for level in reversed(levels[:-1]):
        height, width = level.shape[:2]
        wide = np.asarray(cv2.pyrUp(below, dstsize=(width, height)), np.float32)
        wide *= 255 / np.maximum(wide[..., 3:], 1)
        below = level + wide * (1 - level[..., 3:] / 255)
    smooth = np.clip(below[..., :3], 0, 255).astype(np.uint8)
    return np.where(hole[..., None], smooth, picture)
