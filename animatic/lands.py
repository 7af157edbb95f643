"""The ground of each world: bands at several distances, with what grows or stands on them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from animatic.paint import Floats, Sheet, mix, ripple, shade
from animatic.scene import Colour, Scene
from animatic.stage import HORIZON

EYE = 0.30
"""How high the camera is above the ground, in frame widths at distance one."""


class Hand(Protocol):
    """What a band needs of the builder that cuts it."""

    scene: Scene
    land: "Land"
    rng: np.random.Generator
    followed: bool
    """Whether the camera follows the subject: then nothing tall stands before it."""

    def colour(self, distance: float, near: Colour, far: Colour | None = None) -> Colour:
        """Give a paper's colour at a distance."""

    def spots(self, sheet: Sheet, gap: float) -> Iterator[float]:
        """Give places along a sheet."""


Band = Callable[[Hand, Sheet, float, int], None]
"""Cuts one band of ground at a distance; the number counts from the farthest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """How a world's ground looks."""

    far: Colour
    near: Colour
    roughness: float
    """Height of its waves, in frame widths at distance one."""
    waves: float
    """Waves in a frame width at distance one."""
    band: Band
    tall: float = 0.1
    """What stands on it at most, in frame widths at distance one."""
    peaks: tuple[tuple[float, float], ...] = ()
    """Ridges behind it: distance and height."""


def _soil(build: Hand, sheet: Sheet, distance: float, number: int) -> Floats:
    """Cut the plain ground of a band and give its edge."""
    land = build.land
    waves = land.waves * min(distance, 4) ** 0.6
    rise = land.roughness / float(distance**0.8)
    crest = HORIZON + EYE / distance + rise * ripple(sheet.u, build.rng, waves, 3)
    near = land.near
    if build.scene.weather == "snow" and build.scene.world != "sea":
        near = mix(near, (246, 249, 255), 0.82)
    tone = 1.0 + 0.05 * (-1) ** number
    sheet.ground(crest, shade(build.colour(distance, near, land.far), tone))
    return crest


def _sea(build: Hand, sheet: Sheet, distance: float, number: int) -> None:
    rough = 2.0 if build.scene.weather == "storm" else 1.0
    pace = 2.6 * min(distance, 5) ** 0.7
    swell = np.abs(np.sin(np.pi * (sheet.u * pace + 0.3 * ripple(sheet.u, build.rng, 1.0, 2))))
    crest = HORIZON + EYE / distance - rough * 0.016 / distance**0.7 * (1 - swell)
    colour = build.colour(distance, build.land.near, build.land.far)
    sheet.ground(crest, colour, fall=0.09)
    foam = mix(colour, shade((250, 252, 250), build.scene.light.tint), 0.55)
    for u in build.spots(sheet, 0.09 / distance**0.4):
        at = float(np.interp(u, sheet.u, crest)) + build.rng.uniform(0.006, 0.03) / distance**0.5
        wide = build.rng.uniform(0.012, 0.035) / distance**0.5
        sheet.disc(
            u, at, (wide, 0.0014 / distance**0.3), mix(colour, foam, build.rng.uniform(0.2, 0.9))
        )


def _trees(build: Hand, sheet: Sheet, distance: float, number: int) -> None:
    crest = _soil(build, sheet, distance, number)
    if distance < 2.0:
        _tufts(build, sheet, distance, crest)
    gap = 0.15 / distance**0.75
    for u in build.spots(sheet, gap):
        # A clearing around the subject, wider nearer the camera.
        if (abs(u) < 0.55 / distance and distance < 5) or (build.followed and distance < 2.6):
            continue
        if distance < 2 and build.rng.random() < 0.45:
            continue
        foot = float(np.interp(u, sheet.u, crest)) + 0.012 / distance
        _fir(build, sheet, (u, foot), distance)


