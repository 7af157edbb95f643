"""What a band of land needs of the builder that cuts it, and the ground it begins with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from animatic.chance import Chance
from animatic.light import Colour
from animatic.paint import Floats, Sheet, mix, ripple, shade
from animatic.scene import Scene
from animatic.stage import HORIZON, Sway

EYE = 0.30
"""How high the camera is above the ground, in frame widths at distance one."""
NEAREST = 1.3
"""The distance of the nearest band; the camera never passes it."""
_SNOW: Colour = (246, 249, 255)
_STEP = 0.075
_STILL = Sway()


class Hand(Protocol):
    """What a band needs of the builder that cuts it."""

    scene: Scene
    land: "Land"
    chance: Chance
    followed: bool
    """Whether the camera follows the subject: then nothing tall stands before it."""
    orb: tuple[float, float]
    """Where sun or moon stand: across, and over the horizon."""
    upright: float
    """How much taller things are, for a frame that is taller than wide."""

    def colour(self, distance: float, near: Colour, far: Colour | None = None) -> Colour:
        """Give a paper's colour at a distance."""

    def spots(self, sheet: Sheet, gap: float) -> Iterator[float]:
        """Give places along a sheet."""


Band = Callable[[Hand, Sheet, float], None]
"""Cuts what stands at a distance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """One more layer of a land: something hung, drifting or standing between the bands."""

    distance: float
    draw: Band
    top: float = -9.0
    bottom: float = 9.0
    sway: Sway = _STILL
    dry: bool = False
    """Whether it is there in dry weather only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """How a world's ground looks."""

    far: Colour
    near: Colour
    band: Band
    roughness: float = 0.0
    """Height of its waves, in frame widths at distance one."""
    waves: float = 0.0
    """Waves in a frame width at distance one."""
    tall: float = 0.1
    """What stands on it at most, in frame widths at distance one."""
    peaks: tuple[tuple[float, float], ...] = ()
    """Ridges behind it: distance and height."""
    ridge: Colour | None = None
    """The colour of what stands behind it, if it is another than the far ground's."""
    grounds: tuple[float, ...] = (13.0, 8.0, 5.4, 3.9, 3.0, 2.2, 1.65, NEAREST)
    """The bands' distances; spread so that they lie evenly on the picture."""
    extras: tuple[Extra, ...] = ()
    clouds: int = 2
    """How many layers of clouds hang over it."""


def level_at(distance: float) -> float:
    """Give where flat ground at a distance is seen."""
    return HORIZON + EYE / distance


def ground_colour(build: Hand, distance: float) -> Colour:
    """Give the soil's colour at a distance, under its snow if there is any."""
    near = build.land.near
    if build.scene.weather == "snow":
        near = mix(near, _SNOW, 0.86)
    return build.colour(distance, near, build.land.far)


def soil(build: Hand, sheet: Sheet, distance: float) -> Floats:
    """Cut the plain ground of a band and give its edge."""
    land = build.land
    waves = land.waves * min(distance, 4) ** 0.6
    rise = land.roughness / float(distance**0.8)
    crest = level_at(distance) + rise * ripple(sheet.u, build.chance, waves, 3)
    number = land.grounds.index(distance) if distance in land.grounds else 0
    sheet.ground(crest, shade(ground_colour(build, distance), 1.0 + 0.05 * (-1) ** number))
    return crest


def rows(
    build: Hand,
    sheet: Sheet,
    distance: float,
    crest: Floats,
    paint: Callable[[Hand, float], Colour] = ground_colour,
) -> Iterator[Floats]:
    """Give a band's edge and, on the nearest band, one step of paper below the other.

    A tall frame looks far down; without them it would end in an empty sheet.
    """
    yield crest
    colour = paint(build, distance)
    rise = build.land.roughness * 0.5 + 0.005
    for step, level in steps(sheet, distance):
        edge = level + rise * ripple(sheet.u, build.chance, 1.1, 3)
        lower_step(sheet, edge, shade(colour, max(0.6, 0.94**step)))
        yield edge


def steps(sheet: Sheet, distance: float) -> Iterator[tuple[int, float]]:
    """Number the steps of paper below the nearest band's edge, as far down as is seen."""
    step = 1
    while distance <= NEAREST and level_at(distance) + _STEP * step < sheet.window.bottom:
        yield step, level_at(distance) + _STEP * step
        step += 1


def lower_step(sheet: Sheet, edge: Floats, colour: Colour) -> None:
    """Lay a darker sheet over the lower part of a band."""
    stride = max(1, int(sheet.scale / 160))
    line = list(zip(sheet.u[::stride], edge[::stride], strict=True))
    line.append((float(sheet.u[-1]) + 0.01, float(edge[-1])))
    low = sheet.window.bottom + 0.02
    shape = [*line, (line[-1][0], low), (line[0][0] - 0.01, low)]
    sheet.cut(shape, colour, lift=0.010)
    sheet.stroke(line, 0.0016, shade(colour, 1.12))


def height_at(sheet: Sheet, crest: Floats, u: float) -> float:
    """Give where a band's edge is at a place."""
    return float(np.interp(u, sheet.u, crest))
