"""What all subjects share: how they are described, and the scissors for round shapes."""

from collections.abc import Callable
from dataclasses import dataclass

from animatic.light import Colour
from animatic.paint import Sheet

Draw = Callable[[Sheet, Colour, Colour], None]
"""Draws onto a sheet in a paint, with the colour of shadows and dark parts.

Feet stand at v = 0 and everything looks right; lengths are in frame widths.
"""
Outline = list[tuple[float, float]]

CREAM: Colour = (246, 238, 220)
GLASS: Colour = (206, 228, 236)
LIFT = 0.0045
"""The shadow one part throws on another."""
_CURVE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing a scene can be about."""

    draw: Draw
    paint: Colour
    """Its colour where the prompt names none."""
    wide: float = 0.1
    """Half of its width on the ground, for its shadow."""
    height: float = 0.0
    """How far above the ground it hovers."""
    walks: bool = False
    """Whether it goes up and down a little with every step."""


def shape(points: str) -> Outline:
    """Read corners written in thousandths of a frame width."""
    corners = (corner.split(",") for corner in points.split())
    return [(int(u) / 1000, int(v) / 1000) for u, v in corners]


def round_shape(points: str) -> Outline:
    """Read corners as `shape` and give a smooth closed line through them (Catmull-Rom)."""
    corners = shape(points)
    count = len(corners)
    line: Outline = []
    for index in range(count):
        before, here, after, beyond = (corners[(index + k) % count] for k in (-1, 0, 1, 2))
        for step in range(_CURVE):
            t = step / _CURVE
            line.append(
                (
                    _along(before[0], here[0], after[0], beyond[0], t),
                    _along(before[1], here[1], after[1], beyond[1], t),
                )
            )
    return line


def legs(sheet: Sheet, places: str, wide: float, colour: Colour, foot: Colour) -> None:
    """Cut legs: each `hip,height,foot`, in thousandths; slimmer towards the ground."""
    half = wide / 1000
    for place in places.split():
        hip, high, low = (int(part) / 1000 for part in place.split(","))
        slim = half * 0.58
        sheet.cut(
            [(hip - half, -high), (hip + half, -high), (low + slim, 0), (low - slim, 0)], colour
        )
        sheet.cut(
            [(low - slim, -0.012), (low + slim, -0.012), (low + slim * 1.4, 0), (low - slim, 0)],
            foot,
        )


def eye(sheet: Sheet, u: float, v: float, size: float, ink: Colour) -> None:
    """Put in an eye with a spark."""
    sheet.disc(u, v, size, ink)
    sheet.disc(u + size * 0.35, v - size * 0.35, size * 0.36, (250, 250, 246))


def _along(before: float, here: float, after: float, beyond: float, t: float) -> float:
    slope, bend = after - before, 2 * before - 5 * here + 4 * after - beyond
    twist = 3 * (here - after) + beyond - before
    return 0.5 * (2 * here + slope * t + bend * t * t + twist * t**3)