def _fir(build: Hand, sheet: Sheet, place: tuple[float, float], distance: float) -> None:
    u, foot = place
    high = build.rng.uniform(0.30, 0.52) / distance**0.85
    wide = high * build.rng.uniform(0.19, 0.26)
    leaf = shade(build.land.near, build.rng.uniform(0.62, 0.95))
    colour = build.colour(distance * 0.9, leaf, build.land.far)
    snowy = build.colour(distance, (250, 252, 255))
    sheet.cut(
        [(u - wide * 0.09, foot), (u + wide * 0.09, foot), (u, foot - high * 0.4)],
        build.colour(distance, (74, 52, 42)),
    )
    for tier in range(4):
        low, top = foot - high * (0.1 + 0.2 * tier), foot - high * (0.42 + 0.195 * tier)
        half = wide * (1 - 0.21 * tier)
        side = [(u - half, low), (u - half * 0.5, low - 0.01 * high), (u + half, low), (u, top)]
        sheet.cut(side, shade(colour, 1 + 0.05 * tier))
        sheet.cut(
            [(u + half * 0.1, low), (u + half, low), (u, top)], shade(colour, 0.82 + 0.05 * tier)
        )
        if build.scene.weather == "snow":
            sheet.cut(
                [
                    (u - half * 0.55, low - high * 0.14),
                    (u + half * 0.1, low - high * 0.17),
                    (u, top),
                ],
                snowy,
            )


def _tufts(build: Hand, sheet: Sheet, distance: float, crest: Floats) -> None:
    """Grass before the camera: it streams by when the camera travels."""
    for u in build.spots(sheet, 0.016):
        foot = float(np.interp(u, sheet.u, crest)) + 0.012
        colour = build.colour(distance, shade(build.land.near, build.rng.uniform(0.7, 1.15)))
        if build.scene.weather == "snow":
            colour = mix(colour, build.colour(distance, (236, 242, 250)), 0.6)
        high, lean = build.rng.uniform(0.015, 0.045), build.rng.uniform(-0.012, 0.012)
        sheet.cut([(u - 0.004, foot), (u + 0.004, foot), (u + lean, foot - high)], colour)


def _meadow(build: Hand, sheet: Sheet, distance: float, number: int) -> None:
    crest = _soil(build, sheet, distance, number)
    if distance < 2.3:
        _tufts(build, sheet, distance, crest)
    petals = ((236, 96, 92), (250, 212, 98), (246, 240, 246), (180, 128, 214))
    for u in build.spots(sheet, 0.05 / distance**0.3):
        at = float(np.interp(u, sheet.u, crest)) + build.rng.uniform(0.004, 0.05) / distance**0.5
        petal = build.colour(distance, petals[int(build.rng.integers(4))])
        if build.scene.weather != "snow":
            sheet.disc(u, at, build.rng.uniform(0.004, 0.008) / distance**0.7, petal)
    for u in build.spots(sheet, 0.9 / distance**0.6):
        if abs(u) > 0.7 / distance and 2.5 < distance < 9:
            foot = float(np.interp(u, sheet.u, crest)) + 0.01 / distance
            _fir(build, sheet, (u, foot), distance * 1.2)


def _city(build: Hand, sheet: Sheet, distance: float, number: int) -> None:
    level = HORIZON + EYE / distance
    sheet.ground(np.full_like(sheet.u, level), build.colour(distance, build.land.near))
    if distance > 3.5:
        _blocks(build, sheet, distance, level)
        return
    for u in build.spots(sheet, 0.2):
        line = level + 0.012 / distance
        dash = [(u, line), (u + 0.06, line), (u + 0.062, line + 0.005), (u, line + 0.005)]
        sheet.cut(dash, build.colour(distance, (214, 200, 150)))
    if number % 2 == 0 and not (build.followed and distance < 2.6):
        for u in build.spots(sheet, 0.62):
            _lamp(build, sheet, (u, level), distance)


def _blocks(build: Hand, sheet: Sheet, distance: float, level: float) -> None:
    lit = build.scene.light.stars or build.scene.light.orb is None
    gap = 0.42 / distance**0.7
    for u in build.spots(sheet, gap):
        half = gap * build.rng.uniform(0.3, 0.56)
        high = build.rng.uniform(0.5, 1.7) / distance**0.75 * (0.42 if abs(u) < 0.1 else 0.62)
        walls = ((74, 84, 110), (104, 92, 104), (88, 104, 116), (128, 104, 98))
        wall = build.colour(distance, walls[int(build.rng.integers(4))])
        sheet.box(u - half, level - high, u + half, level, wall)
        sheet.box(u + half * 0.55, level - high, u + half, level, shade(wall, 0.84))
        pane = 0.034 / distance**0.8
        glass = build.colour(distance * 0.4, (255, 214, 128)) if lit else shade(wall, 1.3)
        glass = mix(wall, (255, 214, 128), 0.75) if build.scene.light.tint[0] < 0.95 else glass
        for x in np.arange(u - half * 0.84, u + half * 0.45 - pane * 0.5, pane):
            for y in np.arange(level - high + pane * 0.5, level - pane, pane * 1.25):
                if build.rng.random() < 0.62:
                    pick = glass if build.rng.random() < 0.6 else shade(wall, 0.72)
                    sheet.box(x, y + pane * 0.7, x + pane * 0.55, y, pick)


