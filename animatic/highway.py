"""The road that runs away to the horizon: painted on the ground itself, anew for every frame.

All else in a world stands upright at one distance. A road lies: its near end streams while its
far end hardly moves, so each of its points is seen from where the camera is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.chance import Chance
from animatic.hand import EYE, Hand, level_at
from animatic.light import Colour
from animatic.paint import Sheet, mix, shade
from animatic.stage import SUBJECT_DISTANCE, Flat, Frame, Sight
from animatic.streets import LAMPLIGHT, asphalt

_HALF = 0.46
_VERGE = 0.05
_LINE, _DASH, _DASH_GAP = 0.011, 0.34, 0.8
_EDGE_LINE = 0.05
_LEAN = (0.17, 0.23)
"""How far beside the frame's middle it meets the horizon."""
_PATCHES = 60
"""So many lie on as much of the road as is far away."""
_BEHIND = -2.6
"""So far behind the camera's first place it may go, and still sees the road."""
_SUBPIXEL = 4
_SIDES = np.array([(-1, 0), (1, 0), (1, 1), (-1, 1)], float)

Reals = TypeVar("Reals", float, NDArray[np.float64])
Quads = NDArray[np.float64]
"""Four corners each: across from the road's middle, and away."""
Part = tuple[Quads, Colour]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where the road lies: at a distance `d` its middle is `start + lean * d` across."""

    start: float
    lean: float
    half: float
    """Half of its width, in frame widths at distance one."""

    def across(self, distance: Reals) -> Reals:
        """Give the middle of the road at a distance."""
        return self.start + self.lean * distance

    def beside(self, u: float, distance: float, gap: float = 0.12) -> bool:
        """Tell whether what is seen at `u` stands off the road."""
        return abs(u * distance - self.across(distance)) > self.half + _VERGE + gap


def course(build: Hand) -> Course | None:
    """Give the road's way, beneath the subject and away from the sun.

    There is none where the camera follows somebody along the picture, nor for a train.
    """
    if build.scene.world != "road" or build.followed or build.scene.subject == "train":
        return None
    lean = Chance(build.scene.seed, 78).uniform(*_LEAN)
    lean = -lean if build.orb[0] > 0 else lean
    # A tall frame is narrow: grass is to be seen on both sides there, too.
    lean /= build.upright
    return Course(start=-lean * SUBJECT_DISTANCE, lean=lean, half=_HALF / build.upright)


def make_way(sheet: Sheet, way: Course, distance: float) -> None:
    """Cut away what stands on the road, above the ground of a band."""
    half = way.half + _VERGE
    left, right = ((way.across(distance) + side * half) / distance for side in (-1, 1))
    columns = slice(*(max(0, round((u - sheet.window.left) * sheet.scale)) for u in (left, right)))
    above = max(0, round((level_at(distance) - sheet.window.top) * sheet.scale))
    sheet.piece[:above, columns] = 0


def stretches(build: Hand) -> Iterator[tuple[float, Flat]]:
    """Give the road in parts, each on the ground between one band and the next."""
    way = course(build)
    if way is None:
        return
    bands = build.land.grounds
    for far, near in zip(bands, [*bands[1:], _BEHIND], strict=True):
        yield far, _stretch(build, way, (far, near))


@dataclass(frozen=True, slots=True)
class _Painted:
    """Quads on the ground with their colours, the lowest first."""

    way: Course
    quads: Quads
    colours: tuple[Colour, ...]

    def paint(self, frame: Frame, sight: Sight) -> None:
        away = np.maximum(self.quads[..., 1], sight.nearest)
        across = self.quads[..., 0] + self.way.across(away)
        seen = sight.pixels(np.stack([across, np.full_like(across, EYE), away], axis=-1))
        fixed = np.round((seen - 0.5) * 2**_SUBPIXEL).astype(np.int32)
        for number in np.flatnonzero(seen[..., 1].min(axis=1) < len(frame)).tolist():
            quad, colour = fixed[number], self.colours[number]
            cv2.fillConvexPoly(frame, quad, (*colour, 255.0), cv2.LINE_AA, _SUBPIXEL)


def _stretch(build: Hand, way: Course, span: tuple[float, float]) -> Flat:
    far, near = span
    tone = asphalt(build, far)
    dust = mix(build.land.near, (206, 186, 150), 0.7)
    if build.scene.weather == "snow":
        dust = 236, 240, 248
    dust = build.colour(far, dust)
    white = build.colour(far, (244, 238, 220))
    yellow = build.colour(far, (244, 214, 138))
    parts = [
        (_along((0, way.half + _VERGE), span), dust),
        (_along((0, way.half), span), tone),
    ]
    parts += _patches(build, span, (way.half, tone))
    for side in (-1, 1):
        parts.append((_along((side * (way.half - _EDGE_LINE), _LINE), span), white))
    first = int(near / _DASH_GAP)
    for index in range(first, int(far / _DASH_GAP) + 1):
        dash = max(near, index * _DASH_GAP), min(far, index * _DASH_GAP + _DASH)
        if dash[0] < dash[1]:
            parts.append((_along((0, _LINE), dash), yellow))
    return _Painted(way, np.stack([quad for quad, _ in parts]), tuple(tone for _, tone in parts))


def _along(strip: tuple[float, float], span: tuple[float, float]) -> Quads:
    """Give a strip of the road: its middle and half its width, between two distances."""
    (middle, half), (one, other) = strip, span
    away = one + (other - one) * _SIDES[:, 1]
    return np.column_stack([middle + half * _SIDES[:, 0], away])


def _patches(
    build: Hand, span: tuple[float, float], looks: tuple[float, Colour]
) -> list[tuple[Quads, Colour]]:
    """Mend the road here and there, so that it is seen to pass; when wet it mirrors the lamps."""
    (far, near), (half, tone) = span, looks
    wet = build.scene.weather in ("rain", "storm")
    chance = Chance(build.scene.seed, 79, round(far * 100))
    found = []
    for _ in range(round(_PATCHES * (far - near) / far) + 6):
        away = chance.uniform(near, far)
        size = chance.uniform(0.012, 0.05)
        long = min(size * chance.uniform(1.5, 6), far - away)
        middle = chance.uniform(-1, 1) * (half - _EDGE_LINE - 0.1)
        patch = shade(tone, chance.pick((0.8, 0.9, 1.15)))
        if wet and chance.random() < 0.4:
            patch = mix(tone, build.colour(far, LAMPLIGHT), 0.4)
        found.append((_along((middle, size), (away, away + long)), patch))
    return found


def posts(build: Hand, sheet: Sheet, way: Course, distance: float) -> None:
    """Stand a white post on either side of the road."""
    size = 1.9 / distance
    for side in (-1, 1):
        u = (way.across(distance) + side * (way.half + _VERGE + 0.06)) / distance
        foot = level_at(distance) + 0.006 * size
        _post(build, sheet, (u, foot), (size, distance))


def _post(
    build: Hand, sheet: Sheet, place: tuple[float, float], looks: tuple[float, float]
) -> None:
    (u, foot), (size, distance) = place, looks
    white = build.colour(distance, (240, 238, 232))
    shape = [(-0.008, 0.0), (0.008, 0.0), (0.007, -0.058), (-0.007, -0.052)]
    sheet.cut([(u + a * size, foot + b * size) for a, b in shape], white, lift=0.004 * size)
    dark = build.colour(distance, (52, 50, 60))
    wide, high = 0.0075 * size, foot - 0.045 * size
    sheet.box(u - wide, high, u + wide, high + 0.013 * size, dark)
    glint = build.colour(distance, (236, 120, 70))
    sheet.box(u - wide * 0.4, high + 0.002 * size, u + wide * 0.4, high + 0.011 * size, glint)
