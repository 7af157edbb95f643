"""What grows: trees, bushes, grass and flowers, each cut from a few pieces of paper."""

import math

from animatic.chance import Chance
from animatic.hand import Hand, ground_colour, height_at
from animatic.light import Colour
from animatic.paint import Floats, Sheet, mix, shade

Place = tuple[float, float]

_SNOW: Colour = (248, 251, 255)
_DUNE_GRASS: Colour = (150, 168, 84)
_AVENUE: Colour = (96, 148, 92)
_CLUMP = 0.055
"""Grass of one height and colour grows so wide."""
_BARK: Colour = (84, 58, 46)
PETALS: tuple[Colour, ...] = (
    (236, 96, 92),
    (250, 212, 98),
    (246, 240, 246),
    (180, 128, 214),
    (240, 150, 180),
)


def green_of(build: Hand) -> Colour:
    """Give the colour of a world's grass and leaves."""
    return {"beach": _DUNE_GRASS, "city": _AVENUE}.get(build.scene.world, build.land.near)


def fir(build: Hand, sheet: Sheet, place: Place, distance: float, high: float) -> None:
    """Cut a fir so high."""
    u, foot = place
    wide = high * build.chance.uniform(0.19, 0.26)
    leaf = shade(build.land.near, build.chance.uniform(0.62, 0.98))
    colour = build.colour(distance * 0.9, leaf, build.land.far)
    trunk = wide * 0.1
    sheet.cut(
        [(u - trunk, foot), (u + trunk, foot), (u, foot - high * 0.4)],
        build.colour(distance, _BARK),
    )
    snowy = build.scene.weather == "snow"
    for tier in range(4):
        low, top = foot - high * (0.09 + 0.2 * tier), foot - high * (0.42 + 0.195 * tier)
        half = wide * (1 - 0.21 * tier)
        notch = [(u - half * 0.5, low - 0.014 * high), (u, low + 0.008 * high)]
        notch += [(u + half * 0.5, low - 0.014 * high)]
        tone = shade(colour, 1 + 0.06 * tier)
        sheet.cut([(u - half, low), *notch, (u + half, low), (u, top)], tone)
        dark = [(u + half * 0.04, low), (u + half * 0.5, low - 0.014 * high), (u + half, low)]
        sheet.cut([*dark, (u, top)], shade(tone, 0.82))
        if snowy:
            drift = [(u - half * 0.62, low - high * 0.12), (u - half * 0.2, low - high * 0.09)]
            drift += [(u + half * 0.2, low - high * 0.17), (u, top)]
            sheet.cut(drift, build.colour(distance, _SNOW))


def leafy(build: Hand, sheet: Sheet, place: Place, distance: float, high: float) -> None:
    """Cut a tree with a round crown."""
    u, foot = place
    trunk = high * 0.035
    bark = build.colour(distance, shade(_BARK, 1.15))
    fork = foot - high * 0.6
    sheet.cut(
        [(u - trunk, foot), (u + trunk, foot), (u + trunk * 0.5, fork), (u - trunk * 0.5, fork)],
        bark,
    )
    sheet.stroke(
        [(u, foot - high * 0.35), (u + high * 0.14, foot - high * 0.55)], trunk * 0.7, bark
    )
    leaf = shade(green_of(build), build.chance.uniform(0.72, 1.05))
    if build.scene.weather == "snow":
        leaf = mix(leaf, _SNOW, 0.55)
    colour = build.colour(distance * 0.9, leaf, build.land.far)
    crowns = (
        (-0.16, 0.52, 0.17),
        (0.17, 0.55, 0.16),
        (0.0, 0.66, 0.23),
        (-0.09, 0.78, 0.15),
        (0.1, 0.8, 0.14),
    )
    for number, (side, up, size) in enumerate(crowns):
        radius = high * size * build.chance.uniform(0.9, 1.1)
        tone = shade(colour, 0.86 + 0.06 * number)
        sheet.disc(
            u + high * side, foot - high * up, (radius * 1.08, radius), tone, lift=high * 0.02
        )


def palm(build: Hand, sheet: Sheet, place: Place, distance: float, high: float) -> None:
    """Cut a palm, leaning a little."""
    u, foot = place
    lean = high * build.chance.uniform(-0.22, 0.22)
    bark = build.colour(distance, (146, 104, 70))
    bend = [(u + lean * t * t, foot - high * t) for t in (0, 0.25, 0.5, 0.75, 1.0)]
    wide = high * 0.028
    left = [(a - wide * (1 - 0.5 * i / 4), b) for i, (a, b) in enumerate(bend)]
    right = [(a + wide * (1 - 0.5 * i / 4), b) for i, (a, b) in enumerate(bend)]
    sheet.cut([*left, *reversed(right)], bark)
    top_u, top_v = bend[-1]
    leaf = build.colour(distance, (66, 132, 82))
    for number, angle in enumerate((-2.9, -0.25, -2.4, -0.75, -1.9, -1.25)):
        reach = high * build.chance.uniform(0.36, 0.46)
        end = top_u + reach * math.cos(angle), top_v + reach * (math.sin(angle) * 0.5 + 0.28)
        mid = top_u + reach * 0.5 * math.cos(angle), top_v + reach * (math.sin(angle) * 0.62 - 0.02)
        under = mid[0], mid[1] + high * 0.09
        tone = shade(leaf, 0.86 + 0.07 * number)
        sheet.cut([(top_u, top_v), mid, end, under], tone, lift=high * 0.012)