def _lamp(build: Hand, sheet: Sheet, place: tuple[float, float], distance: float) -> None:
    u, foot = place
    size = 1 / distance
    post = build.colour(distance, (38, 40, 52))
    high = 0.34 * size
    sheet.cut(
        [
            (u - 0.006 * size, foot),
            (u + 0.006 * size, foot),
            (u + 0.004 * size, foot - high),
            (u - 0.004 * size, foot - high),
        ],
        post,
    )
    sheet.box(u, foot - high + 0.01 * size, u + 0.06 * size, foot - high, post)
    sheet.disc(u + 0.05 * size, foot - high + 0.015 * size, 0.012 * size, (255, 236, 178))
    sheet.glow(u + 0.05 * size, foot - high + 0.015 * size, 0.13 * size, (92, 74, 36))


def _dunes(build: Hand, sheet: Sheet, distance: float, number: int) -> None:
    crest = _soil(build, sheet, distance, number)
    for u in build.spots(sheet, 0.5 / distance**0.5):
        if abs(u) < 0.5 / distance or distance > 9:
            continue
        foot = float(np.interp(u, sheet.u, crest)) + 0.01 / distance
        size = build.rng.uniform(0.10, 0.22) / distance**0.85
        colour = build.colour(distance, (72, 112, 74))
        sheet.disc(u, foot - size * 0.5, (size * 0.11, size * 0.55), colour)
        for side, at in ((-1, 0.5), (1, 0.62)):
            sheet.disc(u + side * size * 0.2, foot - size * at, (size * 0.16, size * 0.06), colour)
            sheet.disc(
                u + side * size * 0.32,
                foot - size * (at + 0.16),
                (size * 0.065, size * 0.2),
                colour,
            )


def _cloud_floor(build: Hand, sheet: Sheet, distance: float, number: int) -> None:
    level = HORIZON + EYE / distance
    colour = build.colour(distance, build.land.near, build.land.far)
    sheet.ground(np.full_like(sheet.u, level), colour, fall=0.12)
    for u in build.spots(sheet, 0.085 / distance**0.35):
        radius = build.rng.uniform(0.02, 0.052) / distance**0.55
        tone = shade(colour, build.rng.uniform(0.97, 1.05))
        sheet.disc(u, level + radius * 0.35, (radius * 1.7, radius), tone)


LANDS = {
    "sea": Land(
        far=(92, 138, 150), near=(20, 74, 98), roughness=0, waves=0, band=_sea, peaks=((26, 0.05),)
    ),
    "forest": Land(
        far=(86, 128, 108),
        near=(44, 92, 62),
        roughness=0.02,
        waves=0.8,
        tall=0.56,
        band=_trees,
        peaks=((30, 0.09), (20, 0.06)),
    ),
    "city": Land(far=(96, 104, 128), near=(66, 68, 84), roughness=0, waves=0, tall=1.1, band=_city),
    "mountains": Land(
        far=(92, 108, 138),
        near=(74, 112, 78),
        roughness=0.03,
        waves=0.8,
        tall=0.5,
        band=_meadow,
        peaks=((44, 0.2), (28, 0.14), (18, 0.08)),
    ),
    "desert": Land(
        far=(222, 158, 116),
        near=(228, 164, 92),
        roughness=0.05,
        waves=0.7,
        tall=0.3,
        band=_dunes,
        peaks=((30, 0.05),),
    ),
    "sky": Land(far=(206, 216, 232), near=(246, 244, 246), roughness=0, waves=0, band=_cloud_floor),
    "meadow": Land(
        far=(128, 168, 140),
        near=(98, 156, 82),
        roughness=0.03,
        waves=0.7,
        tall=0.5,
        band=_meadow,
        peaks=((32, 0.08), (20, 0.05)),
    ),
}
"""How each world's ground looks."""
