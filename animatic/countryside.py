"""The road through the fields, and the village."""

import math

from animatic.hand import Hand, height_at, level_at, lower_step, rows, soil
from animatic.highway import course, make_way, posts
from animatic.light import Colour
from animatic.paint import Floats, Sheet, mix, shade
from animatic.plants import bush, flowers, leafy, tufts
from animatic.streets import LAMPLIGHT, PLASTER, Place, lane

_ROOFS: tuple[Colour, ...] = ((186, 82, 62), (160, 74, 66), (202, 112, 72), (112, 84, 96))


def road_band(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut striped fields, poles with wires, the road and the grass before it."""
    road = course(build)
    if 2.0 < distance < 3.2 and road is None:
        way = _railway if build.scene.subject == "train" else lane
        way(build, sheet, distance)
        return
    crest = soil(build, sheet, distance)
    if distance > 3.2:
        _furrows(build, sheet, crest, distance)
        _hedgerow(build, sheet, crest, distance)
    else:
        for edge in rows(build, sheet, distance, crest):
            tufts(build, sheet, edge, distance, 1.0 if distance > 1.5 else 1.3)
            flowers(build, sheet, edge, distance, 0.05)
    if road is not None:
        make_way(sheet, road, distance)
        posts(build, sheet, road, distance)
    elif 1.5 < distance < 2.0:
        _guard(build, sheet, distance)
    if 3.5 < distance < 4.5:
        _poles(build, sheet, distance)


def _railway(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut gravel, sleepers and a rail where a train runs."""
    level = level_at(distance)
    stone = build.colour(distance, (150, 138, 130))
    sheet.ground(sheet.u * 0 + level, stone)
    for u in build.spots(sheet, 0.014):
        at = level + build.chance.uniform(0.004, 0.05)
        size = build.chance.uniform(0.003, 0.006)
        sheet.disc(u, at, (size, size * 0.6), shade(stone, build.chance.uniform(0.78, 1.16)))
    wood = build.colour(distance, (104, 76, 60))
    gap = 0.042
    for index in range(int(sheet.window.left / gap) - 1, int(sheet.window.right / gap) + 2):
        sheet.taper((index * gap, level + 0.026), 0.014, (0.013, 0.011), wood, 0.003)
    steel = build.colour(distance, (196, 198, 206))
    sheet.box(sheet.window.left, level + 0.010, sheet.window.right, level + 0.015, steel)


def _furrows(build: Hand, sheet: Sheet, crest: Floats, distance: float) -> None:
    tones = ((196, 176, 92), (120, 156, 82), (168, 186, 96), (150, 122, 82))
    snowy = build.scene.weather == "snow"
    for u in build.spots(sheet, 0.3 / distance**0.35):
        half = 0.15 / distance**0.35
        tone = mix(build.chance.pick(tones), (246, 249, 255), 0.85 * snowy)
        colour = build.colour(distance, tone, build.land.far)
        top = [height_at(sheet, crest, u + half * side) + 0.006 for side in (-0.9, 0.9)]
        low = level_at(distance) + 0.16
        field = [
            (u - half * 0.9, top[0]),
            (u + half * 0.9, top[1]),
            (u + half * 1.2, low),
            (u - half * 1.2, low),
        ]
        sheet.cut(field, colour, lift=0.004)
        for line in range(1, 6):
            at = u + half * (line / 3 - 1) * 0.9
            end = at + (at - u) * 0.35, low
            sheet.stroke(
                [(at, height_at(sheet, crest, at) + 0.006), end], 0.002, shade(colour, 0.88)
            )


def _hedgerow(build: Hand, sheet: Sheet, crest: Floats, distance: float) -> None:
    road = course(build)
    for u in build.spots(sheet, 0.2 / distance**0.5):
        if road is not None and not road.beside(u, distance):
            continue
        place = u, height_at(sheet, crest, u) + 0.01 / distance
        kind = build.chance.random()
        if kind < 0.3 and abs(u) > 0.3 / distance:
            leafy(
                build,
                sheet,
                place,
                distance,
                build.chance.uniform(0.28, 0.42) / distance**0.8 * build.upright,
            )
        elif kind < 0.6:
            bush(build, sheet, place, distance, build.chance.uniform(0.04, 0.07) / distance)
        elif kind > 0.94 and distance > 5:
            cottage(build, sheet, place, distance, 0.16 / distance)


def _poles(build: Hand, sheet: Sheet, distance: float) -> None:
    level = level_at(distance) + 0.01
    wood = build.colour(distance, (92, 70, 60))
    gap, high = 0.33, 0.24 * build.upright**0.6
    left = int(sheet.window.left / gap) - 1
    road = course(build)
    # The wires cross a road in the middle between two poles.
    shift = 0.37 if road is None else (road.across(distance) / distance / gap + 0.5) % 1
    for index in range(left, int(sheet.window.right / gap) + 2):
        u = (index + shift) * gap
        sheet.cut(
            [
                (u - 0.0042, level),
                (u + 0.0042, level),
                (u + 0.003, level - high),
                (u - 0.003, level - high),
            ],
            wood,
        )
        for up, wide in ((0.94, 0.034), (0.86, 0.026)):
            sheet.box(
                u - wide, level - high * up - 0.002, u + wide, level - high * up + 0.002, wood
            )
            for side in (-wide, wide):
                hang = [
                    (
                        u + side + gap * t / 8,
                        level - high * up + 0.016 * math.sin(math.pi * t / 8) - 0.004,
                    )
                    for t in range(9)
                ]
                sheet.stroke(hang, 0.0012, shade(wood, 0.8))


def _guard(build: Hand, sheet: Sheet, distance: float) -> None:
    """Line the road with white posts."""
    for u in build.spots(sheet, 0.3):
        foot = level_at(distance) + 0.012
        white = build.colour(distance, (240, 238, 232))
        sheet.cut(
            [
                (u - 0.008, foot),
                (u + 0.008, foot),
                (u + 0.007, foot - 0.058),
                (u - 0.007, foot - 0.052),
            ],
            white,
            lift=0.004,
        )
        sheet.box(
            u - 0.0075, foot - 0.045, u + 0.0075, foot - 0.032, build.colour(distance, (52, 50, 60))
        )
        sheet.box(u - 0.003, foot - 0.043, u + 0.003, foot - 0.034, (236, 120, 70))


def village_band(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut cottages and trees, a lane of cobbles, gardens before it."""
    crest = soil(build, sheet, distance)
    if distance > 3.5:
        for u in build.spots(sheet, 0.34 / distance**0.6):
            place = u, height_at(sheet, crest, u) + 0.01 / distance
            if build.chance.random() < 0.66:
                cottage(
                    build, sheet, place, distance, build.chance.uniform(0.17, 0.24) / distance**0.75
                )
            else:
                leafy(
                    build,
                    sheet,
                    place,
                    distance,
                    build.chance.uniform(0.3, 0.4) / distance**0.75 * build.upright,
                )
        return
    if distance > 2.0:
        _cobbles(build, sheet, distance)
        return
    for edge in rows(build, sheet, distance, crest):
        tufts(build, sheet, edge, distance)
        flowers(build, sheet, edge, distance, 0.035)
    if distance > 1.5:
        _fence(build, sheet, distance)


def _cobbles(build: Hand, sheet: Sheet, distance: float) -> None:
    stone = build.colour(distance, (176, 158, 142))
    lower_step(sheet, sheet.u * 0 + level_at(distance) + 0.004, stone)
    for u in build.spots(sheet, 0.018):
        at = level_at(distance) + build.chance.uniform(0.012, 0.055)
        size = build.chance.uniform(0.005, 0.009)
        sheet.disc(u, at, (size, size * 0.45), shade(stone, build.chance.uniform(0.82, 1.12)))


def _fence(build: Hand, sheet: Sheet, distance: float) -> None:
    level = level_at(distance) + 0.014
    wood = build.colour(distance, (232, 218, 196))
    for up in (0.018, 0.036):
        sheet.box(
            sheet.window.left, level - up, sheet.window.right, level - up + 0.005, shade(wood, 0.9)
        )
    gap = 0.03
    for index in range(int(sheet.window.left / gap) - 1, int(sheet.window.right / gap) + 2):
        u = index * gap
        sheet.cut(
            [
                (u - 0.007, level),
                (u - 0.007, level - 0.044),
                (u, level - 0.052),
                (u + 0.007, level - 0.044),
                (u + 0.007, level),
            ],
            wood,
            lift=0.003,
        )


def cottage(build: Hand, sheet: Sheet, place: Place, distance: float, size: float) -> None:
    """Cut a small house, as wide as twice its size."""
    u, foot = place
    wall = build.colour(distance, build.chance.pick(PLASTER))
    roof = build.chance.pick(_ROOFS)
    if build.scene.weather == "snow":
        roof = mix(roof, (248, 250, 255), 0.85)
    tiles = build.colour(distance, roof)
    eave = foot - size * 0.72
    lift = size * 0.06
    sheet.taper(place, size * 0.72, (size * 0.8, size * 0.8), wall, lift)
    chimney = u + size * 0.45, eave - size * 0.2
    sheet.taper(chimney, size * 0.55, (size * 0.1, size * 0.1), shade(wall, 0.7))
    sheet.taper((u, eave), size * 0.66, (size, size * 0.66), tiles, lift)
    sheet.taper((u, eave), size * 0.16, (size, size * 0.9), shade(tiles, 0.86))
    glass = mix(wall, LAMPLIGHT, 0.85) if build.scene.light.lamps else shade(wall, 0.62)
    for side in (-0.42, 0.43):
        pane = u + size * side, foot - size * 0.24
        sheet.taper(pane, size * 0.28, (size * 0.13, size * 0.13), glass)
    door = build.colour(distance, (122, 78, 60))
    sheet.taper((u - size * 0.02, foot), size * 0.5, (size * 0.14, size * 0.14), door)
    if build.scene.light.lamps:
        sheet.glow(u, foot - size * 0.35, size * 0.9, (46, 34, 14))