def cactus(build: Hand, sheet: Sheet, place: Place, distance: float, size: float) -> None:
    """Cut a cactus with two arms."""
    u, foot = place
    colour = build.colour(distance, (74, 124, 82))
    for shift, tone in ((0.0, 1.0), (0.035, 0.82)):
        trunk = size * (0.11 - shift)
        sheet.disc(u + size * shift, foot - size * 0.5, (trunk, size * 0.56), shade(colour, tone))
    for side, at in ((-1, 0.42), (1, 0.56)):
        sheet.disc(u + side * size * 0.2, foot - size * at, (size * 0.16, size * 0.06), colour)
        arm = shade(colour, 1.06 if side < 0 else 0.9)
        reach = (size * 0.065, size * 0.2)
        sheet.disc(u + side * size * 0.32, foot - size * (at + 0.16), reach, arm, lift=size * 0.02)
    if size * distance > 0.3:
        sheet.disc(u, foot - size * 1.06, size * 0.04, build.colour(distance, PETALS[4]))


def bush(build: Hand, sheet: Sheet, place: Place, distance: float, size: float) -> None:
    """Cut a low bush."""
    u, foot = place
    leaf = shade(build.land.near, build.chance.uniform(0.66, 0.9))
    if build.scene.weather == "snow":
        leaf = mix(leaf, _SNOW, 0.6)
    colour = build.colour(distance, leaf, build.land.far)
    for side, up in ((-0.7, 0.3), (0.75, 0.28), (0.0, 0.5)):
        radius = size * build.chance.uniform(0.5, 0.66)
        sheet.disc(
            u + size * side,
            foot - size * up,
            radius,
            shade(colour, 0.9 + up * 0.3),
            lift=size * 0.07,
        )


def rock(build: Hand, sheet: Sheet, place: Place, distance: float, size: float) -> None:
    """Cut a stone of three faces."""
    u, foot = place
    grey = (136, 132, 140) if build.scene.weather != "snow" else (206, 212, 224)
    colour = build.colour(distance, shade(grey, build.chance.uniform(0.85, 1.1)))
    lean = size * build.chance.uniform(-0.2, 0.2)
    top = (u + lean, foot - size * 0.8)
    left, right = (u - size, foot), (u + size, foot)
    shoulder = (u + size * 0.7, foot - size * 0.5)
    sheet.cut(
        [left, (u - size * 0.6, foot - size * 0.62), top, shoulder, right], colour, lift=size * 0.12
    )
    sheet.cut([(u + size * 0.1, foot), top, shoulder, right], shade(colour, 0.8))
    sheet.cut(
        [(u - size * 0.6, foot - size * 0.62), top, (u, foot - size * 0.5)], shade(colour, 1.12)
    )


def tufts(build: Hand, sheet: Sheet, crest: Floats, distance: float, size: float = 1.0) -> None:
    """Set grass along an edge, in clumps and on patches: it streams by when the camera travels.

    An even row would look the same a blade farther on, to a person and to whoever measures it.
    """
    _patches(build, sheet, crest, distance)
    green = green_of(build)
    snow = build.colour(distance, _SNOW)
    for u in build.spots(sheet, 0.015 * size):
        clump = Chance(build.scene.seed, round(distance * 100), math.floor(u / _CLUMP))
        tone, grown = clump.uniform(0.62, 1.25), clump.uniform(0.45, 1.35)
        foot = height_at(sheet, crest, u) + 0.012
        colour = build.colour(distance, shade(green, tone * build.chance.uniform(0.88, 1.12)))
        if build.scene.weather == "snow":
            colour = mix(colour, snow, 0.6)
        high = size * grown * build.chance.uniform(0.016, 0.042)
        lean = size * build.chance.uniform(-0.014, 0.014)
        wide = 0.0042 * size
        bow = (u + lean * 0.3 + wide * 0.7, foot - high * 0.55)
        sheet.cut([(u - wide, foot), (u + wide, foot), bow, (u + lean, foot - high)], colour)


