"""What stands and hangs in a room."""

import math

from animatic.chance import Chance
from animatic.hand import Hand, level_at
from animatic.indoors import CLOTHS, CREAM, MODULE, WOOD, choice, lit, modules
from animatic.light import Colour
from animatic.paint import Sheet, shade
from animatic.plants import PETALS

Place = tuple[float, float]

_CASE = 0.19
_SPINES: tuple[Colour, ...] = (*CLOTHS, (96, 132, 92), (232, 220, 194), (70, 76, 104))
_LAMPLIGHT: Colour = (255, 232, 176)


def tall_furniture(build: Hand, sheet: Sheet, distance: float) -> None:
    """Stand a bookcase by the wall."""
    wood = lit(build, shade(WOOD, 0.82))
    level = level_at(distance) + 0.006
    half, high = 0.1, 0.25 + 0.12 * (build.upright - 1)
    for middle in modules(sheet, _CASE, MODULE):
        shape = [
            (middle - half, level),
            (middle - half, level - high),
            (middle + half, level - high),
        ]
        sheet.cut([*shape, (middle + half, level)], wood, lift=0.008)
        shelves = 4 if build.upright < 1.2 else 5
        gap = high / shelves
        for shelf in range(shelves):
            base = level - 0.008 - shelf * gap
            sheet.box(
                middle - half + 0.006,
                base - gap + 0.012,
                middle + half - 0.006,
                base,
                shade(wood, 0.6),
            )
            _books(build, sheet, (middle - half + 0.009, base), (middle + half - 0.012, gap))
        pot(build, sheet, (middle - 0.05, level - high), 0.034)
        sheet.disc(middle + 0.05, level - high - 0.018, 0.018, lit(build, CLOTHS[1]))


def _books(build: Hand, sheet: Sheet, start: Place, limit: tuple[float, float]) -> None:
    u, base = start
    end, gap = limit
    chance = Chance(build.scene.seed, 9, round(u * 1000), round(base * 1000))
    while u < end:
        wide = chance.uniform(0.006, 0.013)
        if chance.random() < 0.1:
            u += wide
            continue
        high = gap * chance.uniform(0.52, 0.74)
        spine = lit(build, chance.pick(_SPINES))
        sheet.box(u, base - high, u + wide * 0.92, base, spine)
        sheet.box(u, base - high * 0.8, u + wide * 0.92, base - high * 0.7, shade(spine, 1.3))
        u += wide


def low_furniture(build: Hand, sheet: Sheet, distance: float) -> None:
    """Stand a table with a vase, and a standing lamp."""
    level = level_at(distance) + 0.006
    wood = lit(build, WOOD)
    for middle in modules(sheet, -0.36, 0.99):
        for leg in (-0.075, 0.07):
            sheet.box(middle + leg, level - 0.1, middle + leg + 0.009, level, shade(wood, 0.72))
        top = [
            (middle - 0.1, level - 0.112),
            (middle + 0.1, level - 0.112),
            (middle + 0.108, level - 0.098),
        ]
        sheet.cut([*top, (middle - 0.108, level - 0.098)], wood, lift=0.006)
        _vase(build, sheet, (middle - 0.03, level - 0.110))
        cup = lit(build, CLOTHS[2])
        sheet.box(middle + 0.04, level - 0.130, middle + 0.064, level - 0.111, cup)
        sheet.disc(middle + 0.066, level - 0.121, 0.006, cup)
    for middle in modules(sheet, 0.37, 0.99):
        _standing_lamp(build, sheet, (middle, level))


def _vase(build: Hand, sheet: Sheet, place: Place) -> None:
    u, foot = place
    clay = lit(build, choice(build, CLOTHS, 4))
    for number, (du, dv) in enumerate(
        ((-0.034, 0.075), (-0.012, 0.1), (0.014, 0.09), (0.038, 0.07))
    ):
        sheet.stroke([(u, foot - 0.03), (u + du, foot - dv)], 0.0026, lit(build, (86, 130, 80)))
        sheet.disc(u + du, foot - dv, 0.014, lit(build, PETALS[number % 5]), lift=0.003)
        sheet.disc(u + du, foot - dv, 0.005, lit(build, (250, 214, 110)))
    belly = [
        (u - 0.012, foot - 0.05),
        (u + 0.012, foot - 0.05),
        (u + 0.02, foot - 0.026),
        (u + 0.012, foot),
    ]
    sheet.cut([*belly, (u - 0.012, foot), (u - 0.02, foot - 0.026)], clay, lift=0.004)


