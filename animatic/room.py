"""A room: wall and windows, furniture at several depths, a floor of planks with a rug."""

import math

from animatic.chance import Chance
from animatic.furniture import pot
from animatic.hand import Hand, level_at, lower_step, steps
from animatic.indoors import CLOTHS, CREAM, MODULE, WOOD, choice, lit, modules
from animatic.light import Colour
from animatic.paint import Sheet, mix, shade

WALL = 5.0
"""How far away the back wall stands."""
_WINDOW = -0.17
"""Where in a module it is."""
_RAIL = -0.385
_PAPERS: tuple[Colour, ...] = ((150, 172, 158), (206, 160, 128), (138, 158, 188), (200, 176, 128))


def floor_band(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut the planks of a depth, with the rug and the window's light on them."""
    level = level_at(distance)
    wood = lit(build, shade(WOOD, 0.94 + 0.07 * (int(distance * 10) % 2)))
    sheet.ground(sheet.u * 0 + level, wood, fall=0.22)
    _grain(build, sheet, level, (wood, distance))
    for step, edge in steps(sheet, distance):
        lower_step(sheet, sheet.u * 0 + edge, shade(wood, max(0.6, 0.95**step)))
        _grain(build, sheet, edge, (wood, distance))
        if step == 1:
            _mats(build, sheet, edge)
    if 2.0 < distance < 3.2:
        _rug(build, sheet, distance)
    elif 3.2 < distance < 4.5 and build.scene.light.orb is not None:
        _sunbeam(build, sheet, (level, wood))


def _grain(build: Hand, sheet: Sheet, edge: float, looks: tuple[Colour, float]) -> None:
    wood, distance = looks
    deep = 0.075 if distance < 1.4 else 0.05
    for u in build.spots(sheet, 0.12 / distance**0.2):
        sheet.stroke([(u, edge), (u * 1.08, edge + deep)], 0.0018, shade(wood, 0.72))
        for _ in range(2):
            at = u + build.chance.uniform(0.01, 0.08), edge + build.chance.uniform(0.1, 0.9) * deep
            wide = build.chance.uniform(0.012, 0.034)
            tone = shade(wood, build.chance.pick((0.84, 0.9, 1.12)))
            sheet.stroke([(at[0], at[1]), (at[0] + wide, at[1] + 0.001)], 0.002, tone)
        if build.chance.random() < 0.3:
            sheet.disc(u + 0.03, edge + deep * 0.5, (0.005, 0.002), shade(wood, 0.66))


def _rug(build: Hand, sheet: Sheet, distance: float) -> None:
    """Lay a striped rug over two depths, again and again along the room."""
    paint = choice(build, CLOTHS, 3)
    level, low = level_at(distance), level_at(2.2 if distance > 2.5 else 1.65) + 0.004
    for middle in modules(sheet, 0.0, 1.32):
        for number, share in enumerate((1.0, 0.93, 0.84, 0.62, 0.5, 0.2)):
            half, wider = 0.87 / distance * share, 0.87 / 1.95 * share
            wider = half + (wider - half) * 0.16
            tone = lit(build, (paint, CREAM)[number % 2])
            shape = [(middle - half, level), (middle + half, level)]
            shape += [(middle + wider, low), (middle - wider, low)]
            sheet.cut(shape, tone)
        for number in range(9):
            u = middle + (number - 4) * 0.155 / distance
            size = 0.018 / distance**0.5
            at = (level + low) / 2
            diamond = [(u - size, at), (u, at - size * 0.6), (u + size, at), (u, at + size * 0.6)]
            sheet.cut(diamond, lit(build, CLOTHS[number % 4]))


def _mats(build: Hand, sheet: Sheet, edge: float) -> None:
    """Lay round mats before the camera; only a tall frame sees them."""
    for middle in modules(sheet, 0.1, 0.62):
        paint = choice(build, CLOTHS, 8)
        for number, share in enumerate((1.0, 0.86, 0.66, 0.5, 0.26)):
            tone = lit(build, (paint, CREAM)[number % 2])
            size = 0.19 * share, 0.030 * share
            sheet.disc(middle, edge + 0.036, size, tone, lift=0.006 if share == 1.0 else 0.0)


def _sunbeam(build: Hand, sheet: Sheet, looks: tuple[float, Colour]) -> None:
    level, wood = looks
    light = mix(wood, build.scene.light.orb or CREAM, 0.42)
    for middle in modules(sheet, _WINDOW, MODULE):
        for left in (-0.085, 0.012):
            shape = [(middle + left, level), (middle + left + 0.075, level)]
            shape += [(middle + left + 0.125, level + 0.06), (middle + left + 0.04, level + 0.06)]
            sheet.cut(shape, light)


def back_wall(build: Hand, sheet: Sheet, distance: float) -> None:
    """Paper the wall, hang pictures and cut out the windows."""
    level = level_at(distance)
    wall = lit(build, choice(build, _PAPERS, 1))
    sheet.box(sheet.window.left, sheet.window.top, sheet.window.right, level + 0.02, wall)
    _wallpaper(build, sheet, wall)
    _panels(build, sheet, level)
    _ceiling(build, sheet)
    for middle in modules(sheet, 0.0, MODULE):
        _pictures(build, sheet, middle)
        _window(build, sheet, middle + _WINDOW)
    if build.scene.light.lamps:
        for middle in modules(sheet, 0.33, 1.32):
            sheet.glow(middle, -0.05, 0.34, (70, 48, 20))


def _wallpaper(build: Hand, sheet: Sheet, wall: Colour) -> None:
    gap = 0.044
    for index in range(int(sheet.window.left / gap) - 1, int(sheet.window.right / gap) + 2):
        u = index * gap
        if index % 2:
            sheet.box(u, sheet.window.top, u + gap, level_at(WALL), shade(wall, 0.955))
        for row in range(13):
            v = _RAIL + 0.012 + row * 0.038 + (0.019 if index % 2 else 0)
            size = 0.0065
            leaf = [(u + gap / 2, v - size), (u + gap / 2 + size * 0.6, v), (u + gap / 2, v + size)]
            sheet.cut(
                [*leaf, (u + gap / 2 - size * 0.6, v)], shade(wall, 1.13 if index % 2 else 0.88)
            )


def _panels(build: Hand, sheet: Sheet, level: float) -> None:
    cream = lit(build, CREAM)
    sheet.box(sheet.window.left, level - 0.052, sheet.window.right, level + 0.02, shade(cream, 0.9))
    sheet.box(sheet.window.left, level - 0.055, sheet.window.right, level - 0.048, cream)
    sheet.box(
        sheet.window.left, level - 0.010, sheet.window.right, level + 0.02, shade(cream, 0.97)
    )
    gap = 0.066
    for index in range(int(sheet.window.left / gap) - 1, int(sheet.window.right / gap) + 2):
        left = index * gap + 0.008
        box = [(left, level - 0.042), (left + 0.05, level - 0.042), (left + 0.05, level - 0.016)]
        sheet.cut([*box, (left, level - 0.016)], shade(cream, 0.82))


def _ceiling(build: Hand, sheet: Sheet) -> None:
    if sheet.window.top > _RAIL:
        return
    cream, wood = lit(build, CREAM), lit(build, shade(WOOD, 0.8))
    sheet.box(sheet.window.left, sheet.window.top, sheet.window.right, _RAIL, shade(cream, 0.86))
    for height in range(4):
        v = _RAIL - 0.045 - 0.06 * height
        sheet.box(sheet.window.left, v - 0.022, sheet.window.right, v, shade(wood, 0.92**height))
    for u in build.spots(sheet, 0.14):
        sheet.cut(
            [(u, sheet.window.top), (u + 0.03, sheet.window.top), (u + 0.018, _RAIL), (u, _RAIL)],
            wood,
            0.006,
        )
    sheet.box(sheet.window.left, _RAIL - 0.012, sheet.window.right, _RAIL + 0.004, cream)


def _pictures(build: Hand, sheet: Sheet, middle: float) -> None:
    """Hang pictures high and low, and a garland over all."""
    frame = lit(build, shade(WOOD, 0.75))
    for number, (u, v, half) in enumerate(
        (
            (0.035, -0.12, 0.034),
            (0.035, -0.21, 0.026),
            (0.2, -0.235, 0.044),
            (0.335, -0.16, 0.036),
            (0.34, -0.06, 0.026),
        )
    ):
        at = middle + u, v
        box = [(at[0] - half, v - half * 0.8), (at[0] + half, v - half * 0.8)]
        box += [(at[0] + half, v + half * 0.8), (at[0] - half, v + half * 0.8)]
        sheet.cut(box, frame, lift=0.006)
        inner = half * 0.8
        sky = lit(build, mix(CREAM, CLOTHS[(number + 1) % 4], 0.35))
        sheet.box(at[0] - inner, v - inner * 0.78, at[0] + inner, v + inner * 0.78, sky)
        hill = [
            (at[0] - inner, v + inner * 0.78),
            (at[0] - inner, v + inner * 0.2),
            (at[0] - inner * 0.3, v - inner * 0.3),
        ]
        hill += [
            (at[0] + inner * 0.3, v + inner * 0.2),
            (at[0] + inner, v),
            (at[0] + inner, v + inner * 0.78),
        ]
        sheet.cut(hill, lit(build, CLOTHS[number % 4]))
        sheet.disc(at[0] + inner * 0.4, v - inner * 0.35, inner * 0.2, lit(build, CREAM))
    span = MODULE / 11
    for flag in range(11):
        u = middle - 0.33 + span * flag
        v = _RAIL + 0.03 + 0.028 * math.sin(math.pi * (flag + 0.5) / 11)
        sheet.cut(
            [(u, v), (u + span * 0.9, v), (u + span * 0.45, v + 0.034)],
            lit(build, CLOTHS[flag % 4]),
            0.004,
        )


def _window(build: Hand, sheet: Sheet, u: float) -> None:
    """Cut a hole for the world outside, and put bars and a sill on it."""
    half, top, low = 0.1, -0.165 - 0.09 * (build.upright - 1), 0.03
    white = lit(build, CREAM)
    frame = [(u - half - 0.014, top - 0.014), (u + half + 0.014, top - 0.014)]
    sheet.cut([*frame, (u + half + 0.014, low), (u - half - 0.014, low)], white, lift=0.006)
    columns = slice(
        *(max(0, round((at - sheet.window.left) * sheet.scale)) for at in (u - half, u + half))
    )
    lines = slice(
        *(max(0, round((at - sheet.window.top) * sheet.scale)) for at in (top, low - 0.012))
    )
    sheet.piece[lines, columns] = 0
    _drops(build, sheet, (u, top, half))
    sheet.box(u - 0.006, top, u + 0.006, low, white)
    cross = top + (low - top) * 0.42
    sheet.box(u - half, cross - 0.004, u + half, cross + 0.004, shade(white, 0.94))
    sill = [(u - half - 0.026, low - 0.014), (u + half + 0.026, low - 0.014)]
    sheet.cut(
        [*sill, (u + half + 0.022, low + 0.003), (u - half - 0.022, low + 0.003)],
        shade(white, 1.04),
        0.005,
    )
    pot(build, sheet, (u + 0.06, low - 0.014), 0.026)


def _drops(build: Hand, sheet: Sheet, looks: tuple[float, float, float]) -> None:
    """Show rain or snow on the panes."""
    if build.scene.outside not in ("rain", "storm", "snow"):
        return
    u, top, half = looks
    chance = Chance(build.scene.seed, 5, round(u * 100))
    for _ in range(46):
        at = u + chance.uniform(-half, half), top + chance.uniform(0.0, 0.18)
        if build.scene.outside == "snow":
            sheet.disc(*at, chance.uniform(0.0012, 0.003), (240, 244, 250))
        else:
            sheet.stroke([at, (at[0] - 0.002, at[1] + 0.014)], 0.001, (206, 218, 232))


def curtains(build: Hand, sheet: Sheet, distance: float) -> None:
    """Hang curtains beside every window; a draught moves them."""
    cloth = lit(build, choice(build, CLOTHS, 2))
    top, low = -0.205 - 0.09 * (build.upright - 1), level_at(distance) - 0.004
    for middle in modules(sheet, _WINDOW, MODULE):
        for side in (-1, 1):
            for fold in range(4):
                near, far = 0.072 + 0.019 * fold, 0.072 + 0.019 * (fold + 1.1)
                flare = 1.06 + 0.02 * fold
                points = [(middle + side * near, top), (middle + side * far, top)]
                points += [
                    (middle + side * far * flare, low),
                    (middle + side * near * flare * 0.98, low - 0.003),
                ]
                sheet.cut(points, shade(cloth, (0.82, 1.08, 0.92, 1.0)[fold]))
        rod = lit(build, shade(WOOD, 0.6))
        sheet.stroke([(middle - 0.165, top), (middle + 0.165, top)], 0.006, rod)
        for end in (-0.168, 0.168):
            sheet.disc(middle + end, top, 0.007, rod)