def _patches(build: Hand, sheet: Sheet, crest: Floats, distance: float) -> None:
    """Let lighter and darker places lie on the ground."""
    if build.scene.world == "beach":
        return
    in_town = build.scene.world == "city"
    lawn = build.colour(distance, green_of(build))
    soil = lawn if in_town else ground_colour(build, distance)
    tones = (0.86, 0.92, 1.05) if build.scene.weather == "snow" else (0.66, 0.74, 1.14, 1.26)
    for u in build.spots(sheet, 0.11):
        at = height_at(sheet, crest, u) + build.chance.uniform(0.02, 0.055)
        tone = shade(soil, build.chance.pick(tones))
        wide = build.chance.uniform(0.022, 0.062)
        for _ in range(3):
            off = build.chance.uniform(-0.6, 0.6) * wide
            place = u + off, at + build.chance.uniform(-0.006, 0.006)
            sheet.disc(*place, (wide * 0.62, wide * build.chance.uniform(0.12, 0.2)), tone)


def flowers(build: Hand, sheet: Sheet, crest: Floats, distance: float, gap: float) -> None:
    """Sprinkle flowers below an edge; near ones have petals and a stem."""
    if build.scene.weather == "snow":
        _drifts(build, sheet, crest, distance)
        return
    for u in build.spots(sheet, gap):
        at = height_at(sheet, crest, u) + build.chance.uniform(0.004, 0.05) / distance**0.5
        petal = build.colour(distance, build.chance.pick(PETALS))
        size = build.chance.uniform(0.0045, 0.0085) / distance**0.7
        if distance > 2.5:
            sheet.disc(u, at, size, petal)
        else:
            flower(build, sheet, (u, at), (size * 1.3, petal))


def _drifts(build: Hand, sheet: Sheet, crest: Floats, distance: float) -> None:
    """Heap the snow here and there, and leave tracks in it."""
    white, blue = build.colour(distance, _SNOW), build.colour(distance, (196, 210, 232))
    for u in build.spots(sheet, 0.075 / distance**0.3):
        at = height_at(sheet, crest, u) + build.chance.uniform(0.012, 0.06) / distance**0.5
        wide = build.chance.uniform(0.012, 0.03) / distance**0.5
        if build.chance.random() < 0.6:
            sheet.disc(u + wide * 0.12, at + wide * 0.08, (wide, wide * 0.30), blue)
            sheet.disc(u, at, (wide, wide * 0.26), white)
        else:
            for side in (-0.5, 0.5):
                sheet.disc(
                    u + wide * side, at + wide * 0.12 * side, (wide * 0.2, wide * 0.09), blue
                )


def flower(build: Hand, sheet: Sheet, place: Place, looks: tuple[float, Colour]) -> None:
    """Cut one flower of five petals."""
    (u, at), (size, petal) = place, looks
    stem = build.colour(1.5, shade(green_of(build), 0.75))
    sheet.stroke([(u, at), (u + size * 0.5, at + size * 4.5)], size * 0.35, stem)
    for turn in range(5):
        angle = turn * math.tau / 5 - math.pi / 2
        near = u + size * 0.8 * math.cos(angle), at + size * 0.8 * math.sin(angle)
        sheet.disc(*near, size * 0.62, petal)
    sheet.disc(u, at, size * 0.5, (250, 214, 110) if sum(petal) < 560 else (226, 160, 60))


def fern(build: Hand, sheet: Sheet, place: Place, distance: float, size: float) -> None:
    """Cut a fan of leaves, for the foreground."""
    u, foot = place
    leaf = build.colour(distance, shade(build.land.near, build.chance.uniform(0.7, 1.1)))
    if build.scene.weather == "snow":
        leaf = mix(leaf, build.colour(distance, _SNOW), 0.5)
    for number, angle in enumerate((-2.75, -0.4, -2.3, -0.85, -1.85, -1.3)):
        reach = size * build.chance.uniform(0.8, 1.1)
        end = u + reach * math.cos(angle), foot + reach * math.sin(angle) * 0.9
        across = (-math.sin(angle) * size * 0.11, math.cos(angle) * size * 0.11)
        mid = (u + (end[0] - u) * 0.5, foot + (end[1] - foot) * 0.55)
        sides = [(mid[0] + across[0], mid[1] + across[1]), end]
        sides.append((mid[0] - across[0], mid[1] - across[1]))
        sheet.cut([(u, foot), *sides], shade(leaf, 0.84 + 0.07 * number), lift=size * 0.05)


def mushroom(build: Hand, sheet: Sheet, place: Place, distance: float, size: float) -> None:
    """Cut a red mushroom with white dots."""
    u, foot = place
    stem = build.colour(distance, (240, 228, 206))
    sheet.cut(
        [
            (u - size * 0.2, foot),
            (u + size * 0.2, foot),
            (u + size * 0.13, foot - size * 0.7),
            (u - size * 0.13, foot - size * 0.7),
        ],
        stem,
    )
    cap = [(math.cos(a), math.sin(a)) for a in (math.pi + i * math.pi / 10 for i in range(11))]
    shape = [(u + size * 0.6 * a, foot - size * 0.6 + size * 0.6 * b) for a, b in cap]
    sheet.cut(shape, build.colour(distance, (204, 62, 52)), lift=size * 0.06)
    for side, up in ((-0.3, 0.78), (0.05, 0.98), (0.32, 0.76)):
        sheet.disc(u + size * side, foot - size * up, size * 0.07, stem)