def _standing_lamp(build: Hand, sheet: Sheet, place: Place) -> None:
    u, foot = place
    dark = lit(build, (70, 62, 66))
    sheet.disc(u, foot - 0.004, (0.028, 0.006), dark)
    sheet.stroke([(u, foot), (u, foot - 0.24)], 0.005, dark)
    burning = build.scene.light.lamps
    cloth = _LAMPLIGHT if burning else lit(build, CREAM)
    shape = [
        (u - 0.046, foot - 0.21),
        (u + 0.046, foot - 0.21),
        (u + 0.028, foot - 0.28),
        (u - 0.028, foot - 0.28),
    ]
    sheet.cut(shape, cloth, lift=0.006)
    for side in (-0.5, 0.0, 0.5):
        sheet.stroke(
            [(u + 0.028 * side, foot - 0.28), (u + 0.046 * side, foot - 0.21)],
            0.0016,
            shade(cloth, 0.88),
        )
    if burning:
        sheet.glow(u, foot - 0.23, 0.15, (104, 74, 34))


def hanging_lamp(build: Hand, sheet: Sheet, distance: float) -> None:
    """Hang a lamp from the ceiling; it swings a little."""
    low = -0.20 - 0.10 * (build.upright - 1)
    dark = lit(build, (60, 54, 60))
    for middle in modules(sheet, -0.04, 0.9):
        sheet.stroke([(middle, sheet.window.top - 0.1), (middle, low)], 0.003, dark)
        dome = [
            (math.cos(a) * 0.055, math.sin(a) * 0.045)
            for a in (math.pi + i * math.pi / 12 for i in range(13))
        ]
        sheet.disc(
            middle,
            low + 0.044,
            0.016,
            _LAMPLIGHT if build.scene.light.lamps else lit(build, CREAM),
        )
        sheet.cut(
            [(middle + a, low + 0.042 + b) for a, b in dome],
            lit(build, choice(build, CLOTHS, 6)),
            0.004,
        )
        if build.scene.light.lamps:
            sheet.glow(middle, low + 0.06, 0.11, (96, 70, 32))


def near_things(build: Hand, sheet: Sheet, distance: float) -> None:
    """Leave plants, books and toys on the floor before the camera."""
    level = level_at(distance)
    for u in build.spots(sheet, 0.21):
        kind, place = build.chance.random(), (u, level + 0.014)
        if kind < 0.34:
            pot(build, sheet, place, 0.04)
        elif kind < 0.68:
            for number in range(3):
                wide = 0.034 - 0.004 * number
                v = place[1] - 0.013 * number
                cover = lit(build, build.chance.pick(_SPINES))
                sheet.cut(
                    [(u - wide, v - 0.012), (u + wide, v - 0.012), (u + wide, v), (u - wide, v)],
                    cover,
                    0.004,
                )
                sheet.box(u - wide * 0.92, v - 0.009, u + wide * 0.98, v - 0.005, lit(build, CREAM))
        else:
            ball = lit(build, build.chance.pick(CLOTHS))
            sheet.disc(u, place[1] - 0.02, 0.021, ball, lift=0.006)
            sheet.disc(u - 0.003, place[1] - 0.023, (0.008, 0.018), shade(ball, 1.22))
            sheet.disc(u - 0.007, place[1] - 0.028, 0.004, lit(build, CREAM))


def pot(build: Hand, sheet: Sheet, place: Place, size: float) -> None:
    """Stand a plant in a pot."""
    u, foot = place
    leaf = lit(build, (84, 138, 92))
    for number, angle in enumerate((-2.6, -0.5, -2.1, -1.0, -1.57)):
        end = u + size * 1.5 * math.cos(angle), foot - size * 0.6 + size * 1.5 * math.sin(angle)
        mid = (u + end[0]) / 2, (foot - size * 0.6 + end[1]) / 2
        across = -math.sin(angle) * size * 0.26, math.cos(angle) * size * 0.26
        points = [(u, foot - size * 0.6), (mid[0] + across[0], mid[1] + across[1]), end]
        sheet.cut(
            [*points, (mid[0] - across[0], mid[1] - across[1])],
            shade(leaf, 0.84 + 0.07 * number),
            size * 0.06,
        )
    clay = lit(build, (200, 112, 78))
    sheet.cut(
        [
            (u - size * 0.42, foot - size * 0.7),
            (u + size * 0.42, foot - size * 0.7),
            (u + size * 0.3, foot),
            (u - size * 0.3, foot),
        ],
        clay,
        size * 0.08,
    )
    sheet.box(
        u - size * 0.48, foot - size * 0.78, u + size * 0.48, foot - size * 0.6, shade(clay, 1.1)
    )
